import type { PaidPrice } from '../../contracts/index.ts';
import { type DecimalText, exact, toPence } from '../../kernel/money.ts';

/** From how many orders and buyers on anything is said. */
export interface BandLimits {
  readonly orders: number;
  readonly buyers: number;
}

/** What was paid for one, pounds without VAT. */
export interface PriceBand {
  readonly lower: DecimalText;
  readonly median: DecimalText;
  readonly upper: DecimalText;
  readonly orders: number;
  readonly buyers: number;
}

/** How the quartiles are counted, in words for whoever wants to count them again. */
export const quartileMethod = 'linear interpolation between closest ranks (Hyndman and Fan, type 7)';

/**
 * A quantile of sorted values: at place (n - 1) × share from the first, in a straight line between the neighbours, rounded to
 * pence, halves away from zero. `quarters` is 1, 2 or 3.
 */
export function quartile(sorted: readonly DecimalText[], quarters: 1 | 2 | 3): DecimalText {
  const place = (sorted.length - 1) * quarters;
  const below = sorted[Math.floor(place / 4)];
  if (below === undefined) throw new RangeError('Nothing has no quartile');
  const above = sorted[Math.ceil(place / 4)] ?? below;
  const between = exact(above)
    .minus(below)
    .times(place % 4)
    .div(4);
  return toPence(exact(below).plus(between)).toFixed(2);
}

/** The band of the prices; undefined where too few orders or buyers stand behind it. An order counts once: at its lowest price. */
export function priceBand(paid: readonly PaidPrice[], limits: BandLimits): PriceBand | undefined {
  const byOrder = new Map<string, PaidPrice>();
  for (const each of paid) {
    const before = byOrder.get(each.order);
    if (before === undefined || exact(each.unitPrice).lt(before.unitPrice)) byOrder.set(each.order, each);
  }
  const orders = [...byOrder.values()];
  const buyers = new Set(orders.map((each) => each.buyer)).size;
  if (orders.length < Math.max(1, limits.orders) || buyers < limits.buyers) return undefined;
  const sorted = orders.map((each) => each.unitPrice).toSorted((a, b) => exact(a).comparedTo(b));
  const [lower, median, upper] = [quartile(sorted, 1), quartile(sorted, 2), quartile(sorted, 3)];
  return { lower, median, upper, orders: orders.length, buyers };
}

/** Where a price lies: `below` the lower quartile, `within`, `above` the upper one. */
export function placeInBand(price: DecimalText, band: PriceBand): 'below' | 'within' | 'above' {
  if (exact(price).lt(band.lower)) return 'below';
  return exact(price).gt(band.upper) ? 'above' : 'within';
}

/** Where the band, its median and the price stand on a line, whole percent from the left; a margin of a tenth at both ends. */
export function bandPicture(price: DecimalText, band: PriceBand) {
  const all = [price, band.lower, band.upper].map((each) => exact(each));
  const low = all.reduce((a, b) => (a.lt(b) ? a : b));
  const high = all.reduce((a, b) => (a.gt(b) ? a : b));
  const width = high.minus(low);
  const at = (value: DecimalText): number =>
    width.isZero() ? 50 : exact(value).minus(low).div(width).times(80).plus(10).round().toNumber();
  return { lower: at(band.lower), median: at(band.median), upper: at(band.upper), price: at(price) };
}
