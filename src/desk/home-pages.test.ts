import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../test/support/page-server.ts';
import { fillSmallCatalogue, instant } from '../../test/support/small-catalogue.ts';
import { createCataloguePageServices, createProducts, createSearch, openLots } from '../catalogue/index.ts';
import { fixedClock } from '../kernel/dates.ts';
import { createSuppliers } from '../organisations/index.ts';
import type { Engine } from '../platform/database/index.ts';
import { homePages } from './home-pages.ts';

interface HomeOptions {
  readonly at?: string;
  readonly loading?: { readonly done: number; readonly total: number };
  /** Also installs a second agreement: the first under another number. */
  readonly second?: boolean;
}

async function home(
  t: TestContext,
  engine: Engine,
  options: HomeOptions = {},
): Promise<{ readonly html: string; readonly words: string }> {
  const database = await freshDatabase(engine);
  const { agreements: installed, categories } = await fillSmallCatalogue(database);
  const [first] = installed.packs;
  assert.ok(first);
  const second = {
    ...first,
    number: { value: 'XX1234', source: 'x' },
    name: { value: 'Desks and <b>Chairs</b>', source: 'x' },
    shortName: { value: 'Desks', source: 'x' },
  };
  const packs = options.second === true ? [first, second] : [first];
  const agreements = {
    ...installed,
    packs,
    find: (number: string) => packs.find((each) => each.number.value === number),
  };
  const clock = fixedClock(options.at ?? instant);
  const suppliers = createSuppliers({ database });
  const products = createProducts({ database, categories, agreements, suppliers });
  const search = createSearch({ database, categories, lots: (on) => openLots(agreements, on), suppliers });
  const catalogue = createCataloguePageServices({
    clock,
    database,
    agreements,
    suppliers,
    products,
    search: (query) => search.search(query),
    demonstration: () => Promise.resolve(options.loading),
  });
  const server = await pageServer([]);
  await server.register(
    homePages({
      clock,
      agreements,
      categories,
      counts: () => catalogue.counts(),
      loading: () => catalogue.loading(),
      search: (query) => catalogue.search(query),
      suppliers: (number, on) => suppliers.positionCounts(number, on),
      finderQuestions: () => 7,
      announcements: () => Promise.resolve([]),
    }),
  );
  t.after(async () => {
    await server.close();
    await database.close();
  });
  const answer = await server.inject({ url: '/', headers: { accept: 'text/html' } });
  assert.equal(answer.statusCode, 200);
  return { html: answer.body, words: wordsOf(answer.body) };
}

for (const { engine, skip } of engines) {
  describe(`home page on ${engine}`, { skip }, () => {
    it('says what is there today: lots, suppliers, offers and the days left', async (t) => {
      const { words } = await home(t, engine);
      assert.match(words, /8 offers from 4 suppliers/);
      assert.match(words, /lots, each with its own suppliers 8/);
      assert.match(words, /suppliers with a position, 4 of them small or medium-sized 5/);
      assert.match(words, /offers you can see without an account 8/);
      assert.match(words, /days left in the extension 341/);
    });

    it('gives only examples that find something', async (t) => {
      const { words, html } = await home(t, engine);
      assert.match(words, /Try laptop 14 inch/);
      assert.doesNotMatch(words, /wireless access point/);
      assert.match(html, /href="\/catalogue\/search\?q=laptop\+14\+inch"/);
    });

    it('leads only to categories that hold something', async (t) => {
      const { words } = await home(t, engine);
      assert.match(words, /End-user devices 6 offers/);
      assert.match(words, /Refurbished goods 1 offer/);
      assert.doesNotMatch(words, /Emerging technology/);
    });

    it('shows each of several agreements under its own name', async (t) => {
      const { words, html } = await home(t, engine, { second: true });
      assert.match(words, /XX1234, Desks and <b>Chairs<\/b>/);
      assert.doesNotMatch(html, /<b>Chairs/);
      assert.doesNotMatch(words, /The agreement, today/);
    });

    it('shows how far the demonstration is while it loads', async (t) => {
      const { words } = await home(t, engine, { loading: { done: 5, total: 20_000 } });
      assert.match(words, /The demonstration is loading: 5 of 20,000 offers/);
    });

    it('says when the agreement has ended, and offers nothing', async (t) => {
      const { words } = await home(t, engine, { at: '2028-01-10T10:00:00Z' });
      assert.match(words, /days left: it takes no new call-offs 0/);
    });
  });
}
