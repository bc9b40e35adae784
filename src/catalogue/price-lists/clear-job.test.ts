import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { priceListDesk, priceListWorld } from '../../../test/support/price-list-world.ts';
import { fillSmallCatalogue } from '../../../test/support/small-catalogue.ts';
import type { Engine } from '../../platform/database/index.ts';
import { listJobs } from '../../platform/jobs/index.ts';
import { clearJobKind, clearSome, holdListToClear } from './clear-staging-store.ts';
import type { PriceList } from './price-list.ts';

const by = { actor: 'system' as const };
const head = 'Your code,Manufacturer,Manufacturer part number,Unit price,Lead time\n';
const education = (price: string, mpn = 'NV14-5120'): string => `N1,Norvik,${mpn},${price},5\n`;
const monitor = (price: string): string => `N4,Norvik,NV24-M,${price},5\n`;

async function openWorld(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  const world = await priceListWorld(database, await fillSmallCatalogue(database));
  const { priceLists, jobs } = world;
  t.after(async () => {
    await jobs.stop();
    await database.close();
  });
  const desk = priceListDesk(world);
  const { settle, submit } = desk;
  const accept = (list: PriceList): Promise<PriceList> => desk.accept(list, { repairs: true });
  const clear = async (): Promise<void> => {
    const asked = await listJobs(database.handle, 100, { kind: clearJobKind, status: 'queued' });
    assert.ok(asked.length > 0, 'clearing was asked for');
    for (const each of asked) assert.equal((await jobs.complete(each.id)).failure, null);
  };
  /** How many lines and changes are staged of the list. */
  const staged = async ({ id }: PriceList): Promise<readonly [lines: number, changes: number]> => {
    const found = await sql<{ lines: number; changes: number }>`select
      (select count(*)::int from price_list_line where price_list_id = ${id}::bigint) as lines,
      (select count(*)::int from price_list_change where price_list_id = ${id}::bigint) as changes`.execute(
      database.handle,
    );
    return [found.rows[0]?.lines ?? -1, found.rows[0]?.changes ?? -1];
  };
  return { database, priceLists, jobs, submit, accept, settle, clear, staged };
}

for (const { engine, skip } of engines) {
  describe(`clearing what was staged, on ${engine}`, { skip }, () => {
    it('forgets the lines of an accepted list and still shows what it changed', async (t) => {
      const { priceLists, submit, accept, clear, staged } = await openWorld(t, engine);
      const list = await submit(head + education('399.00') + monitor('120.00'));
      const before = await priceLists.changes(list.id, { limit: 10 });
      assert.ok(before.items.length > 2, 'lines and what the file no longer has');
      await accept(list);
      await clear();
      assert.deepEqual(await staged(list), [0, before.items.length]);
      assert.deepEqual(await priceLists.changes(list.id, { limit: 10 }), before);
      assert.equal((await priceLists.get(list.id))?.counts?.changes.added, 2);
    });

    it('keeps lines while a rise waits, and forgets them once it is decided or overtaken', async (t) => {
      const { priceLists, submit, accept, clear, staged } = await openWorld(t, engine);
      await accept(await submit(head + education('300.00')));
      const overtaken = await accept(await submit(head + education('450.00')));
      await clear();
      assert.deepEqual((await staged(overtaken))[0], 1);
      const decided = await accept(await submit(head + education('460.00')));
      await clear();
      assert.deepEqual((await staged(overtaken))[0], 0);
      assert.deepEqual((await staged(decided))[0], 1);
      const done = await priceLists.decide(decided.id, { approve: true, lines: 'all', reason: 'Chip shortage' }, by);
      assert.ok(done.ok);
      await clear();
      assert.deepEqual((await staged(decided))[0], 0);
      assert.equal((await priceLists.get(decided.id))?.held.approved, 1);
    });

    it('forgets refused and cancelled lists but for their messages, repairs and file', async (t) => {
      const { priceLists, submit, clear, staged } = await openWorld(t, engine);
      const refused = await submit(`${head}${education('399.00', 'nv14 5120')}N2,Norvik,NV24-N,5.00,5\n`);
      assert.equal(refused.state, 'refused');
      const waiting = await submit(head + monitor('120.00'));
      const cancelled = await submit(head + education('399.00'));
      assert.ok((await priceLists.cancel(cancelled.id, by)).ok);
      const told = [
        await priceLists.problems(refused.id, { limit: 10 }),
        await priceLists.repairs(refused.id, { limit: 10 }),
      ];
      await clear();
      // The part number that the annotated file needs stays.
      assert.deepEqual(await staged(refused), [0, 1]);
      assert.deepEqual(await staged(cancelled), [0, 0]);
      assert.equal((await staged(waiting))[0], 1);
      assert.deepEqual(
        [await priceLists.problems(refused.id, { limit: 10 }), await priceLists.repairs(refused.id, { limit: 10 })],
        told,
      );
      const annotated = await priceLists.annotated(refused.id);
      assert.ok(annotated.ok);
      const text = await readFile(annotated.value.path, 'utf8');
      assert.match(text, /N1,Norvik,NV14-5120,.*nv14 5120/);
      assert.match(text, /N2,Norvik,NV24-N,.*Did you mean NV24-M/);
    });

    it('clears some lines at a time, and none of a list that is read anew meanwhile', async (t) => {
      const { database, priceLists, submit, settle, clear, staged } = await openWorld(t, engine);
      const list = await submit(`${head}${education('399.00')}${monitor('120.00')}N2,Norvik,NV24-N,5.00,5\n`);
      assert.equal(list.state, 'refused');
      const step = () =>
        database.transact(async (transaction) => {
          const held = await holdListToClear(transaction);
          return held === undefined ? 'nothing' : clearSome(transaction, held, 2);
        });
      assert.equal(await step(), false);
      const [lines, changes] = await staged(list);
      assert.ok(lines + changes > 2);
      const mapped = await priceLists.setMapping(list.id, { 'Lead time': 'leadTimeDays' }, by);
      assert.ok(mapped.ok, JSON.stringify(mapped));
      assert.equal(await step(), 'nothing');
      assert.equal((await settle(mapped.value)).state, 'refused');
      assert.equal((await staged(list))[0], 3);
      await clear();
      assert.deepEqual(await staged(list), [0, 0]);
      assert.equal(await step(), 'nothing');
    });
  });
}
