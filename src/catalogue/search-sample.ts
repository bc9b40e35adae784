import type { MatchedOffers } from './search-facts.ts';
import type { MatchedProducts } from './search-tally.ts';
import type { Wanted, Wish } from './search-wanted.ts';

type Test = (row: number) => boolean;

/**
 * Which wishes each offer of a sample misses: the rows that miss none or one, as the database gives them of a match set;
 * others get a negative `unmet`. Prices are those for one, which is near enough to estimate by.
 */
export function judgeSample(sample: MatchedOffers, products: MatchedProducts, wanted: Wanted): MatchedOffers {
  const given = new Set(wanted.conditions);
  const tests = wanted.wishes.map((wish) => ({
    test: testOf(wish, sample, products, wanted),
    strict: wish.kind === 'price',
  }));
  const unmet = new Int32Array(sample.count);
  for (let row = 0; row < sample.count; row += 1) {
    let mask = given.size === 0 || given.has(sample.condition[row] ?? -1) ? 0 : -1;
    for (const [place, { test, strict }] of tests.entries()) {
      if (mask < 0) break;
      if (!test(row)) mask = strict || mask !== 0 ? -1 : 1 << place;
    }
    unmet[row] = mask;
  }
  return { ...sample, unmet };
}

function testOf(wish: Wish, sample: MatchedOffers, { table, day }: MatchedProducts, wanted: Wanted): Test {
  const product = (row: number) => table.at(sample.product[row] ?? -1);
  switch (wish.kind) {
    case 'lots': {
      const codes = new Set(wish.codes);
      return (row) => codes.has(sample.lot[row] ?? -1);
    }
    case 'suppliers': {
      const codes = new Set(wish.codes);
      return (row) => codes.has(sample.supplier[row] ?? -1);
    }
    case 'manufacturers': {
      const codes = new Set(wish.codes);
      return (row) => codes.has(product(row)?.manufacturer ?? -1);
    }
    case 'attributes': {
      const codes = new Set(wish.codes);
      return (row) => product(row)?.attributes.some((each) => codes.has(each)) ?? false;
    }
    case 'labels': {
      const codes = new Set(wish.codes);
      return (row) => product(row)?.labels.some(({ code, until }) => codes.has(code) && until >= day) ?? false;
    }
    case 'categories': {
      const scopes = wish.scopes.map((each) => ({ codes: new Set(each.codes), conditions: new Set(each.conditions) }));
      return (row) =>
        scopes.some(
          ({ codes, conditions }) =>
            codes.has(product(row)?.category ?? -1) &&
            (conditions.size === 0 || conditions.has(sample.condition[row] ?? -1)),
        );
    }
    case 'conditions': {
      const places = new Set(wish.conditions);
      return (row) => places.has(sample.condition[row] ?? -1);
    }
    case 'funding':
      return (row) => ((sample.funding[row] ?? 0) & wish.mask) !== 0;
    case 'flag':
      return (row) => ((sample.flags[row] ?? 0) & wish.mask) !== 0;
    case 'lead':
      return (row) => (sample.leadDays[row] ?? 0) <= wish.days;
    case 'stock':
      return (row) => (sample.stock[row] ?? 0) >= wanted.quantity;
    case 'price':
      return (row) => {
        const price = sample.amount[row] ?? 0;
        return (wish.from === null || price >= wish.from) && (wish.to === null || price <= wish.to);
      };
  }
}
