/**
 * Import of a large price list into a catalogue that is large already: `npm run bench:import -- --lines 200000
 * --existing 1000000 --format csv|xlsx --engine postgres`. One JSON line a figure. `--from NAME` copies a database that
 * `npm run bench -- --keep NAME` has filled.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { parseOfferQuery } from '../src/catalogue/search-query.ts';
import { addDays, today } from '../src/kernel/dates.ts';
import { csvText, writeXlsx } from '../src/platform/tables/index.ts';
import type { Services } from '../src/services.ts';
import { createBenchDatabase, fill } from './bench-database.ts';
import { firstShare, grow } from './grow.ts';
import { quantile } from './load.ts';
import { makeSearches } from './searches.ts';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '50000' },
    existing: { type: 'string', default: '200000' },
    format: { type: 'string', default: 'csv' },
    engine: { type: 'string', default: 'postgres' },
    seed: { type: 'string', default: '1' },
    quiet: { type: 'boolean', default: false },
    from: { type: 'string' },
  },
});
const lines = Number(values.lines);
const format = values.format === 'xlsx' ? 'xlsx' : 'csv';

function print(figure: string, facts: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ figure, engine: values.engine, format, lines, ...facts }));
}

interface Target {
  readonly supplier: string;
  readonly lot: string;
}

/** A list for the supplier's lot: products the lot covers, each in as many conditions as it takes to have the lines. */
async function makeFile(services: Services, path: string): Promise<Target> {
  const { handle } = services.database;
  const found = await sql<Target>`select supplier_id as supplier, lot from offer
    group by 1, 2 order by count(*) desc, 1, 2 limit 1`.execute(handle);
  const target = found.rows[0];
  if (target === undefined) throw new Error('The catalogue is empty');
  const products = await sql<{ mpn: string; maker: string }>`
    select p.mpn, m.name as maker from product p join manufacturer m on m.id = p.manufacturer_id
    where p.category in (select distinct q.category from offer o join product q on q.id = o.product_id
      where o.lot = ${target.lot} and q.category like 'end-user-devices/%') order by p.id`.execute(handle);
  const headings = [
    'Your code',
    'Manufacturer',
    'Manufacturer part number',
    'Unit price',
    'Break 1 quantity',
    'Break 1 price',
    'VAT category',
    'Minimum quantity',
    'Pack size',
    'Lead time',
    'Delivery charge',
    'Stock',
    'Warranty months',
    'Warranty type',
    'Condition',
    'Cosmetic grade',
    'Functional grade',
    'Ways to pay',
  ];
  const rows: string[][] = [];
  for (let at = 0; at < lines; at += 1) {
    const { mpn, maker } = products.rows[at % products.rows.length] ?? { mpn: '', maker: '' };
    const round = Math.floor(at / products.rows.length);
    const price = 50 + ((at * 7919) % 150_000) / 100;
    const used = round > 0;
    rows.push([
      `B-${at}`,
      maker,
      mpn,
      price.toFixed(2),
      '25',
      (price * 0.95).toFixed(2),
      'standard',
      '1',
      '1',
      String(1 + (at % 20)),
      '5.95',
      String(at % 400),
      used ? '12' : '36',
      'return-to-base',
      used ? 'refurbished' : 'new',
      used ? `C${(round - 1) % 10}` : '',
      used ? `F${1 + (Math.floor((round - 1) / 10) % 6)}` : '',
      'purchase;lease',
    ]);
  }
  if (format === 'csv') await writeFile(path, csvText([headings, ...rows]));
  else await writeXlsx(path, [{ name: 'Prices', rows: [headings, ...rows].map((cells) => ({ cells })) }]);
  return target;
}

/** Searches one after another, with pauses, until told to stop; gives the milliseconds each took. */
async function searching(services: Services, stop: AbortSignal): Promise<readonly number[]> {
  const day = today(services.clock);
  const queries = await makeSearches(services.database.handle, 200, 5);
  const times: number[] = [];
  for (let at = 0; !stop.aborted; at += 1) {
    const parsed = parseOfferQuery(Object.fromEntries(queries[at % queries.length]?.query ?? []), {
      day,
      unknown: 'refuse',
      places: services.agreements.reference.deliveryPlaces,
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const began = performance.now();
    await services.search.search(parsed.value);
    times.push(performance.now() - began);
    await pause(50);
  }
  return times;
}

/** The most processor time of this thread between two turns of the event loop, ms: what it was blocked by itself. */
function watchTurns(): { readonly most: () => number; readonly stop: () => void } {
  let [last, most] = [process.threadCpuUsage(), 0];
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    most = Math.max(most, (now.user - last.user + now.system - last.system) / 1000);
    last = now;
  }, 2);
  return {
    most: () => most,
    stop: () => {
      clearInterval(timer);
    },
  };
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const began = performance.now();
  const result = await work();
  return [result, (performance.now() - began) / 1000];
}

const database = await createBenchDatabase(values.engine === 'pglite' ? 'pglite' : 'postgres', { from: values.from });
const folder = await mkdtemp(join(tmpdir(), 'calloff-bench-import-'));
try {
  const services = await database.open();
  await fill(services, firstShare(Number(values.existing)), Number(values.seed));
  if (values.engine !== 'pglite') await grow(services, Number(values.existing), Number(values.seed));
  await sql`vacuum analyze`.execute(services.database.handle);
  const path = join(folder, `list.${format}`);
  const target = await makeFile(services, path);
  await services.search.prepare();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const idle = new AbortController();
  const warm = searching(services, idle.signal);
  await pause(20_000);
  idle.abort();
  const before = await warm;
  const alone = delay.max / 1e6;
  globalThis.gc?.();
  const idleMemory = process.memoryUsage.rss() / 1_048_576;
  delay.reset();
  const turns = watchTurns();
  let peak = idleMemory;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss() / 1_048_576)), 100);
  const done = new AbortController();
  const searches = values.quiet ? Promise.resolve([]) : searching(services, done.signal);
  const by = { actor: 'system' as const };
  const [checked, check] = await timed(async () => {
    const submitted = await services.priceLists.submit(
      {
        agreement: services.agreements.packs[0]?.number.value ?? '',
        lot: target.lot,
        supplierId: target.supplier,
        validFrom: addDays(today(services.clock), 1),
        fileName: `list.${format}`,
        file: createReadStream(path),
        checkOnly: false,
      },
      by,
    );
    if (!submitted.ok || submitted.value.job === null) throw new Error(JSON.stringify(submitted));
    await services.jobs.complete(submitted.value.job.id);
    return services.priceLists.get(submitted.value.id);
  });
  if (checked?.state !== 'checked') {
    const problems = await services.priceLists.problems(checked?.id ?? '', { limit: 5 });
    throw new Error(JSON.stringify([checked?.state, checked?.problems, checked?.job, problems]));
  }
  print('check', { unit: 'lines a second', rate: lines / check, seconds: check, changes: checked.counts?.changes });
  const [accepted, accept] = await timed(async () => {
    const asked = await services.priceLists.accept(checked.id, { repairs: true }, by);
    if (!asked.ok || asked.value.job === null) throw new Error(JSON.stringify(asked));
    await services.jobs.complete(asked.value.job.id);
    return services.priceLists.get(checked.id);
  });
  done.abort();
  const during = await searches;
  clearInterval(watch);
  delay.disable();
  turns.stop();
  print('accept', { unit: 'lines a second', rate: lines / accept, seconds: accept, state: accepted?.state });
  print('import', { unit: 'lines a second', rate: lines / (check + accept), seconds: check + accept });
  print('memory', { unit: 'MB above idle', idle: idleMemory, peak, above: peak - idleMemory });
  print('event-loop', {
    unit: 'ms',
    searchesAlone: alone,
    max: delay.max / 1e6,
    p99: delay.percentile(99) / 1e6,
    ownProcessorTime: turns.most(),
  });
  print('searches', {
    unit: 'ms p95',
    before: quantile(before, 0.95),
    during: quantile(during, 0.95),
    count: during.length,
  });
  await services.close();
} finally {
  await rm(folder, { recursive: true, force: true });
  await database.drop();
}
