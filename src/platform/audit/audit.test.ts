import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { fixedClock } from '../../kernel/dates.ts';
import { publicActor } from '../access/index.ts';
import type { Database, Engine, Handle } from '../database/index.ts';
import { exportHead, readHeads } from './audit-heads.ts';
import { listEvents, recordAudit, sealEvents, verifyAudit } from './index.ts';

async function prepared(t: TestContext, engine: Engine, events: number): Promise<Database> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  for (let n = 1; n <= events; n += 1) await record(database.handle, n);
  await sealEvents(database);
  return database;
}

function record(handle: Handle, n: number): Promise<void> {
  return recordAudit(handle, publicActor, {
    action: 'things.change',
    subject: `thing:${String(n)}`,
    detail: { n, note: 'as it was', big: '12345678901234567890' },
    requestId: `request-${String(n)}`,
  });
}

/** Changes what is recorded, as somebody could who rules the database. */
async function tamper(database: Database, change: RawBuilder<unknown>): Promise<void> {
  await sql`alter table audit_event disable trigger all`.execute(database.handle);
  await change.execute(database.handle);
  await sql`alter table audit_event enable trigger all`.execute(database.handle);
}

const tamperings: readonly (readonly [string, RawBuilder<unknown>])[] = [
  ['the action', sql`update audit_event set action = 'things.keep' where seal_position = 3`],
  ['who did it', sql`update audit_event set actor = 'system' where seal_position = 3`],
  ['what it was done to', sql`update audit_event set subject = 'thing:9' where seal_position = 3`],
  ['the request', sql`update audit_event set request_id = null where seal_position = 3`],
  [
    'a word of the detail',
    sql`update audit_event set detail = detail || '{"note": "otherwise"}' where seal_position = 3`,
  ],
  [
    'a number beyond double precision',
    sql`update audit_event set detail = detail || '{"big": 12345678901234567891}' where seal_position = 3`,
  ],
  ['the time by a microsecond', sql`update audit_event set at = at + interval '1 microsecond' where seal_position = 3`],
  ['the seal itself', sql`update audit_event set seal = repeat('0', 64) where seal_position = 3`],
  ['its identity', sql`update audit_event set id = default where seal_position = 3`],
  ['that it happened', sql`delete from audit_event where seal_position = 3`],
  ['that it was sealed', sql`update audit_event set seal_position = null, seal = null where seal_position = 3`],
];

for (const { engine, skip } of engines) {
  describe(`the audit chain on ${engine}`, { skip }, () => {
    it('is valid when nothing was touched, and empty at first', async (t) => {
      const database = await prepared(t, engine, 0);
      assert.deepEqual(await verifyAudit(database.handle), {
        events: 0,
        sealed: 0,
        unsealed: 0,
        head: null,
        valid: true,
        firstBroken: null,
      });
      await record(database.handle, 1);
      await record(database.handle, 2);
      assert.equal(await sealEvents(database), 2);
      assert.equal(await sealEvents(database), 0);
      await record(database.handle, 3);
      const result = await verifyAudit(database.handle);
      assert.deepEqual(
        { ...result, head: null },
        { events: 3, sealed: 2, unsealed: 1, head: null, valid: true, firstBroken: null },
      );
      assert.match(result.head ?? '', /^[0-9a-f]{64}$/);
    });

    it('is sealed and listed in the order of what happened, beyond nine events too', async (t) => {
      const database = await prepared(t, engine, 12);
      const positions = await sql<{ id: number; position: number }>`
        select id::int, seal_position::int as position from audit_event order by audit_event.id`.execute(
        database.handle,
      );
      const numbers = Array.from({ length: 12 }, (_each, n) => n + 1);
      assert.deepEqual(
        positions.rows.map((each) => each.position),
        numbers,
      );
      const first = await listEvents(database.handle, 5);
      const rest = await listEvents(database.handle, 50, first.at(-1)?.id);
      assert.deepEqual(
        [...first, ...rest].map((each) => each.subject),
        numbers.toReversed().map((n) => `thing:${n}`),
      );
    });

    it('stays valid over several batches', async (t) => {
      const database = await prepared(t, engine, 0);
      await sql`insert into audit_event (action, actor, subject) select 'a', 'system', 's:' || n from generate_series(1, 1700) n`.execute(
        database.handle,
      );
      assert.equal(await sealEvents(database), 1700);
      assert.equal((await verifyAudit(database.handle)).valid, true);
    });

    it('shows each thing somebody might change after the fact, and where', async (t) => {
      const database = await prepared(t, engine, 5);
      for (const [what, change] of tamperings) {
        await assert.rejects(
          database.transact(async (transaction) => {
            await sql`alter table audit_event disable trigger all`.execute(transaction);
            await change.execute(transaction);
            const result = await verifyAudit(transaction);
            assert.equal(result.valid, false, what);
            assert.equal(result.firstBroken, 3, what);
            throw new Error('roll back');
          }),
          /roll back/,
        );
      }
      assert.equal((await verifyAudit(database.handle)).valid, true);
    });

    it('shows an event put in between', async (t) => {
      const database = await prepared(t, engine, 3);
      await tamper(database, sql`update audit_event set seal_position = 4 where seal_position = 3`);
      await tamper(
        database,
        sql`insert into audit_event (action, actor, subject, seal_position, seal) values ('a', 'system', 's', 3, repeat('a', 64))`,
      );
      assert.equal((await verifyAudit(database.handle)).firstBroken, 3);
    });

    it('shows a cut tail to who knows an earlier head, and accepts a head that others follow', async (t) => {
      const database = await prepared(t, engine, 5);
      const { head } = await verifyAudit(database.handle);
      assert.ok(head !== null);
      await record(database.handle, 6);
      await sealEvents(database);
      assert.equal((await verifyAudit(database.handle, [head])).valid, true);
      await tamper(database, sql`delete from audit_event where seal_position > 4`);
      assert.equal((await verifyAudit(database.handle)).valid, true, 'without a head nothing can be missed');
      const result = await verifyAudit(database.handle, [head]);
      assert.equal(result.valid, false);
      assert.equal(result.firstBroken, 5);
    });

    it('shows a chain made anew to who knows an earlier head', async (t) => {
      const database = await prepared(t, engine, 3);
      const { head } = await verifyAudit(database.handle);
      await tamper(database, sql`update audit_event set seal_position = null, seal = null, actor = 'system'`);
      await sealEvents(database);
      assert.equal((await verifyAudit(database.handle)).valid, true);
      assert.equal((await verifyAudit(database.handle, [head ?? ''])).valid, false);
    });

    it('cannot be changed through the database without taking the guard away', async (t) => {
      const database = await prepared(t, engine, 2);
      const refused = /cannot be changed or removed/;
      await assert.rejects(sql`update audit_event set actor = 'system'`.execute(database.handle), refused);
      await assert.rejects(sql`update audit_event set seal = repeat('0', 64)`.execute(database.handle), refused);
      await assert.rejects(sql`delete from audit_event where id = 1`.execute(database.handle), refused);
      await assert.rejects(sql`truncate audit_event`.execute(database.handle), refused);
      await record(database.handle, 3);
      await assert.rejects(sql`delete from audit_event where seal_position is null`.execute(database.handle), refused);
    });

    it('exports its head once a day, and once more at the end', async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'calloff-heads-'));
      t.after(() => rm(folder, { recursive: true, force: true }));
      const file = join(folder, 'audit-heads.jsonl');
      const database = await prepared(t, engine, 1);
      const on = (instant: string) => ({ file, clock: fixedClock(instant) });
      await exportHead(database.handle, on('2026-11-23T09:00:00Z'), false);
      await record(database.handle, 2);
      await sealEvents(database);
      await exportHead(database.handle, on('2026-11-23T10:00:00Z'), false);
      assert.equal((await readHeads(file)).length, 1);
      await exportHead(database.handle, on('2026-11-24T00:30:00Z'), false);
      await exportHead(database.handle, on('2026-11-24T00:40:00Z'), true);
      const heads = await readHeads(file);
      assert.deepEqual(
        heads.map((each) => [each.date, each.position]),
        [
          ['2026-11-23', 1],
          ['2026-11-24', 2],
        ],
      );
      assert.equal(
        (
          await verifyAudit(
            database.handle,
            heads.map((each) => each.head),
          )
        ).valid,
        true,
      );
    });
  });
}

const real = engines.find((each) => each.engine === 'postgres');
describe('the audit chain under concurrent transactions', { skip: real?.skip ?? false }, () => {
  it('seals an event that commits late after those that came later, and passes none over', async (t) => {
    const database = await prepared(t, 'postgres', 0);
    let commit = (): void => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    let wrote = (): void => undefined;
    const written = new Promise<void>((resolve) => (wrote = resolve));
    const late = database.transact(async (transaction) => {
      await record(transaction, 1);
      wrote();
      await held;
    });
    await written;
    await record(database.handle, 2);
    assert.equal(await sealEvents(database), 1, 'only what is visible');
    commit();
    await late;
    assert.equal(await sealEvents(database), 1);
    const rows = await sql<{ subject: string }>`select subject from audit_event order by seal_position`.execute(
      database.handle,
    );
    assert.deepEqual(
      rows.rows.map((each) => each.subject),
      ['thing:2', 'thing:1'],
    );
    assert.equal((await verifyAudit(database.handle)).valid, true);
  });

  it('stays whole when many write and several seal at once', async (t) => {
    const database = await prepared(t, 'postgres', 0);
    let writing = true;
    const sealers = [1, 2, 3].map(async () => {
      while (writing) await sealEvents(database);
    });
    await Promise.all(
      [0, 1, 2, 3].map(async (writer) => {
        for (let n = 0; n < 40; n += 1) await database.transact((transaction) => record(transaction, writer * 100 + n));
      }),
    );
    writing = false;
    await Promise.all(sealers);
    await sealEvents(database);
    const result = await verifyAudit(database.handle);
    assert.deepEqual([result.events, result.sealed, result.valid], [160, 160, true]);
  });
});
