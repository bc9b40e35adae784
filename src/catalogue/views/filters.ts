import { formatCount, formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import type { QueryValue } from '../catalogue-paths.ts';
import type { Facet, FacetValue, OfferPage, OfferQuery } from '../search-query.ts';
import { searchAddress, without } from './results-address.ts';

export interface FilterOption {
  readonly name: string;
  readonly value: string;
  readonly type: 'checkbox' | 'radio';
  readonly text: string;
  readonly count: string;
  readonly chosen: boolean;
}

/** One group of the filters as it is printed: boxes with counts, or the two ends of a range. */
export interface FilterGroup {
  readonly id: string;
  readonly title: string;
  readonly kind: 'checkboxes' | 'radios';
  readonly options: readonly FilterOption[];
  /** Options that stand behind a toggle. */
  readonly more: readonly FilterOption[];
  readonly moreText: string;
  readonly moreOpen: boolean;
  readonly range?: readonly { readonly name: string; readonly text: string; readonly value: string }[];
  readonly hint?: string;
  readonly problem?: string | undefined;
}

/** Groups of the page in their order; what a group shows comes from the facets named. Attributes stand at `attr`. */
const layout: readonly { readonly id: string; readonly title?: string; readonly facets: readonly string[] }[] = [
  { id: 'condition', facets: ['condition'] },
  { id: 'route', facets: ['route'] },
  { id: 'within', facets: ['within'] },
  { id: 'price', facets: [] },
  { id: 'lot', facets: ['lot'] },
  { id: 'attr', facets: [] },
  { id: 'agreement', facets: ['agreement'] },
  { id: 'supplier', title: 'Supplier', facets: ['sme', 'takesBack', 'stock', 'supplier'] },
  { id: 'label', title: 'Label, current evidence', facets: ['label'] },
  { id: 'funding', title: 'Ways to pay', facets: ['funding'] },
  { id: 'manufacturer', title: 'Brand', facets: ['manufacturer'] },
];

const shownAtOnce = 7;
/** Attributes of a category that stand open; the others stand behind a toggle until one is chosen. */
const attributesAtOnce = 5;
const single = new Set(['within']);

/** `412`, or `about 1,200` where it is an estimate. */
export function countText(value: Pick<FacetValue, 'count' | 'exact'>): string {
  return value.exact ? formatCount(value.count) : `about ${formatCount(value.count)}`;
}

function option(facet: Facet, value: FacetValue): FilterOption {
  return {
    name: facet.name,
    value: value.value,
    type: single.has(facet.name) ? 'radio' : 'checkbox',
    text: value.label,
    count: countText(value),
    chosen: value.chosen,
  };
}

/** Whether a group's only choice is what all results have anyway. */
function choosesNothing(facets: readonly Facet[], { total, totalIsExact }: Counting): boolean {
  const values = facets.flatMap((each) => each.values.filter((value) => value.count > 0 || value.chosen));
  return totalIsExact && values.length === 1 && values.every((each) => !each.chosen && each.count >= total);
}

type Counting = Pick<OfferPage, 'total' | 'totalIsExact'>;

function group(id: string, title: string, facets: readonly Facet[], counting: Counting): FilterGroup | undefined {
  const options = facets.flatMap((facet) =>
    facet.values.filter((each) => each.count > 0 || each.chosen).map((each) => option(facet, each)),
  );
  if (options.length === 0 || choosesNothing(facets, counting)) return undefined;
  const unlisted = facets.reduce((sum, each) => sum + each.more, 0);
  const more = options.length > shownAtOnce + 1 ? options.slice(shownAtOnce) : [];
  return {
    id: `f-${id.replace(/[^A-Za-z0-9-]/g, '-')}`,
    title,
    kind: facets.every((each) => single.has(each.name)) ? 'radios' : 'checkboxes',
    options: more.length === 0 ? options : options.slice(0, shownAtOnce),
    more,
    moreText: `${more.length} more`,
    ...(unlisted === 0 ? {} : { hint: `And ${plural(unlisted, 'other')} with fewer offers.` }),
    moreOpen: more.some((each) => each.chosen),
  };
}

function priceGroup(
  query: OfferQuery,
  typed: Readonly<Record<string, string>>,
  problem: string | undefined,
): FilterGroup {
  return {
    id: 'f-price',
    title: 'Price each, excluding VAT',
    kind: 'checkboxes',
    options: [],
    more: [],
    moreText: '',
    moreOpen: false,
    range: [
      { name: 'minPrice', text: 'From £', value: typed['minPrice'] ?? query.minPrice ?? '' },
      { name: 'maxPrice', text: 'To £', value: typed['maxPrice'] ?? query.maxPrice ?? '' },
    ],
    ...(problem === undefined ? {} : { problem }),
  };
}

/** The groups of the page, and those behind its toggle. */
export interface Filters {
  readonly groups: readonly FilterGroup[];
  readonly more: readonly FilterGroup[];
}

/** The filter groups of a page of results. `typed` keeps what could not be read as it was typed. */
export function filterGroups(
  query: OfferQuery,
  page: OfferPage,
  typed: Readonly<Record<string, string>> = {},
  priceProblem?: string,
): Filters {
  const more: FilterGroup[] = [];
  let attributes = 0;
  const byName = new Map(page.facets.map((each) => [each.name, each]));
  const placed = new Set(layout.flatMap((each) => each.facets));
  const groups: FilterGroup[] = [];
  const add = (made: FilterGroup | undefined): void => {
    if (made !== undefined) groups.push(made);
  };
  for (const place of layout) {
    if (place.id === 'price') add(priceGroup(query, typed, priceProblem));
    else if (place.id === 'attr') {
      for (const facet of page.facets) {
        if (!placed.has(facet.name) && facet.name !== 'category') {
          const made = group(facet.name, facet.label, [facet], page);
          if (made === undefined) continue;
          attributes += 1;
          if (attributes > attributesAtOnce && !made.options.some((each) => each.chosen)) more.push(made);
          else add(made);
        }
      }
    } else {
      const facets = place.facets.map((each) => byName.get(each)).filter((each) => each !== undefined);
      add(group(place.id, place.title ?? facets[0]?.label ?? '', facets, page));
    }
  }
  return { groups, more };
}

export interface Chip {
  readonly text: string;
  readonly href: string;
}

/** The filters in use, each with the address of the search without it. The words, quantity and one category are none. */
export function chips(
  query: OfferQuery,
  page: OfferPage,
  values: Readonly<Record<string, QueryValue>>,
): readonly Chip[] {
  const found: Chip[] = [];
  const labels = new Map(
    page.facets.flatMap((facet) => facet.values.map((each) => [`${facet.name} ${each.value}`, each.label] as const)),
  );
  const groupLabels = new Map(page.facets.map((each) => [each.name, each.label]));
  const drop = (name: string, text: string, value?: string): void => {
    found.push({ text, href: searchAddress(without(values, name, value)) });
  };
  const choices: Readonly<Record<string, readonly string[]>> = {
    condition: query.condition,
    route: query.route,
    lot: query.lot,
    agreement: query.agreement,
    ...Object.fromEntries(Object.entries(query.attributes).map(([key, chosen]) => [`attr.${key}`, chosen])),
    supplier: query.supplier,
    label: query.label,
    funding: query.funding,
    manufacturer: query.manufacturer,
    category: query.category.length > 1 ? query.category : [],
  };
  for (const [name, chosen] of Object.entries(choices)) {
    for (const value of chosen) {
      const label = labels.get(`${name} ${value}`) ?? value;
      drop(
        name,
        name.startsWith('attr.') || name === 'lot' ? `${groupLabels.get(name) ?? ''} ${label}`.trim() : label,
        value,
      );
    }
  }
  if (query.within !== undefined) drop('within', `Within ${query.within} working days`);
  if (query.minPrice !== undefined) drop('minPrice', `From ${formatMoney(query.minPrice)}`);
  if (query.maxPrice !== undefined) drop('maxPrice', `Up to ${formatMoney(query.maxPrice)}`);
  if (query.sme) drop('sme', 'Small or medium-sized suppliers');
  if (query.takesBack) drop('takesBack', 'Takes devices back');
  if (query.stock) drop('stock', 'Enough in stock');
  return found;
}
