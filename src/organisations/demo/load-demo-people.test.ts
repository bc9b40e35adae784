import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { isoDate } from '../../kernel/dates.ts';
import { demoPersonas, loadDemoPeople } from './load-demo-people.ts';
import { loadDemoSuppliers } from './load-demo-suppliers.ts';

const demoFolder = resolve(import.meta.dirname, '../../../agreements/rm6098/demo');
const now = '2026-11-23T00:00:00Z';

for (const { engine, skip } of engines) {
  describe(`people of the demonstration on ${engine}`, { skip }, () => {
    it('are there once, however often they are loaded, marked as invented', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await database.transact(async (transaction) => {
        await loadDemoSuppliers(transaction, { demoFolder, on: isoDate('2026-11-23'), seed: 1 });
        await loadDemoPeople(transaction, { demoFolder, now });
        await loadDemoPeople(transaction, { demoFolder, now });
      });
      const counted = await sql<{ people: string; real: string; twice: string }>`
        select count(*)::text as people, count(*) filter (where not demonstration)::text as real,
          (select count(*)::text from (select person_id from membership group by person_id having count(*) > 1) m) as twice
        from person`.execute(database.handle);
      assert.ok(Number(counted.rows[0]?.people) >= 15);
      assert.deepEqual([counted.rows[0]?.real, counted.rows[0]?.twice], ['0', '0']);
      const personas = await demoPersonas(database.handle, demoFolder);
      assert.deepEqual(
        personas.map((each) => [each.name, each.organisation]),
        [
          ['S. Oduya', 'St Wilfrid’s Primary School'],
          ['R. Castellan', 'St Wilfrid’s Primary School'],
          ['L. Pemberton', 'Kestrel Vale Learning Trust'],
          ['K. Adeyemi', 'Northmoor Hospitals NHS Foundation Trust'],
          ['H. Marrowby', 'Marrowby Systems'],
          ['J. Amery', 'The authority (demonstration)'],
          ['P. Lindqvist', 'The authority (demonstration)'],
        ],
      );
    });

    it('belong to invented suppliers only', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await database.transact(async (transaction) => {
        await loadDemoSuppliers(transaction, { demoFolder, on: isoDate('2026-11-23'), seed: 1 });
        await sql`update supplier set demonstration = false where id = 'marrowby-systems'`.execute(transaction);
        await loadDemoPeople(transaction, { demoFolder, now });
      });
      const found = await sql`select 1 from organisation where supplier_id = 'marrowby-systems'`.execute(
        database.handle,
      );
      assert.equal(found.rows.length, 0);
      assert.ok(!(await demoPersonas(database.handle, demoFolder)).some((each) => each.name === 'H. Marrowby'));
    });
  });
}
