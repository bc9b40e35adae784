import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { overlapping, searchDisagreements } from '../../../test/support/price-list-lines.ts';
import { priceListDesk, priceListWorld } from '../../../test/support/price-list-world.ts';
import { fillSmallCatalogue } from '../../../test/support/small-catalogue.ts';
import { isoDate } from '../../kernel/dates.ts';
import type { Database, Engine } from '../../platform/database/index.ts';

const by = { actor: 'system' as const };
const head = 'Your code,Manufacturer,Manufacturer part number,Unit price,Lead time\n';
const education = (price: string, code = 'N1'): string => `${code},Norvik,NV14-5120,${price},5\n`;
const monitor = (price: string): string => `N4,Norvik,NV24-M,${price},5\n`;

async function openWorld(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  const world = await priceListWorld(database, await fillSmallCatalogue(database));
  t.after(async () => {
    await world.jobs.stop();
    await database.close();
  });
  return { database, ...world, ...priceListDesk(world) };
}

/** Everything on offer, to see that nothing was touched. */
async function image(database: Database): Promise<string> {
  const found = await sql<{ rows: unknown }>`select json_agg(i order by i.offer_id, i.valid_from) as rows from (
    select o.supplier_sku, o.stock, i.* from offer o join offer_interval i on i.offer_id = o.id) i`.execute(
    database.handle,
  );
  return JSON.stringify(found.rows);
}

async function pricesOn(database: Database, on: string): Promise<readonly string[]> {
  const found = await sql<{ line: string }>`
    select o.supplier_sku || ' ' || i.unit_price::numeric(12, 2)::text as line
    from offer o join offer_interval i on i.offer_id = o.id
    where o.supplier_id = 'marrowby-systems' and o.lot = '8' and i.valid_from <= ${on}::date
      and (i.valid_to is null or i.valid_to >= ${on}::date) order by 1`.execute(database.handle);
  return found.rows.map((each) => each.line);
}

for (const { engine, skip } of engines) {
  describe(`price lists on ${engine}`, { skip }, () => {
    it('puts a list into force on its first day without any job then, and the same file again changes nothing', async (t) => {
      const { database, submit, accept } = await openWorld(t, engine);
      const list = await submit(head + education('399.00') + monitor('120.00'));
      assert.equal(list.state, 'checked');
      const accepted = await accept(list);
      assert.equal(accepted.state, 'accepted');
      assert.deepEqual(await pricesOn(database, '2026-11-30'), ['SKU-101 419.00', 'SKU-106 129.99']);
      assert.deepEqual(await pricesOn(database, '2026-12-01'), ['N1 399.00', 'N4 120.00']);
      const before = await image(database);
      const again = await accept(await submit(head + education('399.00') + monitor('120.00')));
      assert.equal(again.counts?.changes.same, 2);
      assert.equal(await image(database), before);
      assert.deepEqual(await overlapping(database.handle), []);
      assert.deepEqual(
        (await searchDisagreements(database.handle)).filter((each) => !each.startsWith('101 2026-06-01')),
        [],
      );
    });

    it('refuses a file with one mistake as a whole, says where, and changes nothing', async (t) => {
      const { database, priceLists, submit } = await openWorld(t, engine);
      const before = await image(database);
      const list = await submit(`${head}${education('399.00')}N2,Norvik,NV24-N,5.00,5\nN1,Aldermere,AL14G3,10.00,5\n`);
      assert.equal(list.state, 'refused');
      const { items } = await priceLists.problems(list.id, { limit: 10, severity: 'error' });
      assert.deepEqual(
        items.map((each) => `${String(each.row)} ${each.code}`),
        ['3 product-unknown', '4 sku-twice'],
      );
      assert.match(items[0]?.remedy ?? '', /Did you mean NV24-M/);
      assert.equal(list.counts?.rejected, 2);
      assert.equal((await priceLists.accept(list.id, { repairs: true }, by)).ok, false);
      assert.equal(await image(database), before);
    });

    it('only checks when asked to', async (t) => {
      const { database, priceLists, submit } = await openWorld(t, engine);
      const before = await image(database);
      const list = await submit(head + education('399.00'), { checkOnly: true });
      assert.equal(list.state, 'checked');
      assert.equal(list.counts?.changes.added, 1);
      const accepted = await priceLists.accept(list.id, { repairs: true }, by);
      assert.equal(accepted.ok, false);
      assert.equal(await image(database), before);
    });

    it('asks for the meaning of headings it does not know, and remembers it for the supplier', async (t) => {
      const { priceLists, submit, settle } = await openWorld(t, engine);
      const text = 'Ref,Brand,Thing,First,Second,Lead time\nN1,Norvik,NV14-5120,399.00,419.00,5\n';
      const list = await submit(text);
      assert.equal(list.state, 'needs-mapping');
      const mapping = { Ref: 'supplierSku', Brand: 'manufacturer', Thing: 'mpn', First: 'unitPrice', Second: null };
      const mapped = await priceLists.setMapping(list.id, mapping, by);
      assert.ok(mapped.ok);
      assert.equal((await settle(mapped.value)).state, 'checked');
      assert.equal((await submit(text)).state, 'checked');
      assert.equal((await priceLists.setMapping(list.id, { Ref: 'nonsense' }, by)).ok, false);
    });

    it('holds a large rise at the old price until the authority decides, and then lets it through', async (t) => {
      const { database, priceLists, submit, accept } = await openWorld(t, engine);
      await accept(await submit(head + education('300.00') + monitor('120.00')));
      const list = await accept(await submit(head + education('450.00') + monitor('130.00')));
      assert.equal(list.held.waiting, 1);
      assert.deepEqual(await pricesOn(database, '2026-12-02'), ['N1 300.00', 'N4 130.00']);
      assert.equal((await priceLists.decide(list.id, { approve: true, lines: 'all', reason: ' ' }, by)).ok, false);
      const decided = await priceLists.decide(list.id, { approve: true, lines: 'all', reason: 'Chip shortage' }, by);
      assert.ok(decided.ok);
      assert.equal(decided.value.held.approved, 1);
      assert.deepEqual(await pricesOn(database, '2026-12-02'), ['N1 450.00', 'N4 130.00']);
      assert.equal((await priceLists.decide(list.id, { approve: true, lines: 'all', reason: 'x' }, by)).ok, false);
      assert.deepEqual(await overlapping(database.handle), []);
    });

    it('holds a line whose price rises at a break only, says from which quantity, and keeps that when it is approved', async (t) => {
      const { database, priceLists, submit, accept } = await openWorld(t, engine);
      const stepped =
        'Your code,Manufacturer,Manufacturer part number,Unit price,Lead time,Break 1 quantity,Break 1 price\n';
      const line = (price: string, each: string): string => `N1,Norvik,NV14-5120,${price},5,10,${each}\n`;
      await accept(await submit(stepped + line('300.00', '70.00')));
      const list = await submit(stepped + line('300.00', '280.00'));
      const { items } = await priceLists.problems(list.id, { limit: 10 });
      assert.deepEqual(
        items.map((each) => [each.code, each.column, each.message.split('. ')[0]]),
        [['break-rise-held', 'Break 1 price', 'From 10 on, the price each rises by 300.00%, from £70.00 to £280.00']],
      );
      assert.equal((await accept(list)).held.waiting, 1);
      const breaks = async (): Promise<unknown> =>
        (
          await sql`select i.break_prices::text as each from offer o join offer_interval i on i.offer_id = o.id
            where o.supplier_sku = 'N1' and i.valid_from = '2026-12-01'`.execute(database.handle)
        ).rows;
      assert.deepEqual(await breaks(), [{ each: '{70.0000}' }]);
      const rise = { quantity: 10, oldPrice: '70.00', newPrice: '280.00', percent: '300.00' };
      const held = async () => (await priceLists.changes(list.id, { held: true, limit: 10 })).items;
      assert.deepEqual(
        (await held()).map((each) => [each.kind, each.held, each.rise]),
        [['changed', 'waiting', rise]],
      );
      await priceLists.decide(list.id, { approve: true, lines: 'all', reason: 'Agreed' }, by);
      assert.deepEqual(await breaks(), [{ each: '{280.0000}' }]);
      assert.deepEqual(
        (await held()).map((each) => [each.held, each.rise]),
        [['approved', rise]],
      );
    });

    it('overtakes a held rise by a newer list', async (t) => {
      const { priceLists, submit, accept } = await openWorld(t, engine);
      await accept(await submit(head + education('300.00')));
      const held = await accept(await submit(head + education('450.00')));
      await accept(await submit(head + education('310.00')));
      assert.equal((await priceLists.get(held.id))?.held.replaced, 1);
    });

    it('does not rewrite what was on offer on a past day', async (t) => {
      const { submit } = await openWorld(t, engine);
      const list = await submit(head + education('399.00'), { validFrom: isoDate('2026-11-02') });
      assert.equal(list.state, 'refused');
      assert.deepEqual(
        list.problems.map((each) => each.code),
        ['list-in-the-past'],
      );
    });

    it('suspends a supplier without rewriting an offer', async (t) => {
      const { database, submit, accept } = await openWorld(t, engine);
      await accept(await submit(head + education('399.00')));
      const before = await image(database);
      await sql`insert into supplier_standing_event (supplier_id, agreement, lot, kind, starts_on, reason)
        values ('marrowby-systems', 'RM6098', '8', 'suspended', '2026-11-23', 'Returns overdue')`.execute(
        database.handle,
      );
      await sql`update supplier_register set version = version + 1`.execute(database.handle);
      await assert.rejects(submit(head + education('390.00')), /supplier-suspended/);
      assert.equal(await image(database), before);
    });

    it('forgets a list that is cancelled', async (t) => {
      const { database, priceLists, submit } = await openWorld(t, engine);
      const before = await image(database);
      const list = await submit(head + education('399.00'));
      const cancelled = await priceLists.cancel(list.id, by);
      assert.ok(cancelled.ok);
      assert.equal(cancelled.value.state, 'cancelled');
      assert.equal((await priceLists.accept(list.id, { repairs: true }, by)).ok, false);
      assert.equal(await image(database), before);
    });
  });
}

const real = engines.find((each) => each.engine === 'postgres');

describe('two price lists at once on PostgreSQL', { skip: real?.skip ?? false }, () => {
  it('take turns, and the second is compared with what the first left', async (t) => {
    const { database, priceLists, jobs, submit } = await openWorld(t, 'postgres');
    const lists = [
      await submit(head + education('399.00')),
      await submit(head + education('389.00')),
      await submit(head + monitor('99.00')),
    ];
    await Promise.all(
      lists.map(async (list) => {
        const accepted = await priceLists.accept(list.id, { repairs: false }, by);
        assert.ok(accepted.ok && accepted.value.job);
        await jobs.complete(accepted.value.job.id);
      }),
    );
    for (const list of lists) assert.equal((await priceLists.get(list.id))?.state, 'accepted');
    assert.deepEqual(await overlapping(database.handle), []);
    // Whichever came last holds alone.
    const prices = await pricesOn(database, '2026-12-01');
    assert.ok(
      [['N1 399.00'], ['N1 389.00'], ['N4 99.00']].some((each) => each.join() === prices.join()),
      prices.join(),
    );
  });
});
