import type { Dictionary } from './search-dictionary.ts';
import { type ReadWords, readWords, type Surroundings, wantedWords } from './search-plan.ts';
import type { OfferQuery, Relaxation } from './search-query.ts';
import type { OfferSource } from './search-source.ts';
import type { FacetCounts } from './search-tally.ts';
import type { Wanted, Wish } from './search-wanted.ts';
import type { QueryWord } from './search-words.ts';

/** Counting further tells nothing: it is said that there are more. */
const countedAtMost = 1_000;
/** Words tried one by one. */
const mostWords = 6;
/** Pairs tried, as many as eight things make, so many at once; looking ends when there are enough to show. */
const mostPairs = 28;
const pairsAtOnce = 7;
const shownPairs = 4;

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

/** Something that may be taken out: one filter, or one word. */
type Thing = { readonly label: string } & ({ readonly wish: Wish } | { readonly word: QueryWord });

interface Looking extends RelaxInput {
  readonly things: readonly Thing[];
}

/** A search with things taken out. */
interface Try {
  readonly relaxation: Omit<Relaxation, 'count'>;
  readonly search: Partial<Wanted>;
}

/**
 * What to take out of a search that finds nothing: first one filter or one word, the most helpful first; where no single
 * one helps, two of them; else all filters, or all words.
 */
export async function relaxations(source: OfferSource, input: RelaxInput): Promise<readonly Relaxation[]> {
  const { wanted, read } = input;
  const things: readonly Thing[] = read.unreadable
    ? []
    : [
        ...wanted.wishes.map((wish) => ({ label: labelOf(wish, input), wish })),
        ...read.words.slice(0, mostWords).map((word) => ({ label: word.typed, word })),
      ];
  const looking = { ...input, things };
  let found = await withoutOne(source, looking);
  if (found.length === 0) found = await withoutTwo(source, looking);
  if (found.length === 0) found = await withoutAll(source, input);
  return found.toSorted((one, other) => other.count - one.count);
}

async function withoutOne(source: OfferSource, input: Looking): Promise<readonly Relaxation[]> {
  const found: Relaxation[] = [];
  const tries: Try[] = [];
  for (const thing of input.things) {
    // Counted already where the rows that miss this wish alone were looked at.
    const seen = 'wish' in thing ? input.counts.missing.get(thing.wish.name) : undefined;
    const attempt = without((each) => each === thing, input);
    if (seen !== undefined) found.push({ ...attempt.relaxation, count: seen });
    else if (leavesWords([thing], input)) tries.push(attempt);
  }
  return [...found, ...(await tried(source, input.wanted, tries))].filter((each) => each.count > 0);
}

/** The best of the pairs that help. What leaves least by itself is likeliest in the way: pairs of such are tried first. */
async function withoutTwo(source: OfferSource, input: Looking): Promise<readonly Relaxation[]> {
  const { things, wanted } = input;
  const alone = things.length > 2 ? things.map((thing) => without((each) => each !== thing, input)) : [];
  const left = await tried(source, wanted, alone);
  const strictest = things
    .map((thing, place) => ({ thing, left: left[place]?.count ?? 0 }))
    .toSorted((one, other) => one.left - other.left)
    .map((each) => each.thing);
  const pairs = strictest
    .flatMap((one, place) => strictest.slice(0, place).map((other, at) => ({ pair: [other, one], sum: place + at })))
    .filter(({ pair }) => leavesWords(pair, input))
    .toSorted((one, other) => one.sum - other.sum)
    .slice(0, mostPairs);
  const found: Relaxation[] = [];
  for (let at = 0; at < pairs.length && found.length < shownPairs; at += pairsAtOnce) {
    const some = pairs.slice(at, at + pairsAtOnce);
    const tries = some.map(({ pair }) => without((each) => pair.includes(each), input));
    found.push(...(await tried(source, wanted, tries)).filter((each) => each.count > 0));
  }
  return found.toSorted((one, other) => other.count - one.count).slice(0, shownPairs);
}

/** A search for words stays one: giving all of them up is left for when nothing else helps. */
function leavesWords(taken: readonly Thing[], { read }: Looking): boolean {
  return read.words.length === 0 || taken.filter((each) => 'word' in each).length < read.words.length;
}

async function withoutAll(source: OfferSource, { wanted, read, query }: RelaxInput): Promise<readonly Relaxation[]> {
  const tries: Try[] = [];
  if (!read.unreadable && wanted.wishes.length > 1) {
    const relaxation = { remove: wanted.wishes.flatMap(parametersOf), label: 'All filters' };
    tries.push({ relaxation: { ...relaxation, together: wanted.wishes.length }, search: { wishes: [] } });
  }
  if (query.q !== '') {
    const relaxation = { remove: ['q'], q: '', label: 'All words' };
    const together = read.words.length + read.conditions.length;
    tries.push({
      relaxation: together > 1 ? { ...relaxation, together } : relaxation,
      search: { words: null, conditions: [] },
    });
  }
  return (await tried(source, wanted, tries)).filter((each) => each.count > 0).slice(0, 1);
}

/** The search without some things. The words that are left are read anew, as they will be when somebody asks for them. */
function without(taking: (thing: Thing) => boolean, input: Looking): Try {
  const { wanted, read, query, around, dictionary } = input;
  const taken = input.things.filter(taking);
  const wishes = taken.flatMap((each) => ('wish' in each ? [each.wish] : []));
  const words = taken.flatMap((each) => ('word' in each ? [each.word] : []));
  const search: Partial<Wanted> = { wishes: wanted.wishes.filter((each) => !wishes.includes(each)) };
  const relaxation = {
    remove: [...wishes.flatMap(parametersOf), ...(words.length === 0 ? [] : ['q'])],
    label: taken.map((each) => each.label).join(' and '),
    ...(taken.length > 1 ? { together: taken.length } : {}),
  };
  if (words.length === 0) return { relaxation, search };
  const rest = read.words.filter((each) => !words.includes(each));
  const q = [...read.conditions, ...rest.map((each) => each.typed)].join(' ');
  const again = readWords({ q, exact: query.exact }, dictionary);
  return {
    relaxation: { ...relaxation, value: words.map((each) => each.typed).join(' '), q },
    search: { ...search, words: wantedWords(again.words, around.categories, dictionary) },
  };
}

async function tried(source: OfferSource, wanted: Wanted, tries: readonly Try[]): Promise<readonly Relaxation[]> {
  if (tries.length === 0) return [];
  const counts = await source.counts(
    tries.map((each) => ({ ...wanted, ...each.search })),
    countedAtMost,
  );
  return tries.map(({ relaxation }, index) => {
    const count = counts[index] ?? 0;
    return count < countedAtMost ? { ...relaxation, count } : { ...relaxation, count, atLeast: true };
  });
}
