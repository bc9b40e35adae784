import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { runs } from '../../test/support/long.ts';
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
import { pageOf, type RawSearch, refill, searchIn, searchSources } from '../../test/support/world-search.ts';
import type { Relaxation } from './search-query.ts';

/** The search as a relaxation says to ask it. */
function relaxed(raw: RawSearch, { remove, q }: Pick<Relaxation, 'remove' | 'q'>): RawSearch {
  const rest = Object.entries(raw).filter(([name]) => !remove.includes(name));
  return { ...Object.fromEntries(rest), ...(remove.includes('q') ? { q: q ?? '' } : {}) };
}

/** Every way of taking out so many of the filters and words, as a search; some word stays where there are words. */
function takenOut(raw: RawSearch, count: 1 | 2): readonly RawSearch[] {
  const { q = '', ...filters } = raw;
  const words = String(q).split(' ');
  const things: readonly ((from: RawSearch) => RawSearch)[] = [
    ...Object.keys(filters).map((name) => (from: RawSearch) => relaxed(from, { remove: [name] })),
    ...words
      .filter((each) => each !== 'refurbished')
      .map((word) => (from: RawSearch) => {
        const left = String(from['q']).split(' ');
        return { ...from, q: left.filter((each) => each !== word).join(' ') };
      }),
  ];
  const once = things.map((each) => each(raw));
  const found = count === 1 ? once : things.flatMap((each, place) => once.slice(0, place).map(each));
  return found.filter((each) => q === '' || !['', 'refurbished'].includes(String(each['q'])));
}

const worked: SearchWorld = {
  categories: worldCategories,
  products: [
    worldProduct(3, { name: 'Slate Pro' }),
    worldProduct(4, { name: 'Field' }),
    worldProduct(5, { name: 'Studio' }),
  ],
  offers: [
    worldOffer(1, { productId: '3', unitPrice: '500.00' }),
    worldOffer(2, { productId: '3', unitPrice: '600.00', supplierId: 'second' }),
    worldOffer(3, { productId: '4', unitPrice: '450.00', condition: 'refurbished' }),
    worldOffer(4, { productId: '5', unitPrice: '900.00', lot: '2' }),
  ],
  suppliers: worldSuppliers,
  lots: worldLots,
  closed: [],
};

/** Many wishes at a time, so that most searches find nothing. */
const arbitraryQuery = fc
  .record({
    q: fc.constantFrom('', 'laptop', 'slate field', 'norvik studio touch', 'bag wi-fi', 'refurbished slate pro'),
    lot: fc.constantFrom('1', '2'),
    category: fc.constantFrom('devices/laptops', 'devices/tablets', 'parts'),
    manufacturer: fc.constantFrom('norvik', 'tarn'),
    condition: fc.constantFrom('new', 'remanufactured'),
    supplier: fc.constantFrom('marrowby', 'second'),
    maxPrice: fc.constantFrom('100', '400'),
    within: fc.constantFrom('0', '5'),
    stock: fc.constant('1'),
    chosen: fc.subarray(['lot', 'category', 'manufacturer', 'condition', 'supplier', 'maxPrice', 'within', 'stock'], {
      minLength: 2,
      maxLength: 5,
    }),
  })
  .map(({ q, chosen, ...values }): RawSearch => {
    const all: RawSearch = values;
    return { q, exact: '1', facets: 'on', ...Object.fromEntries(chosen.map((each) => [each, all[each]])) };
  });

for (const { engine, skip } of engines) {
  describe(`taking things out of an empty search on ${engine}`, { skip }, () => {
    for (const source of searchSources) {
      it(`takes out two where one does not help, the most helpful first, from ${source}`, async (t) => {
        const database = await freshDatabase(engine);
        t.after(() => database.close());
        await loadWorld(database, worked);
        const search = await searchIn(database, worked, source);
        const relax = async (raw: RawSearch) => (await pageOf(search, raw)).relax;
        // Norvik has two, new and dear; Aldermere a refurbished one, dear too: no one wish given up finds any of them.
        assert.deepEqual(await relax({ manufacturer: 'norvik', condition: 'refurbished', maxPrice: '100' }), [
          { remove: ['condition', 'maxPrice'], label: 'Condition and Price', together: 2, count: 2 },
          { remove: ['manufacturer', 'maxPrice'], label: 'Maker and Price', together: 2, count: 1 },
        ]);
        // A word and a filter: the only Studio is Tarn's, on lot 2.
        assert.deepEqual(await relax({ q: 'studio zzzz', lot: '1', exact: '1' }), [
          { remove: ['lot', 'q'], value: 'zzzz', q: 'studio', label: 'Lot and zzzz', together: 2, count: 1 },
        ]);
        // Two words; all of them only when nothing else helps.
        assert.deepEqual(await relax({ q: 'yyyy slate zzzz', exact: '1' }), [
          { remove: ['q'], value: 'yyyy zzzz', q: 'slate', label: 'yyyy and zzzz', together: 2, count: 2 },
        ]);
        // One is enough, so that no pair is shown.
        assert.deepEqual(await relax({ q: 'slate', condition: 'refurbished' }), [
          { remove: ['condition'], label: 'Condition', count: 2 },
        ]);
        // Three in the way: all of a kind.
        assert.deepEqual(await relax({ manufacturer: 'norvik', condition: 'refurbished', maxPrice: '1', lot: '2' }), [
          { remove: ['lot', 'manufacturer', 'condition', 'maxPrice'], label: 'All filters', together: 4, count: 4 },
        ]);
      });
    }

    it('keeps every promise, misses no help, and says the same from memory and from the database', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await fc.assert(
        fc.asyncProperty(
          arbitraryWorld,
          fc.array(arbitraryQuery, { minLength: 6, maxLength: 6 }),
          async (world, queries) => {
            await refill(database, world);
            const search = await searchIn(database, world, 'memory');
            const other = await searchIn(database, world, 'database');
            const total = async (raw: RawSearch): Promise<number> => (await pageOf(search, raw)).total;
            for (const raw of queries) {
              const { relax, items } = await pageOf(search, raw);
              if (items.length > 0) {
                assert.equal(relax, undefined);
                continue;
              }
              assert.ok(relax !== undefined);
              assert.deepEqual((await pageOf(other, raw)).relax, relax);
              for (const each of relax) assert.equal(await total(relaxed(raw, each)), each.count, JSON.stringify(each));
              const { exact: _exact, facets: _facets, ...asked } = raw;
              const helps = async (count: 1 | 2): Promise<boolean> => {
                const totals = await Promise.all(takenOut(asked, count).map((each) => total({ ...each, exact: '1' })));
                return totals.some((each) => each > 0);
              };
              const [one, two] = [await helps(1), await helps(2)];
              const together = relax[0]?.together ?? (relax.length === 0 ? 0 : 1);
              if (one) assert.equal(together, 1, 'one thing is enough');
              else if (two) assert.equal(together, 2, 'two things are enough');
            }
          },
        ),
        runs(12),
      );
    });
  });
}
