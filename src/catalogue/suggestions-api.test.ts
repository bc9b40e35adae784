import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer } from '../../test/support/page-server.ts';
import { CategoryTree } from './category-tree.ts';
import { loadWorld, type SearchWorld, worldCategories, worldOffer } from '../../test/support/search-world.ts';
import { worldLots, worldProduct, worldRegister, worldSuppliers } from '../../test/support/search-world.ts';
import { createSearch } from './search-service.ts';
import type { Suggestions } from './search-suggest.ts';
import { suggestionsApi } from './suggestions-api.ts';

// Repair comes first in the tree, and a laptop is among the words for it.
const service = worldCategories.get('devices/tablets');
assert.ok(service !== undefined);
const categories = new CategoryTree([
  {
    ...service,
    id: 'services',
    parent: undefined,
    depth: 0,
    name: 'Services',
    noun: { one: 'service', many: 'services' },
  },
  {
    ...service,
    id: 'services/repair',
    parent: 'services',
    name: 'Repair',
    noun: { one: 'repair', many: 'repairs' },
    synonyms: ['mend a laptop'],
  },
  ...worldCategories.all(),
]);

const world: SearchWorld = {
  categories,
  products: [
    worldProduct(3, { name: 'Slate Pro 14' }),
    worldProduct(4, { name: 'Field 12', category: 'devices/tablets' }),
    worldProduct(5, { name: 'Bag', category: 'parts/bags', description: 'Fits a slate' }),
    worldProduct(6, { name: 'Laptop repair', category: 'services/repair' }),
    worldProduct(7, { name: 'Studio 15' }),
    worldProduct(8, { name: 'Studio 16' }),
  ],
  // Repairs have most offers, then laptops, of which the Studio 16 has most, then bags.
  offers: ['6', '6', '6', '6', '6', '6', '5', '5', '3', '8', '8', '8'].map((productId, index) =>
    worldOffer(index + 1, { productId, condition: index === 9 ? 'refurbished' : 'new' }),
  ),
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
        assert.deepEqual(
          (await suggest('lapt')).labels,
          [
            'category Laptops',
            'category Laptop bags',
            'category Repair',
            'product Tarn Studio 16',
            'product Tarn Bag',
            'product Norvik Slate Pro 14',
            'product Aldermere Studio 15',
            'product Norvik Laptop repair',
          ],
          'what is called so before what only holds the word, and of these what has most offers',
        );
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
