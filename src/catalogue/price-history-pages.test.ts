/** What buyers see of a price that a list changes from a later day: nothing before it, and from then on both prices. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../test/support/page-server.ts';
import { priceListDesk, priceListWorld } from '../../test/support/price-list-world.ts';
import { fillSmallCatalogue } from '../../test/support/small-catalogue.ts';
import { fixedClock } from '../kernel/dates.ts';
import { createSuppliers } from '../organisations/index.ts';
import type { Engine } from '../platform/database/index.ts';
import { createCataloguePageServices } from './catalogue-page-service.ts';
import { cataloguePages } from './catalogue-pages.ts';
import { createProducts } from './product-service.ts';
import { savedListPolicies } from './saved-list-policies.ts';
import { openLots } from './search-lots.ts';
import { createSearch } from './search-service.ts';

async function open(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  const catalogue = await fillSmallCatalogue(database);
  const { agreements, categories } = catalogue;
  const suppliers = createSuppliers({ database });
  const products = createProducts({ database, categories, agreements, suppliers });
  const search = createSearch({ database, categories, lots: (on) => openLots(agreements, on), suppliers });
  const world = await priceListWorld(database, catalogue);
  t.after(async () => {
    await world.jobs.stop();
    await database.close();
  });
  return {
    ...priceListDesk(world),
    /** The product's page as it is on a day. */
    pageOn: async (day: string) => {
      const server = await pageServer(savedListPolicies);
      await server.register(
        cataloguePages(
          createCataloguePageServices({
            clock: fixedClock(`${day}T10:00:00Z`),
            ...{ database, agreements, suppliers, products },
            search: (query) => search.search(query),
            demonstration: () => Promise.resolve(undefined),
          }),
        ),
      );
      const { body } = await server.inject('/catalogue/products/norvik-nv24-m');
      await server.close();
      const [, drawing = ''] = /<svg class="co-chart__wide"([^]*?)<\/svg>/.exec(body) ?? [];
      const [, label = ''] = /aria-label="([^"]*)"/.exec(drawing) ?? [];
      const [, path = ''] = /class="l1" d="([^"]*)"/.exec(drawing) ?? [];
      const [, table = ''] = /Prices as a table([^]*?)<\/table>/.exec(body) ?? [];
      const [, rows = ''] = /<tbody[^>]*>([^]*)<\/tbody>/.exec(table) ?? [];
      return {
        words: wordsOf(body),
        label,
        rows: wordsOf(rows),
        levels: new Set(heights(path)).size,
        ends: wordsOf(drawing),
      };
    },
  };
}

/** The heights at which the drawn line runs. */
function heights(path: string): readonly string[] {
  return [...path.matchAll(/(?:M|L)[\d.]+ ([\d.]+)|V([\d.]+)/g)].map((each) => each[1] ?? each[2] ?? '');
}

for (const { engine, skip } of engines) {
  describe(`the price history of a product after a price list, on ${engine}`, { skip }, () => {
    it('shows the old price alone up to the day before, and both from the first day of the list on', async (t) => {
      const { submit, accept, pageOn } = await open(t, engine);
      const list = await submit(
        'Your code,Manufacturer,Manufacturer part number,Unit price,Lead time\nSKU-106,Norvik,NV24-M,119.00,5\n',
      );
      assert.equal((await accept(list)).state, 'accepted');
      for (const day of ['2026-11-23', '2026-11-30']) {
        const before = await pageOn(day);
        assert.match(before.words, /£129\.99 each excluding VAT/, day);
        assert.equal(before.rows, '1 October 2026 £129.99', day);
        assert.equal(before.levels, 1, day);
        assert.doesNotMatch(before.words, /£119\.00/, day);
      }
      const after = await pageOn('2026-12-01');
      assert.match(after.words, /£119\.00 each excluding VAT/);
      assert.equal(after.rows, '1 October 2026 £129.99 1 December 2026 £119.00');
      assert.equal(after.levels, 2);
      assert.match(after.label, /£129\.99.*£119\.00/);
      assert.match(after.ends, /£119\.00 today/);
    });
  });
}
