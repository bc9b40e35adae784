import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer } from '../../test/support/page-server.ts';
import { loadWorld, type SearchWorld, worldCategories } from '../../test/support/search-world.ts';
import { worldLots, worldProduct, worldRegister, worldSuppliers } from '../../test/support/search-world.ts';
import { createSearch } from './search-service.ts';
import type { Suggestions } from './search-suggest.ts';
import { suggestionsApi } from './suggestions-api.ts';

const world: SearchWorld = {
  categories: worldCategories,
  products: [
    worldProduct(3, { name: 'Slate Pro 14' }),
    worldProduct(4, { name: 'Field 12', category: 'devices/tablets' }),
    worldProduct(5, { name: 'Bag', category: 'parts/bags', description: 'Fits a slate' }),
  ],
  offers: [],
  suppliers: worldSuppliers,
  lots: worldLots,
  closed: [],
};

for (const { engine, skip } of engines) {
  for (const memory of [false, true]) {
    describe(`suggestions on ${engine} ${memory ? 'from memory' : 'from the database'}`, { skip }, () => {
      it('complete categories, makers, products and part numbers, also from nearly right beginnings', async (t) => {
        const database = await freshDatabase(engine);
        await loadWorld(database, world);
        const suppliers = worldRegister(world);
        const search = createSearch({
          database,
          categories: world.categories,
          lots: () => world.lots,
          suppliers,
          memoryFrom: memory ? 0 : Infinity,
        });
        await search.prepare();
        const server = await pageServer([]);
        await server.register(suggestionsApi({ search }));
        t.after(async () => {
          await server.close();
          await database.close();
        });
        const suggest = async (q: string) => {
          const answer = await server.inject({ url: `/api/v1/suggestions?q=${encodeURIComponent(q)}` });
          assert.equal(answer.statusCode, 200, answer.body);
          const { items, corrected } = answer.json<Suggestions>();
          return { labels: items.map((each) => `${each.kind} ${each.label}`), items, corrected };
        };
        assert.deepEqual((await suggest('l')).labels, [], 'one letter is too little');
        const laptops = await suggest('lapt');
        assert.ok(laptops.labels.includes('category Laptops'));
        assert.ok(laptops.labels.includes('category Laptop bags'));
        assert.ok((await suggest('norv')).labels.includes('manufacturer Norvik'));
        const [first = ''] = (await suggest('slate')).labels;
        assert.match(first, /^product .* Slate Pro 14$/);
        const { mpn = '' } = (await suggest('slate')).items[0] ?? {};
        const inner = mpn.replace('-', '').slice(1, 6);
        assert.equal((await suggest(inner)).items[0]?.mpn, mpn, 'any run of characters of a part number');
        const nearly = await suggest('norvikk');
        assert.equal(nearly.corrected?.to, 'norvik');
        assert.ok(nearly.labels.includes('manufacturer Norvik'));
        assert.deepEqual((await suggest("zzz' & !()")).items, []);
      });
    });
  }
}
