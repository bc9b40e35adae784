import { formatDay, type IsoDate } from '../../kernel/dates.ts';
import { formatCount } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { cataloguePath, type QueryValue, searchPath } from '../catalogue-paths.ts';
import type { CategoryTree } from '../categories.ts';
import type { Category } from '../category.ts';
import { unitWords } from '../offer.ts';
import type { OfferPage, OfferQuery, OfferSort, Relaxation } from '../search-query.ts';
import { emissionsNote, emissionsNotice } from './emissions-sort.ts';
import { chips, countText, filterGroups } from './filters.ts';
import type { FieldProblem } from './field-problem.ts';
import { placeField } from './place-view.ts';
import { resultRows, type RowContext, unitOf } from './result-rows.ts';
import { searchAddress, searchParameters, without } from './results-address.ts';

/** The most offers that stand side by side. */
export const compareLimit = 4;
/** The longest search that is looked for, in characters. */
export const longestSearch = 200;

const sortWords: Readonly<Record<OfferSort, string>> = {
  relevance: 'Relevance',
  price: 'Price, lowest first',
  '-price': 'Price, highest first',
  deliveredPrice: 'Price with delivery',
  leadTime: 'Delivered soonest',
  emissions: 'Emissions, one maker',
};

export interface ResultsInput extends Omit<RowContext, 'quantity' | 'place' | 'showsDelivery' | 'ranked'> {
  readonly query: OfferQuery;
  readonly page: OfferPage;
  readonly today: IsoDate;
  /** The address of the page after this one's first, when it is not the first itself. */
  readonly cursor: boolean;
  readonly problems: readonly FieldProblem[];
  /** Set where they were to be sorted by emissions but are not one maker's: the makers that stand for services. */
  readonly unranked: ReadonlySet<string> | undefined;
  /** Offers chosen to compare before this search: they go along with it. */
  readonly kept: readonly string[];
  /** The same search as JSON and as a command. */
  readonly json: string;
  readonly command: string;
}

/** `for 30 laptops`, `for 30 users`; empty where one thing of no known kind is meant. */
function forWhat(category: Category | undefined, quantity: number, oneUnit: boolean): string {
  const bare = quantity === 1 ? '' : ` for ${formatCount(quantity)}`;
  if (category === undefined) return bare;
  if (category.nature === 'goods') return ` for ${plural(quantity, category.noun.one, category.noun.many)}`;
  if (!oneUnit) return bare;
  const words = unitWords[unitOf(undefined, category)];
  return ` for ${plural(quantity, words.one, words.many)}`.replace(/ a (month|year)$/, '');
}

/** `412 offers for 30 laptops`, `More than 10,000 offers`, `No offers`. */
export function countSentence(page: OfferPage, category: Category | undefined, categories: CategoryTree): string {
  const leaf = category !== undefined && categories.holdsProducts(category.id);
  const what = forWhat(category, page.quantity, leaf);
  if (page.total === 0) return `No offers${what}`;
  if (!page.totalIsExact) return `More than ${formatCount(page.total)} offers${what}`;
  return `${plural(page.total, 'offer')}${what}`;
}

/** The one category a search stays in: the one chosen, or the only one its results are in. */
function kindOf(input: ResultsInput): Category | undefined {
  const chosen = input.query.category.length === 1 ? input.query.category[0] : undefined;
  if (chosen !== undefined) return input.categories.get(chosen);
  const facet = input.page.facets.find((each) => each.name === 'category');
  const found = facet?.values.filter((each) => each.count > 0) ?? [];
  return found.length === 1 ? input.categories.get(found[0]?.value ?? '') : undefined;
}

/** Breadcrumbs down to the category, which is itself the last when it is not the page. */
export function categoryTrail(
  categories: CategoryTree,
  id: string | undefined,
  including: boolean,
): readonly { readonly text: string; readonly href: string }[] {
  const self = id === undefined ? undefined : categories.get(id);
  const path = self === undefined ? [] : [...categories.ancestors(self.id), ...(including ? [self] : [])];
  return [
    { text: 'Catalogue', href: cataloguePath },
    ...path.map((each) => ({ text: each.name, href: searchPath({ category: each.id }) })),
  ];
}

type Values = Readonly<Record<string, QueryValue>>;

/** A category one can narrow to, with how many offers of this search are in it. */
interface Narrower {
  readonly name: string;
  readonly icon: string;
  readonly text: string;
  readonly href: string;
}

/**
 * The categories to narrow to: those right below the one chosen, or below the only one there are results in. None when
 * there is nothing to choose between.
 */
function narrower(input: ResultsInput, values: Values): readonly Narrower[] {
  const { categories, page, query } = input;
  const facet = page.facets.find((each) => each.name === 'category');
  if (facet === undefined || page.items.length === 0 || query.category.length > 1) return [];
  let at: string | undefined = query.category[0];
  if (at !== undefined && categories.scope(at).conditions.length > 0) return [];
  const found = facet.values.filter(
    (each) => each.count > 0 && (at === undefined || categories.isWithin(each.value, at)),
  );
  for (;;) {
    const below = at === undefined ? categories.roots() : categories.children(at);
    const level = below.flatMap((category) => {
      const inside = found.filter((each) => categories.isWithin(each.value, category.id));
      if (inside.length === 0) return [];
      const count = inside.reduce((sum, each) => sum + each.count, 0);
      // Of a long list only the commonest are counted: what is here is then not all.
      return [{ category, count, exact: facet.more === 0 && inside.every((each) => each.exact) }];
    });
    const [only] = level;
    if (level.length === 1 && only !== undefined) at = only.category.id;
    else if (level.length === 0) return [];
    else {
      return level
        .toSorted((one, other) => other.count - one.count)
        .map(({ category, ...counted }) => ({
          name: category.name,
          icon: category.icon,
          text: countText(counted),
          href: searchAddress({ ...values, category: [category.id] }),
        }));
    }
  }
}

function relaxations(relax: readonly Relaxation[], values: Values) {
  return relax
    .toSorted((one, other) => other.count - one.count)
    .map((each) => {
      let changed: Values = values;
      for (const name of each.remove) changed = without(changed, name);
      if (each.remove.includes('q')) changed = { ...changed, q: each.q ?? '' };
      const count = plural(each.count, 'offer');
      return {
        text: each.label,
        count: each.atLeast === true ? `${count} or more` : count,
        href: searchAddress(changed),
      };
    });
}

function emptyWords(input: ResultsInput, filtered: boolean): { readonly heading: string; readonly lead: string } {
  if (input.query.q === '' && !filtered) {
    return {
      heading: 'There are no offers here yet',
      lead: 'They appear as soon as a supplier’s prices are loaded.',
    };
  }
  const heading =
    input.query.q === '' ? 'No offer fits these filters' : `No offer fits “${input.query.q.slice(0, 120)}” here`;
  const relax = input.page.relax ?? [];
  return relax.length > 0
    ? { heading, lead: relaxLead(Math.max(...relax.map((each) => each.together ?? 1))) }
    : {
        heading,
        lead: 'Check the spelling, use fewer or more general words, or a part number as printed on the device.',
      };
}

function relaxLead(together: number): string {
  if (together === 1) return 'Take one thing away and there are offers:';
  if (together === 2) return 'Take two things away and there are offers:';
  return 'Take more away and there are offers:';
}

/** Everything the results page prints, without markup. */
export function resultsView(input: ResultsInput): Readonly<Record<string, unknown>> {
  const { query, page } = input;
  const values: Values = { ...searchParameters(query, input.today), with: input.kept };
  const chosen = query.category.length === 1 ? input.categories.get(query.category[0] ?? '') : undefined;
  const inUse = chips(query, page, values);
  const ranked = query.sort === 'emissions';
  const typed = Object.fromEntries(input.problems.map((each) => [each.field, each.typed]));
  const messages = new Map(input.problems.map((each) => [each.field, each.message]));
  const showsDelivery = query.place !== undefined || query.sort === 'deliveredPrice';
  const rows = resultRows(page.items, {
    ...input,
    quantity: query.quantity,
    place: query.place,
    showsDelivery,
    ranked,
  });
  const { quantity, place } = values;
  const base: Values = { q: query.q, category: query.category, quantity, place, with: input.kept };
  const sentence = countSentence(page, kindOf(input), input.categories);
  const narrow = narrower(input, values);
  const filters = filterGroups(query, page, typed, messages.get('minPrice') ?? messages.get('maxPrice'));
  const browsing = chosen !== undefined && query.q === '' && inUse.length === 0;
  const hidden = [
    ...query.category.map((value) => ({ name: 'category', value })),
    ...(query.on === input.today ? [] : [{ name: 'on', value: query.on }]),
    ...input.kept.map((value) => ({ name: 'with', value })),
  ];
  return {
    section: 'catalogue',
    title:
      chosen === undefined
        ? query.q === ''
          ? 'Search the catalogue'
          : `${query.q.slice(0, 80)}: ${sentence}`
        : chosen.name,
    trail: categoryTrail(input.categories, chosen?.id, false),
    category: chosen === undefined ? undefined : { name: chosen.name, summary: chosen.summary },
    searchLabel: chosen === undefined ? 'Search the catalogue' : `Search in ${chosen.name.toLowerCase()}`,
    words: typed['q'] ?? query.q,
    wordsProblem: messages.get('q'),
    everywhereHref: searchAddress(base, { category: undefined }),
    hidden,
    problems: input.problems.map((each) => ({ message: each.message, href: `#${fieldIds[each.field] ?? each.field}` })),
    // A branch one looks through opens with its shelf; a search narrows beside its results.
    shelf: browsing ? narrow : [],
    narrower: browsing ? [] : narrow,
    quantity: query.quantity,
    quantityText: typed['quantity'] ?? String(query.quantity),
    quantityProblem: messages.get('quantity'),
    place: placeField(query.place, input.problems),
    placeCode: query.place?.postcode,
    filters: filters.groups,
    moreFilters: filters.more,
    filtersOpen: false,
    chips: inUse,
    clearHref: searchAddress(base),
    countSentence: sentence,
    sorts: Object.entries(sortWords).map(([value, text]) => ({ value, text, chosen: value === query.sort })),
    unranked:
      input.unranked === undefined ? undefined : emissionsNotice(query, page, values, input.categories, input.unranked),
    emissionsNote: ranked ? emissionsNote(page.items, !input.cursor) : undefined,
    correction: page.corrected === undefined ? undefined : correction(query, page.corrected, values),
    day: formatDay(page.on),
    products: (page.totalProducts ?? 0) < 2 ? undefined : plural(page.totalProducts ?? 0, 'product'),
    pick: page.items[0]?.pick ?? 'lowest',
    hasCarbon: rows.some((each) => each.carbon !== undefined),
    rows,
    kept: input.kept,
    tray: trayWords(input.kept.length),
    paging: {
      label: 'Results',
      next:
        page.next === null
          ? undefined
          : { href: searchAddress(values, { cursor: page.next }), text: 'Next page of offers' },
      previous: input.cursor ? { href: searchAddress(values), text: 'Back to first' } : undefined,
    },
    data: { json: input.json, command: input.command },
    empty: emptyWords(input, inUse.length > 0),
    relax: relaxations(page.relax ?? [], values),
  };
}

/** What the bar below the results asks for. */
function trayWords(kept: number): { readonly strong: string; readonly rest: string } {
  const left = compareLimit - kept;
  if (kept === 0) return { strong: `Choose up to ${compareLimit}`, rest: 'to compare' };
  if (left <= 0) return { strong: `${kept} chosen before`, rest: 'to compare: take one away there to make room' };
  return { strong: `${kept} chosen before`, rest: `to compare: choose up to ${left} more` };
}

const fieldIds: Readonly<Record<string, string>> = { minPrice: 'f-price-1', maxPrice: 'f-price-2' };

function correction(query: OfferQuery, corrected: { readonly from: string; readonly to: string }, values: Values) {
  const at = query.q.toLowerCase().indexOf(corrected.from.toLowerCase());
  const shown = at < 0 ? corrected.to : query.q.slice(0, at) + corrected.to + query.q.slice(at + corrected.from.length);
  return { shown, typed: query.q, href: searchAddress(values, { exact: '1' }) };
}
