import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { fileOf, priceListWorld } from '../../../test/support/price-list-world.ts';
import { fillSmallCatalogue } from '../../../test/support/small-catalogue.ts';
import { isoDate } from '../../kernel/dates.ts';
import { scratchPath, sweepFolders } from './scratch-files.ts';

const by = { actor: 'system' as const };
const head = 'Your code,Manufacturer,Manufacturer part number,Unit price,Lead time\n';

for (const { engine, skip } of engines) {
  describe(`files in passing, on ${engine}`, { skip }, () => {
    it('are gone after reading, whatever came of it, and after a file was taken', async (t) => {
      const database = await freshDatabase(engine);
      const { priceLists, jobs } = await priceListWorld(database, await fillSmallCatalogue(database));
      t.after(async () => {
        await jobs.stop();
        await database.close();
      });
      const left = async (): Promise<readonly string[]> => readdir(dirname(await scratchPath()));
      const submit = async (text: string, fileName = 'prices.csv') => {
        const submitted = await priceLists.submit(
          {
            agreement: 'RM6098',
            lot: '8',
            supplierId: 'marrowby-systems',
            validFrom: isoDate('2026-12-01'),
            fileName,
            file: fileOf(text),
            checkOnly: false,
          },
          by,
        );
        assert.ok(submitted.ok && submitted.value.job);
        return { id: submitted.value.id, job: submitted.value.job.id };
      };
      const sound = await submit(`${head}N1,Norvik,NV14-5120,399.00,5\n`);
      await jobs.complete(sound.job);
      assert.equal((await priceLists.get(sound.id))?.state, 'checked');
      assert.deepEqual(await left(), []);

      const broken = await submit('PK\u0003\u0004 nothing of a workbook', 'prices.xlsx');
      await jobs.complete(broken.job);
      assert.equal((await priceLists.get(broken.id))?.state, 'refused');
      assert.deepEqual(await left(), []);
      assert.equal((await priceLists.annotated(broken.id)).ok, false);
      assert.deepEqual(await left(), []);

      for (const make of [
        () => priceLists.annotated(sound.id),
        () => priceLists.template('RM6098', '8', 'csv'),
        () => priceLists.template('RM6098', '8', 'xlsx'),
      ]) {
        const made = await make();
        assert.ok(made.ok);
        assert.deepEqual(await left(), [basename(made.value.path)]);
        // What pages, interface and command line do with it.
        await rm(made.value.path);
        assert.deepEqual(await left(), []);
      }
    });
  });
}

describe('the folder of files in passing', () => {
  it('is made anew when the machine tidied it away', async () => {
    const before = dirname(await scratchPath());
    await rm(before, { recursive: true });
    const after = dirname(await scratchPath());
    assert.notEqual(after, before);
    await access(after);
  });

  it('goes with its process', () => {
    const script = `import { scratchPath } from ${JSON.stringify(join(import.meta.dirname, 'scratch-files.ts'))};
      process.stdout.write(await scratchPath());`;
    const path = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    assert.ok(path.startsWith(tmpdir()));
    return assert.rejects(access(dirname(path)), /ENOENT/);
  });

  it('is swept when its process was killed, and left alone while it lives or is of another machine', async (t) => {
    const parent = await mkdtemp(join(tmpdir(), 'calloff-sweep-'));
    t.after(() => rm(parent, { recursive: true }));
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(gone, 'exit');
    const name = (host: string, pid: number | undefined): string =>
      `calloff-price-lists-${host.replace(/\W/g, '_')}-${String(pid)}-abcdef`;
    const stays = [name(hostname(), process.ppid), name(`${hostname()}-other`, gone.pid), 'calloff-something'];
    for (const each of [...stays, name(hostname(), gone.pid), name(hostname(), process.pid)]) {
      await mkdir(join(parent, each, 'within'), { recursive: true });
    }
    await sweepFolders(parent);
    assert.deepEqual((await readdir(parent)).toSorted(), stays.toSorted());
  });
});
