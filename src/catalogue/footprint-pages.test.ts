import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { shippedGuide } from '../../test/support/boavizta-guide.ts';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../test/support/page-server.ts';
import { fillSmallCatalogue, instant } from '../../test/support/small-catalogue.ts';
import { worldFootprint } from '../../test/support/search-world.ts';
import { fixedClock } from '../kernel/dates.ts';
import { createSuppliers } from '../organisations/index.ts';
import type { Engine } from '../platform/database/index.ts';
import { createCataloguePageServices } from './catalogue-page-service.ts';
import { cataloguePages } from './catalogue-pages.ts';
import { productApi } from './product-api.ts';
import { createProductImporter } from './product-import/product-import.ts';
import { productPolicies } from './product-policies.ts';
import { createProducts } from './product-service.ts';
import { savedListPolicies } from './saved-list-policies.ts';
import { openLots } from './search-lots.ts';
import { findProducts } from './product-store.ts';
import { searchProduct } from './search-row.ts';
import { createSearch } from './search-service.ts';
import { writeSearchRows } from './search-write-store.ts';

const root = join(import.meta.dirname, '../..');
const example = await readFile(join(root, 'docs/examples/footprints.csv'));

async function open(t: TestContext, engine: Engine, options: { readonly empty?: boolean } = {}) {
  const database = await freshDatabase(engine);
  const { agreements, categories } = await fillSmallCatalogue(database);
  const clock = fixedClock(instant);
  const suppliers = createSuppliers({ database });
  const products = createProducts({ database, categories, agreements, suppliers });
  const search = createSearch({ database, categories, lots: (on) => openLots(agreements, on), suppliers });
  const importer = createProductImporter({ database, categories, boavizta: await shippedGuide(categories) });
  if (options.empty !== true) {
    await importer.import(Readable.from([example]), { actor: 'system', format: 'boavizta' });
  }
  const keyed = { kind: 'key', keyId: '1', scopes: ['products:write'] } as const;
  const server = await pageServer([...savedListPolicies, ...productPolicies], keyed);
  await server.register(productApi({ agreements, products, importer, clock }));
  await server.register(
    cataloguePages(
      createCataloguePageServices({
        clock,
        database,
        agreements,
        suppliers,
        products,
        search: (query) => search.search(query),
        demonstration: () => Promise.resolve(undefined),
      }),
    ),
  );
  t.after(async () => {
    await server.close();
    await database.close();
  });
  return {
    database,
    categories,
    get: async (url: string) => {
      const answer = await server.inject({ url, headers: { accept: 'text/html' } });
      return { status: answer.statusCode, html: answer.body, words: wordsOf(answer.body) };
    },
    json: async (url: string): Promise<Record<string, unknown>> => (await server.inject({ url })).json(),
    post: async (url: string, payload: Buffer | string) => {
      const answer = await server.inject({ method: 'POST', url, payload, headers: { 'content-type': 'text/csv' } });
      return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
    },
  };
}

/** The models of the page's table, in order. */
function models(html: string): readonly string[] {
  return [...html.matchAll(/<th scope="row"[^>]*><a[^>]*>([^<]+)<\/a>/g)].map((each) => each[1] ?? '');
}

for (const { engine, skip } of engines) {
  describe(`published footprints on ${engine}`, { skip }, () => {
    it('sort search results within one maker only; for several the page says why not and offers the makers', async (t) => {
      const { get, database, categories } = await open(t, engine);
      const several = await get('/catalogue/search?q=laptop&sort=emissions&quantity=30');
      assert.equal(several.status, 200);
      assert.match(several.words, /sorted by relevance\. Makers count emissions in different ways/);
      assert.match(several.html, /<option value="relevance" selected>/);
      assert.match(several.html, /<option value="emissions">Emissions, one maker</);
      assert.match(
        several.html,
        /href="\/catalogue\/search\?q=laptop&amp;quantity=30&amp;manufacturer=norvik&amp;sort=emissions">Norvik</,
      );
      const asked = '/catalogue/search?q=laptop&manufacturer=norvik&manufacturer=aldermere&sort=emissions';
      const two = (await get(asked)).html;
      const notice = two.slice(two.indexOf('id="unranked"'), two.indexOf('class="co-list"'));
      assert.match(notice, /Norvik.*Aldermere/s);
      assert.doesNotMatch(notice, /Kestrel/, 'of two chosen makers these two');
      await sql`update manufacturer set kind = 'service' where id = 'aldermere'`.execute(database.handle);
      const goods = (await get('/catalogue/search?q=laptop&sort=emissions')).html;
      const offered = goods.slice(goods.indexOf('id="unranked"'), goods.indexOf('class="co-list"'));
      assert.match(offered, /Norvik/);
      assert.doesNotMatch(offered, /Aldermere/, 'what stands for services makes nothing');
      const one = '/catalogue/search?manufacturer=norvik&sort=emissions';
      const none = await get(one);
      assert.doesNotMatch(none.html, /id="unranked"/);
      assert.match(none.words, /Nothing here has a figure of its own/);
      const [monitor] = await findProducts(database.handle, ['4']);
      assert.ok(monitor !== undefined);
      const published = searchProduct({ ...monitor, footprint: worldFootprint('500') }, categories);
      await database.transact((transaction) => writeSearchRows(transaction, { products: [published] }));
      const ranked = await get(one);
      assert.match(ranked.words, /What has no figure of its own comes last, cheapest first/);
      assert.match(ranked.words, /View 24.*Making it, CO2e 300 to 500 kg Typical 400 kg, maker’s figure.*N14/);
      assert.match(ranked.words, /N14.*Category default, not ranked/);
    });

    it('are listed by maker and name, never by emissions across makers', async (t) => {
      const { get } = await open(t, engine);
      const all = await get('/catalogue/footprints?sort=emissions');
      assert.deepEqual(models(all.html), [
        'Hollin Desk 32',
        'Hollin Page 40',
        'Hollin View 27',
        'Tavnor Field 14',
        'Tavnor Field 14 Plus (2nd generation)',
        'Tavnor Rack 2U',
        'Tavnor Tower 60',
      ]);
      assert.doesNotMatch(all.words, /Least for making first/);
      assert.match(all.words, /Boavizta environmental footprint data, ODbL 1\.0/);
      const one = await get('/catalogue/footprints?manufacturer=tavnor&sort=emissions');
      assert.deepEqual(models(one.html), [
        'Tavnor Field 14',
        'Tavnor Field 14 Plus (2nd generation)',
        'Tavnor Tower 60',
        'Tavnor Rack 2U',
      ]);
      assert.match(one.words, /180 to 300 kg Middle: 240 kg/);
    });

    it('are found by words, maker and kind', async (t) => {
      const { get } = await open(t, engine);
      for (const [query, expected] of [
        ['q=field+14', ['Tavnor Field 14', 'Tavnor Field 14 Plus (2nd generation)']],
        ['q=hollin&category=peripherals', ['Hollin Page 40', 'Hollin View 27']],
        ['q=%25', []],
        ['q=_', []],
        ['manufacturer=nobody', []],
      ] as const) {
        assert.deepEqual(models((await get(`/catalogue/footprints?${query}`)).html), expected, query);
      }
      const none = await get(`/catalogue/footprints?q=${encodeURIComponent('<script>alert(1)</script>')}`);
      assert.match(none.words, /No published footprint matches all of this/);
      assert.doesNotMatch(none.html, /<script>alert/);
      assert.equal((await get('/catalogue/footprints?page=0')).status, 400);
    });

    it('stand on a product’s page with range, source, date, licence and a way on', async (t) => {
      const { get } = await open(t, engine);
      const { words, html } = await get('/catalogue/products/tavnor-field-14');
      assert.match(words, /Nobody offers this today It is here because its maker published what it emits/);
      assert.match(html, /Making it: 180 to 300 kg, middle 240/);
      assert.match(words, /Over 4 years it emits 300 kg in all, 20% of it in use, counted for use in Europe\./);
      assert.match(words, /Published by Tavnor in November 2020/);
      assert.match(words, /ODbL 1\.0/);
      assert.match(words, /Part number None: known by its model’s name/);
      assert.match(html, /href="https:\/\/reports\.example\/tavnor-field-14\.pdf"/);
      assert.match(html, /href="\/catalogue\/search\?category=end-user-devices%2Flaptops"/);
      const whole = await get('/catalogue/products/hollin-desk-32');
      assert.match(whole.html, /Whole life: 97 kg, no range published/);
      assert.match(whole.words, /How much of it is making was not published/);
    });

    it('are not among the offers, but a search that finds none leads to them', async (t) => {
      const { get } = await open(t, engine);
      const { words, html } = await get('/catalogue/search?q=tavnor+tower');
      assert.match(words, /1 model of that name has a published footprint/);
      assert.match(html, /href="\/catalogue\/footprints\?q=tavnor\+tower"/);
      assert.match((await get('/catalogue')).words, /7 models with a published footprint/);
    });

    it('are not spoken of where none was imported', async (t) => {
      const { get } = await open(t, engine, { empty: true });
      assert.doesNotMatch((await get('/catalogue')).words, /published footprint/);
      assert.match((await get('/catalogue/footprints')).words, /No footprints are here yet/);
    });

    it('travel through the API, in and out', async (t) => {
      const { json, post } = await open(t, engine, { empty: true });
      const taken = await post('/api/v1/products/import?format=boavizta', example);
      assert.deepEqual(
        [taken.status, taken.body['rows'], taken.body['accepted'], taken.body['applied']],
        [200, 12, 7, true],
      );
      assert.equal((await post('/api/v1/products/import?format=boavizta', 'a,b\n')).status, 422);
      assert.equal((await post('/api/v1/products/import?format=other', example)).status, 400);
      const listed = await json('/api/v1/products?footprint=true&manufacturer=tavnor');
      assert.equal((listed['items'] as readonly unknown[]).length, 4);
      const one = await json('/api/v1/products/tavnor-field-14');
      assert.equal(one['identifiedBy'], 'model-name');
      const footprint = one['footprint'] as Record<string, unknown>;
      assert.deepEqual(footprint['embodiedKg'], { low: '180', typical: '240', high: '300', ranged: true });
      assert.deepEqual(one['offers'], []);
    });
  });
}
