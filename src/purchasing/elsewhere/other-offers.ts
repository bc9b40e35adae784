import type { Offer } from '../../catalogue/index.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';

/** A thing that was ordered and did not come about. */
export interface StillWanted {
  readonly product: string;
  readonly title: string;
  readonly condition: string | null;
  readonly quantity: number;
}

/** An offer for one of those things, priced at the quantity it comes in. */
export interface OtherOffer {
  readonly wanted: StillWanted;
  readonly offer: string;
  readonly supplier: string;
  readonly quantity: number;
  readonly unitPrice: DecimalText;
  readonly delivered: DecimalText;
  readonly leadDays: number;
}

/** What one supplier offers of all that is wanted. */
export interface OtherSupplier {
  readonly supplier: string;
  readonly offers: readonly OtherOffer[];
  /** What this supplier does not offer. */
  readonly missing: readonly StillWanted[];
  /** Everything offered, delivered, in pounds excluding VAT. */
  readonly delivered: DecimalText;
  readonly leadDays: number;
}

/** Whether an offer stands in for what was ordered: the same lot and condition, another supplier. */
export function standsIn(
  offer: Pick<Offer, 'agreement' | 'lot' | 'supplierId' | 'condition'>,
  order: { readonly agreement: string; readonly lot: string; readonly supplier: string },
  wanted: Pick<StillWanted, 'condition'>,
): boolean {
  return (
    offer.agreement === order.agreement &&
    offer.lot === order.lot &&
    offer.supplierId !== order.supplier &&
    (wanted.condition === null || offer.condition === wanted.condition)
  );
}

/** Who offers it, those who offer the most of it first, then the cheapest. Of two offers for a thing the cheaper one counts. */
export function otherSuppliers(
  wanted: readonly StillWanted[],
  offers: readonly OtherOffer[],
): readonly OtherSupplier[] {
  const ids = [...new Set(offers.map((each) => each.supplier))];
  return ids
    .map((supplier) => {
      const best = wanted.flatMap(
        (each) =>
          offers.filter((offer) => offer.supplier === supplier && offer.wanted === each).toSorted(cheapest)[0] ?? [],
      );
      return {
        supplier,
        offers: best,
        missing: wanted.filter((each) => !best.some((offer) => offer.wanted === each)),
        delivered: best.reduce((sum, each) => sum.plus(each.delivered), exact(0)).toFixed(2),
        leadDays: Math.max(0, ...best.map((each) => each.leadDays)),
      };
    })
    .toSorted(
      (a, b) =>
        a.missing.length - b.missing.length ||
        exact(a.delivered).comparedTo(b.delivered) ||
        (a.supplier < b.supplier ? -1 : 1),
    );
}

function cheapest(a: OtherOffer, b: OtherOffer): number {
  return exact(a.delivered).comparedTo(b.delivered) || (a.offer < b.offer ? -1 : 1);
}
