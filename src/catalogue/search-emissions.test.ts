import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import {
  loadWorld,
  type SearchWorld,
  worldCategories,
  worldFootprint,
  worldLots,
  worldOffer,
  worldProduct,
  worldSuppliers,
} from '../../test/support/search-world.ts';
import { pageOf, type RawSearch, searchIn, searchSources } from '../../test/support/world-search.ts';
import { ownFigure } from './search-emissions.ts';
import { searchEmissionsMigrations } from './search-emissions-migrations.ts';
import type { OfferPage } from './search-query.ts';
import { searchProduct } from './search-row.ts';

// Norvik's models, by their ids: 3, 6, 9 and so on. Embodied is four fifths of what is published.
const products = [
  worldProduct(3, { footprint: worldFootprint('300') }),
  worldProduct(6, { footprint: worldFootprint('200') }),
  worldProduct(9, { footprint: worldFootprint('50', null) }),
  worldProduct(12),
  worldProduct(4, { footprint: worldFootprint('10') }),
];
const declared = (typical: string) => ({ low: '5', typical, high: '400', source: 'Own assessment' });
const refurbished = { condition: 'refurbished' } as const;
const offers = [
  worldOffer(1, { productId: '3', unitPrice: '100.00' }),
  worldOffer(2, { productId: '6', unitPrice: '900.00' }),
  worldOffer(3, { productId: '6', unitPrice: '800.00', supplierId: 'second' }),
  worldOffer(4, { productId: '9', unitPrice: '70.00' }),
  worldOffer(5, { productId: '12', unitPrice: '60.00' }),
  worldOffer(6, { productId: '3', unitPrice: '50.00', ...refurbished, declaredFootprint: declared('25.5') }),
  worldOffer(7, { productId: '3', unitPrice: '20.00', ...refurbished }),
  worldOffer(8, { productId: '6', unitPrice: '990.00', declaredFootprint: declared('150') }),
  worldOffer(9, { productId: '4', unitPrice: '10.00' }),
];
const world: SearchWorld = {
  categories: worldCategories,
  products,
  offers,
  suppliers: worldSuppliers,
  lots: worldLots,
  closed: [],
};

for (const { engine, skip } of engines) {
  for (const source of searchSources) {
    for (const counted of [10_000, 2]) {
      const name = `sorting by emissions on ${engine} from ${source}, ${counted} counted`;
      describe(name, { skip }, () => {
        it('goes by the seller’s figure, else for new goods the maker’s; what has neither comes last, cheapest first', async (t) => {
          const database = await freshDatabase(engine);
          t.after(() => database.close());
          await loadWorld(database, world);
          const search = await searchIn(database, world, source, { counted, sampled: 100 });
          const ask = (raw: RawSearch) => pageOf(search, { manufacturer: 'norvik', sort: 'emissions', ...raw });
          const ids = (page: OfferPage) => page.items.map((each) => each.offer);
          const all = await ask({});
          // 25.5 and 150 declared, 160 published twice (the cheaper first), 240 published; then 20, 60 and 70 pounds.
          assert.deepEqual(ids(all), ['6', '8', '3', '2', '1', '7', '5', '4']);
          assert.deepEqual(
            all.items.map((each) => ownFigure(each)?.range.typical),
            [25.5, 150, 160, 160, 240, undefined, undefined, undefined],
          );
          assert.deepEqual(
            all.items.map((each) => ownFigure(each)?.of),
            ['seller', 'seller', 'maker', 'maker', 'maker', undefined, undefined, undefined],
          );
          assert.deepEqual(ids(await ask({ q: 'laptop' })), ids(all), 'with words too');
          const first = await ask({ limit: '3' });
          assert.ok(first.next !== null);
          assert.deepEqual(ids(await ask({ limit: '3', cursor: first.next })), ['2', '1', '7'], 'pages go on');
          const grouped = await ask({ group: 'product' });
          assert.deepEqual(
            grouped.items.map((each) => [each.offer, each.offers, each.pick]),
            [
              ['6', 2, 'lowest-emission'],
              ['8', 3, 'lowest-emission'],
              ['1', 1, 'lowest-emission'],
              ['5', 1, 'lowest'],
              ['4', 1, 'lowest'],
            ],
            'the offer of least emissions speaks for its product, else the cheapest',
          );
        });
      });
    }
  }
  describe(`published emissions of search rows that were there before on ${engine}`, { skip }, () => {
    it('become what writing the rows anew would give', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await loadWorld(database, world);
      const { handle } = database;
      await sql`alter table search_product drop column published_kg`.execute(handle);
      await sql`alter table product_footprint drop constraint product_footprint_product_id_fkey`.execute(handle);
      for (const { id, footprint } of products) {
        if (footprint === null) continue;
        await sql`insert into product_footprint
          (product_id, total_kg, use_share, error_ratio, declared_by, collection, licence, collection_url)
          values (${id}, ${footprint.totalKg}, ${footprint.useShare}, ${footprint.errorRatio}, 'N', 'C', 'L', 'U')`.execute(
          handle,
        );
      }
      await searchEmissionsMigrations['0370_search_published_emissions']?.(handle);
      const rows = await sql<{ id: string; kg: readonly number[] | null }>`
        select product_id::text as id, published_kg as kg from search_product`.execute(handle);
      assert.deepEqual(
        new Map(rows.rows.map((each) => [each.id, each.kg])),
        new Map(products.map((each) => [each.id, searchProduct(each, worldCategories).publishedKg])),
      );
    });
  });
}
