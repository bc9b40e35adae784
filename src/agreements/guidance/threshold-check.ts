import { formatDate, type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { poundsInWords } from '../finder/finder-answers.ts';
import { lineOn, publicationDays, reaches, rowsOf, standardVat, withVat } from '../finder/value-lines.ts';
import type { BuyerClass, ReferenceFacts, Threshold } from '../reference.ts';

/** What was entered in the "thresholds on a date" form. */
export interface ThresholdQuestion {
  readonly on: string | undefined;
  readonly buyer: string | undefined;
  readonly value: string | undefined;
}

/** The form and its answer: the row in force for the class on the day, the rows before and after, and the value compared. */
export function thresholdCheck(reference: ReferenceFacts, today: IsoDate, asked: ThresholdQuestion) {
  const on = asked.on === undefined || asked.on === '' ? today : parseIsoDate(asked.on);
  const buyer = reference.buyerClasses.find((each) => each.id === asked.buyer);
  const value = readAmount(asked.value);
  const problems: Problem[] = [];
  if (on === undefined) {
    problems.push({
      code: 'not-a-date',
      path: 'on',
      message: 'The day must be a real date',
      remedy: 'Write it as 2026-11-23.',
    });
  }
  if (asked.buyer !== undefined && asked.buyer !== '' && buyer === undefined) {
    problems.push({
      code: 'unknown-buyer',
      path: 'buyer',
      message: 'Choose a kind of organisation from the list',
      remedy: '',
    });
  }
  if (value === undefined) {
    problems.push({
      code: 'wrong-amount',
      path: 'value',
      message: 'The value must be an amount in pounds',
      remedy: 'Enter a number such as 12,000, without VAT.',
    });
  }
  return {
    form: {
      on: asked.on ?? today,
      value: asked.value ?? '',
      buyers: reference.buyerClasses.map((each) => ({
        id: each.id,
        name: each.name,
        selected: each.id === asked.buyer,
      })),
    },
    problems: problems.map((each) => ({ ...each, href: `#${each.path ?? ''}` })),
    result:
      problems.length > 0 || on === undefined || buyer === undefined
        ? undefined
        : resultFor(reference, on, buyer, value?.amount),
  };
}

/** The amount of the text, nothing for an empty one; undefined where it is no amount. */
function readAmount(text: string | undefined): { readonly amount?: DecimalText } | undefined {
  const plain = (text ?? '').replace(/[£, ]/g, '');
  if (plain === '') return {};
  return /^\d{1,12}(\.\d{1,2})?$/.test(plain) ? { amount: exact(plain).toFixed() } : undefined;
}

function resultFor(reference: ReferenceFacts, on: IsoDate, buyer: BuyerClass, amount: DecimalText | undefined) {
  const vat = standardVat(reference, on);
  const lines = (['procurement', 'publication'] as const).map((kind) => {
    const line = lineOn(reference, kind, buyer, on);
    const group = kind === 'procurement' ? buyer.thresholdClass : buyer.publicationClass;
    const rows = rowsOf(reference, kind, group);
    const at = line === undefined ? -1 : rows.indexOf(line.threshold);
    return {
      kind,
      exempt: kind === 'publication' && buyer.publicationClass === 'exempt',
      amount: line === undefined ? undefined : poundsInWords(line.amount),
      includesVat: line?.threshold.includesVat,
      excludingVat: line === undefined ? undefined : poundsInWords(line.amountExcludingVat),
      reached: line === undefined || amount === undefined ? undefined : reaches(reference, line, amount, on),
      rows: (at < 0 ? rows : rows.slice(Math.max(0, at - 1), at + 2)).map((each) => ({
        now: each === line?.threshold,
        period: period(each),
        amount: poundsInWords(each.amount),
        vat: each.includesVat ? 'including VAT' : 'excluding VAT',
        source: sourceOf(reference, each),
      })),
      last: at >= 0 && at === rows.length - 1,
    };
  });
  const compared = amount === undefined ? undefined : withVat(reference, amount, on);
  return {
    on,
    onInWords: formatDate(on),
    buyer: buyer.name,
    group: buyer.thresholdClass === 'central' ? 'central' : 'sub-central',
    amount: amount === undefined ? undefined : poundsInWords(amount),
    withVat: compared === undefined ? undefined : poundsInWords(compared),
    vat: vat?.percent.replace(/\.0+$/, ''),
    days: publicationDays(reference, buyer, on)?.days,
    lines,
  };
}

function period(row: Threshold): string {
  return row.to === undefined ? `From ${formatDate(row.from)}` : `${formatDate(row.from)} to ${formatDate(row.to)}`;
}

function sourceOf(reference: ReferenceFacts, row: Threshold) {
  const source = reference.sources.find((each) => each.key === row.source);
  return { text: source?.title ?? row.source, href: source?.url, check: source?.standing === 'recalled' };
}
