import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { runs } from '../../../test/support/long.ts';
import { copyText, type CopyValue, type Database, type Engine } from './index.ts';

const columns = ['n', 'Odd "name"', 'amount', 'yes', 'raw', 'words', 'counts'] as const;

async function withTable(t: TestContext, engine: Engine): Promise<Database> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  await sql`create table "copied ""rows""" (
    n integer primary key, "Odd ""name""" text, amount numeric, yes boolean, raw bytea, words text[], counts integer[]
  )`.execute(database.handle);
  return database;
}

const table = 'copied "rows"';

function copy(database: Database, chunks: AsyncIterable<Buffer> | Iterable<Buffer>, signal?: AbortSignal) {
  return database.copyRows(table, columns, chunks, signal);
}

function row(n: number): string {
  return copyText([n, `row ${n}`, '1.50', true, null, [], null]);
}

async function count(database: Database): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(database.handle);
  return found.rows[0]?.n ?? -1;
}

/** As many queries as the pool has connections, so that a spoilt one would be met. */
async function stillSane(database: Database): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => sql<{ one: number }>`select 1 as one`.execute(database.handle)),
  );
  for (const each of answers) assert.equal(each.rows[0]?.one, 1);
  assert.equal(database.connections().waiting, 0);
}

const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\r', '"', '{', '}', ',', '.', 'N', 'x', ' ', 'é', '🖥') }),
    fc.constantFrom('\\.', '\\N', '', ' ', 'NULL', '\\x00', '\r\n', '\b\f\v'),
  )
  .map((value) => value.toWellFormed().replaceAll('\0', ''));

const values = fc.record({
  name: fc.option(text),
  amount: fc.option(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })),
  yes: fc.option(fc.boolean()),
  raw: fc.option(fc.uint8Array({ maxLength: 40 })),
  words: fc.option(fc.array(fc.option(text), { maxLength: 4 })),
  counts: fc.option(fc.array(fc.integer(), { maxLength: 4 })),
});

for (const { engine, skip } of engines) {
  describe(`copying rows in on ${engine}`, { skip }, () => {
    it('stores every value as it was, however the bytes are cut', async (t) => {
      const database = await withTable(t, engine);
      await fc.assert(
        fc.asyncProperty(fc.array(values, { maxLength: 6 }), fc.integer({ min: 1, max: 50 }), async (given, cut) => {
          const lines = given.map(({ name, amount, yes, raw, words, counts }, n) => {
            const line: readonly CopyValue[] = [n, name, amount, yes, raw, words, counts];
            return copyText(line);
          });
          const bytes = Buffer.from(lines.join(''));
          const chunks: Buffer[] = [];
          for (let at = 0; at < bytes.length; at += cut) chunks.push(bytes.subarray(at, at + cut));
          assert.equal(await copy(database, chunks), given.length);
          const stored = await sql<Record<string, unknown>>`
            select "Odd ""name""" as name, amount::text, yes, raw, words, counts
            from ${sql.table(table)} order by n`.execute(database.handle);
          assert.deepEqual(
            stored.rows.map((each) => ({ ...each, raw: each['raw'] === null ? null : [...(each['raw'] as Buffer)] })),
            given.map((each) => ({
              ...each,
              amount: each.amount === null ? null : String(each.amount),
              raw: each.raw === null ? null : [...each.raw],
            })),
          );
          await sql`delete from ${sql.table(table)}`.execute(database.handle);
        }),
        runs(60),
      );
    });

    it('takes many megabytes from a slow source in one transaction', async (t) => {
      const database = await withTable(t, engine);
      const filler = 'x'.repeat(2000);
      async function* source(): AsyncGenerator<Buffer> {
        for (let part = 0; part < 30; part += 1) {
          if (part % 10 === 0) await pause(5);
          const lines = Array.from({ length: 50 }, (_each, index) =>
            copyText([part * 50 + index, filler, 0, false, null, null, null]),
          );
          yield Buffer.from(lines.join(''));
        }
      }
      assert.equal(await copy(database, source()), 1500);
      assert.equal(await count(database), 1500);
    });

    it('copies nothing from an empty source', async (t) => {
      const database = await withTable(t, engine);
      assert.equal(await copy(database, []), 0);
      await stillSane(database);
    });

    it('leaves nothing of a source that fails, and a connection others can use', async (t) => {
      const database = await withTable(t, engine);
      async function* failing(): AsyncGenerator<Buffer> {
        yield Buffer.from(row(1));
        await pause(1);
        throw new Error('the disk is gone');
      }
      for (let time = 0; time < 10; time += 1) await assert.rejects(copy(database, failing()), /the disk is gone/);
      assert.equal(await count(database), 0);
      await stillSane(database);
      assert.equal(await copy(database, [Buffer.from(row(1))]), 1);
    });

    it('leaves nothing of a file with a bad row, wherever it stands', async (t) => {
      const database = await withTable(t, engine);
      const good = Array.from({ length: 3000 }, (_each, n) => row(n));
      for (const bad of ['not a number\t\\N\n', row(7), 'half a row', '1\t2\t3\n']) {
        for (const at of [0, 1500, 3000]) {
          const lines = [...good.slice(0, at), bad, ...good.slice(at)];
          const chunks = lines.map((each) => Buffer.from(each));
          await assert.rejects(copy(database, chunks), `${bad} at ${String(at)}`);
        }
      }
      assert.equal(await count(database), 0);
      await stillSane(database);
    });

    it('stops when asked, before the first row and on the way', async (t) => {
      const database = await withTable(t, engine);
      await assert.rejects(copy(database, [Buffer.from(row(1))], AbortSignal.abort()), { name: 'AbortError' });
      const stop = new AbortController();
      let given = 0;
      async function* endless(): AsyncGenerator<Buffer> {
        for (;;) {
          yield Buffer.from(row(given));
          given += 1;
          if (given === 500) stop.abort();
          await pause(0);
        }
      }
      await assert.rejects(copy(database, endless(), stop.signal), { name: 'AbortError' });
      assert.equal(await count(database), 0);
      await stillSane(database);
    });

    it('says so when there is no such table', async (t) => {
      const database = await withTable(t, engine);
      await assert.rejects(database.copyRows('nothing; drop table job', ['a'], [Buffer.from('1\n')]), /does not exist/);
      await stillSane(database);
    });
  });
}
