import type { IsoDate } from '../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../kernel/outcome.ts';
import type { Suppliers, Trading } from '../organisations/index.ts';
import type { Database, Handle } from '../platform/database/index.ts';
import type { CategoryTree } from './categories.ts';
import { readCursor, writeCursor } from './search-cursor.ts';
import { ownFigure } from './search-emissions.ts';
import { searchMark } from './search-mark.ts';
import { type Dictionary, keepDictionary } from './search-dictionary.ts';
import { dayNumber, type MatchedOffers, unpackOffers } from './search-facts.ts';
import { facetsOf, focusCategory } from './search-facets.ts';
import { offerItem } from './search-items.ts';
import { readItems } from './search-items-store.ts';
import type { OpenLot } from './search-lots.ts';
import { keepMemory, type SearchMemory } from './search-memory.ts';
import type { Matched } from './search-memory-match.ts';
import { planSearch, readWords, type Surroundings, surroundingsOf } from './search-plan.ts';
import type { OfferItem, OfferPage, OfferQuery } from './search-query.ts';
import { relaxations } from './search-relax.ts';
import { spreadEnd } from './search-row.ts';
import { judgeSample } from './search-sample.ts';
import { databaseSource, memorySource, type OfferSource } from './search-source.ts';
import { suggest, type Suggestions } from './search-suggest.ts';
import { countFacets, type FacetCounts, type MatchedProducts, type Page, pageOf } from './search-tally.ts';
import { scaleCounts, withOtherChoices } from './search-estimate.ts';
import type { Position, Wanted } from './search-wanted.ts';
import { lotValue } from './search-write-store.ts';

export interface SearchLimits {
  /** Results are counted up to this number; of more, it is said that there are more. */
  readonly counted: number;
  /** Rows looked at to estimate counts where all would be too many. */
  readonly sampled: number;
}

export const searchLimits: SearchLimits = { counted: 10_000, sampled: 3_000 };

export interface Search {
  /** The page of results a query asks for. Problems: a cursor of another search, a category that does not exist. */
  search(query: OfferQuery): Promise<Outcome<OfferPage>>;
  /** What a person may be typing: categories, makers, products and part numbers. */
  suggest(typed: string): Promise<Suggestions>;
  /** Reads the offers into memory where they are many; until then searches ask the database. The first search begins it otherwise. */
  prepare(): Promise<void>;
}

export interface SearchOptions {
  readonly database: Database;
  readonly categories: CategoryTree;
  /** Lots that take new business that day (`openLots`). */
  readonly lots: (on: IsoDate) => readonly OpenLot[];
  readonly suppliers: Pick<Suppliers, 'trading'>;
  /** Smaller in tests. */
  readonly limits?: SearchLimits;
  /** Search rows from which on words and offers are kept in memory: 0 always, infinitely many never. */
  readonly memoryFrom?: number;
}

/**
 * Of fewer rows PostgreSQL finds the matches as quickly, and on a processor that the server's one thread leaves free. The
 * embedded engine runs on that thread.
 */
const worthMemory = { pglite: 0, postgres: 50_000 } as const;

/** Opens the door to searching offers. */
export function createSearch(options: SearchOptions): Search {
  const { database, categories, lots, suppliers, limits = searchLimits } = options;
  const memoryFrom = options.memoryFrom ?? worthMemory[database.engine];
  const keeper = keepDictionary(database.handle);
  const memory = keepMemory(database.handle, keeper);
  const remembers = async (): Promise<boolean> => (await keeper.current()).size >= memoryFrom;
  const current = async (): Promise<SearchMemory | undefined> => ((await remembers()) ? memory.current() : undefined);
  const means: Means = { handle: database.handle, limits, samples: new WeakMap() };

  let kept:
    | { readonly on: IsoDate; readonly trading: Trading; readonly dictionary: Dictionary; around: Surroundings }
    | undefined;

  /** The same object as long as nothing it is made of changes, which is mostly: searches are for today. */
  async function surroundings(on: IsoDate, dictionary: Dictionary): Promise<Surroundings> {
    const trading = await suppliers.trading(on);
    if (kept?.on === on && kept.trading === trading && kept.dictionary === dictionary) return kept.around;
    const known = { categories, lots: lots(on), suppliers: trading.suppliers, closed: trading.closed };
    const around = surroundingsOf(known, dictionary);
    kept = { on, trading, dictionary, around };
    return around;
  }

  async function once(query: OfferQuery) {
    const kept = await current();
    const remembered = kept !== undefined && dayNumber(query.on) >= kept.since ? kept : undefined;
    const dictionary = remembered?.dictionary ?? (await keeper.current());
    const source = remembered === undefined ? databaseSource(database.handle, dictionary) : memorySource(remembered);
    const around = await surroundings(query.on, dictionary);
    const ordered = databaseSource(database.handle, dictionary);
    return { dictionary, ...(await searchOnce({ ...means, source, ordered }, query, dictionary, around)) };
  }

  return {
    search: async (query) => {
      const problems = queryProblems(query, categories);
      if (problems.length > 0) return fail(...problems);
      const first = await once(query);
      if (first.version === first.dictionary.version) return succeed(first.page);
      // Names or words came in since this process last looked: read them, and ask once more.
      await keeper.renewed(first.version);
      const second = await once(query);
      return succeed(second.page);
    },
    suggest: async (typed) => {
      const kept = await current();
      const dictionary = kept?.dictionary ?? (await keeper.current());
      return suggest({ handle: database.handle, categories, dictionary }, kept, typed);
    },
    prepare: async () => {
      if (await remembers()) await memory.ready();
    },
  };
}

function queryProblems(query: OfferQuery, categories: CategoryTree): readonly Problem[] {
  const problems: Problem[] = query.category
    .filter((each) => categories.get(each) === undefined)
    .map((each) => ({
      code: 'category-unknown',
      path: 'category',
      value: each,
      message: `There is no category ${each}.`,
      remedy: 'Use the path of a category listed at /api/v1/categories.',
    }));
  if (query.cursor !== undefined && readCursor(query.cursor)?.mark !== searchMark(query)) {
    problems.push({
      code: 'cursor-foreign',
      path: 'cursor',
      value: query.cursor.slice(0, 100),
      message: 'The cursor is not one of this search.',
      remedy: 'Take it out to begin at the first page, and follow next from there.',
    });
  }
  return problems;
}

/** What a search found, before the rows of the page are read. */
interface Found {
  readonly counts: FacetCounts;
  readonly page: Page;
  readonly totalIsExact: boolean;
  readonly inexact: ReadonlySet<string> | 'all' | 'none';
  readonly version: string;
}

/** A fair sample of all offers on a day, and when it was taken. */
interface KeptSample {
  /** Milliseconds of the process. */
  readonly at: number;
  readonly offers: MatchedOffers;
  readonly products: MatchedProducts;
}

/** Estimates may be this much behind, milliseconds. */
const sampleKept = 30_000;

interface Means {
  readonly handle: Handle;
  readonly limits: SearchLimits;
  readonly samples: WeakMap<Surroundings, KeptSample>;
}

interface Sources {
  /** Where matches are looked for. */
  readonly source: OfferSource;
  /** The database: it has all offers in order of their lowest price. */
  readonly ordered: OfferSource;
}

async function searchOnce(
  means: Means & Sources,
  query: OfferQuery,
  dictionary: Dictionary,
  around: Surroundings,
): Promise<{ readonly page: OfferPage; readonly version: string }> {
  const read = readWords(query, dictionary);
  const wanted = planSearch(query, read, around, dictionary);
  const found = read.unreadable ? nothing(dictionary) : await find(means, query, wanted, around, dictionary);
  const { counts, page } = found;
  const rows = await readItems(
    means.handle,
    page.page.map((each) => each.offer),
    query.on,
  );
  const byOffer = new Map(rows.map((each) => [each.offer_id, each]));
  const routes = new Map(around.lots.map((each) => [lotValue(each.agreement, each.lot), each.route]));
  const shared = { suppliers: around.suppliers, routes, dictionary, day: dayNumber(query.on) };
  const grouped = query.group === 'product';
  const items = page.page.flatMap((each) => {
    const row = byOffer.get(String(each.offer));
    if (row === undefined) return [];
    const item = offerItem(row, query, shared);
    return grouped ? { ...item, offers: each.offers, pick: pickOf(query.sort, item) } : item;
  });
  const last = page.page.at(-1);
  const focus = focusCategory(query, counts, { around, dictionary });
  const empty = page.page.length === 0 && query.cursor === undefined;
  return {
    version: rows[0]?.version ?? found.version,
    page: {
      total: found.totalIsExact ? counts.total : means.limits.counted,
      totalIsExact: found.totalIsExact,
      ...(grouped ? { totalProducts: page.rows } : {}),
      items,
      facets: query.facets ? facetsOf({ query, counts, around, dictionary, inexact: found.inexact }) : [],
      next:
        page.more && last !== undefined
          ? writeCursor({ on: query.on, mark: searchMark(query), position: last.position })
          : null,
      ...(focus === undefined ? {} : { focus }),
      quantity: query.quantity,
      ...(query.place === undefined ? {} : { place: query.place }),
      on: query.on,
      ...(read.corrected === undefined ? {} : { corrected: read.corrected }),
      ...(empty ? { relax: await relaxations(means.source, { query, read, wanted, around, dictionary, counts }) } : {}),
    },
  };
}

/** Which of its product's offers an item is. */
function pickOf(sort: OfferQuery['sort'], item: OfferItem): NonNullable<OfferItem['pick']> {
  if (sort === 'leadTime') return 'quickest';
  return sort === 'emissions' && ownFigure(item) !== undefined ? 'lowest-emission' : 'lowest';
}

function nothing(dictionary: Dictionary): Found {
  const offers = unpackOffers([], () => undefined);
  const products: MatchedProducts = { table: dictionary.products, rank: new Map(), day: 0 };
  return {
    counts: countFacets(offers, products, [], false),
    page: { rows: 0, page: [], more: false },
    totalIsExact: true,
    inexact: 'none',
    version: dictionary.version,
  };
}

/** Sorts that an index of lowest prices roughly has, when no words are looked for. */
const risesInPrice: ReadonlySet<OfferQuery['sort']> = new Set(['relevance', 'price', 'deliveredPrice']);

/** Whether the cheapest of all offers are the results: an index gives the page, without a look at every offer. */
function beginsCheapest(wanted: Wanted): boolean {
  const all = wanted.wishes.every((each) => each.kind === 'price' && each.from === null);
  return all && wanted.words === null && wanted.conditions.length === 0 && risesInPrice.has(wanted.sort);
}

/**
 * Finds the match set. Small enough, all is counted and sorted from it, with the rows that miss one wish for that wish's
 * own counts. Otherwise a fair sample tells what the other choices would give; the results alone are counted when they are
 * few enough, and when these too are too many, the page comes from walking the order and all counts from the sample.
 */
async function find(
  means: Means & Sources,
  query: OfferQuery,
  wanted: Wanted,
  around: Surroundings,
  dictionary: Dictionary,
): Promise<Found> {
  const { source, limits } = means;
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor)?.position;
  const filtered = wanted.wishes.length > 0;
  const hopeless = wanted.words === null && dictionary.size > limits.counted * 1.5;
  if (!hopeless) {
    const all = await source.matches(wanted, { most: limits.counted, near: query.facets });
    if (all.found <= limits.counted) return fromMatches(all, query, wanted, { after, near: query.facets });
  }
  const share = Math.min(1, limits.sampled / Math.max(dictionary.size, 1));
  const estimate = await estimateFrom(means, wanted, around, share);
  if ((filtered || hopeless) && !surelyMore(estimate.total, share, limits)) {
    const met = await source.matches(wanted, { most: limits.counted, near: false });
    if (met.found <= limits.counted) {
      const found = fromMatches(met, query, wanted, { after, near: false });
      const inexact = new Set(wanted.wishes.map((each) => each.name));
      return { ...found, counts: withOtherChoices(found.counts, estimate, wanted.wishes, share), inexact };
    }
  }
  const walk = { after, limit: query.limit, grouped: query.group === 'product' };
  const walked = beginsCheapest(wanted) ? means.ordered : source;
  return {
    counts: scaleCounts(estimate, share),
    page: await walked.page(wanted, walk),
    totalIsExact: false,
    inexact: 'all',
    version: dictionary.version,
  };
}

/** Counts a fair sample: of the offers with the words, or of all offers as this process keeps them for a while. */
async function estimateFrom(
  { source, limits, samples }: Means & { readonly source: OfferSource },
  wanted: Wanted,
  around: Surroundings,
  share: number,
): Promise<FacetCounts> {
  const sample = Math.floor(spreadEnd * share);
  // Far more than expected means that the planner knows little of the tables yet; even then it ends.
  const read = { most: limits.sampled * 20, near: true, sample };
  if (wanted.words !== null) {
    const { offers, products } = await source.matches(wanted, read);
    return countFacets(offers, products, wanted.wishes, true);
  }
  const kept = samples.get(around);
  const fresh = kept !== undefined && performance.now() - kept.at < sampleKept;
  const everything: Wanted = { ...wanted, quantity: 1, sort: 'price', conditions: [], wishes: [] };
  const { offers, products } = fresh ? kept : await source.matches(everything, read);
  if (!fresh) samples.set(around, { at: performance.now(), offers, products });
  return countFacets(judgeSample(offers, products, wanted), products, wanted.wishes, true);
}

/** Whether so many of a sample are results that there are certainly more than are counted: five deviations away. */
function surelyMore(met: number, share: number, limits: SearchLimits): boolean {
  return share < 1 && met - 5 * Math.sqrt(met) > limits.counted * share;
}

function fromMatches(
  { offers, products, version }: Matched & { readonly version: string },
  query: OfferQuery,
  wanted: Wanted,
  { after, near }: { readonly after: Position | undefined; readonly near: boolean },
): Found {
  return {
    counts: countFacets(offers, products, wanted.wishes, near),
    page: pageOf(offers, products, { sort: query.sort, grouped: query.group === 'product', limit: query.limit, after }),
    totalIsExact: true,
    inexact: 'none',
    version,
  };
}
