import type { Dictionary } from './search-dictionary.ts';
import { type ReadWords, type Surroundings, wantedWords } from './search-plan.ts';
import type { OfferQuery, Relaxation } from './search-query.ts';
import type { OfferSource } from './search-source.ts';
import type { FacetCounts } from './search-tally.ts';
import type { Wanted, Wish } from './search-wanted.ts';

/** Counting further tells nothing: it is said that there are more. */
const countedAtMost = 1_000;
/** Words tried one by one. */
const mostWords = 6;

export interface RelaxInput {
  readonly query: OfferQuery;
  readonly read: ReadWords;
  readonly wanted: Wanted;
  readonly around: Surroundings;
  readonly dictionary: Dictionary;
  readonly counts: FacetCounts;
}

const labels: Readonly<Record<string, string>> = {
  agreement: 'Agreement',
  lot: 'Lot',
  category: 'Category',
  manufacturer: 'Maker',
  condition: 'Condition',
  supplier: 'Supplier',
  route: 'Route',
  label: 'Label',
  funding: 'Ways to pay',
  price: 'Price',
  within: 'Delivered within',
  sme: 'Small or medium-sized suppliers only',
  takesBack: 'Suppliers that take devices back only',
  stock: 'Enough in stock',
};

function labelOf(wish: Wish, { around }: RelaxInput): string {
  const key = /^attr\.(.+)$/.exec(wish.name)?.[1];
  if (key === undefined) return labels[wish.name] ?? wish.name;
  for (const category of around.categories.all()) {
    const attribute = category.attributes.find((each) => each.key === key);
    if (attribute !== undefined) return attribute.label;
  }
  return key;
}

function parametersOf(wish: Wish): readonly string[] {
  if (wish.kind !== 'price') return [wish.name];
  return [...(wish.from === null ? [] : ['minPrice']), ...(wish.to === null ? [] : ['maxPrice'])];
}

/**
 * What to take out of a search that finds nothing: first one filter or one word, the most helpful first; where no single
 * one helps, all filters, or else all words.
 */
export async function relaxations(source: OfferSource, input: RelaxInput): Promise<readonly Relaxation[]> {
  const { wanted, read, counts } = input;
  const found: Relaxation[] = [];
  const add = (relaxation: Omit<Relaxation, 'count'>, count: number): void => {
    if (count > 0) found.push({ ...relaxation, count });
  };
  if (!read.unreadable) {
    const tries: Try[] = [];
    for (const wish of wanted.wishes) {
      const relaxation = { remove: parametersOf(wish), label: labelOf(wish, input) };
      // Counted already where the rows that miss this wish alone were looked at.
      const seen = counts.missing.get(wish.name);
      if (seen !== undefined) add(relaxation, seen);
      else tries.push({ relaxation, search: { wishes: wanted.wishes.filter((each) => each !== wish) } });
    }
    for (const word of read.words.length > 1 ? read.words.slice(0, mostWords) : []) {
      const others = read.words.filter((each) => each !== word);
      const words = wantedWords(others, input.around.categories, input.dictionary);
      tries.push({ relaxation: { remove: ['q'], value: word.typed, label: word.typed }, search: { words } });
    }
    for (const [relaxation, count] of await tried(source, wanted, tries)) add(relaxation, count);
  }
  if (found.length === 0) {
    const last: Try[] = [];
    if (!read.unreadable && wanted.wishes.length > 1) {
      const relaxation = { remove: wanted.wishes.flatMap(parametersOf), label: 'All filters' };
      last.push({ relaxation, search: { wishes: [] } });
    }
    if (input.query.q !== '') {
      last.push({ relaxation: { remove: ['q'], label: 'All words' }, search: { words: null, conditions: [] } });
    }
    for (const [relaxation, count] of (await tried(source, wanted, last)).filter(([, rows]) => rows > 0).slice(0, 1)) {
      add(relaxation, count);
    }
  }
  return found.toSorted((one, other) => other.count - one.count);
}

interface Try {
  readonly relaxation: Omit<Relaxation, 'count'>;
  readonly search: Partial<Wanted>;
}

async function tried(
  source: OfferSource,
  wanted: Wanted,
  tries: readonly Try[],
): Promise<readonly (readonly [Try['relaxation'], number])[]> {
  const searches = tries.map((each) => ({ ...wanted, ...each.search }));
  const counts = await source.counts(searches, countedAtMost);
  return tries.map((each, index) => [each.relaxation, counts[index] ?? 0]);
}
