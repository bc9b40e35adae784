import { orderQuantity, type PriceTerms, unitPriceAt } from '../../catalogue/index.ts';
import { type DecimalText, exact, toPence } from '../../kernel/money.ts';

/** The next lower price of an offer, and what ordering up to it does. Amounts are pounds without VAT or delivery. */
export interface NextBreak {
  /** How many to order: whole packs. */
  readonly quantity: number;
  /** How many more than now. */
  readonly more: number;
  /** Each at that number. */
  readonly unitPrice: DecimalText;
  /** What all of them cost more than the present number does; negative where more of them cost less in all. */
  readonly extra: DecimalText;
  /** How much less each costs. */
  readonly lessEach: DecimalText;
}

/** The next price break above a number that can be ordered as it is; undefined where none brings a lower price. */
export function nextBreak(
  terms: Pick<PriceTerms, 'unitPrice' | 'priceBreaks' | 'minimumQuantity' | 'packSize'>,
  quantity: number,
): NextBreak | undefined {
  const now = exact(unitPriceAt(terms, quantity));
  for (const each of terms.priceBreaks) {
    if (each.quantity <= quantity) continue;
    const reached = orderQuantity(terms, each.quantity);
    const unitPrice = unitPriceAt(terms, reached);
    if (!exact(unitPrice).lt(now)) continue;
    const present = toPence(now.times(quantity));
    return {
      ...{ quantity: reached, more: reached - quantity, unitPrice },
      extra: toPence(exact(unitPrice).times(reached)).minus(present).toFixed(2),
      lessEach: now.minus(unitPrice).toFixed(Math.max(2, now.minus(unitPrice).decimalPlaces())),
    };
  }
  return undefined;
}
