import type { Offer } from '../offer.ts';
import type { PricedLine } from '../offer-pricing.ts';
import type { Product } from '../product.ts';

/** What pages say of a supplier beside its offers. */
export interface SupplierBrief {
  readonly id: string;
  readonly name: string;
  readonly sme: boolean;
  /** Micro, small, medium or large. */
  readonly size: string;
}

/** An offer with everything a page prints of it, priced for a quantity. */
export interface PricedOffer extends PricedLine {
  readonly product: Product;
  readonly offer: Offer;
  readonly supplier: SupplierBrief;
}
