import { formatCount } from '../../kernel/money.ts';

/** What a page needs to put its offers into a basket and come back: the address, and what is there already, by offer. */
export function basketForm(url: string, held: ReadonlyMap<string, number>) {
  return {
    basket: {
      back: url,
      held: Object.fromEntries([...held].map(([offer, quantity]) => [offer, formatCount(quantity)])),
      count: held.size,
    },
  };
}
