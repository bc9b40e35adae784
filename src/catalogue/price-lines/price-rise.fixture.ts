import type { StepPrices } from './price-rise.ts';

/** Prices as a table writes them: `10.00 10:8.00 25:6.00` costs 10.00 for one, 8.00 from ten on, 6.00 from 25 on. */
export function stepPrices(text: string): StepPrices {
  const [unitPrice = '', ...breaks] = text.split(' ');
  return {
    unitPrice,
    priceBreaks: breaks.map((each) => {
      const [quantity = '', price = ''] = each.split(':');
      return { quantity: Number(quantity), unitPrice: price };
    }),
  };
}

/** What waits for the authority where more than a third (33.3 %) needs approval: `quantity before after`, or nothing. */
export const riseCases: readonly (readonly [what: string, before: string, after: string, held: string | null])[] = [
  ['the same prices', '10.00 10:8.00', '10.00 10:8.00', null],
  ['a price of one within the allowed', '10.00', '13.33', null],
  ['a price of one above it', '10.00', '13.34', '1 10.00 13.34'],
  ['one price for all above it', '10.00 10:8.00', '14.00 10:8.00', '1 10.00 14.00'],
  ['a break that costs four times as much, the price of one unmoved', '10.00 10:2.00', '10.00 10:8.00', '10 2.00 8.00'],
  ['a break within the allowed', '10.00 10:6.00', '10.00 10:7.99', null],
  ['a break that rises while one costs less', '10.00 10:2.00', '9.00 10:3.00', '10 2.00 3.00'],
  ['a break taken away: many cost what one does', '10.00 10:5.00', '10.00', '10 5.00 10.00'],
  ['a break that begins later: from 10 on the price of one holds', '10.00 10:5.00', '10.00 20:5.00', '10 5.00 10.00'],
  ['a break that begins later and is cheaper then', '10.00 10:8.00', '10.00 20:1.00', null],
  ['a new break that is cheaper', '10.00', '10.00 10:5.00', null],
  ['a new break below an old one, dearer at the old one', '10.00 25:4.00', '10.00 10:9.00', '25 4.00 9.00'],
  ['all taken down', '10.00 10:8.00', '9.00 10:7.00', null],
  ['the steepest of several', '10.00 10:5.00 25:2.00', '20.00 10:12.00 25:6.00', '25 2.00 6.00'],
  ['of equal rises the first', '10.00 10:5.00 25:2.00', '20.00 10:10.00 25:4.00', '1 10.00 20.00'],
  ['a rise from nothing', '0.00 10:2.00', '1.00 10:8.00', '1 0.00 1.00'],
  ['a hair above the allowed at a break', '10.00 10:3.0000', '10.00 10:3.9991', '10 3.0000 3.9991'],
  ['exactly the allowed at a break', '10.00 10:3.0000', '10.00 10:3.9990', null],
];
