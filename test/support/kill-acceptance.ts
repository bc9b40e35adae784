import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { allMigrations } from '../../src/migrations.ts';
import { type Database, type Engine, migrate, openDatabase } from '../../src/platform/database/index.ts';
import { freshDatabase } from './databases.ts';
import { overlapping } from './price-list-lines.ts';
import { priceListWorld, submission } from './price-list-world.ts';
import { fillSmallCatalogue } from './small-catalogue.ts';

const fixture = resolve(import.meta.dirname, '../../src/catalogue/price-lists/kill-worker.fixture.ts');
const lines = 400;

/** What the supplier has on offer from the list's first day, in one line; `before` and `after` are what it may be. */
async function onOffer(database: Database): Promise<string> {
  const found = await sql<{ state: string }>`
    select count(*) || ' at ' || coalesce(min(i.unit_price)::text, '') || ', searched ' ||
      (select count(*) from search_offer s where s.offer_id in (select id from offer where lot = '8'
        and supplier_id = 'marrowby-systems') and s.valid_from <= '2026-12-01' and s.valid_to >= '2026-12-01') as state
    from offer o join offer_interval i on i.offer_id = o.id
    where o.supplier_id = 'marrowby-systems' and o.lot = '8' and i.valid_from <= '2026-12-01'
      and (i.valid_to is null or i.valid_to >= '2026-12-01')`.execute(database.handle);
  return found.rows[0]?.state ?? '';
}

/**
 * Kills a process `kills` times, at moments that `moment` gives in milliseconds, while it reads, checks and accepts a price
 * list. After every kill all of the list is in force or none of it; in the end all of it is.
 */
export async function killStorm(engine: Engine, kills: number, moment: () => number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-kill-'));
  const server = engine === 'postgres' ? await freshDatabase('postgres') : undefined;
  const url = server === undefined ? '' : await addressOf(server);
  const open = (): Promise<Database> => openDatabase({ url, dataDir: folder, poolSize: 4 });
  try {
    let database = await open();
    await migrate(database, ...allMigrations);
    const { priceLists } = await priceListWorld(database, await fillSmallCatalogue(database));
    const rows = Array.from({ length: lines }, (_each, at) => `K${String(at)},Norvik,NV14-5120,300.00,5`);
    const text = `Your code,Manufacturer,Manufacturer part number,Unit price,Lead time\n${rows.join('\n')}\n`;
    const submitted = await priceLists.submit(submission(text), { actor: 'system' });
    assert.ok(submitted.ok);
    const before = await onOffer(database);
    const after = `${String(lines)} at 300.0000, searched ${String(lines)}`;
    await database.close();
    for (let kill = 0; kill < kills; kill += 1) {
      await work(url, folder, submitted.value.id, moment());
      database = await open();
      assert.ok([before, after].includes(await onOffer(database)), await onOffer(database));
      assert.deepEqual(await overlapping(database.handle), []);
      // A worker that died is known by its silence; nobody waits half a minute for that here.
      await sql`update job set worker = null`.execute(database.handle);
      await database.close();
    }
    await work(url, folder, submitted.value.id, undefined);
    database = await open();
    const list = await (await priceListWorld(database, await catalogueOf())).priceLists.get(submitted.value.id);
    assert.equal(list?.state, 'accepted', JSON.stringify(list?.job));
    assert.equal(await onOffer(database), after);
    assert.deepEqual(await overlapping(database.handle), []);
    await database.close();
  } finally {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function catalogueOf() {
  const { createAgreements } = await import('../../src/agreements/index.ts');
  const { requireCategories } = await import('../../src/catalogue/categories.ts');
  const root = resolve(import.meta.dirname, '../..');
  const folders = { agreementsDir: resolve(root, 'agreements'), referenceDir: resolve(root, 'reference') };
  const agreements = await createAgreements(folders);
  assert.ok(agreements.ok);
  return { agreements: agreements.value, categories: await requireCategories(resolve(root, 'reference/categories')) };
}

async function addressOf(database: Database): Promise<string> {
  const found = await sql<{ name: string }>`select current_database() as name`.execute(database.handle);
  const address = new URL(process.env['CALLOFF_TEST_POSTGRES'] ?? 'postgres://root@127.0.0.1:5432/test');
  address.pathname = `/${found.rows[0]?.name ?? ''}`;
  return address.toString();
}

/** Lets a process work; kills it so long after it has started, or lets it come to its end. */
async function work(url: string, folder: string, list: string, killAfter: number | undefined): Promise<void> {
  const child = spawn(process.execPath, [fixture, url, folder, list], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) =>
    child.once('close', () => {
      done();
    }),
  );
  if (killAfter !== undefined) {
    await new Promise<void>((done) => {
      child.stdout.once('data', () => {
        done();
      });
      void ended.then(done);
    });
    await Promise.race([pause(killAfter), ended]);
    child.kill('SIGKILL');
  }
  await ended;
}
