import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { runs } from '../../test/support/long.ts';
import { referenceSearch } from '../../test/support/search-reference.ts';
import {
  arbitraryWorld,
  loadWorld,
  type SearchWorld,
  worldCategories,
  worldLots,
  worldOffer,
  worldProduct,
  worldSuppliers,
} from '../../test/support/search-world.ts';
import { pageOf, queryFrom, refill, searchIn, searchSources } from '../../test/support/world-search.ts';
import type { Database } from '../platform/database/index.ts';
import type { Offer } from './offer.ts';
import type { Product } from './product.ts';
import { offerGroupings, type OfferPage, offerSorts } from './search-query.ts';
import { type Search, searchLimits } from './search-service.ts';

const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { maxLength: 2 });
const rarely = (value: string): fc.Arbitrary<string | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.constant(value));

/** Queries that meet something now and then: few wishes at a time, from the world's own values. */
const arbitraryQuery = fc
  .record({
    q: fc.oneof(
      { weight: 2, arbitrary: fc.constant('') },
      fc.constantFrom(
        'laptop',
        'norvik',
        'slate pro',
        'nv11-50',
        'v1150',
        '15001',
        'v12-50 laptop',
        'wi-fi',
        'wifi',
        'lapt',
        'refurbished tablet',
        '16 GB',
        'notebook 16gb',
        'laptop bag',
        'new norvik',
      ),
    ),
    wishes: fc.subarray(
      [
        'agreement',
        'lot',
        'category',
        'manufacturer',
        'condition',
        'supplier',
        'route',
        'label',
        'funding',
        'within',
        'attr.memory',
        'attr.system',
        'attr.touch',
        'sme',
        'takesBack',
        'stock',
        'minPrice',
        'maxPrice',
      ],
      { maxLength: 3 },
    ),
    values: fc.record({
      agreement: some('RM1', 'RM2'),
      lot: some('1', '2', '9'),
      category: some('devices/laptops', 'devices/tablets', 'devices', 'parts', 'again'),
      manufacturer: some('norvik', 'tarn', 'nobody'),
      condition: some('new', 'refurbished', 'remanufactured'),
      supplier: some('marrowby', 'second', 'wexcombe'),
      route: some('catalogue', 'direct-award', 'further-competition'),
      label: some('epeat', 'tco-certified'),
      funding: some('purchase', 'lease', 'service'),
      within: fc.constantFrom('0', '5', '10'),
      'attr.memory': some('..8', '12..16', '64'),
      'attr.system': some('Chrome', 'Linux'),
      'attr.touch': some('yes', 'no'),
      sme: fc.constant('1'),
      takesBack: fc.constant('1'),
      stock: fc.constant('1'),
      minPrice: fc.constantFrom('0', '100.00', '337.5'),
      maxPrice: fc.constantFrom('400.00', '1000'),
    }),
    quantity: fc.constantFrom('1', '1', '3', '8', '30', '1000000'),
    place: fc.constantFrom(undefined, 'M1', 'BT1 5GS', 'PO30'),
    sort: fc.constantFrom(...offerSorts),
    group: fc.constantFrom(...offerGroupings),
    limit: fc.integer({ min: 1, max: 9 }).map(String),
    exact: rarely('1'),
  })
  .map(({ wishes, values, exact, ...rest }) => {
    const all: Readonly<Record<string, unknown>> = values;
    const raw: Record<string, unknown> = { ...rest, ...(exact === undefined ? {} : { exact }) };
    for (const name of wishes) raw[name] = all[name];
    // Only within one maker.
    if (raw['sort'] === 'emissions') raw['manufacturer'] = values.manufacturer[0] ?? 'aldermere';
    return raw;
  });

/** All pages, one after the other. */
async function everyRow(search: Search, raw: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const rows: string[] = [];
  let cursor: string | null = null;
  do {
    const page: OfferPage = await pageOf(search, { ...raw, facets: 'off', ...(cursor === null ? {} : { cursor }) });
    rows.push(...page.items.map((each) => each.offer));
    cursor = page.next;
    assert.ok(rows.length <= 1000, 'the pages do not end');
  } while (cursor !== null);
  return rows;
}

/** Every engine with every source. */
const places = engines.flatMap((each) => searchSources.map((source) => ({ ...each, source })));

for (const { engine, skip, source } of places) {
  describe(`searching on ${engine} from ${source}`, { skip }, () => {
    it('finds, orders, pages and counts as looking at every offer would', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await fc.assert(
        fc.asyncProperty(
          arbitraryWorld,
          fc.array(arbitraryQuery, { minLength: 12, maxLength: 12 }),
          async (world, queries) => {
            await refill(database, world);
            const search = await searchIn(database, world, source);
            for (const raw of queries) {
              // Correcting words is a matter of its own: here words are taken as they are.
              const exactly = { ...raw, exact: '1' };
              const expected = referenceSearch(world, queryFrom(exactly));
              const page = await pageOf(search, exactly);
              assert.equal(page.total, expected.total, 'total');
              assert.equal(page.totalIsExact, true);
              assert.deepEqual(await everyRow(search, exactly), expected.order, 'rows of all pages');
              if (raw['group'] === 'product') assert.equal(page.totalProducts, expected.order.length, 'products');
              checkFacets(page, expected, exactly);
            }
          },
        ),
        runs(25),
      );
    });

    it('walks the same order where there are too many to count, and says which counts are estimates', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await fc.assert(
        fc.asyncProperty(
          arbitraryWorld,
          fc.array(arbitraryQuery, { minLength: 8, maxLength: 8 }),
          async (world, queries) => {
            await refill(database, world);
            const search = await searchIn(database, world, source, { counted: 5, sampled: 5 });
            for (const raw of queries) {
              const exactly = { ...raw, exact: '1' };
              const expected = referenceSearch(world, queryFrom(exactly));
              const page = await pageOf(search, exactly);
              assert.equal(page.totalIsExact, expected.total <= 5);
              assert.equal(page.total, Math.min(expected.total, 5));
              assert.deepEqual(await everyRow(search, exactly), expected.order);
              for (const facet of page.facets) {
                for (const { value, count, exact } of facet.values) {
                  if (!exact || (facet.name === 'category' && value === 'again')) continue;
                  assert.equal(count, expected.count(facet.name, value), `${facet.name}=${value}`);
                }
              }
            }
          },
        ),
        runs(15),
      );
    });
  });
}

for (const { engine, skip, source } of places) {
  describe(`delivery to a place on ${engine} from ${source}`, { skip }, () => {
    const world: SearchWorld = {
      categories: worldCategories,
      products: [worldProduct(1)],
      offers: [
        worldOffer(1, { deliveryCharge: '5.00', deliveryOffMainland: '40.00' }),
        worldOffer(2, { deliveryCharge: '10.00' }),
        worldOffer(3, { deliveryCharge: '20.00', deliveryFreeOver: '100.00', deliveryOffMainland: '15.00' }),
        worldOffer(4, { deliveryCharge: '30.00', deliveryFreeOver: '100.00' }),
        worldOffer(5, { unitPrice: '108.00', deliveryOffMainland: '0.00' }),
      ],
      suppliers: worldSuppliers,
      lots: worldLots,
      closed: [],
    };
    const cases: readonly (readonly [string | undefined, readonly string[]])[] = [
      [undefined, ['3: 0.00', '4: 0.00', '1: 5.00', '5: 0.00', '2: 10.00']],
      ['M1', ['3: 0.00', '4: 0.00', '1: 5.00', '5: 0.00', '2: 10.00']],
      ['BT1 5GS', ['4: 0.00', '5: 0.00', '2: 10.00', '3: 15.00', '1: 40.00']],
      ['PO30', ['4: 0.00', '5: 0.00', '2: 10.00', '3: 15.00', '1: 40.00']],
    ];
    it('is what its order by delivered price and the figures shown go by', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await refill(database, world);
      for (const limits of [searchLimits, { counted: 2, sampled: 2 }]) {
        const search = await searchIn(database, world, source, limits);
        for (const [place, expected] of cases) {
          const raw = { sort: 'deliveredPrice', place };
          const page = await pageOf(search, raw);
          assert.deepEqual(
            page.items.map((each) => `${each.offer}: ${each.delivery}`),
            expected,
          );
          assert.equal(page.place?.postcode, place?.split(' ')[0]);
          assert.deepEqual(
            await everyRow(search, { ...raw, limit: '2' }),
            expected.map((each) => each.slice(0, 1)),
          );
        }
      }
    });

    it('makes no page of a search to one place go on as one to another', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await refill(database, world);
      const search = await searchIn(database, world, source);
      const first = await pageOf(search, { sort: 'deliveredPrice', place: 'M1', limit: '2' });
      const other = await search.search(
        queryFrom({ sort: 'deliveredPrice', place: 'BT1', limit: '2', cursor: first.next }),
      );
      assert.deepEqual(other.ok ? [] : other.problems.map((each) => each.code), ['cursor-foreign']);
    });
  });
}

for (const { engine, skip } of engines) {
  describe(`staying in step on ${engine}`, { skip }, () => {
    it('finds what was committed before it was asked, whatever was written, changed or taken away', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await fc.assert(
        fc.asyncProperty(
          arbitraryWorld,
          arbitraryWorld,
          fc.array(fc.tuple(fc.nat(), arbitraryQuery), { minLength: 6, maxLength: 6 }),
          async (world, later, steps) => {
            await refill(database, world);
            const search = await searchIn(database, world, 'memory');
            const now = { ...world, offers: [...world.offers], products: [...world.products] };
            for (const [pick, raw] of steps) {
              await change(database, now, later, pick);
              const exactly = { ...raw, exact: '1' };
              const expected = referenceSearch(now, queryFrom(exactly));
              const page = await pageOf(search, exactly);
              assert.equal(page.total, expected.total);
              assert.deepEqual(await everyRow(search, exactly), expected.order);
              checkFacets(page, expected, exactly);
            }
          },
        ),
        runs(12),
      );
    });
  });
}

/** Takes an offer or a product of the later world over, or takes an offer away, in the world and in the database. */
async function change(
  database: Database,
  now: SearchWorld & { readonly offers: Offer[]; readonly products: Product[] },
  later: SearchWorld,
  pick: number,
): Promise<void> {
  const at = pick % 7;
  const put = <T extends { readonly id: string }>(list: T[], each: T | undefined): void => {
    if (each === undefined) return;
    const place = list.findIndex(({ id }) => id === each.id);
    if (place === -1) list.push(each);
    else list[place] = each;
  };
  if (pick % 3 === 0) {
    const [gone] = now.offers.splice(at, 1);
    if (gone !== undefined) await sql`delete from search_offer where offer_id = ${gone.id}`.execute(database.handle);
    return;
  }
  if (pick % 3 === 1) put(now.products, later.products[at % later.products.length]);
  const offer = later.offers[at];
  if (offer !== undefined && now.products.some((each) => each.id === offer.productId)) {
    // One row an offer in these worlds: another first day is another interval.
    await sql`delete from search_offer where offer_id = ${offer.id}`.execute(database.handle);
    put(now.offers, offer);
  }
  await loadWorld(database, now);
}

for (const { engine, skip, source } of places) {
  describe(`estimating on ${engine} from ${source}`, { skip }, () => {
    it('comes to the true counts when the sample is everything', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await fc.assert(
        fc.asyncProperty(
          arbitraryWorld,
          fc.array(arbitraryQuery, { minLength: 8, maxLength: 8 }),
          async (world, queries) => {
            await refill(database, world);
            const search = await searchIn(database, world, source, { counted: 5, sampled: 100_000 });
            for (const raw of queries) {
              // The sample knows prices for one, and not what the smallest order does to the stock needed.
              const single = { ...raw, exact: '1', q: '', quantity: '1', stock: '0' };
              const expected = referenceSearch(world, queryFrom(single));
              const page = await pageOf(search, single);
              for (const facet of page.facets) {
                for (const { value, count } of facet.values) {
                  if (facet.name === 'category' && value === 'again') continue;
                  assert.equal(count, expected.count(facet.name, value), `${facet.name}=${value}`);
                }
              }
            }
          },
        ),
        runs(12),
      );
    });
  });
}

/** Every count is what choosing the value would give, and no value that would give something is left out. */
function checkFacets(page: OfferPage, expected: ReturnType<typeof referenceSearch>, raw: unknown): void {
  for (const facet of page.facets) {
    for (const { value, count } of facet.values) {
      if (facet.name === 'category' && value === 'again') continue;
      assert.equal(count, expected.count(facet.name, value), `${facet.name}=${value} of ${JSON.stringify(raw)}`);
    }
  }
  const choices: Readonly<Record<string, readonly string[]>> = {
    condition: ['new', 'refurbished', 'remanufactured'],
    lot: ['1', '2'],
    route: ['catalogue', 'direct-award', 'further-competition'],
    category: ['devices/laptops', 'devices/tablets', 'parts/bags'],
    manufacturer: ['norvik', 'aldermere', 'tarn'],
    supplier: ['marrowby', 'second', 'wexcombe'],
    within: ['5', '10', '20'],
    sme: ['1'],
    takesBack: ['1'],
    label: ['epeat', 'tco-certified'],
    funding: ['purchase', 'instalments', 'lease', 'utility', 'service', 'subscription'],
  };
  for (const [name, values] of Object.entries(choices)) {
    const shown = page.facets.find((each) => each.name === name)?.values ?? [];
    for (const value of values) {
      if (expected.count(name, value) > 0) {
        assert.ok(
          shown.some((each) => each.value === value),
          `${name}=${value} is missing`,
        );
      }
    }
  }
}
