/** A supplier with very many offers is suspended and reinstated: at once, and without writing an offer. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../test/support/page-server.ts';
import { fillSmallCatalogue, instant } from '../../test/support/small-catalogue.ts';
import { fixedClock, today } from '../kernel/dates.ts';
import { createSupplierImporter, createSuppliers, knownAgreement, supplierCommands } from '../organisations/index.ts';
import type { CommandContext } from '../platform/commands/index.ts';
import type { Database, Engine } from '../platform/database/index.ts';
import { createCataloguePageServices } from './catalogue-page-service.ts';
import { cataloguePages } from './catalogue-pages.ts';
import { offersApi } from './offers-api.ts';
import { createProducts } from './product-service.ts';
import { savedListPolicies } from './saved-list-policies.ts';
import { openLots } from './search-lots.ts';
import type { OfferPage } from './search-query.ts';
import { createSearch } from './search-service.ts';

/** The embedded engine takes half a minute to make 50,000. */
const offersOn: Readonly<Record<Engine, number>> = { postgres: 50_000, pglite: 5_000 };
const counted = 10_000;
const clock = fixedClock(instant);
const supplier = 'marrowby-systems';
/** What the small catalogue holds of the supplier today, and of all others that may trade. */
const own = 4;
const others = 4;

/** Copies the supplier's offers that run, in turn, until there are so many more: offers, intervals and search rows. */
async function multiply(database: Database, count: number): Promise<void> {
  await database.transact(async (transaction) => {
    const written = await sql<{ table: string; columns: string }>`
      select table_name as table, string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
      from information_schema.columns
      where table_name in ('offer', 'offer_interval', 'search_offer') and is_generated = 'NEVER'
        and column_name not in ('id', 'offer_id', 'supplier_sku')
      group by table_name`.execute(transaction);
    const columns = new Map(written.rows.map((each) => [each.table, each.columns]));
    await sql`create temporary table copy on commit drop as
      select 1000 + n as id, (array[101, 105, 106, 110])[n % 4 + 1] as of from generate_series(1, ${count}) as n`.execute(
      transaction,
    );
    for (const [table, key, more] of [
      ['offer', 'id', ', supplier_sku'],
      ['offer_interval', 'offer_id', ''],
      ['search_offer', 'offer_id', ''],
    ] as const) {
      const names = columns.get(table) ?? '';
      await sql`insert into ${sql.table(table)} (${sql.raw(`${key}${more}, ${names}`)})
        select copy.id, ${sql.raw(`${more === '' ? '' : `'SKU-' || copy.id, `}${names}`)}
        from copy join ${sql.table(table)} t on t.${sql.ref(key)} = copy.of
        where ${table === 'offer'} or (to_jsonb(t) ->> 'valid_from')::date >= '2026-10-01'`.execute(transaction);
    }
  });
}

/** Which versions of which rows there are, and what searches were told of: any write to an offer changes it. */
async function versions(database: Database): Promise<unknown> {
  const tables = ['offer', 'offer_interval', 'search_offer', 'search_offer_change'];
  const found: unknown[] = [];
  for (const table of tables) {
    const { rows } =
      await sql`select count(*)::int as rows, sum(hashtextextended(ctid::text || ' ' || xmin::text, 0))::text as versions
      from ${sql.table(table)}`.execute(database.handle);
    found.push([table, ...rows]);
  }
  return found;
}

async function open(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  const { agreements, categories } = await fillSmallCatalogue(database);
  await multiply(database, offersOn[engine]);
  const suppliers = createSuppliers({ database });
  const lots = (on: Parameters<typeof openLots>[1]) => openLots(agreements, on);
  const products = createProducts({ database, categories, agreements, suppliers });
  const known = agreements.packs.map(knownAgreement);
  const importer = createSupplierImporter({ database, clock, agreements: known });
  const searches = await Promise.all(
    [0, Infinity].map(async (memoryFrom) => {
      const search = createSearch({ database, categories, lots, suppliers, memoryFrom });
      await search.prepare();
      const server = await pageServer([]);
      await server.register(offersApi({ clock, agreements, search }));
      return { search, server };
    }),
  );
  const pages = await pageServer(savedListPolicies);
  const search: Parameters<typeof createCataloguePageServices>[0]['search'] = (query) =>
    createSearch({ database, categories, lots, suppliers }).search(query);
  const demonstration = () => Promise.resolve(undefined);
  await pages.register(
    cataloguePages(
      createCataloguePageServices({ clock, database, agreements, suppliers, products, search, demonstration }),
    ),
  );
  t.after(async () => {
    for (const each of searches) await each.server.close();
    await pages.close();
    await database.close();
  });
  const commands = supplierCommands(
    () => Promise.resolve({ suppliers, importer }),
    () => Promise.resolve(known),
  );
  return {
    database,
    /** What a search of the offers' interface finds, from memory and from the database. */
    find: (query: string) =>
      Promise.all(
        searches.map(async ({ server }) => {
          const answer = await server.inject({ url: `/api/v1/offers${query}` });
          assert.equal(answer.statusCode, 200, answer.body);
          return answer.json<OfferPage>();
        }),
      ),
    words: async (slug: string) => wordsOf((await pages.inject(`/catalogue/products/${slug}`)).body),
    offersOf: async (productId: string) =>
      (await products.offersOf(productId, today(clock))).filter((each) => each.supplierId === supplier).length,
    /** `calloff suppliers import -` with what is said of the supplier as a whole. */
    stand: async (event: string) => {
      const file = `agreement,lot,name,supplier id,standing\nRM6098,8,Marrowby Systems,${supplier},${event}\n`;
      let output = '';
      const context: Partial<CommandContext> = {
        json: true,
        input: () => Readable.from([file]),
        write: (text) => (output += text),
      };
      const command = commands.find((each) => each.name === 'suppliers import');
      assert.equal(await command?.run({ file: '-' }, {}, context as CommandContext), 0, output);
      assert.match(output, /"applied":true/);
    },
  };
}

for (const { engine, skip } of engines) {
  const offers = offersOn[engine];
  describe(`suspending a supplier with ${offers.toLocaleString('en-GB')} offers on ${engine}`, { skip }, () => {
    it('takes them out of the next search and off every page, writes no offer, and reinstating brings them back', async (t) => {
      const site = await open(t, engine);
      const filtered = `?supplier=${supplier}&limit=5`;
      const before = await site.find(filtered);
      const total = offers + own;
      for (const page of before) {
        assert.deepEqual([page.total, page.totalIsExact], [Math.min(total, counted), total <= counted]);
        assert.ok(page.items.length === 5 && page.items.every((each) => each.supplier.id === supplier));
      }
      assert.match(await site.words('norvik-nv24-m'), /Marrowby Systems/);
      const was = await versions(site.database);

      await site.stand('suspended | 2026-11-23 | | Returns overdue');
      for (const page of await site.find(filtered)) assert.deepEqual([page.total, page.items], [0, []]);
      for (const page of await site.find('')) {
        assert.deepEqual([page.total, page.totalIsExact], [others, true]);
        assert.ok(page.items.every((each) => each.supplier.id !== supplier));
      }
      assert.match(await site.words('norvik-nv24-m'), /Nobody offers this today/);
      assert.doesNotMatch(await site.words('norvik-nv14-5120'), /Marrowby Systems/);
      assert.equal(await site.offersOf('1'), 0);
      assert.deepEqual(await versions(site.database), was);

      await site.stand('reinstated | 2026-11-23 | | Returns received');
      assert.deepEqual(await site.find(filtered), before);
      assert.match(await site.words('norvik-nv24-m'), /Marrowby Systems/);
      assert.deepEqual(await versions(site.database), was);
      // A write would have shown.
      await sql`update offer set stock = stock where id = 1001`.execute(site.database.handle);
      assert.notDeepEqual(await versions(site.database), was);
    });
  });
}
