import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../test/support/page-server.ts';
import { fillSmallCatalogue, hostileName, instant, longMpn } from '../../test/support/small-catalogue.ts';
import { fixedClock } from '../kernel/dates.ts';
import { cleanLine } from '../kernel/text.ts';
import { createSuppliers } from '../organisations/index.ts';
import type { Database, Engine } from '../platform/database/index.ts';
import type { Server } from '../platform/http/index.ts';
import { createCataloguePageServices } from './catalogue-page-service.ts';
import { cataloguePages } from './catalogue-pages.ts';
import { createProducts } from './product-service.ts';
import { savedListPolicies } from './saved-list-policies.ts';
import { openLots } from './search-lots.ts';
import { createSearch } from './search-service.ts';

interface Site {
  readonly database: Database;
  readonly server: Server;
  get(url: string): Promise<{ readonly status: number; readonly html: string; readonly words: string }>;
}

async function open(
  t: TestContext,
  engine: Engine,
  options: { readonly at?: string; readonly loading?: { readonly done: number; readonly total: number } } = {},
): Promise<Site> {
  const database = await freshDatabase(engine);
  const { agreements, categories } = await fillSmallCatalogue(database);
  const clock = fixedClock(options.at ?? instant);
  const suppliers = createSuppliers({ database });
  const products = createProducts({ database, categories, agreements, suppliers });
  const search = createSearch({ database, categories, lots: (on) => openLots(agreements, on), suppliers });
  const server = await pageServer(savedListPolicies);
  await server.register(
    cataloguePages(
      createCataloguePageServices({
        clock,
        database,
        agreements,
        suppliers,
        products,
        search: (query) => search.search(query),
        demonstration: () => Promise.resolve(options.loading),
      }),
    ),
  );
  t.after(async () => {
    await server.close();
    await database.close();
  });
  return {
    database,
    server,
    get: async (url) => {
      const answer = await server.inject({ url, headers: { accept: 'text/html' } });
      return { status: answer.statusCode, html: answer.body, words: wordsOf(answer.body) };
    },
  };
}

for (const { engine, skip } of engines) {
  describe(`catalogue pages on ${engine}`, { skip }, () => {
    it('shows results as products with their lowest offer, priced for the quantity with and without VAT', async (t) => {
      const site = await open(t, engine);
      const { status, words, html } = await site.get('/catalogue/search?q=norvik+n14&quantity=30');
      assert.equal(status, 200);
      assert.match(words, /3 offers for 30 laptops/);
      assert.match(words, /£395\.00 each excluding VAT £14,220\.00 for 30 including VAT/);
      assert.match(words, /14 inch, 8 GB, 256 GB SSD, Windows 11 Education · NV14-5120/);
      assert.match(words, /Marrowby Systems, SME · lowest of 3 offers/);
      assert.match(words, /Lot and route 8, catalogue/);
      assert.match(html, /<input type="checkbox" name="offer" value="101" form="compare"/);
    });

    it('prices what can be ordered: whole packs and the smallest order', async (t) => {
      const site = await open(t, engine);
      const pack = await site.get(`/catalogue/search?q=${longMpn}&quantity=30`);
      assert.match(pack.words, /£62,976\.00 for 32 including VAT/);
      const smallest = await site.get('/catalogue/products/norvik-nv24-m?quantity=2');
      assert.match(smallest.words, /£779\.94 for 5 including VAT/);
      assert.match(smallest.words, /The smallest order is 5\./);
    });

    it('reads a price that comes back every month as one', async (t) => {
      const site = await open(t, engine);
      const { words } = await site.get('/catalogue/products/tarn-desk?quantity=1200');
      assert.match(words, /£4\.205 a user a month excluding VAT £6,055\.20 a month for 1,200 users including VAT/);
      assert.match(words, /How many users\?/);
      assert.match(words, /1 offer for 1,200 users/);
    });

    it('names the filters in use, each with the address without it', async (t) => {
      const site = await open(t, engine);
      const { html, words } = await site.get(
        '/catalogue/search?q=laptop&condition=refurbished&maxPrice=300&quantity=30',
      );
      assert.match(words, /Take away Refurbished ×/);
      assert.match(words, /Take away Up to £300\.00 ×/);
      assert.match(html, /href="\/catalogue\/search\?q=laptop&amp;quantity=30&amp;condition=refurbished"/);
      assert.match(html, /value="refurbished" checked/);
    });

    it('says what to take away when nothing is found, with what that would bring', async (t) => {
      const site = await open(t, engine);
      const { status, words, html } = await site.get('/catalogue/search?q=norvik&condition=refurbished');
      assert.equal(status, 200);
      assert.match(words, /No offers/);
      assert.match(words, /Take one thing away and there are offers/);
      assert.match(html, /class="co-relax"/);
    });

    it('takes two things away where one does not help, by one link', async (t) => {
      const site = await open(t, engine);
      const { words, html } = await site.get(
        '/catalogue/search?q=kestrel+slate&manufacturer=kestrel&condition=refurbished&maxPrice=100&quantity=8',
      );
      assert.match(words, /Take two things away and there are offers: Condition and Price 1 offer/);
      const [, href = ''] = /<a class="govuk-link" href="([^"]+)">Condition and Price</.exec(html) ?? [];
      assert.equal(href, '/catalogue/search?q=kestrel+slate&amp;quantity=8&amp;manufacturer=kestrel');
      assert.match((await site.get(href.replaceAll('&amp;', '&'))).words, /1 offer for 8 laptops/);
    });

    it('says so when a category holds nothing yet', async (t) => {
      const site = await open(t, engine);
      const { status, words } = await site.get('/catalogue/search?category=emerging-technology');
      assert.equal(status, 200);
      assert.match(words, /There are no offers here yet/);
    });

    it('searches for the near word when one is misspelt, and offers the typed one', async (t) => {
      const site = await open(t, engine);
      const { words, html } = await site.get('/catalogue/search?q=norvick');
      assert.match(words, /Showing results for norvik\. Search for norvick instead/);
      assert.match(html, /href="\/catalogue\/search\?q=norvick&amp;exact=1"/);
    });

    it('tells a mistyped number beside its field and still answers', async (t) => {
      const site = await open(t, engine);
      for (const [url, id, message] of [
        ['/catalogue/search?q=laptop&quantity=none', 'quantity', /Enter how many you need as a whole number/],
        ['/catalogue/search?q=laptop&minPrice=cheap', 'f-price-1', /Enter the lowest price in pounds/],
        ['/catalogue/search?q=laptop&minPrice=500&maxPrice=20', 'f-price-1', /not above the highest/],
        ['/catalogue/products/norvik-nv14-5120?quantity=-3', 'quantity', /Enter how many you need/],
        ['/catalogue/compare?offer=101&quantity=1.5', 'quantity', /Enter how many you need/],
      ] as const) {
        const { status, html, words } = await site.get(url);
        assert.equal(status, 400, url);
        assert.match(words, message, url);
        assert.match(html, new RegExp(`href="#${id}"`), url);
        assert.match(html, new RegExp(`id="${id}"`), url);
        assert.match(html, /<title>Error: /, url);
      }
    });

    it('refuses an address it cannot mean, with the reason', async (t) => {
      const site = await open(t, engine);
      for (const [query, reason] of [
        ['sort=cheapest', /sort cannot be this value/],
        ['category=no/such', /There is no category called “no\/such”/],
        ['cursor=abc', /cursor/],
        ['on=yesterday', /on is not a date/],
      ] as const) {
        const { status, words } = await site.get(`/catalogue/search?${query}`);
        assert.equal(status, 400, query);
        assert.match(words, reason, query);
      }
    });

    it('looks for the first part of a search that is too long, and says so', async (t) => {
      const site = await open(t, engine);
      const { status, words } = await site.get(`/catalogue/search?q=${'laptop+'.repeat(100)}`);
      assert.equal(status, 400);
      assert.equal((await site.get(`/catalogue/search?q=${'laptop+'.repeat(1400)}`)).status, 400);
      assert.match(words, /Search for 200 characters or fewer/);
    });

    it('prints hostile titles, specifications and search words as text', async (t) => {
      const site = await open(t, engine);
      const attack = `"><script>alert(1)</script>\u202e' or 1=1 --`;
      for (const url of [
        `/catalogue/search?q=${encodeURIComponent(attack)}`,
        `/catalogue/search?q=kestrel`,
        `/catalogue/search?manufacturer=${encodeURIComponent(attack)}`,
        `/catalogue/search?supplier=${encodeURIComponent(attack)}&attr.memory=${encodeURIComponent(attack)}`,
        '/catalogue/products/kestrel-hostile',
        '/catalogue/compare?offer=105&offer=101',
        '/catalogue/lists/new?offer=105',
        `/catalogue/lists/new?offer=105&title=${encodeURIComponent(attack)}`,
      ]) {
        const { html } = await site.get(url);
        assert.doesNotMatch(html, /<script>alert|<img src=x|<svg onload|[\u202e\u2067]/, url);
      }
      const { words } = await site.get('/catalogue/products/kestrel-hostile');
      assert.ok(words.includes(cleanLine(hostileName)));
      assert.match(words, /\{\{ 7 \* 7 \}\}/);
    });

    it('puts offers one can order now before cheaper ones, and says why each route is open', async (t) => {
      const site = await open(t, engine);
      const { words } = await site.get('/catalogue/products/norvik-nv14-5120?quantity=30');
      assert.match(words, /3 offers for 30/);
      const order = ['Marrowby Systems', 'Wexcombe Technology', 'Greywater Assured'].map((each) =>
        words.indexOf(`${each} `, words.indexOf('3 offers')),
      );
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
      );
      assert.match(words, /You can order this from the catalogue, because/);
      assert.match(words, /You cannot award this directly, because/);
      assert.match(words, /Assumed for demonstration/);
      assert.match(words, /25 to 99, your 30 £395\.00/);
      assert.match(words, /Offer valid 1 November 2026 to 30 November 2026/);
      assert.match(words, /Delivered free by Monday 30 November 2026/);
      assert.match(words, /Asset tagging Device £2\.80/);
      assert.match(words, /A minus means that the supplier pays you/);
    });

    it('prices the offer one chose, with its own lot and route', async (t) => {
      const site = await open(t, engine);
      const { words } = await site.get('/catalogue/products/norvik-nv14-5120?quantity=30&offer=103');
      assert.match(words, /£520\.00 each excluding VAT £18,720\.00 for 30 including VAT/);
      assert.match(words, /How you can buy it from Greywater Assured/);
      assert.match(words, /You cannot award this directly, because/);
    });

    it('leaves out a suspended supplier and counts without it', async (t) => {
      const site = await open(t, engine);
      const { words } = await site.get('/catalogue/products/norvik-nv14-5120');
      assert.doesNotMatch(words, /Hollin Cross|£350\.00/);
      const browse = await site.get('/catalogue');
      assert.match(browse.words, /8 offers for 6 products from 4 suppliers/);
    });

    it('keeps a product nobody offers, and says what to do', async (t) => {
      const site = await open(t, engine);
      const { status, words } = await site.get('/catalogue/products/norvik-old');
      assert.equal(status, 200);
      assert.match(words, /Nobody offers this today/);
      assert.match(words, /See other laptops/);
      assert.match(words, /£199\.00 last|Lowest price/);
    });

    it('answers 404 for an unknown product with ways on', async (t) => {
      const site = await open(t, engine);
      const { status, words } = await site.get('/catalogue/products/no-such-thing');
      assert.equal(status, 404);
      assert.match(words, /Search the catalogue/);
    });

    it('compares four: bold where it matters and differs, grey where all are equal', async (t) => {
      const site = await open(t, engine);
      const { words, html } = await site.get('/catalogue/compare?offer=101&offer=104&offer=110&offer=102&quantity=10');
      assert.match(words, /Compare 4 offers for 10 laptops/);
      assert.match(words, /Grey where all four are the same/);
      assert.match(html, /<tr class="is-key co-num">\s*<th scope="row">Each, excluding VAT/);
      assert.match(html, /<tr class="is-same">\s*<th scope="row">Screen size/);
      assert.match(words, /Refurbished\. Looks C6, works F5/);
      assert.match(words, /Yes, rebate £4\.00/);
      assert.match(words, /Take D away/);
    });

    it('takes a comparison along to another search and back', async (t) => {
      const site = await open(t, engine);
      const one = await site.get('/catalogue/compare?offer=101&quantity=30');
      const [, href] = /href="([^"]*)">Add another/.exec(one.html) ?? [];
      assert.equal(href, '/catalogue/search?category=end-user-devices%2Flaptops&amp;quantity=30&amp;with=101');
      const { html, words } = await site.get(`${href.replaceAll('&amp;', '&')}&condition=new`);
      assert.match(html, /<input type="hidden" name="offer" value="101"/);
      assert.match(html, /<input type="hidden" name="with" value="101"/);
      assert.match(html, /&amp;with=101"><span class="govuk-visually-hidden">Take away/);
      assert.match(words, /1 chosen before to compare: choose up to 3 more/);
      assert.doesNotMatch(html, /api\/v1\/offers[^"]*with=/);
    });

    it('says what it left out of a comparison, and why', async (t) => {
      const site = await open(t, engine);
      const five = await site.get('/catalogue/compare?offer=101&offer=102&offer=103&offer=104&offer=105');
      assert.match(five.words, /You chose 5 offers\. 4 fit side by side/);
      const ended = await site.get('/catalogue/compare?offer=101&offer=108&offer=109&offer=999');
      assert.match(ended.words, /Norvik N11 from Marrowby Systems is left out: its price ended on 30 September 2026/);
      assert.match(ended.words, /Hollin Cross is left out: its supplier may take no new business on lot 8 today/);
      assert.match(ended.words, /One offer in the address is not in this catalogue/);
      assert.match(ended.words, /1 offer for 1 laptop/);
      const kinds = await site.get('/catalogue/compare?offer=101&offer=107');
      assert.match(kinds.words, /They are different kinds of things/);
      const none = await site.get('/catalogue/compare');
      assert.equal(none.status, 400);
      assert.match(none.words, /Nothing was chosen to compare/);
    });

    it('says so when the agreement of an offer has ended', async (t) => {
      const site = await open(t, engine, { at: '2028-01-10T10:00:00Z' });
      const { words } = await site.get('/catalogue/compare?offer=102');
      assert.match(words, /is left out: RM6098 takes no new call-offs today/);
      const product = await site.get('/catalogue/products/norvik-nv14-5120');
      assert.match(product.words, /Nobody offers this today/);
    });

    it('gives the comparison as a file that no spreadsheet runs as a formula', async (t) => {
      const site = await open(t, engine);
      const answer = await site.server.inject('/catalogue/compare.csv?offer=101&offer=104&quantity=30');
      assert.match(answer.headers['content-type'] ?? '', /text\/csv/);
      assert.match(answer.body, /^\uFEFFGroup,Row,Norvik N14 Education,"Aldermere A14 G3, refurbished"\r\n/);
      assert.match(answer.body, /Money,"Each, excluding VAT",£395\.00,£265\.00\r\n/);
    });

    it('shows how far the demonstration is', async (t) => {
      const site = await open(t, engine, { loading: { done: 12_400, total: 20_000 } });
      for (const url of ['/catalogue', '/catalogue/search']) {
        const { words, html } = await site.get(url);
        assert.match(words, /The demonstration is loading: 12,400 of 20,000 offers/);
        assert.match(html, /class="done" width="248.0"/);
      }
    });

    it('saves a list anybody may open, with what changed since', async (t) => {
      const site = await open(t, engine);
      const saved = await site.server.inject({
        method: 'POST',
        url: '/catalogue/lists',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'title=Laptops+%3Cb%3Efor+year+7&offer=101&offer=104&quantity-101=30&quantity-104=2',
      });
      assert.equal(saved.statusCode, 303);
      const address = saved.headers.location ?? '';
      assert.match(address, /^\/catalogue\/lists\/[A-Za-z0-9_-]{22}$/);
      await sql`update offer_interval set break_prices[2] = 390 where offer_id = 101 and cardinality(break_prices) > 1`.execute(
        site.database.handle,
      );
      await sql`update offer_interval set valid_to = '2026-11-20' where offer_id = 104`.execute(site.database.handle);
      const { status, words, html } = await site.get(address);
      assert.equal(status, 200);
      assert.doesNotMatch(html, /<b>for/);
      assert.match(words, /Laptops <b>for year 7/);
      assert.match(words, /£5\.00 less: was £395\.00/);
      assert.match(words, /Cannot be bought today: its price ended on 20 November 2026\. Was £265\.00\./);
      assert.match(words, /Total £11,700\.00 £14,040\.00/);
      assert.match(words, /kept until 28 December 2027/);
      assert.match(html, /name="robots" content="noindex"/);
      const audited = await sql<{
        count: string;
      }>`select count(*) from audit_event where action = 'catalogue.save-list'`.execute(site.database.handle);
      assert.equal(audited.rows[0]?.count, '1');
    });

    it('refuses a list without a name, from another site, or of things not on offer', async (t) => {
      const site = await open(t, engine);
      const post = (payload: string, headers: Readonly<Record<string, string>> = {}) =>
        site.server.inject({
          method: 'POST',
          url: '/catalogue/lists',
          headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...headers },
          payload,
        });
      const nameless = await post('title=&offer=101');
      assert.equal(nameless.statusCode, 400);
      assert.match(wordsOf(nameless.body), /Enter a name for the list/);
      assert.match(nameless.body, /value="101"/);
      const foreign = await post('title=x&offer=101', {
        'sec-fetch-site': 'cross-site',
        origin: 'https://elsewhere.example',
      });
      assert.equal(foreign.statusCode, 403);
      assert.equal((await post('title=x&offer=108')).statusCode, 400);
      assert.equal((await post(`title=x${'&offer=1'.repeat(60)}`)).statusCode, 400);
      const stored = await sql<{ count: string }>`select count(*) from saved_list`.execute(site.database.handle);
      assert.equal(stored.rows[0]?.count, '0');
    });

    it('forgets a list after its last day', async (t) => {
      const site = await open(t, engine);
      await sql`insert into saved_list (id, title, saved_on, kept_until) values ('aaaaaaaaaaaaaaaaaaaaaa', 'Old', '2025-01-01', '2026-11-22')`.execute(
        site.database.handle,
      );
      assert.equal((await site.get('/catalogue/lists/aaaaaaaaaaaaaaaaaaaaaa')).status, 404);
      await site.server.inject({
        method: 'POST',
        url: '/catalogue/lists',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'title=New&offer=101',
      });
      const left = await sql<{ title: string }>`select title from saved_list`.execute(site.database.handle);
      assert.deepEqual(left.rows, [{ title: 'New' }]);
    });
  });
}
