/**
 * Benchmarks: `npm run bench -- --offers 20000 --engine pglite|postgres`. One JSON line a figure on standard output. The
 * server runs as a process of its own on a database made for the purpose; this process asks.
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createBenchDatabase, fill } from './bench-database.ts';
import { type BenchServer, startBenchServer } from './bench-server.ts';
import { askAll, quantile } from './load.ts';
import { rawStatements } from './raw.ts';
import { priceChanges } from './price-change.ts';
import { type BenchSearch, makeSearches, searchSets } from './searches.ts';

const { values } = parseArgs({
  options: {
    offers: { type: 'string', default: '20000' },
    engine: { type: 'string', default: 'pglite' },
    searches: { type: 'string', default: '480' },
    pages: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
const engine = values.engine === 'postgres' ? 'postgres' : 'pglite';
const offers = Number(values.offers);
const seed = Number(values.seed);
/** Statements alone are slow at a million: fewer of them are enough for a median. */
const rawAtMost = 60;
/** A catalogue of this size and more has targets of its own. */
const large = offers >= 500_000;
/** Milliseconds an API search may take, 95 of 100, and result pages a second. */
const targets = {
  search: { pglite: 60, postgres: large ? 150 : 25 },
  pages: { pglite: null, postgres: large ? 40 : 200 },
};
/** Of one kind each: milliseconds half of them and 95 of 100 may take at a million; how many times the statements alone at 100,000. */
const sets: Readonly<Record<string, { readonly p50?: number; readonly p95?: number; readonly ratio?: number }>> = {
  term: { ratio: 4 },
  'term+lot+price': { p50: 15, p95: 80 },
  'term+lot+facets': { p95: 150, ratio: 2.5 },
  browse: { p95: 150, ratio: 20 },
  fragment: { p95: 150 },
};

function print(figure: string, facts: Readonly<Record<string, unknown>>): void {
  const rounded = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'number' ? Math.round(value * 100) / 100 : value,
  ]);
  process.stdout.write(`${JSON.stringify({ figure, engine, offers, ...Object.fromEntries(rounded) })}\n`);
}

function spread(times: readonly number[]) {
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), p99: quantile(times, 0.99), count: times.length };
}

/** Milliseconds of processor time a request: on a busy machine it says more than the clock. */
function spent(from: number | undefined, to: number | undefined, requests: number): number | null {
  return from === undefined || to === undefined ? null : ((to - from) * 1000) / requests;
}

/** What both sides of the wire took of the processors while something ran. */
async function watched<T>(server: BenchServer, requests: number, work: () => Promise<T>) {
  const own = process.cpuUsage();
  const before = server.cpuSeconds();
  const asked = await database.cpuSeconds();
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  const used = process.cpuUsage(own);
  const after = server.cpuSeconds();
  const answered = await database.cpuSeconds();
  const cores = (from: number | undefined, to: number | undefined): number | null =>
    from === undefined || to === undefined ? null : (to - from) / seconds;
  return {
    result,
    seconds,
    shares: {
      serverCores: cores(before, after),
      databaseCores: cores(asked, answered),
      loadGeneratorCores: (used.user + used.system) / 1_000_000 / seconds,
      serverMsEach: spent(before, after, requests),
      databaseMsEach: spent(asked, answered, requests),
    },
  };
}

async function measureSearches(server: BenchServer, searches: readonly BenchSearch[]): Promise<number> {
  const urls = searches.map(({ query }) => `${server.origin}/api/v1/offers?${query.toString()}`);
  await askAll(urls, 1);
  const { result, shares } = await watched(server, urls.length, () => askAll(urls, 1));
  const target = targets.search[engine];
  const p95 = quantile(result, 0.95);
  print('api-search', { unit: 'ms', ...spread(result), target, met: p95 <= target, ...shares });
  for (const kind of new Set(searches.map((each) => each.kind))) {
    print(`api-search ${kind}`, { unit: 'ms', ...spread(result.filter((_each, at) => searches[at]?.kind === kind)) });
  }
  return p95;
}

/** Searches of one kind against the limits of that kind, and against the statements that would find the same. */
async function measureSet(server: BenchServer, set: string, searches: readonly BenchSearch[], raw: readonly number[]) {
  const urls = searches.map(({ query }) => `${server.origin}/api/v1/offers?${query.toString()}`);
  await askAll(urls, 1);
  const { result, shares } = await watched(server, urls.length, () => askAll(urls, 1));
  const limits = sets[set] ?? {};
  const { p50, p95 } = spread(result);
  const ratio = p50 / quantile(raw, 0.5);
  const met = (value: number, most: number | undefined): boolean => most === undefined || value <= most;
  print(`api-set ${set}`, {
    unit: 'ms',
    ...spread(result),
    ...(raw.length === 0 ? {} : { rawP50: quantile(raw, 0.5), rawP95: quantile(raw, 0.95), ratio }),
    limits,
    met: (!large || (met(p50, limits.p50) && met(p95, limits.p95))) && (raw.length === 0 || met(ratio, limits.ratio)),
    ...shares,
  });
}

async function measurePages(server: BenchServer, searches: readonly BenchSearch[]): Promise<void> {
  const urls = searches.map(({ query }) => `${server.origin}/catalogue/search?${query.toString()}`);
  const warm = Math.min(300, Math.floor(urls.length / 5));
  await askAll(urls.slice(0, warm), 8);
  const measured = urls.slice(warm);
  const { result, seconds, shares } = await watched(server, measured.length, () => askAll(measured, 8));
  const rate = measured.length / seconds;
  const target = targets.pages[engine];
  print('results-page', {
    unit: 'pages a second',
    rate,
    target,
    met: target === null ? null : rate >= target,
    distinct: new Set(measured).size,
    atATime: 8,
    p50: quantile(result, 0.5),
    p95: quantile(result, 0.95),
    ...shares,
  });
}

print('machine', { cpus: availableParallelism(), model: cpus()[0]?.model ?? '', node: process.version });
const database = await createBenchDatabase(engine, { keep: values.keep });
try {
  const services = await database.open();
  const filled = await fill(services, offers, seed);
  print('filled', { unit: 'seconds', ...filled });
  const { handle } = services.database;
  const count = Number(values.searches);
  const searches = await makeSearches(handle, count, seed);
  const pages = await makeSearches(handle, Number(values.pages), seed + 1);
  const rawOf = async (some: readonly BenchSearch[]): Promise<readonly number[]> => {
    // At a million these take seconds each and are compared with nothing.
    if (engine === 'pglite' || large) return [];
    await rawStatements(services, some.slice(0, 40));
    return rawStatements(services, some.slice(0, rawAtMost));
  };
  const raw = await rawOf(searches);
  const kinds: { readonly set: string; readonly some: readonly BenchSearch[]; readonly raw: readonly number[] }[] = [];
  for (const set of searchSets) {
    const some = await makeSearches(handle, Math.ceil(count / 3), seed + 2, set);
    kinds.push({ set, some, raw: await rawOf(some) });
  }
  await services.close();
  const server = await startBenchServer(database.env);
  try {
    await server.quiet(() => database.cpuSeconds());
    print('memory', { unit: 'MB', when: 'started', ...server.memory() });
    const p95 = await measureSearches(server, searches);
    if (raw.length > 0) {
      print('raw-statements', { unit: 'ms', ...spread(raw), ratioOfApiP95: p95 / quantile(raw, 0.95) });
    }
    for (const each of kinds) await measureSet(server, each.set, each.some, each.raw);
    await measurePages(server, pages);
    if (database.url !== undefined) print('price-change', await priceChanges(database.url, server.origin));
    print('memory', { unit: 'MB', when: 'after the load', ...server.memory() });
  } finally {
    await server.stop();
  }
} finally {
  await database.drop();
}
