import type { DeliveryPlace } from '../agreements/index.ts';
import { inForce, type Dated } from '../kernel/dated.ts';
import { addDays, type IsoDate } from '../kernel/dates.ts';
import { type DecimalText, Exact, exact, toPence } from '../kernel/money.ts';
import type { OfferTerms, PriceBreak, VatCategory } from './offer.ts';

/** The terms a price depends on. */
export type PriceTerms = Pick<
  OfferTerms,
  'unitPrice' | 'priceBreaks' | 'minimumQuantity' | 'packSize' | 'vatCategory' | DeliveryTerm
>;

type DeliveryTerm = 'deliveryCharge' | 'deliveryFreeOver' | 'deliveryOffMainland';

/** A VAT rate in force from a day: percent 0-100. */
export interface VatRateRow extends Dated {
  readonly category: string;
  readonly percent: DecimalText;
}

/** One stretch of quantities with its price: `25 to 49` at 395.00. The last one has no end. */
export interface PriceStep {
  readonly from: number;
  readonly to: number | null;
  readonly unitPrice: DecimalText;
  /** Whether the quantity asked for lies in it. */
  readonly chosen: boolean;
}

/** What an order of one line comes to. Amounts are pounds, two decimals, except the unit price (up to four). */
export interface PricedLine {
  readonly quantity: number;
  /** What can be ordered: at least the quantity, at least the smallest order, in whole packs. */
  readonly orderQuantity: number;
  readonly unitPrice: DecimalText;
  /** Goods without and with VAT, without delivery. */
  readonly net: DecimalText;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
  /** Standard delivery to the place without and with VAT; it carries the rate of the goods it goes with. */
  readonly delivery: DecimalText;
  readonly deliveryGross: DecimalText;
  /** Goods and delivery. */
  readonly deliveredNet: DecimalText;
  readonly deliveredGross: DecimalText;
  /** Percent 0-100; null where the supply carries no VAT at all (exempt, outside the scope). */
  readonly vatPercent: DecimalText | null;
}

/** The least number that can be ordered to have `quantity`: the smallest order and whole packs are kept. */
export function orderQuantity(terms: Pick<OfferTerms, 'minimumQuantity' | 'packSize'>, quantity: number): number {
  const wanted = Math.max(quantity, terms.minimumQuantity);
  return Math.ceil(wanted / terms.packSize) * terms.packSize;
}

/** The price of one when `quantity` are ordered: that of the highest break reached, else the list price. */
export function unitPriceAt(terms: Pick<OfferTerms, 'unitPrice' | 'priceBreaks'>, quantity: number): DecimalText {
  let price = terms.unitPrice;
  let reached = 1;
  for (const each of terms.priceBreaks) {
    if (each.quantity <= quantity && each.quantity >= reached) {
      price = each.unitPrice;
      reached = each.quantity;
    }
  }
  return price;
}

/** The price list of an offer by quantity: `1 to 9`, `10 to 24`, …, `100 or more`. */
export function priceSteps(
  terms: Pick<OfferTerms, 'unitPrice' | 'priceBreaks'>,
  quantity: number,
): readonly PriceStep[] {
  const starts: readonly PriceBreak[] = [{ quantity: 1, unitPrice: terms.unitPrice }, ...terms.priceBreaks];
  return starts.map((each, index) => {
    const next = starts[index + 1];
    const to = next === undefined ? null : next.quantity - 1;
    const chosen = quantity >= each.quantity && (to === null || quantity <= to);
    return { from: each.quantity, to, unitPrice: each.unitPrice, chosen };
  });
}

/** Whether an order leaves the mainland; without a place it does not. */
export function isOffMainland(place: DeliveryPlace | undefined): boolean {
  return place !== undefined && place.island !== null;
}

/**
 * Standard delivery of goods worth `net`, without VAT, to a place; no place is somewhere on the mainland. Assumed, because price
 * lists do not say: a charge stated for places off the mainland is charged there whatever the goods are worth, and free delivery
 * then means the mainland. Where none is stated, one rule holds everywhere.
 */
export function deliveryFor(
  terms: Pick<OfferTerms, DeliveryTerm>,
  net: DecimalText | Exact,
  to?: DeliveryPlace,
): DecimalText {
  if (isOffMainland(to) && terms.deliveryOffMainland !== null) {
    return toPence(exact(terms.deliveryOffMainland)).toFixed(2);
  }
  const free = terms.deliveryFreeOver !== null && exact(net).gte(terms.deliveryFreeOver);
  return free ? '0.00' : toPence(exact(terms.deliveryCharge)).toFixed(2);
}

/**
 * The percentage in force on a day; null where the supply carries no VAT (exempt and outside the scope have no rate).
 * Throws a RangeError when a category that has a rate has no row for the day: the reference data must cover it.
 */
export function vatPercentOn(rates: readonly VatRateRow[], category: VatCategory, on: IsoDate): DecimalText | null {
  if (category === 'exempt' || category === 'outside-scope') return null;
  const row = inForce(
    rates.filter((each) => each.category === category),
    on,
  );
  if (row === undefined) throw new RangeError(`No VAT rate ${category} for ${on}`);
  return row.percent;
}

/** VAT on an amount, rounded to whole pence, halves away from zero (HMRC VAT guide 17.5, by line). */
export function vatOn(net: DecimalText | Exact, percent: DecimalText | null): Exact {
  return percent === null ? exact(0) : toPence(exact(net).times(percent).div(100));
}

/**
 * Prices a line. Rounding, in this order: unit price times number is rounded to pence and is the line's net; VAT is
 * counted on that and rounded to pence; gross is their sum. Delivery is done likewise, and totals add rounded amounts.
 * `to` is where the order goes: only delivery depends on it.
 */
export function priceLine(
  terms: PriceTerms,
  quantity: number,
  vatPercent: DecimalText | null,
  to?: DeliveryPlace,
): PricedLine {
  const ordered = orderQuantity(terms, quantity);
  const unitPrice = unitPriceAt(terms, ordered);
  const net = toPence(exact(unitPrice).times(ordered));
  const vat = vatOn(net, vatPercent);
  const delivery = exact(deliveryFor(terms, net, to));
  const deliveryGross = delivery.plus(vatOn(delivery, vatPercent));
  const gross = net.plus(vat);
  return {
    quantity,
    orderQuantity: ordered,
    unitPrice,
    net: net.toFixed(2),
    vat: vat.toFixed(2),
    gross: gross.toFixed(2),
    delivery: delivery.toFixed(2),
    deliveryGross: deliveryGross.toFixed(2),
    deliveredNet: net.plus(delivery).toFixed(2),
    deliveredGross: gross.plus(deliveryGross).toFixed(2),
    vatPercent,
  };
}

/** Totals of several lines: the sums of their rounded amounts, so that what is printed adds up. */
export function totalOfLines(lines: readonly PricedLine[]): {
  readonly net: DecimalText;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
} {
  const sum = (pick: (line: PricedLine) => DecimalText): DecimalText =>
    lines.reduce((total, each) => total.plus(pick(each)), exact(0)).toFixed(2);
  return { net: sum((each) => each.net), vat: sum((each) => each.vat), gross: sum((each) => each.gross) };
}

/** The lowest price on each stretch of days, oldest first; a stretch begins where the lowest price changes. */
export interface PricePoint {
  readonly from: IsoDate;
  /** Last day of the stretch, inclusive; null for the present one. */
  readonly to: IsoDate | null;
  readonly unitPrice: DecimalText;
}

/** A price that holds from one day up to and including another. */
export interface PriceInterval {
  readonly validFrom: IsoDate;
  readonly validTo: IsoDate | null;
  readonly unitPrice: DecimalText;
}

/**
 * How the lowest of several offers' prices moved between two days, both inclusive. Days without any offer break the
 * series.
 */
export function lowestPrices(intervals: readonly PriceInterval[], from: IsoDate, to: IsoDate): readonly PricePoint[] {
  const turns = new Set<IsoDate>([from]);
  for (const each of intervals) {
    if (each.validFrom > from && each.validFrom <= to) turns.add(each.validFrom);
    if (each.validTo !== null && each.validTo >= from && each.validTo < to) turns.add(addDays(each.validTo, 1));
  }
  const days = [...turns].toSorted();
  const points: PricePoint[] = [];
  for (const [index, day] of days.entries()) {
    const running = intervals.filter((each) => each.validFrom <= day && (each.validTo === null || each.validTo >= day));
    if (running.length === 0) continue;
    const lowest = Exact.min(...running.map((each) => each.unitPrice));
    const next = days[index + 1];
    const end = next === undefined ? to : addDays(next, -1);
    const last = points.at(-1);
    if (last !== undefined && exact(last.unitPrice).eq(lowest) && last.to === addDays(day, -1)) {
      points[points.length - 1] = { ...last, to: end };
    } else {
      points.push({ from: day, to: end, unitPrice: lowest.toFixed(Math.max(2, lowest.decimalPlaces())) });
    }
  }
  return points;
}
