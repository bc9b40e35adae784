import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer } from '../../test/support/page-server.ts';
import { fillSmallCatalogue, hostileName, instant, longMpn } from '../../test/support/small-catalogue.ts';
import type { Agreements } from '../agreements/index.ts';
import { fixedClock } from '../kernel/dates.ts';
import type { Problem } from '../kernel/outcome.ts';
import { createSuppliers } from '../organisations/index.ts';
import type { Database, Engine } from '../platform/database/index.ts';
import type { CommandContext } from '../platform/commands/index.ts';
import { offersApi } from './offers-api.ts';
import { offersCommands } from './offers-commands.ts';
import { findProducts } from './product-store.ts';
import { openLots } from './search-lots.ts';
import type { OfferPage } from './search-query.ts';
import { searchProduct } from './search-row.ts';
import { createSearch, type Search } from './search-service.ts';
import { writeSearchRows } from './search-write-store.ts';

interface Site {
  readonly agreements: Agreements;
  readonly database: Database;
  readonly search: Search;
  readonly categories: Awaited<ReturnType<typeof fillSmallCatalogue>>['categories'];
  /** The answer to a query string, which must be a page. */
  readonly page: (query: string) => Promise<OfferPage>;
  /** Status and problems of a query string that is refused. */
  readonly refused: (
    query: string,
  ) => Promise<{ readonly status: number; readonly problems: readonly Problem[]; readonly body: string }>;
}

async function open(t: TestContext, engine: Engine): Promise<Site> {
  const database = await freshDatabase(engine);
  const { agreements, categories } = await fillSmallCatalogue(database);
  const suppliers = createSuppliers({ database });
  const search = createSearch({ database, categories, lots: (on) => openLots(agreements, on), suppliers });
  const server = await pageServer([]);
  await server.register(offersApi({ agreements, clock: fixedClock(instant), search }));
  t.after(async () => {
    await server.close();
    await database.close();
  });
  const ask = (query: string) => server.inject({ url: `/api/v1/offers${query}` });
  return {
    database,
    agreements,
    search,
    categories,
    page: async (query) => {
      const answer = await ask(query);
      assert.equal(answer.statusCode, 200, answer.body);
      return answer.json<OfferPage>();
    },
    refused: async (query) => {
      const answer = await ask(query);
      const { problems = [] } = answer.json<{ problems?: readonly Problem[] }>();
      return { status: answer.statusCode, problems, body: answer.body };
    },
  };
}

const offers = (page: OfferPage): readonly string[] => page.items.map((each) => each.offer);
const facet = (page: OfferPage, name: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    page.facets
      .filter((each) => each.name === name)
      .flatMap((each) => each.values.map((one) => [one.value, one.count])),
  );

for (const { engine, skip } of engines) {
  describe(`GET /api/v1/offers on ${engine}`, { skip }, () => {
    it('answers what is on offer on the day from suppliers that may trade, the cheapest first when sorted by price', async (t) => {
      const { page } = await open(t, engine);
      const found = await page('?q=laptop&sort=price');
      assert.deepEqual(offers(found), ['104', '102', '101', '103', '110', '105']);
      assert.equal(found.total, 6);
      assert.equal(found.totalIsExact, true);
      assert.equal(found.next, null);
      assert.equal(found.on, '2026-11-23');
    });

    it('brings back suspended and past offers on the days they could be bought', async (t) => {
      const { page } = await open(t, engine);
      assert.deepEqual(offers(await page('?q=norvik+laptop&sort=price&on=2026-10-15')), ['109', '102', '103']);
      assert.deepEqual(offers(await page('?q=n11&on=2026-09-30')), ['108']);
      assert.equal((await page('?q=n11&on=2026-10-01')).total, 0);
    });

    it('offers nothing on an agreement that does not run that day', async (t) => {
      const { page } = await open(t, engine);
      assert.equal((await page('?on=2035-01-01')).total, 0);
    });

    it('prices for the quantity: breaks, smallest order, packs and delivery', async (t) => {
      const { page } = await open(t, engine);
      const [first] = (await page('?q=nv14-5120&supplier=marrowby-systems&quantity=30')).items;
      assert.equal(first?.listPrice, '419.00');
      assert.equal(first.price, '395.00');
      assert.equal(first.deliveredPrice, '11850.00');
      const [pack] = (await page('?manufacturer=kestrel&quantity=30')).items;
      assert.equal(pack?.orderQuantity, 32);
      const [least] = (await page('?q=monitor')).items;
      assert.equal(least?.orderQuantity, 5);
    });

    it('sorts by the price at the quantity, by delivered price and by lead time', async (t) => {
      const { page } = await open(t, engine);
      assert.deepEqual(offers(await page('?q=n14&sort=price')), ['102', '101', '103']);
      assert.deepEqual(offers(await page('?q=n14&sort=price&quantity=30')), ['101', '102', '103']);
      assert.deepEqual(offers(await page('?q=n14&sort=-price')), ['103', '101', '102']);
      assert.deepEqual(offers(await page('?q=n14&sort=deliveredPrice')), ['101', '102', '103']);
      assert.deepEqual(offers(await page('?q=n14&sort=leadTime')), ['101', '102', '103']);
    });

    it('counts the choices of a filter as if that filter were not set', async (t) => {
      const { page } = await open(t, engine);
      const found = await page('?q=laptop&condition=refurbished');
      assert.equal(found.total, 1);
      assert.deepEqual(facet(found, 'condition'), { new: 5, refurbished: 1 });
      assert.deepEqual(facet(found, 'lot'), { 7: 1 });
      assert.deepEqual(facet(await page('?q=laptop&lot=8&condition=new'), 'lot'), { 2: 2, 4: 1, 6: 1, 8: 1 });
    });

    it('shows the attributes of the category in question, by its bands and choices', async (t) => {
      const { page } = await open(t, engine);
      const found = await page('?category=end-user-devices/laptops&attr.memory=8');
      assert.equal(found.focus, 'end-user-devices/laptops');
      assert.deepEqual(facet(found, 'attr.memory'), { 8: 3, '12..16': 2, '24..': 1 });
      assert.equal(found.total, 3);
    });

    it('counts labels only while they hold', async (t) => {
      const { page } = await open(t, engine);
      assert.equal((await page('?label=tco-certified-10')).total, 3);
      assert.equal((await page('?label=tco-certified-10&on=2027-06-05')).total, 0);
    });

    it('gives one row a product and condition on request, with its lowest offer', async (t) => {
      const { page } = await open(t, engine);
      const found = await page('?q=laptop&group=product&sort=price');
      assert.deepEqual(
        found.items.map((each) => [each.offer, each.offers, each.pick]),
        [
          ['104', 1, 'lowest'],
          ['102', 3, 'lowest'],
          ['110', 1, 'lowest'],
          ['105', 1, 'lowest'],
        ],
      );
      assert.equal(found.total, 6);
      assert.equal(found.totalProducts, 4);
    });

    it('understands part numbers, conditions in words and misspelt makers', async (t) => {
      const { page } = await open(t, engine);
      for (const typed of ['NV14-5120', 'nv145120', 'nv14+5120', 'nv14-51']) {
        assert.deepEqual(new Set(offers(await page(`?q=${typed}`))), new Set(['101', '102', '103']), typed);
      }
      assert.deepEqual(offers(await page('?q=refurbished+laptop')), ['104']);
      assert.deepEqual(offers(await page('?q=notebook+aldermere+refurb')), ['104']);
      const corrected = await page('?q=norvick+laptop');
      assert.deepEqual(corrected.corrected, { from: 'norvick', to: 'norvik' });
      assert.equal(corrected.total, 3);
      const exactly = await page('?q=norvick+laptop&exact=1');
      assert.equal(exactly.corrected, undefined);
      assert.equal(exactly.total, 0);
      assert.deepEqual(offers(await page('?q=note+book+kestrel')), ['105']);
    });

    it('puts the things themselves before things that only mention them', async (t) => {
      const { page } = await open(t, engine);
      const [first] = (await page('?q=monitor')).items;
      assert.equal(first?.product.category, 'peripherals/monitors');
    });

    it('says what to take out when nothing matches', async (t) => {
      const { page } = await open(t, engine);
      const filter = await page('?q=n14&lot=8&maxPrice=10');
      assert.equal(filter.total, 0);
      assert.deepEqual(filter.relax, [{ remove: ['maxPrice'], label: 'Price', count: 1 }]);
      const word = await page('?q=norvik+submarine');
      assert.deepEqual(
        word.relax?.map((each) => [each.remove, each.value, each.count]),
        [[['q'], 'submarine', 4]],
      );
      const both = await page('?q=n14&lot=1&condition=remanufactured');
      assert.deepEqual(
        both.relax?.map((each) => [each.remove, each.count]),
        [[['lot', 'condition'], 3]],
      );
      const nothing = await page('?q=%F0%9F%9A%80');
      assert.equal(nothing.total, 0);
      assert.deepEqual(
        nothing.relax?.map((each) => [each.remove, each.label]),
        [[['q'], 'All words']],
      );
    });

    it('refuses bad parameters by name, value, reason and remedy, and unknown ones', async (t) => {
      const { refused } = await open(t, engine);
      const { status, problems } = await refused('?sort=cheapest&limit=0&colour=red&category=no/such');
      assert.equal(status, 400);
      assert.deepEqual(
        problems.map((each) => [each.path, each.value]),
        [
          ['colour', 'red'],
          ['sort', 'cheapest'],
          ['limit', '0'],
        ],
      );
      for (const each of problems) assert.ok(each.message !== '' && each.remedy !== '');
      assert.equal((await refused('?category=no/such')).problems[0]?.code, 'category-unknown');
      const [ranked] = (await refused('?q=laptop&sort=emissions')).problems;
      assert.equal(ranked?.code, 'sort-one-maker');
      assert.match(ranked.message, /Makers count emissions in different ways/);
      assert.match(ranked.remedy, /exactly one maker/);
    });

    it('refuses a cursor that was changed or belongs to another search', async (t) => {
      const { page, refused } = await open(t, engine);
      const { next } = await page('?q=laptop&limit=2');
      assert.ok(next !== null);
      assert.equal((await page(`?q=laptop&limit=2&cursor=${next}`)).items.length, 2);
      for (const query of [
        `?q=laptop&cursor=${next.slice(0, -3)}`,
        `?q=laptop&sort=price&cursor=${next}`,
        '?cursor=x',
      ]) {
        const { status, problems } = await refused(query);
        assert.equal(status, 400);
        assert.equal(problems[0]?.path, 'cursor');
      }
    });

    it('takes hostile words as words and shows hostile names as they are', async (t) => {
      const { page, refused } = await open(t, engine);
      const words = [
        'a'.repeat(7_500),
        "'; drop table search_offer; --",
        "a' & !b | c <-> (d):*",
        '\u202egnp.exe',
        '<script>',
        '%',
        '\\',
        '𝕝𝕒𝕡𝕥𝕠𝕡 '.repeat(20),
      ];
      for (const word of words) await page(`?q=${encodeURIComponent(word)}`);
      const names = ['manufacturer', 'supplier', 'lot', 'agreement', 'label', 'attr.memory'];
      for (const name of names) {
        for (const value of ["'};--", '{1,2}', '\u202e', '-1', '9'.repeat(60)]) {
          await page(`?${name}=${encodeURIComponent(value)}`);
        }
      }
      const { items } = await page(`?q=${longMpn}`);
      assert.equal(items[0]?.product.name, `Kestrel ${hostileName}`);
      const { status, body } = await refused(`?quantity=${'9'.repeat(5_000)}&cursor=zzz`);
      assert.equal(status, 400);
      assert.doesNotMatch(body, /select|postgres|at file/i);
    });

    it('finds a renamed product under its new words at once, and no longer under the old', async (t) => {
      const { database, page, categories } = await open(t, engine);
      assert.equal((await page('?q=desk+suite')).total, 1);
      const [product] = await findProducts(database.handle, ['5']);
      assert.ok(product !== undefined);
      const renamed = searchProduct({ ...product, name: 'Zephyr suite', title: 'Tarn Zephyr suite' }, categories);
      await database.transact((transaction) => writeSearchRows(transaction, { products: [renamed] }));
      assert.equal((await page('?q=zephyr')).total, 1);
      assert.deepEqual((await page('?q=zephir')).corrected, { from: 'zephir', to: 'zephyr' });
      const left = await sql<{ word: string }>`select word from search_word where word in ('zephyr', 'desk')`.execute(
        database.handle,
      );
      assert.ok(left.rows.some((each) => each.word === 'zephyr'));
    });

    it('answers the same on the command line', async (t) => {
      const { agreements, search, page } = await open(t, engine);
      const [command] = offersCommands(() => Promise.resolve({ agreements, search }));
      let output = '';
      const context = { clock: fixedClock(instant), json: true, write: (text: string) => (output += text) };
      const run = (where: string) =>
        command?.run({ words: 'laptop 14 inch' }, { where }, context as unknown as CommandContext);
      assert.equal(await run('condition=new\nsort=price\nquantity=30'), 0);
      assert.deepEqual(JSON.parse(output), await page('?q=laptop+14+inch&condition=new&sort=price&quantity=30'));
      output = '';
      assert.equal(await run('sort=emissions\nmanufacturer=norvik'), 0);
      assert.deepEqual(JSON.parse(output), await page('?q=laptop+14+inch&sort=emissions&manufacturer=norvik'));
      output = '';
      assert.equal(await run('sort=emissions'), 1);
      assert.match(output, /"code":"sort-one-maker"/);
      output = '';
      assert.equal(await run('sort=nice'), 1);
      assert.match(output, /"path":"sort"/);
    });
  });
}
