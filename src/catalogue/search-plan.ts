import { slug } from '../kernel/text.ts';
import type { CategoryTree } from './categories.ts';
import { type Condition, conditions, fundingModels } from './offer.ts';
import { isOffMainland } from './offer-pricing.ts';
import type { Dictionary } from './search-dictionary.ts';
import { takesBackFlag } from './search-facts.ts';
import type { OpenLot } from './search-lots.ts';
import { toAmount } from './search-price.ts';
import type { OfferQuery, OfferSupplier } from './search-query.ts';
import { nearestWord } from './search-spelling.ts';
import { textQuery } from './search-text.ts';
import type { Wanted, WantedWords, Wish } from './search-wanted.ts';
import { fragmentOf, queryWords, type QueryWord, wordsOf } from './search-words.ts';
import { lotValue } from './search-write-store.ts';

/** What else is known on the day, beside the search rows. */
export interface Surroundings {
  readonly categories: CategoryTree;
  readonly lots: readonly OpenLot[];
  readonly suppliers: ReadonlyMap<string, OfferSupplier>;
  /** Codes of what takes no business that day. */
  readonly closedLots: readonly number[];
  readonly closedPositions: Wanted['closedPositions'];
  /** Codes of small and medium-sized suppliers. */
  readonly small: ReadonlySet<number>;
}

/** Puts what is known on the day into codes. */
export function surroundingsOf(
  known: Pick<Surroundings, 'categories' | 'lots' | 'suppliers'> & {
    readonly closed: readonly { readonly supplierId: string; readonly agreement: string; readonly lot: string }[];
  },
  dictionary: Dictionary,
): Surroundings {
  const { categories, lots, suppliers } = known;
  const open = new Set(lots.map((each) => lotValue(each.agreement, each.lot)));
  const closedPositions = { suppliers: [] as number[], lots: [] as number[] };
  for (const each of known.closed) {
    const supplier = dictionary.code('supplier', each.supplierId);
    const lot = dictionary.code('lot', lotValue(each.agreement, each.lot));
    if (supplier === undefined || lot === undefined) continue;
    closedPositions.suppliers.push(supplier);
    closedPositions.lots.push(lot);
  }
  const small = [...suppliers.values()].flatMap((each) =>
    each.sme ? (dictionary.code('supplier', each.id) ?? []) : [],
  );
  return {
    categories,
    lots,
    suppliers,
    closedLots: dictionary.all('lot').flatMap((each) => (open.has(each.value) ? [] : [each.code])),
    closedPositions,
    small: new Set(small),
  };
}

/** What the words of a search come to. */
export interface ReadWords {
  readonly words: readonly QueryWord[];
  readonly conditions: readonly Condition[];
  readonly corrected: { readonly from: string; readonly to: string } | undefined;
  /** There were words, but none that could stand in a text. */
  readonly unreadable: boolean;
}

/** Words that name a condition; offers have it, product texts do not. */
const conditionWords: Readonly<Record<string, Condition>> = {
  new: 'new',
  refurbished: 'refurbished',
  refurb: 'refurbished',
  reconditioned: 'refurbished',
  renewed: 'refurbished',
  used: 'refurbished',
  remanufactured: 'remanufactured',
};

/**
 * Reads the words: those that name a condition ask for that condition, two that are one word elsewhere count as either,
 * and (unless taken exactly) a word that no product has becomes the nearest one that some have.
 */
export function readWords(query: Pick<OfferQuery, 'q' | 'exact'>, dictionary: Dictionary): ReadWords {
  const typed = queryWords(query.q);
  const wantedConditions: Condition[] = [];
  const rest = typed.filter((each) => {
    const condition = Object.hasOwn(conditionWords, each.typed) ? conditionWords[each.typed] : undefined;
    if (condition !== undefined) wantedConditions.push(condition);
    return condition === undefined;
  });
  const from: string[] = [];
  const to: string[] = [];
  const words: QueryWord[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index];
    const next = rest[index + 1];
    if (word === undefined) continue;
    const joined = next !== undefined && word.plain && next.plain ? joinedWord(word, next, dictionary) : undefined;
    if (joined !== undefined) {
      words.push(joined);
      index += 1;
      continue;
    }
    const numbers = partNumbersOf(word, query.exact, dictionary);
    if (numbers.length > 0) {
      words.push({ ...word, forms: [...word.forms, ...numbers.map((each) => [{ word: each, prefix: false }])] });
      continue;
    }
    const better = query.exact ? undefined : correctedWord(word, dictionary);
    if (better !== undefined) {
      from.push(word.typed);
      to.push(better);
    }
    words.push(
      better === undefined ? word : { typed: better, forms: [[{ word: better, prefix: false }]], plain: true },
    );
  }
  return {
    words,
    conditions: [...new Set(wantedConditions)],
    corrected: from.length === 0 ? undefined : { from: from.join(' '), to: to.join(' ') },
    unreadable: query.q !== '' && typed.length === 0,
  };
}

/** Of part numbers that hold what was typed so many are looked for: of more, a person types more. */
const mostPartNumbers = 500;

/** Part numbers a word is a piece of. A word of letters alone counts as one only where nothing is called by it. */
function partNumbersOf(word: QueryWord, exact: boolean, dictionary: Dictionary): readonly string[] {
  const letters = !exact && word.plain && word.typed.length >= 4 && !known(word, dictionary) ? word.typed : undefined;
  const fragment = fragmentOf(word) ?? letters;
  return fragment === undefined ? [] : dictionary.partNumbers.containing(fragment, mostPartNumbers);
}

function known(word: QueryWord, dictionary: Dictionary): boolean {
  return word.forms.some((form) => form.every((part) => dictionary.knows(part.word, part.prefix)));
}

function correctedWord(word: QueryWord, dictionary: Dictionary): string | undefined {
  if (!word.plain || known(word, dictionary)) return undefined;
  return nearestWord(word.forms[0]?.[0]?.word ?? word.typed, dictionary.vocabulary);
}

/** `lap top` as `laptop`, when that is a word and the two are not. */
function joinedWord(one: QueryWord, other: QueryWord, dictionary: Dictionary): QueryWord | undefined {
  const last = other.forms[0]?.[0];
  if (last === undefined || (known(one, dictionary) && known(other, dictionary))) return undefined;
  const word = `${one.typed}${last.word}`;
  if (!dictionary.knows(word, last.prefix)) return undefined;
  return { typed: `${one.typed} ${other.typed}`, forms: [[{ word, prefix: last.prefix }]], plain: true };
}

/** Turns the read words into what PostgreSQL is asked; null when there are none. */
export function wantedWords(
  words: readonly QueryWord[],
  categories: CategoryTree,
  dictionary: Dictionary,
): WantedWords | null {
  if (words.length === 0) return null;
  return {
    words,
    all: textQuery(words),
    names: textQuery(words, 'A'),
    namesAndCategory: textQuery(words, 'AB'),
    exceptDescription: textQuery(words, 'ABC'),
    categories: namedCategories(words, categories).flatMap((each) => dictionary.code('category', each) ?? []),
  };
}

/** A name of a category in words, and the leaves it stands for. */
interface Phrase {
  readonly words: readonly string[];
  readonly leaves: readonly string[];
}

const phrasesOf = new WeakMap<CategoryTree, ReadonlyMap<string, readonly Phrase[]>>();

/** The names of all categories by their first word. */
function categoryPhrases(tree: CategoryTree): ReadonlyMap<string, readonly Phrase[]> {
  const kept = phrasesOf.get(tree);
  if (kept !== undefined) return kept;
  const phrases = tree.all().flatMap((category) => {
    const leaves = tree.scope(category.id).categories;
    const names = [category.name, category.noun.one, ...category.synonyms].map((each) => wordsOf(each).join(' '));
    return [...new Set(names)].filter((each) => each !== '').map((each) => ({ words: each.split(' '), leaves }));
  });
  const byWord = Map.groupBy(phrases, (each) => each.words[0] ?? '');
  phrasesOf.set(tree, byWord);
  return byWord;
}

/** Leaf categories that the words name, going by the longest name they hold: `laptop bag` names bags, not laptops. */
export function namedCategories(words: readonly QueryWord[], tree: CategoryTree): readonly string[] {
  const typed = new Set(words.flatMap((each) => each.forms.flatMap((form) => form.map((part) => part.word))));
  const phrases = categoryPhrases(tree);
  const named = [...typed].flatMap((first) =>
    (phrases.get(first) ?? []).filter((each) => each.words.every((word) => typed.has(word))),
  );
  const longest = Math.max(0, ...named.map((each) => each.words.length));
  return [...new Set(named.filter((each) => each.words.length === longest).flatMap((each) => each.leaves))];
}

/** Turns names into codes. A name nobody uses has no code: the wish stands and nothing meets it. */
export function planSearch(query: OfferQuery, read: ReadWords, around: Surroundings, dictionary: Dictionary): Wanted {
  return {
    on: query.on,
    quantity: query.quantity,
    offMainland: isOffMainland(query.place),
    sort: query.sort,
    words: wantedWords(read.words, around.categories, dictionary),
    conditions: read.conditions.map((each) => conditions.indexOf(each)),
    closedLots: around.closedLots,
    closedPositions: around.closedPositions,
    wishes: wishesOf(query, around, dictionary),
  };
}

function wishesOf(query: OfferQuery, around: Surroundings, dictionary: Dictionary): readonly Wish[] {
  const wishes: Wish[] = [];
  const lotCodes = (pick: (lot: OpenLot) => boolean): readonly number[] =>
    around.lots.filter(pick).flatMap((each) => dictionary.code('lot', lotValue(each.agreement, each.lot)) ?? []);
  const agreements = new Set(query.agreement.map((each) => each.toLowerCase()));
  if (agreements.size > 0) {
    wishes.push({
      name: 'agreement',
      kind: 'lots',
      codes: lotCodes((each) => agreements.has(each.agreement.toLowerCase())),
    });
  }
  if (query.lot.length > 0) {
    wishes.push({ name: 'lot', kind: 'lots', codes: lotCodes((each) => query.lot.includes(each.lot)) });
  }
  if (query.route.length > 0) {
    wishes.push({ name: 'route', kind: 'lots', codes: lotCodes((each) => query.route.includes(each.route)) });
  }
  if (query.category.length > 0) {
    const scopes = query.category.map((each) => {
      const scope = around.categories.scope(each);
      return {
        codes: scope.categories.flatMap((leaf) => dictionary.code('category', leaf) ?? []),
        conditions: conditions.flatMap((condition, place) => (scope.conditions.includes(condition) ? [place] : [])),
      };
    });
    wishes.push({ name: 'category', kind: 'categories', scopes });
  }
  if (query.manufacturer.length > 0) {
    const codes = query.manufacturer.flatMap((each) => dictionary.code('manufacturer', slug(each)) ?? []);
    wishes.push({ name: 'manufacturer', kind: 'manufacturers', codes });
  }
  if (query.condition.length > 0) {
    const chosen = conditions.flatMap((each, place) => (query.condition.includes(each) ? [place] : []));
    wishes.push({ name: 'condition', kind: 'conditions', conditions: chosen });
  }
  if (query.supplier.length > 0) {
    const codes = query.supplier.flatMap((each) => dictionary.code('supplier', each) ?? []);
    wishes.push({ name: 'supplier', kind: 'suppliers', codes });
  }
  if (query.label.length > 0) {
    const codes = query.label.flatMap((each) => dictionary.code('label', slug(each)) ?? []);
    wishes.push({ name: 'label', kind: 'labels', codes });
  }
  if (query.funding.length > 0) {
    const mask = fundingModels.reduce((sum, each, bit) => (query.funding.includes(each) ? sum | (1 << bit) : sum), 0);
    wishes.push({ name: 'funding', kind: 'funding', mask });
  }
  if (query.minPrice !== undefined || query.maxPrice !== undefined) {
    const from = query.minPrice === undefined ? null : Number(toAmount(query.minPrice));
    const to = query.maxPrice === undefined ? null : Number(toAmount(query.maxPrice));
    wishes.push({ name: 'price', kind: 'price', from, to });
  }
  if (query.within !== undefined) wishes.push({ name: 'within', kind: 'lead', days: query.within });
  if (query.sme) wishes.push({ name: 'sme', kind: 'suppliers', codes: [...around.small] });
  if (query.takesBack) wishes.push({ name: 'takesBack', kind: 'flag', mask: takesBackFlag });
  if (query.stock) wishes.push({ name: 'stock', kind: 'stock' });
  for (const [key, values] of Object.entries(query.attributes)) {
    const codes = values.flatMap((each) => dictionary.code('attribute', `${key}=${each}`) ?? []);
    wishes.push({ name: `attr.${key}`, kind: 'attributes', codes });
  }
  return wishes;
}
