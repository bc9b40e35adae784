import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { type OfferPage, type OfferQuery, parseOfferQuery } from '../../src/catalogue/search-query.ts';
import { createSearch, type Search, searchLimits, type SearchLimits } from '../../src/catalogue/search-service.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { testPlaces } from './delivery-places.ts';
import { loadWorld, type SearchWorld, worldDay, worldRegister } from './search-world.ts';

/** A search's parameters, as an address or a command gives them. */
export type RawSearch = Readonly<Record<string, unknown>>;

/** Where matches come from: the database asked each time, or what the process keeps in memory. */
export const searchSources = ['database', 'memory'] as const;
export type SearchSource = (typeof searchSources)[number];

/** The search over a world that was loaded. */
export async function searchIn(
  database: Database,
  world: SearchWorld,
  source: SearchSource,
  limits: SearchLimits = searchLimits,
): Promise<Search> {
  const search = createSearch({
    database,
    categories: world.categories,
    lots: () => world.lots,
    suppliers: worldRegister(world),
    limits,
    memoryFrom: source === 'memory' ? 0 : Infinity,
  });
  await search.prepare();
  return search;
}

/** The query on the world's day; parameters that are refused fail the test. */
export function queryFrom(raw: RawSearch): OfferQuery {
  const parsed = parseOfferQuery(raw, { day: worldDay, unknown: 'refuse', places: testPlaces });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

/** The page a search gives. */
export async function pageOf(search: Search, raw: RawSearch): Promise<OfferPage> {
  const found = await search.search(queryFrom(raw));
  assert.ok(found.ok, JSON.stringify(found));
  return found.value;
}

/** Puts another world in the place of the one that was loaded. */
export async function refill(database: Database, world: SearchWorld): Promise<void> {
  await sql`truncate search_offer, search_product, search_word, search_code`.execute(database.handle);
  await sql`update search_state set version = version + 1`.execute(database.handle);
  await loadWorld(database, world);
}
