import { formatDate, isoDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { notFound } from '../../platform/http/index.ts';
import { countField, dateField, dateParts, type Fields } from '../invoices/pages/form-fields.ts';
import { versionInForce } from '../orders/order.ts';
import type { OrderReceipts } from './receipt-service.ts';
import {
  type NewReceipt,
  type Receipt,
  type ReceiptLine,
  rejectReasonNames,
  rejectReasons,
  standingReceipts,
} from './rules/receipt.ts';
import { serialsIn } from './rules/serials.ts';

/** Lines of an order something can arrive of, with what did. */
export function linesOf({ order, receipts, kept }: OrderReceipts) {
  const rejected = new Map<number, number>();
  for (const each of standingReceipts(receipts).flatMap((receipt) => receipt.lines)) {
    rejected.set(each.line, (rejected.get(each.line) ?? 0) + each.rejected);
  }
  return versionInForce(order)
    .lines.filter((each) => each.kind !== 'delivery')
    .map((each) => ({
      number: each.number,
      title: each.title,
      mpn: each.mpn,
      isService: each.kind === 'service',
      ordered: each.quantity,
      kept: kept.get(each.number) ?? 0,
      rejected: rejected.get(each.number) ?? 0,
      left: Math.max(0, each.quantity - (kept.get(each.number) ?? 0)),
    }));
}

/** The receipt a form describes, and what cannot be read of it. */
export function readReceipt(
  fields: Fields,
  found: OrderReceipts,
): { readonly receipt: NewReceipt; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const receivedOn = dateField(fields, 'receivedOn');
  if (receivedOn === undefined) {
    problems.push({
      code: 'not-a-date',
      path: 'receivedOn',
      message: 'The day it arrived is no date.',
      remedy: 'Write day, month and year.',
    });
  }
  const lines = linesOf(found).flatMap(({ number, title }): ReceiptLine[] => {
    const count = (name: string): number => {
      const value = countField(fields, `${name}-${String(number)}`);
      if (value === undefined) {
        problems.push({
          code: 'not-a-count',
          path: `lines/${String(number)}/${name}`,
          message: `${title}: that is not a count.`,
          remedy: 'Write a whole number.',
        });
      }
      return value ?? 0;
    };
    const kept = count('kept');
    const rejected = count('rejected');
    const serials = serialsIn(fields[`serials-${String(number)}`] ?? '');
    if (kept + rejected === 0 && serials.length === 0) return [];
    const reason = rejectReasons.find((each) => each === fields[`reason-${String(number)}`]) ?? null;
    return [{ line: number, kept, rejected, reason: rejected > 0 ? reason : null, serials }];
  });
  return { receipt: { receivedOn: receivedOn ?? isoDate('1970-01-01'), note: fields['note'] ?? '', lines }, problems };
}

/** A receipt as pages show it. */
export function receiptView(receipt: Receipt, { order, receipts }: OrderReceipts, mayRecord: boolean) {
  const reversed = receipts.find((each) => each.reverses === receipt.id);
  const takenBack = receipts.find((each) => each.id === receipt.reverses);
  const lines = versionInForce(order).lines;
  const day = formatDate(receipt.receivedOn);
  return {
    id: receipt.id,
    position: receipt.position,
    name:
      takenBack === undefined
        ? `Receipt ${String(receipt.position)}, ${day}${reversed === undefined ? '' : ', taken back'}`
        : `Entry ${String(receipt.position)} takes receipt ${String(takenBack.position)} back`,
    note: receipt.note,
    mayReverse: mayRecord && takenBack === undefined && reversed === undefined,
    lines: receipt.lines.map((each) => {
      const title = lines.find((line) => line.number === each.line)?.title ?? `Line ${String(each.line)}`;
      const back =
        each.rejected === 0 || each.reason === null
          ? ''
          : `, ${String(each.rejected)} sent back: ${rejectReasonNames[each.reason].toLowerCase()}`;
      return { says: `${title}: ${String(each.kept)} kept${back}`, serials: each.serials.join(', ') };
    }),
  };
}

/** A receipt as the form shows it, to be corrected. */
export function fieldsOfReceipt(receipt: Receipt): Fields {
  return {
    ...dateParts('receivedOn', receipt.receivedOn),
    ...Object.fromEntries(
      receipt.lines.flatMap(({ line, kept, rejected, reason, serials }) => [
        [`kept-${String(line)}`, String(kept)],
        [`rejected-${String(line)}`, String(rejected)],
        [`reason-${String(line)}`, reason ?? ''],
        [`serials-${String(line)}`, serials.join('\n')],
      ]),
    ),
  };
}

/** The reasons to send something back, for a choice. */
export const reasonChoices = rejectReasons.map((value) => ({ value, text: rejectReasonNames[value] }));

/** Problems for the summary above a form, and beside each field. */
export function problemsOnForm(problems: readonly Problem[]) {
  const named = problems.map((each) => ({ ...each, path: fieldOf(each.path ?? '') }));
  return {
    problems: named.map((each) => ({ ...each, href: `#${each.path}` })),
    errors: Object.fromEntries(named.map((each) => [each.path, `${each.message} ${each.remedy}`])),
  };
}

/** The field of the form a problem's path is about: `lines/2/kept` is `kept-2`. */
function fieldOf(path: string): string {
  const [, line, field = 'kept'] = /^lines\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
  if (line !== undefined) return `${field}-${line}`;
  return path === 'lines' || path === '' ? 'record' : path;
}

/** The refusal where there is no such order. */
export function noOrder() {
  return notFound('There is no such order among yours.', 'Look at your orders.', [
    { text: 'Your orders', href: '/orders' },
  ]);
}
