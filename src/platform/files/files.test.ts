import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { runs } from '../../../test/support/long.ts';
import type { Database, Engine } from '../database/index.ts';
import {
  copyToPath,
  findFile,
  plainFileName,
  readFileChunks,
  removeFile,
  storeFile,
  sweepUnfinishedFiles,
} from './index.ts';

const MEGABYTE = 1_048_576;

async function opened(t: TestContext, engine: Engine): Promise<Database> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  return database;
}

async function* parts(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function held(database: Database): Promise<{ files: number; chunks: number }> {
  const found = await sql<{ files: number; chunks: number }>`select
    (select count(*)::int from stored_file) as files, (select count(*)::int from stored_file_chunk) as chunks`.execute(
    database.handle,
  );
  const [row] = found.rows;
  assert.ok(row);
  return row;
}

async function bytesOf(database: Database, id: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readFileChunks(database.handle, id)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

for (const { engine, skip } of engines) {
  describe(`files kept in the database, on ${engine}`, { skip }, () => {
    it('come back as they were, whatever their size and however they arrive', async (t) => {
      const database = await opened(t, engine);
      for (const [size, part] of [
        [0, 1],
        [1, 1],
        [MEGABYTE - 1, 65_536],
        [MEGABYTE, 65_536],
        [MEGABYTE + 1, 999],
        [3 * MEGABYTE + 17, 2 * MEGABYTE],
      ] as const) {
        const bytes = randomBytes(size);
        const stored = await storeFile(database, { name: 'list.csv', source: parts(bytes, part), maxBytes: size });
        assert.ok(stored.ok);
        const { id, sha256 } = stored.value;
        assert.equal(sha256, createHash('sha256').update(bytes).digest('hex'));
        assert.deepEqual(await findFile(database.handle, id), { id, name: 'list.csv', size, sha256 });
        assert.ok((await bytesOf(database, id)).equals(bytes));
      }
    });

    it('are refused when too large, with the limit and what to do, and leave nothing', async (t) => {
      const database = await opened(t, engine);
      let given = 0;
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (;;) {
          given += 1;
          yield new Uint8Array(MEGABYTE / 2);
        }
      }
      const refused = await storeFile(database, { name: 'big.csv', source: endless(), maxBytes: 2 * MEGABYTE });
      assert.ok(!refused.ok);
      assert.equal(refused.problems[0]?.code, 'file-too-large');
      assert.match(refused.problems[0].message, /larger than 2 MB/);
      assert.match(refused.problems[0].remedy, /Split it/);
      assert.ok(given < 10, 'stops reading soon after the limit');
      assert.deepEqual(await held(database), { files: 0, chunks: 0 });
    });

    it('leave nothing when their source fails on the way', async (t) => {
      const database = await opened(t, engine);
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(2 * MEGABYTE);
        throw new Error('the line was cut');
      }
      const storing = storeFile(database, { name: 'a.csv', source: broken(), maxBytes: 10 * MEGABYTE });
      await assert.rejects(storing, /the line was cut/);
      assert.deepEqual(await held(database), { files: 0, chunks: 0 });
    });

    it('are not there before they are whole, and are swept when their server died', async (t) => {
      const database = await opened(t, engine);
      const kept = await storeFile(database, { name: 'whole', source: parts(Buffer.from('whole'), 5), maxBytes: 9 });
      assert.ok(kept.ok);
      // What a server killed half-way leaves: a file without an end.
      const left = await sql<{ id: string }>`insert into stored_file (name) values ('half') returning id::text`.execute(
        database.handle,
      );
      const half = left.rows[0]?.id ?? '';
      await sql`insert into stored_file_chunk values (${half}::bigint, 0, '\\x00')`.execute(database.handle);
      assert.equal(await findFile(database.handle, half), undefined);
      await assert.rejects(bytesOf(database, half), /There is no file/);
      assert.equal(await sweepUnfinishedFiles(database.handle, false), 0, 'another server may be writing it');
      assert.equal(await sweepUnfinishedFiles(database.handle, true), 1);
      assert.deepEqual(await held(database), { files: 1, chunks: 1 });
      assert.equal((await bytesOf(database, kept.value.id)).toString(), 'whole');
    });

    it('are written to a path whole or not at all, readable by their owner alone', async (t) => {
      const database = await opened(t, engine);
      const folder = await mkdtemp(join(tmpdir(), 'calloff-files-'));
      t.after(() => rm(folder, { recursive: true }));
      const bytes = randomBytes(2 * MEGABYTE + 5);
      const stored = await storeFile(database, { name: 'a', source: parts(bytes, 10_000), maxBytes: bytes.length });
      assert.ok(stored.ok);
      const { id } = stored.value;
      await copyToPath(database.handle, id, join(folder, 'out'));
      assert.ok((await readFile(join(folder, 'out'))).equals(bytes));
      assert.equal((await stat(join(folder, 'out'))).mode & 0o777, 0o600);
      await sql`update stored_file_chunk set bytes = '\\x00' where position = 2`.execute(database.handle);
      await assert.rejects(copyToPath(database.handle, id, join(folder, 'spoilt')), /lacks a chunk|not as it was/);
      assert.deepEqual(await readdir(folder), ['out']);
    });

    it('are removed with their bytes, as often as asked', async (t) => {
      const database = await opened(t, engine);
      const stored = await storeFile(database, { name: 'a', source: parts(Buffer.from('abc'), 1), maxBytes: 3 });
      assert.ok(stored.ok);
      await removeFile(database.handle, stored.value.id);
      await removeFile(database.handle, stored.value.id);
      assert.deepEqual(await held(database), { files: 0, chunks: 0 });
    });
  });
}

describe('a plain file name', () => {
  it('is what remains of a hostile one', () => {
    for (const [given, plain] of [
      ['prices.csv', 'prices.csv'],
      ['Prix été 2026.xlsx', 'Prix été 2026.xlsx'],
      ['../../etc/passwd', 'passwd'],
      ['C:\\Users\\me\\prices.csv', 'prices.csv'],
      ['..', 'file'],
      ['', 'file'],
      ['.htaccess', 'htaccess'],
      ['a\0b\r\nSet-Cookie: x.csv', 'abSet-Cookie x.csv'],
      ['exe.\u202Ecsv.xlsx', 'exe.csv.xlsx'],
      ['<img src=x onerror=alert(1)>.csv', 'img src=x onerror=alert(1).csv'],
      [`${'a'.repeat(500)}.csv`, `${'a'.repeat(116)}.csv`],
      ['prices.csv. . .', 'prices.csv'],
    ] as const) {
      assert.equal(plainFileName(given), plain);
    }
  });

  it('is never empty, long, a path, or different when made plain again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const plain = plainFileName(given);
        assert.ok(plain.length > 0 && [...plain].length <= 120);
        assert.doesNotMatch(plain, /[/\\\p{Cc}\p{Cf}\p{Cs}]/u);
        assert.ok(!plain.startsWith('.'));
        assert.equal(plainFileName(plain), plain);
      }),
      runs(500),
    );
  });
});
