import type { Figures } from '../../contracts/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import { type DecimalText, formatMoney } from '../../kernel/money.ts';
import type { PaidPriceLimits } from './paid-price-limits.ts';
import { bandPicture, placeInBand, priceBand, type PriceBand } from './price-band.ts';

/** What is bought, and how many. */
export interface BandOf {
  readonly mpn: string;
  readonly condition: string;
  readonly quantity: number;
}

export interface PriceBands {
  readonly limits: PaidPriceLimits;
  /** What buyers paid for like quantities lately; undefined where too few did. */
  find(of: BandOf): Promise<PriceBand | undefined>;
}

export function createPriceBands({
  figures,
  clock,
  limits,
}: {
  readonly figures: Pick<Figures, 'paidPrices'>;
  readonly clock: Clock;
  readonly limits: PaidPriceLimits;
}): PriceBands {
  return {
    limits,
    find: async ({ mpn, condition, quantity }) => {
      if (mpn === '') return undefined;
      const paid = await figures.paidPrices({
        ...{ mpn, condition },
        leastQuantity: Math.ceil(quantity / limits.quantityFactor),
        mostQuantity: quantity * limits.quantityFactor,
        since: clock
          .now()
          .subtract({ hours: 24 * limits.days })
          .toString(),
      });
      return priceBand(paid, limits);
    },
  };
}

const places = { below: 'less than most paid', within: 'about what most paid', above: 'more than most paid' } as const;

/** The band as pages show it, beside the price asked now. */
export function bandContext(title: string, price: DecimalText, band: PriceBand, { days, assumed }: PaidPriceLimits) {
  const middle = `half of them between ${formatMoney(band.lower)} and ${formatMoney(band.upper)}, in the middle ${formatMoney(band.median)}`;
  return {
    title,
    picture: bandPicture(price, band),
    place: `${formatMoney(price)} each is ${places[placeInBand(price, band)]}.`,
    words: `In ${String(days)} days ${String(band.buyers)} buyers paid for like numbers in ${String(band.orders)} orders: ${middle}. Without VAT, services and delivery.`,
    assumed,
  };
}
