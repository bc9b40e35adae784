import type { DeliveryPlace } from '../../agreements/index.ts';
import { deliveryFor, orderQuantity, type PriceTerms, unitPriceAt, vatOn } from '../../catalogue/index.ts';
import { type DecimalText, Exact, exact, toPence } from '../../kernel/money.ts';

/** Goods of a basket: the terms of the offer and how many. */
export interface GoodsToPrice {
  readonly terms: PriceTerms;
  readonly quantity: number;
  /** Percent 0-100; null where the supply carries no VAT. */
  readonly vatPercent: DecimalText | null;
  readonly services: readonly ServiceToPrice[];
}

/** Work that goes with goods. It is taxed as the goods it goes with. */
export interface ServiceToPrice {
  /** Pounds without VAT; negative when the supplier pays. */
  readonly unitPrice: DecimalText;
  readonly quantity: number;
}

/** A line that was priced. Amounts are pounds with two decimals; the unit price has up to four. */
export interface PricedBasketLine {
  readonly kind: 'goods' | 'service' | 'delivery';
  readonly quantity: number;
  readonly unitPrice: DecimalText;
  readonly net: DecimalText;
  readonly vatPercent: DecimalText | null;
  readonly vatCategory: string;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
  /** Place (from 0) of the goods among those given; -1: with several. */
  readonly goods: number;
  /** Place (from 0) of the service among those of its goods; -1: no service. */
  readonly service: number;
}

export interface PricedBasket {
  readonly lines: readonly PricedBasketLine[];
  readonly net: DecimalText;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
}

/**
 * Prices what is bought of one supplier on one lot. The rule of rounding (docs/money.md): unit price times number is rounded to
 * pence, halves away from zero, and is the line's net; VAT is counted on that and rounded likewise; totals add rounded lines.
 * One order is delivered once: the dearest delivery any of its goods asks for at the value of all of them. Where goods of
 * several rates of VAT share it, it is split among the rates by the value of their goods, to whole pence, the pennies that are
 * left going to the largest remainders (ties: the rate met first).
 */
export function priceBasket(goods: readonly GoodsToPrice[], to?: DeliveryPlace): PricedBasket {
  const lines: PricedBasketLine[] = [];
  const value = new Map<string, { net: Exact; category: string; percent: DecimalText | null; goods: number }>();
  for (const [place, each] of goods.entries()) {
    const { vatCategory } = each.terms;
    const quantity = orderQuantity(each.terms, each.quantity);
    const line = linePrice(unitPriceAt(each.terms, quantity), quantity, each.vatPercent);
    const with_ = { vatPercent: each.vatPercent, vatCategory, goods: place };
    lines.push({ kind: 'goods', quantity, ...line, ...with_, service: -1 });
    for (const [service, { unitPrice, quantity: number }] of each.services.entries()) {
      lines.push({
        ...{ kind: 'service', quantity: number, service, ...with_ },
        ...linePrice(unitPrice, number, each.vatPercent),
      });
    }
    const key = `${vatCategory} ${each.vatPercent ?? ''}`;
    const so = value.get(key);
    value.set(key, {
      net: exact(line.net).plus(so?.net ?? 0),
      category: vatCategory,
      percent: each.vatPercent,
      goods: so === undefined ? place : -1,
    });
  }
  const all = [...value.values()];
  const worth = all.reduce((sum, each) => sum.plus(each.net), exact(0));
  const delivery = goods.reduce((most, each) => Exact.max(most, deliveryFor(each.terms, worth, to)), exact(0));
  const shares = apportion(
    delivery,
    all.map((each) => each.net),
  );
  for (const [index, { category, percent, goods: place }] of all.entries()) {
    const share = shares[index] ?? exact(0);
    // A delivery that is free is said once.
    if (share.isZero() && !(delivery.isZero() && index === 0)) continue;
    lines.push({
      ...{ kind: 'delivery', quantity: 1, ...linePrice(share.toFixed(2), 1, percent), vatPercent: percent },
      ...{ vatCategory: category, goods: place, service: -1 },
    });
  }
  return { lines, ...sums(lines) };
}

/** Net, VAT and gross of a line. */
function linePrice(unitPrice: DecimalText, quantity: number, vatPercent: DecimalText | null) {
  const net = toPence(exact(unitPrice).times(quantity));
  const vat = vatOn(net, vatPercent);
  return { unitPrice, net: net.toFixed(2), vat: vat.toFixed(2), gross: net.plus(vat).toFixed(2) };
}

/** Splits an amount by weights to whole pence that add up to it. */
function apportion(amount: Exact, weights: readonly Exact[]): readonly Exact[] {
  const total = weights.reduce((sum, each) => sum.plus(each), exact(0));
  const pence = amount.times(100);
  if (total.isZero()) return weights.map((_each, index) => (index === 0 ? amount : exact(0)));
  const floors = weights.map((each) => pence.times(each).div(total).floor());
  const left = floors.reduce((sum, each) => sum.minus(each), pence).toNumber();
  const order = weights
    // The remainder of a whole division, so that equal ones are equal.
    .map((each, index) => ({ index, rest: pence.times(each).minus((floors[index] ?? exact(0)).times(total)) }))
    .toSorted((a, b) => b.rest.comparedTo(a.rest) || a.index - b.index);
  const extra = new Set(order.slice(0, left).map((each) => each.index));
  return floors.map((each, index) => each.plus(extra.has(index) ? 1 : 0).div(100));
}

function sums(lines: readonly Pick<PricedBasketLine, 'net' | 'vat' | 'gross'>[]) {
  const sum = (of: 'net' | 'vat' | 'gross') => lines.reduce((all, each) => all.plus(each[of]), exact(0)).toFixed(2);
  return { net: sum('net'), vat: sum('vat'), gross: sum('gross') };
}
