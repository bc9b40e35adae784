import { CompiledQuery, sql } from 'kysely';
import pg from 'pg';
import { today } from '../src/kernel/dates.ts';
import { createSearch, openLots, type Search } from '../src/catalogue/index.ts';
import { parseOfferQuery } from '../src/catalogue/search-query.ts';
import type { Services } from '../src/services.ts';
import type { BenchSearch } from './searches.ts';

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The statements by which each search asks the database, sent by themselves: what PostgreSQL and its driver take for the same
 * answer, without anything of ours around and without what a server keeps in memory. Milliseconds a search.
 */
export async function rawStatements(services: Services, searches: readonly BenchSearch[]): Promise<readonly number[]> {
  const times: number[] = [];
  const { agreements, categories, database, suppliers } = services;
  const lots = (on: Parameters<typeof openLots>[1]) => openLots(agreements, on);
  const search = createSearch({ database, categories, suppliers, lots, memoryFrom: Infinity });
  for (const { query } of searches) {
    const statements = await statementsOf(services, search, query);
    const began = performance.now();
    for (const { text, values } of statements) {
      await services.database.handle.executeQuery(CompiledQuery.raw(text, [...values]));
    }
    times.push(performance.now() - began);
  }
  await sql`select 1`.execute(services.database.handle);
  return times;
}

async function statementsOf(services: Services, search: Search, query: URLSearchParams): Promise<readonly Statement[]> {
  const places = services.agreements.reference.deliveryPlaces;
  const parsed = parseOfferQuery(Object.fromEntries(query), { day: today(services.clock), unknown: 'refuse', places });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const sent: Statement[] = [];
  const original = Reflect.get(pg.Client.prototype, 'query') as (...args: readonly unknown[]) => unknown;
  const recording = function (this: pg.Client, ...args: readonly unknown[]): unknown {
    const [first, second] = args;
    const given = typeof first === 'object' && first !== null ? { ...first } : {};
    const text = typeof first === 'string' ? first : 'text' in given ? String(given.text) : '';
    if (text !== '') sent.push({ text, values: Array.isArray(second) ? second : [] });
    return Reflect.apply(original, this, args);
  };
  Reflect.set(pg.Client.prototype, 'query', recording);
  try {
    const found = await search.search(parsed.value);
    if (!found.ok) throw new Error(JSON.stringify(found.problems));
  } finally {
    Reflect.set(pg.Client.prototype, 'query', original);
  }
  return sent;
}
