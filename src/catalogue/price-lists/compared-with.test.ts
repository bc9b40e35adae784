/** A list that was checked is compared again when it is put into force only if what it was compared with has changed. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { priceListDesk, priceListWorld } from '../../../test/support/price-list-world.ts';
import { fillSmallCatalogue } from '../../../test/support/small-catalogue.ts';
import { isoDate } from '../../kernel/dates.ts';
import type { Engine } from '../../platform/database/index.ts';
import { findProducts } from '../product-store.ts';
import { searchProduct } from '../search-row.ts';
import { writeSearchRows } from '../search-write-store.ts';
import { comparedWith, type CompareScope } from './price-list-compare-store.ts';

const head = 'Your code,Manufacturer,Manufacturer part number,Unit price,Lead time,Stock\n';
const scope: CompareScope = {
  listId: '1',
  supplierId: 'marrowby-systems',
  agreement: 'RM6098',
  lot: '8',
  validFrom: isoDate('2026-12-01'),
  allowedRise: '33.3',
  categories: [],
};

async function openWorld(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  const catalogue = await fillSmallCatalogue(database);
  const world = await priceListWorld(database, catalogue);
  t.after(async () => {
    await world.jobs.stop();
    await database.close();
  });
  /** A product like another one, under a part number of its own. */
  const addLike = (mpn: string, like: string): Promise<void> =>
    database.transact(async (transaction) => {
      const made = await sql<{ id: string }>`
        insert into product (manufacturer_id, mpn, slug, name, category, description, demonstration)
        select manufacturer_id, ${mpn}, slug || '-like', name, category, description, demonstration
        from product where mpn = ${like} returning id::text as id`.execute(transaction);
      const products = await findProducts(
        transaction,
        made.rows.map((each) => each.id),
      );
      await writeSearchRows(transaction, {
        products: products.map((each) => searchProduct(each, catalogue.categories)),
      });
    });
  const offers = async (): Promise<readonly string[]> => {
    const found = await sql<{ line: string }>`
      select o.supplier_sku || ' ' || i.unit_price::numeric(12, 2)::text || ' from ' || i.valid_from as line
      from offer o join offer_interval i on i.offer_id = o.id
      where o.supplier_id = 'marrowby-systems' and o.lot = '8' and i.valid_from >= '2026-12-01' order by 1`.execute(
      database.handle,
    );
    return found.rows.map((each) => each.line);
  };
  return { database, addLike, offers, ...priceListDesk(world) };
}

for (const { engine, skip } of engines) {
  describe(`what a price list was compared with, on ${engine}`, { skip }, () => {
    it('is the same until offers of the lot, products or rules change, whatever others do', async (t) => {
      const { database, addLike } = await openWorld(t, engine);
      const now = (of: CompareScope = scope): Promise<string> => comparedWith(database.handle, of);
      const first = await now();
      assert.equal(await now({ ...scope, listId: '2' }), first);
      await sql`update offer_interval set unit_price = unit_price + 1 where offer_id in (
        select id from offer where supplier_id <> 'marrowby-systems' or lot <> '8')`.execute(database.handle);
      assert.equal(await now(), first, 'offers elsewhere');
      assert.notEqual(await now({ ...scope, allowedRise: '10' }), first, 'the allowed rise');
      assert.notEqual(await now({ ...scope, validFrom: isoDate('2026-12-02') }), first, 'the first day');
      const changes = [
        sql`update offer_interval set lead_time_days = lead_time_days + 1 where offer_id = 106`,
        sql`update offer set stock = 7 where id = 106`,
        sql`delete from offer where id = 106`,
      ];
      let before = first;
      for (const change of changes) {
        await change.execute(database.handle);
        const after = await now();
        assert.notEqual(after, before);
        before = after;
      }
      await addLike('NV14-5121', 'NV14-5120');
      assert.notEqual(await now(), before, 'a product');
    });

    it('has changed once another list is in force: what that one left is what counts', async (t) => {
      const { submit, accept, offers } = await openWorld(t, engine);
      const one = await submit(`${head}N1,Norvik,NV14-5120,399.00,5,\n`);
      const other = await submit(`${head}N1,Norvik,NV14-5120,399.00,5,\nN4,Norvik,NV24-M,120.00,5,\n`);
      assert.equal(one.counts?.changes.added, 1);
      await accept(other);
      assert.deepEqual(await offers(), ['N1 399.00 from 2026-12-01', 'N4 120.00 from 2026-12-01']);
      const after = await accept(one);
      assert.deepEqual([after.counts?.changes.same, after.counts?.changes.removed], [1, 1]);
      assert.deepEqual(await offers(), ['N1 399.00 from 2026-12-01']);
    });

    it('has changed once a part number fits two products: the list is refused, and nothing changes', async (t) => {
      const { submit, accept, offers, addLike } = await openWorld(t, engine);
      const list = await submit(`${head}N1,Norvik,NV145120,399.00,5,\n`);
      assert.equal(list.state, 'checked');
      await addLike('NV1-45120', 'NV14-5120');
      const refused = await accept(list, { repairs: true });
      assert.equal(refused.state, 'refused');
      assert.deepEqual(
        refused.problems.map((each) => each.code),
        ['catalogue-moved'],
      );
      assert.deepEqual(await offers(), []);
    });
  });
}
