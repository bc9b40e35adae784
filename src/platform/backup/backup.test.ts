import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { fixedClock } from '../../kernel/dates.ts';
import { recordAudit, sealEvents, verifyAudit } from '../audit/index.ts';
import type { Database, Engine } from '../database/index.ts';
import { copyToPath, storeFile } from '../files/index.ts';
import { enqueueJob } from '../jobs/index.ts';
import { holdsData, writeBackup } from './backup.ts';
import { restoreBackup, RestoreRefused } from './restore.ts';

const clock = fixedClock('2026-11-23T09:00:00Z');

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-backup-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A database with tables of every kind of value, related to each other and to themselves. */
async function prepared(t: TestContext, engine: Engine): Promise<Database> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  for (const statement of [
    `create table a_child (id bigint primary key, parent bigint references z_parent (id))`,
    `alter table z_parent add column twin bigint references z_parent (id)`,
  ]) {
    if (statement.includes('a_child')) {
      await sql`create table z_parent (
        id bigint generated always as identity primary key, words text, price numeric(12, 4), ratio double precision,
        at timestamptz, day date, span interval, raw bytea, list text[], counts integer[], doc jsonb, yes boolean,
        computed text generated always as (upper(words)) stored)`.execute(database.handle);
    }
    await sql.raw(statement).execute(database.handle);
  }
  return database;
}

async function filled(t: TestContext, engine: Engine): Promise<Database> {
  const database = await prepared(t, engine);
  await sql`insert into z_parent (words, price, ratio, at, day, span, raw, list, counts, doc, yes) values
    (${'Ä "quoted", \\back\\ \n\r\t \u2028 line, 日本 😀'}, 1234.5000, 0.1::float8 + 0.2::float8, '2026-03-29 00:59:59.123456+00',
     '2026-02-28', '1 mon 2 days 03:04:05.6', '\\x00ff', array['a,b', null, '{"x"}', ''], '{1,null,3}',
     '{"n": 12345678901234567890, "t": "\\u00e4", "l": [null, true]}', true),
    (null, null, 'NaN', 'infinity', null, null, null, '{}', null, null, false)`.execute(database.handle);
  await sql`insert into z_parent (words) select 'row ' || n from generate_series(1, 1200) n`.execute(database.handle);
  // Points forward: whoever writes rows one after the other stumbles here.
  await sql`update z_parent set twin = 1202 - id + 1`.execute(database.handle);
  await sql`insert into a_child (id, parent) values (7, 1202)`.execute(database.handle);
  for (let n = 0; n < 3; n += 1) {
    await recordAudit(database.handle, 'system', { action: 'a.b', subject: `s:${String(n)}`, detail: { big: 1.1, n } });
  }
  await sealEvents(database);
  await enqueueJob(database.handle, { kind: 'count', input: { to: 3 }, actor: 'system' });
  return database;
}

async function contents(database: Database): Promise<unknown> {
  const all: unknown[] = [];
  for (const table of ['z_parent', 'a_child', 'audit_event', 'job']) {
    const rows = await sql`select md5(t::text) as line from ${sql.table(table)} t order by id`.execute(database.handle);
    all.push(rows.rows);
  }
  return all;
}

async function backedUp(t: TestContext, database: Database): Promise<string> {
  const file = join(await folderOf(t), 'backup.gz');
  const signal = new AbortController().signal;
  const written = await writeBackup(database, file, { clock, signal, onProgress: () => undefined });
  assert.ok(written.rows >= 1207);
  assert.equal(written.bytes, (await stat(file)).size);
  return file;
}

async function* threeMegabytes(): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < 3; n += 1) yield new Uint8Array(1_048_576).fill(n * 100);
}

const restore = (database: Database, file: string) => restoreBackup(database, createReadStream(file), () => undefined);

const pairs = engines.flatMap((from) => engines.map((to) => ({ from, to, skip: from.skip || to.skip })));
describe('a backup', () => {
  for (const { from, to, skip } of pairs) {
    it(`from ${from.engine} comes back on ${to.engine} exactly as it was`, { skip }, async (t) => {
      const source = await filled(t, from.engine);
      await sql`set timezone = 'Asia/Tokyo'`.execute(source.handle);
      const file = await backedUp(t, source);
      await sql`set timezone = 'UTC'`.execute(source.handle);
      const target = await prepared(t, to.engine);
      assert.equal(await holdsData(target), false);
      const restored = await restore(target, file);
      assert.equal(restored.madeAt, '2026-11-23T09:00:00Z');
      for (const each of [source, target]) await sql`set timezone = 'UTC'`.execute(each.handle);
      assert.deepEqual(await contents(target), await contents(source));
      const [before, after] = [await verifyAudit(source.handle), await verifyAudit(target.handle)];
      assert.deepEqual(after, before);
      assert.equal(after.valid, true);
      // Identities go on where they were, keys and guards are back.
      const next = await sql<{ id: string }>`insert into z_parent (words) values ('next') returning id`.execute(
        target.handle,
      );
      assert.equal(next.rows[0]?.id, '1203');
      await assert.rejects(
        sql`insert into a_child (id, parent) values (8, 99999)`.execute(target.handle),
        /foreign key/,
      );
      await assert.rejects(sql`delete from audit_event`.execute(target.handle), /cannot be changed/);
    });
  }

  for (const { from, to, skip } of pairs) {
    it(`brings the files of ${from.engine} back on ${to.engine}`, { skip }, async (t) => {
      const source = await filled(t, from.engine);
      const given = { name: 'prices.xlsx', source: threeMegabytes(), maxBytes: 4_000_000 };
      const stored = await storeFile(source, given);
      assert.ok(stored.ok);
      const target = await prepared(t, to.engine);
      await restore(target, await backedUp(t, source));
      const path = join(await folderOf(t), 'copy');
      // Throws for a file that is not byte for byte as it was.
      await copyToPath(target.handle, stored.value.id, path);
      assert.equal((await stat(path)).size, 3 * 1_048_576);
    });
  }

  it('appears whole or not at all, and for its owner alone', async (t) => {
    const database = await filled(t, 'pglite');
    const file = await backedUp(t, database);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const stop = new AbortController();
    const folder = await folderOf(t);
    const stopped = writeBackup(database, join(folder, 'backup.gz'), {
      clock,
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    await assert.rejects(stopped, { name: 'AbortError' });
    assert.deepEqual(await readdir(folder), []);
    assert.equal(await holdsData(database), true, 'the database goes on');
  });

  it('that is damaged, cut off, altered or of another version is refused and changes nothing', async (t) => {
    const source = await filled(t, 'pglite');
    const file = await backedUp(t, source);
    const folder = await folderOf(t);
    const whole = await readFile(file);
    const text = gunzipSync(whole).toString();
    const lines = text.split('\n');
    const header = lines[0] ?? '';
    const cases: readonly (readonly [string, Buffer])[] = [
      ['no gzip', Buffer.from('id,name\n1,x\n')],
      ['empty', Buffer.alloc(0)],
      ['cut off', whole.subarray(0, whole.length - 200)],
      ['cut off between lines', gzipSync(lines.slice(0, -3).join('\n'))],
      ['a changed value', gzipSync(text.replace('"row 7"', '"row 8"'))],
      ['a row too short', gzipSync(text.replace(/\n\["7",[^\n]*\n/, '\n["7"]\n'))],
      ['another table', gzipSync(text.replace('"table":"a_child"', '"table":"pg_authid"'))],
      ['a newer version', gzipSync(text.replace(header, header.replace('0001_platform_audit', '9999_later')))],
      ['an older version', gzipSync(text.replace(header, header.replace('"0001_platform_audit",', '')))],
    ];
    const before = await contents(source);
    for (const [what, bytes] of cases) {
      await writeFile(join(folder, 'bad.gz'), bytes);
      await assert.rejects(restore(source, join(folder, 'bad.gz')), RestoreRefused, what);
      assert.deepEqual(await contents(source), before, what);
    }
    await assert.rejects(restore(source, join(folder, 'missing.gz')), { code: 'ENOENT' });
    const broken = new Readable({
      read() {
        this.destroy(new Error('connection lost'));
      },
    });
    await assert.rejects(
      restoreBackup(source, broken, () => undefined),
      /connection lost/,
    );
    assert.deepEqual(await contents(source), before);
  });
});
