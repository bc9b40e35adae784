import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { shippedGuide } from '../../test/support/boavizta-guide.ts';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer } from '../../test/support/page-server.ts';
import { fillSmallCatalogue, instant } from '../../test/support/small-catalogue.ts';
import { fixedClock, isoDate } from '../kernel/dates.ts';
import { createSuppliers } from '../organisations/index.ts';
import type { Engine } from '../platform/database/index.ts';
import { categoryApi } from './category-api.ts';
import { productApi } from './product-api.ts';
import { createProductImporter } from './product-import/product-import.ts';
import { productPolicies } from './product-policies.ts';
import { createProducts, type Products } from './product-service.ts';

interface Answer {
  readonly status: number;
  // What a program gets is looked at field by field.
  readonly body: Record<string, unknown>;
}

interface Site {
  readonly products: Products;
  readonly get: (url: string) => Promise<Answer>;
  readonly post: (url: string, body: string) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

async function open(engine: Engine): Promise<Site> {
  const database = await freshDatabase(engine);
  const { agreements, categories } = await fillSmallCatalogue(database);
  const suppliers = createSuppliers({ database });
  const products = createProducts({ database, categories, agreements, suppliers });
  const importer = createProductImporter({ database, categories, boavizta: await shippedGuide(categories) });
  const server = await pageServer(productPolicies);
  await server.register(categoryApi({ categories }));
  await server.register(productApi({ agreements, products, importer, clock: fixedClock(instant) }));
  const ask = async (method: 'GET' | 'POST', url: string, payload?: string): Promise<Answer> => {
    const answer = await server.inject({
      method,
      url,
      headers: { accept: 'application/json', ...(payload === undefined ? {} : { 'content-type': 'text/csv' }) },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  return {
    products,
    get: (url) => ask('GET', url),
    post: (url, body) => ask('POST', url, body),
    close: async () => {
      await server.close();
      await database.close();
    },
  };
}

/** A value inside an answer, by its path. */
function at(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return new Map<string, unknown>(Object.entries(value)).get(key);
  }, body);
}

function list(body: unknown, path: string): readonly unknown[] {
  const found = at(body, path);
  assert.ok(Array.isArray(found), path);
  return found;
}

const day = isoDate('2026-11-23');

for (const { engine, skip } of engines) {
  describe(`products and offers on ${engine}`, { skip }, () => {
    let site: Site;
    // Nothing here changes the catalogue: one serves all.
    before(async () => {
      site = await open(engine);
    });
    after(() => site.close());

    it('gives every offer that may be bought, priced for the number, lowest first', async () => {
      const { status, body } = await site.get('/api/v1/products/norvik-nv14-5120?quantity=30');
      assert.equal(status, 200);
      assert.equal(at(body, 'title'), 'Norvik N14 Education');
      const offers = list(body, 'offers');
      // Hollin Cross is suspended: its cheaper offer may not be bought.
      assert.deepEqual(
        offers.map((each) => [at(each, 'supplier'), at(each, 'price.unitPrice'), at(each, 'price.gross')]),
        [
          ['marrowby-systems', '395.00', '14220.00'],
          ['wexcombe-technology', '397.00', '14292.00'],
          ['greywater-assured', '520.00', '18720.00'],
        ],
      );
      assert.deepEqual(
        list(offers[0], 'priceBreaks').map((each) => [at(each, 'from'), at(each, 'to'), at(each, 'chosen')]),
        [
          [1, 9, false],
          [10, 24, false],
          [25, 99, true],
          [100, null, false],
        ],
      );
      assert.equal(at(offers[1], 'price.delivery'), '45.00');
      assert.equal(at(offers[1], 'price.deliveredGross'), '14346.00');
      assert.ok(list(offers[0], 'services').length > 0);
      assert.ok(list(body, 'groups').some((each) => at(each, 'name') === 'Screen'));
    });

    it('answers for another day with what stood then', async () => {
      const { get } = site;
      const then = await get('/api/v1/products/norvik-old?on=2026-05-01');
      assert.equal(list(then.body, 'offers').length, 1);
      assert.equal(list((await get('/api/v1/products/norvik-old')).body, 'offers').length, 0);
      const before = await get('/api/v1/products/norvik-nv14-5120?on=2022-01-01');
      assert.equal(list(before.body, 'offers').length, 0);
    });

    it('prices whole packs and the smallest order', async () => {
      const { get } = site;
      const packs = await get('/api/v1/products/kestrel-hostile?quantity=30');
      assert.equal(at(list(packs.body, 'offers')[0], 'price.orderQuantity'), 32);
      const smallest = await get('/api/v1/products/norvik-nv24-m?quantity=1');
      assert.equal(at(list(smallest.body, 'offers')[0], 'price.orderQuantity'), 5);
      assert.equal(at(list(smallest.body, 'offers')[0], 'price.net'), '649.95');
    });

    it('keeps prices finer than a penny exact', async () => {
      const { get } = site;
      const { body } = await get('/api/v1/products/tarn-desk?quantity=100');
      const [offer] = list(body, 'offers');
      assert.deepEqual(
        [at(offer, 'unit'), at(offer, 'price.unitPrice'), at(offer, 'price.net'), at(offer, 'stock')],
        ['user-month', '4.205', '420.50', null],
      );
    });

    it('lists products of a branch a page at a time', async () => {
      const { get } = site;
      const seen: unknown[] = [];
      let cursor = '';
      do {
        const { body } = await get(`/api/v1/products?category=end-user-devices&limit=2${cursor}`);
        seen.push(...list(body, 'items').map((each) => at(each, 'slug')));
        const next = at(body, 'next');
        cursor = typeof next === 'string' ? `&cursor=${next}` : '';
      } while (cursor !== '');
      assert.deepEqual(seen, ['norvik-nv14-5120', 'aldermere-al14g3', 'kestrel-hostile', 'norvik-old']);
      const monitors = await get('/api/v1/products?category=peripherals/monitors&manufacturer=norvik');
      assert.equal(list(monitors.body, 'items').length, 1);
    });

    it('refuses what it cannot read, with the reason, and knows what is not there', async () => {
      const { get, post } = site;
      for (const bad of [
        '/api/v1/products?category=nonsense',
        '/api/v1/products?limit=0',
        '/api/v1/products?colour=red',
        '/api/v1/products?cursor=x',
        '/api/v1/products/norvik-nv14-5120?quantity=0',
        '/api/v1/products/norvik-nv14-5120?quantity=many',
        '/api/v1/products/norvik-nv14-5120?on=23/11/2026',
      ]) {
        const { status, body } = await get(bad);
        assert.equal(status, 400, bad);
        const [problem] = list(body, 'problems');
        assert.ok(typeof at(problem, 'message') === 'string' && at(problem, 'remedy') !== '', bad);
      }
      assert.equal((await get('/api/v1/products/no-such-thing')).status, 404);
      assert.equal((await get('/api/v1/categories/no-such-thing')).status, 404);
      assert.equal((await post('/api/v1/products/import', 'manufacturer')).status, 401);
    });

    it('gives the category tree, and one category by its path written either way', async () => {
      const { get } = site;
      const all = await get('/api/v1/categories');
      assert.ok(list(all.body, 'items').length > 80);
      for (const path of ['end-user-devices/laptops', 'end-user-devices%2Flaptops']) {
        const { status, body } = await get(`/api/v1/categories/${path}`);
        assert.equal(status, 200, path);
        assert.equal(at(body, 'name'), 'Laptops');
        assert.equal(at(body, 'footprint.embodiedKg.typical'), 241);
        assert.ok(list(body, 'attributes').some((each) => at(each, 'key') === 'memory' && at(each, 'filter') === true));
      }
      const branch = await get('/api/v1/categories/end-user-devices');
      assert.ok(list(branch.body, 'children').includes('end-user-devices/laptops'));
      const shortcut = await get('/api/v1/categories/refurbished/laptops');
      assert.deepEqual(at(shortcut.body, 'shortcut.categories'), ['end-user-devices/laptops']);
    });

    it('tells how the lowest price moved, for the number asked for', async () => {
      const { products } = site;
      const one = await products.priceHistory('1', 'new', isoDate('2026-10-01'), day);
      const thirty = await products.priceHistory('1', 'new', isoDate('2026-10-01'), day, 30);
      assert.equal(one.at(-1)?.unitPrice, '397.00');
      assert.equal(thirty.at(-1)?.unitPrice, '395.00');
      assert.equal(thirty.at(-1)?.to, day);
    });

    it('gives offers in the order asked for, without those that may not be bought', async () => {
      const { products } = site;
      const found = await products.offers(['110', '101', '109', '108', '999'], day);
      assert.deepEqual(
        found.map((each) => [each.offer.id, each.product.slug]),
        [
          ['110', 'aldermere-al14g3'],
          ['101', 'norvik-nv14-5120'],
        ],
      );
      assert.deepEqual(await products.holds(), { any: true, real: false });
    });
  });
}
