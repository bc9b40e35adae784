import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { priceListDesk, priceListWorld } from '../../../test/support/price-list-world.ts';
import { fillSmallCatalogue } from '../../../test/support/small-catalogue.ts';

const by = { actor: 'system' as const };
const head = 'Your code,Manufacturer,Manufacturer part number,Unit price,Lead time\n';

for (const { engine, skip } of engines) {
  describe(`part numbers written otherwise than the catalogue, on ${engine}`, { skip }, () => {
    it('are proposed as repairs, counted, and written into the annotated file', async (t) => {
      const database = await freshDatabase(engine);
      const world = await priceListWorld(database, await fillSmallCatalogue(database));
      const { priceLists, jobs } = world;
      t.after(async () => {
        await jobs.stop();
        await database.close();
      });
      const { submit } = priceListDesk(world);
      const list = await submit(`${head}N1,Norvik,nv14 5120,399.00,5\nN4,Norvik,NV24-M,120.00,5\n`);
      assert.equal(list.state, 'checked');
      assert.equal(list.counts?.repairs, 1);
      const { items } = await priceLists.repairs(list.id, { limit: 10 });
      assert.deepEqual(
        items.map(({ row, column, field, from, to }) => ({ row, column, field, from, to })),
        [{ row: 2, column: 'Manufacturer part number', field: 'mpn', from: 'nv14 5120', to: 'NV14-5120' }],
      );
      assert.match(items[0]?.why ?? '', /one product with these letters and digits/);

      const refused = await priceLists.accept(list.id, { repairs: false }, by);
      assert.ok(!refused.ok);
      assert.equal(refused.problems[0]?.code, 'repairs-not-accepted');

      const annotated = await priceLists.annotated(list.id);
      assert.ok(annotated.ok);
      const text = await readFile(annotated.value.path, 'utf8');
      assert.match(text, /N1,Norvik,NV14-5120,399.00,5,.*nv14 5120/);
      // The repaired file needs no repair any more.
      const again = await submit(text);
      assert.equal(again.state, 'checked');
      assert.equal(again.counts?.repairs, 0);

      const accepted = await priceLists.accept(list.id, { repairs: true }, by);
      assert.ok(accepted.ok && accepted.value.job);
      await jobs.complete(accepted.value.job.id);
      assert.equal((await priceLists.get(list.id))?.state, 'accepted');
    });
  });
}
