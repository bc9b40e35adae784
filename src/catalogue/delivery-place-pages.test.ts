import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { shippedGuide } from '../../test/support/boavizta-guide.ts';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../test/support/page-server.ts';
import { fillSmallCatalogue, instant } from '../../test/support/small-catalogue.ts';
import { fixedClock } from '../kernel/dates.ts';
import type { Problem } from '../kernel/outcome.ts';
import { createSuppliers } from '../organisations/index.ts';
import type { CommandContext } from '../platform/commands/index.ts';
import type { Engine } from '../platform/database/index.ts';
import { createCataloguePageServices } from './catalogue-page-service.ts';
import { cataloguePages } from './catalogue-pages.ts';
import { offersApi } from './offers-api.ts';
import { offersCommands } from './offers-commands.ts';
import { productApi } from './product-api.ts';
import { createProductImporter } from './product-import/product-import.ts';
import { productPolicies } from './product-policies.ts';
import { createProducts } from './product-service.ts';
import { savedListPolicies } from './saved-list-policies.ts';
import { openLots } from './search-lots.ts';
import type { OfferPage } from './search-query.ts';
import { createSearch } from './search-service.ts';

/** Offer 102 of the small catalogue costs £45.00 to deliver on the mainland and £80.00 off it; the others nothing. */
async function open(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  const { agreements, categories } = await fillSmallCatalogue(database);
  const clock = fixedClock(instant);
  const suppliers = createSuppliers({ database });
  const products = createProducts({ database, categories, agreements, suppliers });
  const search = createSearch({ database, categories, lots: (on) => openLots(agreements, on), suppliers });
  const services = createCataloguePageServices({
    clock,
    database,
    agreements,
    suppliers,
    products,
    search: (query) => search.search(query),
    demonstration: () => Promise.resolve(undefined),
  });
  const server = await pageServer([...savedListPolicies, ...productPolicies]);
  await server.register(cataloguePages(services));
  await server.register(offersApi({ agreements, clock, search }));
  const importer = createProductImporter({ database, categories, boavizta: await shippedGuide(categories) });
  await server.register(productApi({ agreements, products, importer, clock }));
  t.after(async () => {
    await server.close();
    await database.close();
  });
  const get = async (url: string) => {
    const answer = await server.inject({ url, headers: { accept: 'text/html' } });
    const location = answer.headers['location'];
    return { status: answer.statusCode, html: answer.body, words: wordsOf(answer.body), location };
  };
  const json = async <T>(url: string): Promise<T> => (await server.inject({ url })).json<T>();
  return { agreements, search, server, get, json };
}

for (const { engine, skip } of engines) {
  describe(`delivery to a place on ${engine}`, { skip }, () => {
    it('stands on results, and stays in their links and forms', async (t) => {
      const { get } = await open(t, engine);
      const away = await get('/catalogue/search?q=n14&lot=6&quantity=30&place=BT1');
      assert.equal(away.status, 200);
      assert.match(away.words, /Delivered to BT1, off the UK mainland\./);
      assert.match(away.words, /Delivery £80\.00 excluding VAT/);
      assert.match(away.html, /<input[^>]*id="place" name="place" form="results" value="BT1"/);
      assert.match(away.html, /<input type="hidden" name="place" value="BT1" \/>/);
      assert.match(away.html, /products\/norvik-nv14-5120\?quantity=30&amp;offer=102&amp;place=BT1/);
      assert.match(away.words, /npx calloff offers search n14 --where quantity=30 place=BT1 lot=6/);
      const home = await get('/catalogue/search?q=n14&lot=6&quantity=30&place=M1');
      assert.match(home.words, /Delivered to M1, on the UK mainland\./);
      assert.match(home.words, /Delivery £45\.00 excluding VAT/);
      const nowhere = await get('/catalogue/search?q=n14&lot=6&quantity=30');
      assert.doesNotMatch(nowhere.words, /Delivered to|Delivery £/);
    });

    it('stands on a product, with every supplier’s charge', async (t) => {
      const { get, json } = await open(t, engine);
      const page = await get('/catalogue/products/norvik-nv14-5120?quantity=12&place=PO30&offer=102');
      assert.match(page.words, /Delivered to PO30 by Monday 14 December 2026 for £80\.00 excluding VAT\./);
      assert.match(page.words, /Delivered to PO30, off the UK mainland/);
      assert.match(page.words, /Delivery to PO30/);
      assert.match(page.html, /lists\/new\?offer=102&amp;quantity=12&amp;place=PO30/);
      assert.match(page.html, /compare\?offer=102&amp;quantity=12&amp;place=PO30/);
      assert.match(page.html, /api\/v1\/products\/norvik-nv14-5120\?quantity=12&amp;place=PO30/);
      interface Detail {
        readonly place?: unknown;
        readonly offers: readonly { readonly id: string; readonly price: { readonly delivery: string } }[];
      }
      const detail = await json<Detail>('/api/v1/products/norvik-nv14-5120?quantity=30&place=PO30+1UD');
      assert.deepEqual(detail.place, { postcode: 'PO30', island: 'Isle of Wight' });
      assert.equal(detail.offers.find((each) => each.id === '102')?.price.delivery, '80.00');
      const home = await json<Detail>('/api/v1/products/norvik-nv14-5120?quantity=30');
      assert.equal(home.place, undefined);
      assert.equal(home.offers.find((each) => each.id === '102')?.price.delivery, '45.00');
    });

    it('stands in a comparison and its file', async (t) => {
      const { get } = await open(t, engine);
      const { words, html } = await get('/catalogue/compare?offer=101&offer=102&quantity=30&place=BT1');
      assert.match(words, /Delivery to BT1, excluding VAT A Free B £80\.00/);
      assert.match(html, /compare\.csv\?offer=101&amp;offer=102&amp;quantity=30&amp;place=BT1/);
      assert.match(html, /search\?category=[^"]*&amp;quantity=30&amp;place=BT1&amp;with=101/);
      const file = await get('/catalogue/compare.csv?offer=101&offer=102&quantity=30&place=BT1');
      assert.match(file.html, /,Delivered to,"BT1, off the UK mainland","BT1, off the UK mainland"/);
      assert.match(file.html, /Money,"Delivery to BT1, excluding VAT",Free,£80\.00/);
    });

    it('goes along with a list', async (t) => {
      const { get, server } = await open(t, engine);
      const form = await get('/catalogue/lists/new?offer=102&quantity=30&place=BT1');
      assert.match(form.html, /<input type="hidden" name="place" value="BT1" \/>/);
      const saved = await server.inject({
        method: 'POST',
        url: '/catalogue/lists',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'title=Laptops&offer=102&quantity-102=30&place=BT1',
      });
      const address = String(saved.headers['location']);
      assert.match(address, /^\/catalogue\/lists\/[\w-]{22}\?place=BT1$/);
      const list = await get(address);
      assert.match(list.words, /Delivery to BT1 £80\.00 more, excluding VAT/);
      assert.match(list.words, new RegExp(`${address.split('?')[0] ?? ''}\\?place=BT1`));
      assert.match((await get(address.split('?')[0] ?? '')).words, /Delivery £45\.00 more, excluding VAT/);
    });

    it('keeps the first half of a postcode alone in the address', async (t) => {
      const { get } = await open(t, engine);
      for (const path of [
        '/catalogue/search?q=n14',
        '/catalogue/products/norvik-nv14-5120?quantity=30',
        '/catalogue/compare?offer=101',
      ]) {
        const answer = await get(`${path}&place=bt1+5gs`);
        assert.equal(answer.status, 303, path);
        assert.equal(answer.location, `${path}&place=BT1`);
      }
    });

    it('says beside the field what is no postcode, and shows the rest', async (t) => {
      const { get } = await open(t, engine);
      for (const path of [
        '/catalogue/search?q=n14',
        '/catalogue/products/norvik-nv14-5120?quantity=30',
        '/catalogue/compare?offer=101',
      ]) {
        const { status, words, html } = await get(`${path}&place=%3Cb%3EBelfast`);
        assert.equal(status, 400, path);
        assert.match(words, /The place is not a UK postcode\. Give a postcode or its first half, such as BT1\./);
        assert.match(html, /id="place"[^>]*value="&lt;b&gt;Belfast"[^>]*aria-describedby="place-error"/);
        assert.match(words, /N14 Education/);
      }
    });

    it('is refused by the interfaces with where, what and what to do', async (t) => {
      const { agreements, json, search } = await open(t, engine);
      for (const url of ['/api/v1/offers?place=Belfast', '/api/v1/products/norvik-nv14-5120?place=Belfast']) {
        const { problems } = await json<{ readonly problems: readonly Problem[] }>(url);
        assert.deepEqual(
          problems.map((each) => [each.code, each.path, each.value]),
          [['place-unreadable', 'place', 'Belfast']],
          url,
        );
      }
      const [command] = offersCommands(() => Promise.resolve({ agreements, search }));
      let output = '';
      const run = (where: string, asJson: boolean) => {
        output = '';
        const context = { clock: fixedClock(instant), json: asJson, write: (text: string) => (output += text) };
        return command?.run({ words: 'n14' }, { where }, context as unknown as CommandContext);
      };
      assert.equal(await run('place=Belfast', false), 1);
      assert.match(output, /The place is not a UK postcode/);
      assert.equal(await run('place=bt1 5gs\nsort=deliveredPrice\nlot=6', true), 0);
      const page = JSON.parse(output) as OfferPage;
      assert.deepEqual(page, await json('/api/v1/offers?q=n14&place=BT1&sort=deliveredPrice&lot=6'));
      assert.deepEqual(page.place, { postcode: 'BT1', island: 'Northern Ireland' });
      assert.deepEqual([page.items[0]?.delivery, page.items[0]?.deliveredPrice], ['80.00', '477.00']);
    });
  });
}
