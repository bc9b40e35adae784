import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { isoDate } from '../../src/kernel/dates.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { engines, freshDatabase } from '../support/databases.ts';
import { fillSmallCatalogue, type PriceListWorld, priceListWorld } from '../support/price-list-world.ts';
import { type HostileFile, hostileFiles } from './hostile-files.ts';

const by = { actor: 'system' } as const;

/** What the file is told: problems and repairs in the words of `HostileFile.says`, and the state of the list. */
async function judge(
  { priceLists, jobs }: PriceListWorld,
  file: HostileFile,
): Promise<Pick<HostileFile, 'says' | 'state'>> {
  const sent = await priceLists.submit(
    {
      agreement: 'RM6098',
      lot: '2',
      supplierId: 'marrowby-systems',
      validFrom: isoDate('2026-12-01'),
      fileName: file.fileName,
      file: pieces(file.bytes()),
      checkOnly: false,
    },
    by,
  );
  assert.ok(sent.ok, JSON.stringify(sent));
  const { id, job } = sent.value;
  assert.ok(job !== null);
  await jobs.complete(job.id, { signal: new AbortController().signal, onProgress: () => undefined });
  const list = await priceLists.get(id);
  assert.ok(list !== undefined);
  const problems = [...list.problems, ...(await priceLists.problems(id, { limit: 100 })).items];
  for (const each of problems) {
    assert.notEqual(each.message, '', 'a message says what is wrong');
    assert.notEqual(each.remedy, '', 'and what to do');
    assert.ok(each.message.length < 600, 'a message can be read');
    assert.doesNotMatch(`${each.message} ${each.remedy}`, /node_modules|\.ts\b|select |undefined|\[object/);
  }
  const repairs = (await priceLists.repairs(id, { limit: 100 })).items;
  const { state } = list;
  assert.ok(state === 'refused' || state === 'needs-mapping' || state === 'checked', `it ends ${state}`);
  const says = [
    ...problems.map((each) => `${each.row === undefined ? '' : `${each.row} `}${each.code}`),
    ...repairs.map((each) => `${each.row} ${each.field}=${each.to}`),
  ];
  return { says: says.toSorted(), state };
}

async function* pieces(bytes: Buffer): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield await Promise.resolve(bytes.subarray(at, at + 65_536));
}

/** Everything that is on offer, and everything searches read of it. */
async function whatIsLive({ handle }: Database): Promise<string> {
  const read = await sql<{ all: string }>`select md5(
    coalesce((select string_agg(o::text, '|' order by o.id) from offer o), '') ||
    coalesce((select string_agg(i::text, '|' order by i.offer_id, i.valid_from) from offer_interval i), '') ||
    coalesce((select string_agg(s::text, '|' order by s.offer_id, s.valid_from) from search_offer s), '')) as all`.execute(
    handle,
  );
  return read.rows[0]?.all ?? '';
}

for (const { engine, skip } of engines) {
  describe(`bad price lists on ${engine}`, { skip }, () => {
    it('are each told what is wrong, and change nothing', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const desk = await priceListWorld(database, await fillSmallCatalogue(database));
      t.after(() => desk.jobs.stop());
      const before = await whatIsLive(database);
      assert.ok(hostileFiles.length >= 60, 'there are many');
      for (const file of hostileFiles) {
        await t.test(file.name, async () => {
          const judged = await judge(desk, file);
          assert.deepEqual(judged, { says: file.says.toSorted(), state: file.state });
          assert.equal(await whatIsLive(database), before, 'what is on offer stays as it was');
        });
      }
    });
  });
}
