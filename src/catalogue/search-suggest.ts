import { cleanLine } from '../kernel/text.ts';
import type { Handle } from '../platform/database/index.ts';
import type { CategoryTree } from './categories.ts';
import type { Category } from './category.ts';
import { conditions } from './offer.ts';
import type { Dictionary } from './search-dictionary.ts';
import type { SearchMemory } from './search-memory.ts';
import { type ReadWords, readWords, wantedWords } from './search-plan.ts';
import {
  countByCategory,
  countByProduct,
  rankSuggested,
  readSuggested,
  type SuggestedProduct,
} from './search-suggest-store.ts';
import type { WantedWords } from './search-wanted.ts';
import { type QueryPart, type QueryWord, wordsOf } from './search-words.ts';

/** Something that begins with what was typed, or nearly. */
export interface Suggestion {
  readonly kind: 'category' | 'manufacturer' | 'product';
  /** Category path, the maker's identifier, or the product's slug. */
  readonly value: string;
  readonly label: string;
  /** The part number of a product. */
  readonly mpn?: string;
}

export interface Suggestions {
  readonly items: readonly Suggestion[];
  /** Words that nothing is called by, and the near ones that were looked for instead. */
  readonly corrected?: { readonly from: string; readonly to: string };
}

/** How many of each kind, and the least and most characters that are looked at. */
const most = { category: 4, manufacturer: 3, product: 6 } as const;
const leastTyped = 2;
const mostTyped = 200;

/** Of many products that match so many are weighed by their offers. */
const mostWeighed = 200;

interface Around {
  readonly handle: Handle;
  readonly categories: CategoryTree;
  readonly dictionary: Dictionary;
}

/** What a person may be typing. Every word must be there; the last one may be unfinished. */
export async function suggest(around: Around, memory: SearchMemory | undefined, typed: string): Promise<Suggestions> {
  const { dictionary } = around;
  const q = cleanLine(typed).slice(0, mostTyped);
  if (q.length < leastTyped) return { items: [] };
  const read = readWords({ q, exact: false }, dictionary);
  if (read.words.length === 0) return { items: [] };
  const categories = await matchingCategories(read, around);
  const named = categories.filter((each) => each.rank === 0).map((each) => each.category);
  const items: Suggestion[] = [
    ...categories.slice(0, most.category).map(({ category }): Suggestion => ({
      kind: 'category',
      value: category.id,
      label: category.name,
    })),
    ...matchingMakers(read, dictionary),
    ...(await matchingProducts(read, named, around, memory)).map((each): Suggestion => ({
      kind: 'product',
      value: each.slug,
      label: each.title,
      mpn: each.mpn,
    })),
  ];
  return { items, ...(read.corrected === undefined ? {} : { corrected: read.corrected }) };
}

/** How a category goes by what was typed: 0 by its own name from the beginning, 1 and 2 less so; undefined not at all. */
function nameRank(category: Category, words: readonly QueryWord[]): 0 | 1 | 2 | undefined {
  const own = [category.name, category.noun.one].map(wordsOf);
  const other = category.synonyms.map(wordsOf);
  if (own.some((each) => begins(each, words))) return 0;
  if (own.some((each) => holdsAll(each, words)) || other.some((each) => begins(each, words))) return 1;
  return holdsAll([...own, ...other].flat(), words) ? 2 : undefined;
}

interface RankedCategory {
  readonly category: Category;
  readonly rank: 0 | 1 | 2;
}

/** Every category that goes by what was typed, those first that do so by name, of these the ones with most offers. */
async function matchingCategories({ words }: ReadWords, around: Around): Promise<readonly RankedCategory[]> {
  const found = around.categories.all().flatMap((category) => {
    const rank = nameRank(category, words);
    return rank === undefined ? [] : [{ category, rank }];
  });
  if (found.length < 2) return found;
  const counts = await offersByCategory(around.handle);
  const offers = new Map(found.map(({ category }) => [category.id, offersIn(category, counts, around)]));
  return found.toSorted(
    (one, other) => one.rank - other.rank || (offers.get(other.category.id) ?? 0) - (offers.get(one.category.id) ?? 0),
  );
}

function offersIn(
  category: Category,
  counts: Awaited<ReturnType<typeof countByCategory>>,
  { categories, dictionary }: Around,
): number {
  const scope = categories.scope(category.id);
  const places = scope.conditions.map((each) => (conditions as readonly string[]).indexOf(each));
  let sum = 0;
  for (const leaf of scope.categories) {
    for (const [condition, offers] of counts.get(dictionary.code('category', leaf) ?? -1) ?? []) {
      if (places.length === 0 || places.includes(condition)) sum += offers;
    }
  }
  return sum;
}

/** Counts that an order of suggestions goes by may be this much behind, milliseconds. */
const countsKept = 300_000;

/** What is read of a database, kept for a while. */
function keptFor<T>(read: (handle: Handle) => Promise<T>): (handle: Handle) => Promise<T> {
  const all = new WeakMap<Handle, { readonly at: number; readonly value: Promise<T> }>();
  return (handle) => {
    const kept = all.get(handle);
    if (kept !== undefined && performance.now() - kept.at < countsKept) return kept.value;
    const value = read(handle);
    all.set(handle, { at: performance.now(), value });
    // What fails is tried again by the next.
    value.catch(() => all.delete(handle));
    return value;
  };
}

const offersByCategory = keptFor(countByCategory);
const offersByProduct = keptFor(countByProduct);

function matchingMakers({ words }: ReadWords, dictionary: Dictionary): readonly Suggestion[] {
  return dictionary
    .all('manufacturer')
    .filter((each) => holdsAll(wordsOf(each.label), words))
    .toSorted((one, other) => one.label.localeCompare(other.label, 'en'))
    .slice(0, most.manufacturer)
    .map((each) => ({ kind: 'manufacturer', value: each.value, label: each.label }));
}

function holdsAll(name: readonly string[], words: readonly QueryWord[]): boolean {
  return words.every((word) =>
    word.forms.some((form) => form.every((part) => name.some((each) => isPart(each, part)))),
  );
}

/** Whether a name begins with the words, in their order. */
function begins(name: readonly string[], words: readonly QueryWord[]): boolean {
  return words.every((word, place) =>
    word.forms.some(([part, ...more]) => part !== undefined && more.length === 0 && isPart(name[place] ?? '', part)),
  );
}

function isPart(word: string, part: QueryPart): boolean {
  return part.prefix ? word.startsWith(part.word) : word === part.word;
}

/**
 * The products that match best, of these the ones with most offers. A category that goes by what was typed counts as named
 * by it: its products come first, as in a search for its whole name.
 */
async function matchingProducts(
  { words }: ReadWords,
  named: readonly Category[],
  { handle, categories, dictionary }: Around,
  memory: SearchMemory | undefined,
): Promise<readonly SuggestedProduct[]> {
  const plain = wantedWords(words, categories, dictionary);
  if (plain === null) return [];
  const leaves = named.flatMap((each) => categories.scope(each.id).categories);
  const codes = [...plain.categories, ...leaves.flatMap((each) => dictionary.code('category', each) ?? [])];
  const wanted = { ...plain, categories: [...new Set(codes)] };
  const chosen = memory === undefined ? await bestInDatabase(handle, wanted) : bestInMemory(memory, wanted);
  const byId = new Map((await readSuggested(handle, chosen)).map((each) => [Number(each.id), each]));
  return chosen.flatMap((id) => byId.get(id) ?? []);
}

/** A product that matches, how well, and how many offers it has. */
interface Weighed {
  readonly id: number;
  readonly rank: number;
  readonly offers: number;
}

function best(products: readonly Weighed[]): readonly number[] {
  return products
    .toSorted((one, other) => other.rank - one.rank || other.offers - one.offers || one.id - other.id)
    .slice(0, most.product)
    .map((each) => each.id);
}

async function bestInDatabase(handle: Handle, wanted: WantedWords): Promise<readonly number[]> {
  const ranks = await rankSuggested(handle, wanted, mostWeighed);
  if (ranks.size === 0) return [];
  const offers = await offersByProduct(handle);
  return best([...ranks].map(([id, rank]) => ({ id, rank, offers: offers.get(id) ?? 0 })));
}

/** As in the database; the best ranks are weighed first. */
function bestInMemory(memory: SearchMemory, wanted: WantedWords): readonly number[] {
  const { products } = memory.dictionary;
  const { next } = memory.offers.columns;
  const { places, fields } = memory.words.find(wanted.words, products.size);
  const named = new Set(wanted.categories);
  // Eight ranks: the upper four for categories that are named, the rest by the field that holds all words.
  const byRank: number[][] = Array.from({ length: 8 }, () => []);
  for (const place of places) {
    byRank[3 - (fields[place] ?? 0) + (named.has(products.categories[place] ?? -1) ? 4 : 0)]?.push(place);
  }
  const weighed: Weighed[] = [];
  for (let rank = byRank.length - 1; rank >= 0 && weighed.length < most.product; rank -= 1) {
    for (const place of (byRank[rank] ?? []).slice(0, mostWeighed)) {
      weighed.push({ id: products.idAt(place) ?? 0, rank, offers: offersOf(memory, next, place) });
    }
  }
  return best(weighed);
}

function offersOf({ offers }: SearchMemory, next: Int32Array, place: number): number {
  let count = 0;
  for (let row = offers.first(place); row !== -1; row = next[row] ?? -1) count += 1;
  return count;
}
