import type { Handle } from '../platform/database/index.ts';
import type { Dictionary } from './search-dictionary.ts';
import { dayNumber, unpackOffers, unpackRanks } from './search-facts.ts';
import { countMatches, readMatches } from './search-match-store.ts';
import type { SearchMemory } from './search-memory.ts';
import { countInMemory, type Matched, matchInMemory, pageInMemory } from './search-memory-match.ts';
import type { MatchedProducts, Page } from './search-tally.ts';
import { walkPage } from './search-walk.ts';
import type { Position, Wanted } from './search-wanted.ts';

/** Where matches come from. All sources answer alike. */
export interface OfferSource {
  /**
   * The match set, at most `most` rows and one more. `near` adds rows that miss one wish only, which the counts of that
   * wish's own group need; `sample` takes only rows whose `spread` is below it.
   */
  matches(wanted: Wanted, options: MatchOptions): Promise<Matched & { readonly version: string }>;
  /** A page of a set too large to hand over. */
  page(wanted: Wanted, options: PageOptions): Promise<Page>;
  /** How many results each of several searches has, up to `most`. */
  counts(searches: readonly Wanted[], most: number): Promise<readonly number[]>;
}

interface MatchOptions {
  readonly most: number;
  readonly near: boolean;
  readonly sample?: number;
}

interface PageOptions {
  readonly after: Position | undefined;
  readonly limit: number;
  readonly grouped: boolean;
}

/** The database itself: for past days, and while a process has not read the offers yet. */
export function databaseSource(handle: Handle, { products: table }: Dictionary): OfferSource {
  return {
    matches: async (wanted, options) => {
      const rows = await readMatches(handle, wanted, options);
      const rank = new Map<number, number>();
      for (const [id, value] of unpackRanks(rows.ranks)) rank.set(table.placeOf(id) ?? -1, value);
      const products: MatchedProducts = { table, rank, day: dayNumber(wanted.on) };
      const offers = unpackOffers(rows.offers, (id) => table.placeOf(id));
      return { found: rows.found, version: rows.version, offers, products };
    },
    page: (wanted, options) => walkPage(handle, wanted, options),
    counts: (searches, most) => countMatches(handle, searches, most),
  };
}

/** What the process keeps in memory. */
export function memorySource(memory: SearchMemory): OfferSource {
  const { version } = memory.dictionary;
  return {
    matches: async (wanted, options) => ({ ...(await matchInMemory(memory, wanted, options)), version }),
    page: (wanted, options) => pageInMemory(memory, wanted, options),
    counts: (searches, most) => Promise.all(searches.map((each) => countInMemory(memory, each, most))),
  };
}
