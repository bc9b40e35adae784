import { cleanLine } from '../kernel/text.ts';
import type { Handle } from '../platform/database/index.ts';
import type { CategoryTree } from './categories.ts';
import type { Dictionary } from './search-dictionary.ts';
import type { SearchMemory } from './search-memory.ts';
import { type ReadWords, readWords } from './search-plan.ts';
import { findSuggested, readSuggested, type SuggestedProduct } from './search-suggest-store.ts';
import { textQuery } from './search-text.ts';
import { type QueryWord, wordsOf } from './search-words.ts';

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

/** What a person may be typing. Every word must be there; the last one may be unfinished. */
export async function suggest(
  around: { readonly handle: Handle; readonly categories: CategoryTree; readonly dictionary: Dictionary },
  memory: SearchMemory | undefined,
  typed: string,
): Promise<Suggestions> {
  const { handle, categories, dictionary } = around;
  const q = cleanLine(typed).slice(0, mostTyped);
  if (q.length < leastTyped) return { items: [] };
  const read = readWords({ q, exact: false }, dictionary);
  if (read.words.length === 0) return { items: [] };
  const items: Suggestion[] = [
    ...matchingCategories(read, categories),
    ...matchingMakers(read, dictionary),
    ...(await matchingProducts(read, handle, memory)).map((each): Suggestion => ({
      kind: 'product',
      value: each.slug,
      label: each.title,
      mpn: each.mpn,
    })),
  ];
  return { items, ...(read.corrected === undefined ? {} : { corrected: read.corrected }) };
}

function matchingCategories({ words }: ReadWords, tree: CategoryTree): readonly Suggestion[] {
  return tree
    .all()
    .filter((each) => holdsAll([each.name, each.noun.one, ...each.synonyms].flatMap(wordsOf), words))
    .slice(0, most.category)
    .map((each) => ({ kind: 'category', value: each.id, label: each.name }));
}

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
    word.forms.some((form) =>
      form.every((part) => name.some((each) => (part.prefix ? each.startsWith(part.word) : each === part.word))),
    ),
  );
}

async function matchingProducts(
  { words }: ReadWords,
  handle: Handle,
  memory: SearchMemory | undefined,
): Promise<readonly SuggestedProduct[]> {
  if (memory === undefined) return findSuggested(handle, textQuery(words), most.product);
  const { products } = memory.dictionary;
  const { places, fields } = memory.words.find(words, products.size);
  // Those with all words in their names first, then by category, specification and description.
  const chosen: number[] = [];
  for (let field = 0; field < 4 && chosen.length < most.product; field += 1) {
    for (const place of places) {
      if (fields[place] !== field) continue;
      const id = products.idAt(place);
      if (id !== undefined) chosen.push(id);
      if (chosen.length === most.product) break;
    }
  }
  const byId = new Map((await readSuggested(handle, chosen)).map((each) => [Number(each.id), each]));
  return chosen.flatMap((id) => byId.get(id) ?? []);
}
