import type { IsoDate } from '../../../kernel/dates.ts';
import type { Problem } from '../../../kernel/outcome.ts';
import { listInWords, plural } from '../../../kernel/text.ts';
import type { OrderLineKind } from '../../order-draft.ts';
import type { NewReceipt } from './receipt.ts';
import { serialKey, serialPattern } from './serials.ts';

/** A line of an order something can arrive of. */
export interface ReceivableLine {
  readonly number: number;
  readonly kind: OrderLineKind;
  readonly mpn: string;
  readonly title: string;
  readonly quantity: number;
}

export interface ReceiptKnown {
  readonly lines: readonly ReceivableLine[];
  /** Kept so far, by line. */
  readonly kept: ReadonlyMap<number, number>;
  /** First day something can have arrived: the day of the order. */
  readonly placedOn: IsoDate;
  readonly today: IsoDate;
}

/** What is wrong with a receipt: paths are `lines/<order line>/<field>`. Serial numbers of other receipts are checked apart. */
export function receiptProblems(receipt: NewReceipt, known: ReceiptKnown): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, path: string, message: string, remedy: string): void => {
    problems.push({ code, path, message, remedy });
  };
  if (receipt.receivedOn > known.today)
    add('in-the-future', 'receivedOn', 'The day is still to come.', 'Write the day it arrived.');
  if (receipt.receivedOn < known.placedOn) {
    add('before-the-order', 'receivedOn', 'The day is before the order was placed.', 'Write the day it arrived.');
  }
  if (receipt.lines.length === 0)
    add('nothing', 'lines', 'Nothing is written down as received.', 'Write how many arrived of at least one line.');
  for (const line of receipt.lines) {
    const at = `lines/${String(line.line)}`;
    const ordered = known.lines.find((each) => each.number === line.line);
    if (ordered === undefined || ordered.kind === 'delivery') {
      add(
        'no-such-line',
        at,
        `The order has no line ${String(line.line)} that can be received.`,
        'Choose a line of the order.',
      );
      continue;
    }
    for (const count of [line.kept, line.rejected]) {
      if (!Number.isSafeInteger(count) || count < 0)
        add('not-a-count', at, 'That is not a count.', 'Write a whole number.');
    }
    if (line.rejected > 0 && line.reason === null) {
      add(
        'reason-missing',
        `${at}/reason`,
        `Say why ${plural(line.rejected, 'is', 'are')} sent back of ${ordered.title}.`,
        'Choose a reason.',
      );
    }
    const before = known.kept.get(line.line) ?? 0;
    const over = before + line.kept - ordered.quantity;
    if (over > 0) {
      add(
        'over-delivered',
        `${at}/kept`,
        `${String(before + line.kept)} of ${ordered.title} would be kept, but ${String(ordered.quantity)} were ordered: ${String(over)} too many.`,
        `Write ${String(line.kept - over)} as kept and ${String(over)} as sent back, more than was ordered.`,
      );
    }
    problems.push(...serialProblems(line.serials, line.kept, `${at}/serials`, ordered.title));
  }
  problems.push(...repeatedSerials(receipt, known));
  return problems;
}

function serialProblems(serials: readonly string[], kept: number, path: string, title: string): readonly Problem[] {
  if (serials.length === 0) return [];
  const bad = serials.filter((each) => !serialPattern.test(each));
  if (bad.length > 0) {
    const named = listInWords(bad.slice(0, 5).map((each) => `"${each.slice(0, 40)}"`));
    const message = `${named} cannot be ${bad.length === 1 ? 'a serial number' : 'serial numbers'}.`;
    return [
      { code: 'bad-serial', path, message, remedy: 'Use letters, digits and . - / : # only, up to 60 characters.' },
    ];
  }
  if (serials.length === kept) return [];
  return [
    {
      code: 'serial-count',
      path,
      message: `${plural(serials.length, 'serial number')} for ${String(kept)} kept of ${title}.`,
      remedy: 'Write one for each that is kept, or none at all.',
    },
  ];
}

/** Serial numbers that stand twice in this receipt for the same part. */
function repeatedSerials(receipt: NewReceipt, known: ReceiptKnown): readonly Problem[] {
  const seen = new Map<string, number>();
  const repeated = new Map<number, string[]>();
  for (const { line, serials } of receipt.lines) {
    const mpn = known.lines.find((each) => each.number === line)?.mpn ?? '';
    for (const serial of serials) {
      const key = `${mpn}\n${serialKey(serial)}`;
      if (seen.has(key)) repeated.set(line, [...(repeated.get(line) ?? []), serial]);
      seen.set(key, line);
    }
  }
  return [...repeated].map(([line, serials]) => ({
    code: 'serial-twice',
    path: `lines/${String(line)}/serials`,
    message: `${listInWords(serials.slice(0, 10))} ${serials.length === 1 ? 'stands' : 'stand'} there twice.`,
    remedy: 'Take out the second one.',
  }));
}
