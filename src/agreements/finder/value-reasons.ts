import type { IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import type { BuyerClass, ReferenceFacts } from '../reference.ts';
import { poundsInWords } from './finder-answers.ts';
import type { Reason } from './finder-decision.ts';
import type { Finder } from './finder.ts';
import { lineOn, publicationDays, reaches, standardVat, type ValueLine, withVat } from './value-lines.ts';

/** Words that conditions of the finder's file may name for a value, worked out from it. */
export const valueWords = ['below-threshold', 'above-threshold', 'below-publication', 'above-publication'] as const;

/** What the value means for this buyer on this date. */
export interface ValueFit {
  readonly words: readonly (typeof valueWords)[number][];
  readonly reasons: readonly Reason[];
}

/** Compares a value without VAT with the lines of the buyer's class. No amount or no class: says what would decide. */
export function fitValue(
  finder: Finder,
  reference: ReferenceFacts,
  on: IsoDate,
  buyer: BuyerClass | undefined,
  amount: DecimalText | undefined,
): ValueFit {
  if (buyer === undefined) {
    const reason: Reason = {
      kind: 'check',
      lead: 'We cannot compare your value with a threshold.',
      text: ' It depends on the kind of body you are.',
      source: { text: 'Thresholds on a date', href: '/guidance/thresholds' },
    };
    return { words: [], reasons: [reason] };
  }
  const procurement = lineOn(reference, 'procurement', buyer, on);
  const publication = lineOn(reference, 'publication', buyer, on);
  const above = (line: ValueLine | undefined): boolean | undefined =>
    line === undefined || amount === undefined ? undefined : reaches(reference, line, amount, on);
  const overThreshold = above(procurement);
  const overPublication = above(publication);
  return {
    words: [
      ...(overThreshold === undefined ? [] : [overThreshold ? valueWords[1] : valueWords[0]]),
      ...(overPublication === undefined ? [] : [overPublication ? valueWords[3] : valueWords[2]]),
    ],
    reasons: [
      thresholdReason(reference, on, buyer, amount, procurement, overThreshold),
      publicationReason(finder, reference, on, buyer, publication, overPublication),
    ],
  };
}

function thresholdReason(
  reference: ReferenceFacts,
  on: IsoDate,
  buyer: BuyerClass,
  amount: DecimalText | undefined,
  line: ValueLine | undefined,
  above: boolean | undefined,
): Reason {
  const href = `/guidance/thresholds?on=${on}&buyer=${buyer.id}${amount === undefined ? '' : `&value=${amount}`}`;
  if (line === undefined) {
    return {
      kind: 'check',
      lead: 'We have no threshold for that date.',
      text: ' Look it up before you choose the route.',
      source: { text: 'Thresholds on a date', href },
    };
  }
  const source = { text: 'Threshold for your class, including VAT', href, from: line.threshold.from };
  const limit = poundsInWords(line.amount);
  if (amount === undefined || above === undefined) {
    return {
      kind: 'check',
      lead: 'Work the value out before you award.',
      text: ` Your threshold is ${limit} including VAT: ${poundsInWords(line.amountExcludingVat)} excluding VAT, where all of it carries VAT at the standard rate.`,
      source,
    };
  }
  const compared = line.threshold.includesVat ? withVat(reference, amount, on) : amount;
  const rate = standardVat(reference, on)?.percent ?? '';
  const how = exact(amount).isZero()
    ? `nothing to pay, compared with ${limit}`
    : line.threshold.includesVat
      ? `${poundsInWords(amount)} is ${poundsInWords(compared ?? amount)} with VAT at ${rate.replace(/\.0+$/, '')}%, compared with ${limit}`
      : `${poundsInWords(amount)}, compared with ${limit}`;
  return above
    ? {
        kind: 'check',
        lead: 'Your value is at or above the threshold.',
        text: ` ${how}. You may still call off, because the agreement itself was competed. Keep the full record and consider a voluntary standstill.`,
        source,
      }
    : { kind: 'met', lead: 'Your value is below the threshold', text: `: ${how}.`, source };
}

function publicationReason(
  finder: Finder,
  reference: ReferenceFacts,
  on: IsoDate,
  buyer: BuyerClass,
  line: ValueLine | undefined,
  above: boolean | undefined,
): Reason {
  const href = '/guidance/thresholds#publish';
  const regime = finder.pack.regime;
  if (regime.id.value !== 'pcr-2015') {
    return {
      kind: 'check',
      lead: 'Publish the notices your regime asks for.',
      text: ` This agreement was let under the ${regime.name.value}, and its call-offs stay under it.`,
      source: {
        text: 'Legal regime of the agreement',
        href: `/agreements/${encodeURIComponent(finder.pack.number.value)}`,
      },
    };
  }
  if (buyer.publicationClass === 'exempt') {
    return {
      kind: 'met',
      lead: 'You do not have to publish an award notice',
      text: `, because your kind of body (${buyer.name.toLowerCase()}) is exempt from Contracts Finder.`,
      source: { text: 'Who publishes, and by when', href },
    };
  }
  if (line === undefined) {
    return {
      kind: 'check',
      lead: 'Check whether you have to publish the award.',
      text: ' We have no publication line for that date.',
      source: { text: 'Who publishes, and by when', href },
    };
  }
  const period = publicationDays(reference, buyer, on);
  const within = period === undefined ? 'in time' : `within ${period.days} days of the last signature`;
  const limit = `${poundsInWords(line.amount)} ${line.threshold.includesVat ? 'including' : 'excluding'} VAT`;
  const source = { text: 'Who publishes, and by when', href, from: line.threshold.from };
  if (above === undefined) {
    return { kind: 'check', lead: `Publish the award ${within}`, text: `, if it reaches ${limit}.`, source };
  }
  return above
    ? {
        kind: 'check',
        lead: `Publish the award on Contracts Finder ${within}.`,
        text: ` Your line is ${limit}.`,
        source,
      }
    : {
        kind: 'met',
        lead: 'You do not have to publish an award notice',
        text: `, because it stays below ${limit}.`,
        source,
      };
}
