import type { InvoiceLine, OrderedLine } from './invoice.ts';

const deliveryWords = /\b(delivery|carriage|freight|shipping|postage|courier)\b/i;
const chargeWords = /\b(management charge|framework (fee|charge|levy)|levy|agreement charge|ccs (fee|charge))\b/i;

/** Whether the line's own words say it charges for bringing the goods. */
export function isDelivery(line: Pick<InvoiceLine, 'title'>): boolean {
  return deliveryWords.test(line.title);
}

/** Whether the line's own words pass on what the supplier pays the authority for its sales. */
export function isPassedOnCharge(line: Pick<InvoiceLine, 'title'>): boolean {
  return chargeWords.test(line.title);
}

/**
 * The line of the order a line charges: the one it names, else the only one with its part number, else the only one with
 * its title, else (for delivery) the only delivery line. Undefined when there is none, or more than one.
 */
export function resolveLine<T extends Pick<OrderedLine, 'number' | 'kind' | 'mpn' | 'title'>>(
  line: Pick<InvoiceLine, 'orderLine' | 'mpn' | 'title'>,
  ordered: readonly T[],
): T | undefined {
  if (line.orderLine !== null) return ordered.find((each) => each.number === line.orderLine);
  const only = (found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined);
  const same = (left: string, right: string): boolean => left !== '' && left.toLowerCase() === right.toLowerCase();
  return (
    only(ordered.filter((each) => same(line.mpn, each.mpn))) ??
    only(ordered.filter((each) => same(line.title, each.title))) ??
    (isDelivery(line) ? only(ordered.filter((each) => each.kind === 'delivery')) : undefined)
  );
}
