import { type DecimalText, exact } from '../kernel/money.ts';

/** How a product is known: by its maker's part number, or, where nobody published one, by the name of its model. */
export const productIdentities = ['part-number', 'model-name'] as const;
export type ProductIdentity = (typeof productIdentities)[number];

/** The collection a figure was taken from; shown wherever the figure is, as its licence asks. */
export interface FootprintCollection {
  readonly name: string;
  readonly licence: string;
  readonly url: string;
}

/**
 * What a maker published of what one of a product emits over its life, as published. Shares are parts of the total from
 * 0 to 1; null is "not published", never nought.
 */
export interface ProductFootprint {
  /** Kilograms of CO2e over the whole life. */
  readonly totalKg: DecimalText;
  readonly useShare: DecimalText | null;
  readonly manufacturingShare: DecimalText | null;
  readonly transportShare: DecimalText | null;
  readonly endOfLifeShare: DecimalText | null;
  /** Electricity in a year, kWh. */
  readonly yearlyKwh: DecimalText | null;
  /** The life the use part is counted over, years. */
  readonly lifetimeYears: DecimalText | null;
  /** Where it is taken to be used, which decides what its electricity emits: `EU`, `Worldwide`. */
  readonly useLocation: string | null;
  /** How far the truth may lie from the total, as a part of it: 0.2 is 20% either way. */
  readonly errorRatio: DecimalText | null;
  /** When the report was published, as exactly as it says: `2020`, `2020-11` or `2020-11-05`. */
  readonly reported: string | null;
  /** Address of the report. */
  readonly source: string | null;
  /** Whose figure it is. */
  readonly declaredBy: string;
  /** What a reader must know of the figure. */
  readonly note: string | null;
  readonly collection: FootprintCollection;
}

/** Kilograms of CO2e with how far they may be off; `ranged` is false where no error was published and all three are one. */
export interface KgRange {
  readonly low: DecimalText;
  readonly typical: DecimalText;
  readonly high: DecimalText;
  readonly ranged: boolean;
}

type Totals = Pick<ProductFootprint, 'totalKg' | 'errorRatio'>;

/** The whole life's emissions, with the published error. */
export function lifeKg(footprint: Totals): KgRange {
  return range(footprint, '1');
}

/**
 * What is emitted whether the thing is used or not (making, transport, end of life): total × (1 − use share), with the
 * published error. Null where the use share was not published.
 */
export function embodiedKg(footprint: Totals & Pick<ProductFootprint, 'useShare'>): KgRange | null {
  return footprint.useShare === null ? null : range(footprint, exact(1).minus(footprint.useShare).toFixed());
}

/** An error larger than the figure leaves nought as the least: nothing is made for less. */
function range({ totalKg, errorRatio }: Totals, share: DecimalText): KgRange {
  const typical = exact(totalKg).times(share);
  const off = typical.times(errorRatio ?? 0);
  const low = typical.minus(off);
  return {
    low: (low.isNegative() ? exact(0) : low).toDecimalPlaces(6).toFixed(),
    typical: typical.toDecimalPlaces(6).toFixed(),
    high: typical.plus(off).toDecimalPlaces(6).toFixed(),
    ranged: errorRatio !== null,
  };
}
