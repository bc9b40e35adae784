import type { CategoryTree } from './categories.ts';
import { type Condition, conditions, type FundingModel, fundingModels } from './offer.ts';
import type { Dictionary } from './search-dictionary.ts';
import { answered } from './search-estimate.ts';
import { takesBackFlag } from './search-facts.ts';
import type { Surroundings } from './search-plan.ts';
import { type Facet, type FacetValue, leadTimeBands, type OfferQuery } from './search-query.ts';
import { attributeChoices } from './search-row.ts';
import type { Counts, FacetCounts } from './search-tally.ts';
import { lotValue } from './search-write-store.ts';

const conditionLabels: Readonly<Record<Condition, string>> = {
  new: 'New',
  refurbished: 'Refurbished',
  remanufactured: 'Remanufactured',
};
const fundingLabels: Readonly<Record<FundingModel, string>> = {
  purchase: 'Purchase',
  instalments: 'Instalments',
  lease: 'Lease',
  utility: 'Utility',
  service: 'As a service',
  subscription: 'Subscription',
};
const routeLabels = [
  ['catalogue', 'Order from catalogue'],
  ['direct-award', 'Award or compete'],
  ['further-competition', 'Competition only'],
] as const;

/** Of a long list of makers, suppliers or categories so many are answered, the commonest. */
const longestList = 30;
/** A category speaks for a search without a category when at least this share of the results is in it. */
const speakingShare = 0.6;

export interface FacetInput {
  readonly query: OfferQuery;
  readonly counts: FacetCounts;
  readonly around: Surroundings;
  readonly dictionary: Dictionary;
  /** Parameters whose counts are estimates, but for the choices made. */
  readonly inexact: ReadonlySet<string> | 'all' | 'none';
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

/** The leaf category whose attributes are offered as filters: the one chosen, or the one most results are in. */
export function focusCategory(
  query: OfferQuery,
  counts: FacetCounts,
  input: Pick<FacetInput, 'around' | 'dictionary'>,
) {
  const chosen = [...new Set(query.category.flatMap((each) => input.around.categories.scope(each).categories))];
  if (chosen.length === 1) return chosen[0];
  let most: { readonly code: number; readonly count: number } | undefined;
  for (const [code, count] of counts.of('category'))
    if (most === undefined || count > most.count) most = { code, count };
  if (most === undefined || counts.total === 0 || most.count < counts.total * speakingShare) return undefined;
  return input.dictionary.entry(most.code)?.value;
}

/** The filters with their counts, in the order they are shown. Choices without results are left out unless chosen. */
export function facetsOf(input: FacetInput): readonly Facet[] {
  const { query, counts, around, dictionary } = input;
  const facets: Facet[] = [];
  const add = (
    name: string,
    label: string,
    chosen: readonly string[],
    choices: readonly Choice[],
    order: Order,
  ): void => {
    const seen = choices.filter((each) => each.count > 0 || chosen.includes(each.value));
    if (seen.length === 0) return;
    const sorted = order === 'given' ? seen : byCount(seen, chosen);
    const kept = sorted.slice(0, Math.max(longestList, chosen.length));
    const guessed = input.inexact === 'all' || (input.inexact !== 'none' && input.inexact.has(name));
    const values: readonly FacetValue[] = kept.map((each) => {
      const own = chosen.includes(each.value);
      const exact = !guessed || (own && input.inexact !== 'all');
      return { ...each, count: answered(each.count, exact), exact, chosen: own };
    });
    facets.push({ name, label, more: sorted.length - kept.length, values });
  };
  add(
    'condition',
    'Condition',
    query.condition,
    conditions.map((each, place) => ({
      value: each,
      label: conditionLabels[each],
      count: counts.of('condition').get(place) ?? 0,
    })),
    'given',
  );
  add('route', 'Route', query.route, routeChoices(input), 'given');
  add(
    'within',
    'Delivered within',
    query.within === undefined ? [] : [String(query.within)],
    [...new Set([...leadTimeBands, ...(query.within === undefined ? [] : [query.within])])]
      .toSorted((a, b) => a - b)
      .map((days) => ({
        value: String(days),
        label: days === 1 ? '1 working day' : `${days} working days`,
        count: sumWhere(counts.of('within'), (lead) => lead <= days),
      })),
    'given',
  );
  add('lot', 'Lot', query.lot, lotChoices(input), 'given');
  const agreements = new Set(around.lots.map((each) => each.agreement));
  if (agreements.size > 1 || query.agreement.length > 0) {
    const choices = [...agreements].map((each) => ({
      value: each,
      label: each,
      count: sumLots(input, counts.of('agreement'), (lot) => lot.agreement === each),
    }));
    add('agreement', 'Agreement', query.agreement, choices, 'given');
  }
  const focus = focusCategory(query, counts, input);
  if (focus !== undefined) {
    for (const attribute of around.categories.filtersOf(focus)) {
      const name = `attr.${attribute.key}`;
      const chosen = query.attributes[attribute.key] ?? [];
      const byCode = counts.of(name);
      const offered = attributeChoices(attribute);
      const other = chosen.filter((each) => !offered.some(({ value }) => value === each));
      const choices = [...offered, ...other.map((each) => ({ value: each, label: each }))].map((each) => ({
        ...each,
        count: byCode.get(dictionary.code('attribute', `${attribute.key}=${each.value}`) ?? -1) ?? 0,
      }));
      add(name, attribute.label, chosen, choices, 'given');
    }
  }
  add('category', 'Category', query.category, categoryChoices(counts, query, around.categories, dictionary), 'count');
  add('manufacturer', 'Maker', query.manufacturer, coded(counts.of('manufacturer'), dictionary), 'count');
  add('supplier', 'Supplier', query.supplier, supplierChoices(counts.of('supplier'), input), 'count');
  const one = (name: string, label: string, chosen: boolean, words: string, count: number): void =>
    add(name, label, chosen ? ['1'] : [], [{ value: '1', label: words, count }], 'given');
  one(
    'sme',
    'Supplier',
    query.sme,
    'Small or medium-sized',
    sumWhere(counts.of('sme'), (code) => around.small.has(code)),
  );
  one(
    'takesBack',
    'Supplier',
    query.takesBack,
    'Takes devices back',
    sumWhere(counts.of('takesBack'), (flags) => (flags & takesBackFlag) !== 0),
  );
  add('label', 'Label, current evidence', query.label, coded(counts.of('label'), dictionary, 'label'), 'count');
  add(
    'funding',
    'Ways to pay',
    query.funding,
    fundingModels.map((each, bit) => ({
      value: each,
      label: fundingLabels[each],
      count: counts.of('funding').get(bit) ?? 0,
    })),
    'given',
  );
  return facets;
}

const alphabet = new Intl.Collator('en');

type Order = 'given' | 'count';

function byCount(choices: readonly Choice[], chosen: readonly string[]): readonly Choice[] {
  return choices.toSorted(
    (one, other) =>
      Number(chosen.includes(other.value)) - Number(chosen.includes(one.value)) ||
      other.count - one.count ||
      alphabet.compare(one.label, other.label),
  );
}

function sumWhere(counts: Counts, takes: (value: number) => boolean): number {
  let sum = 0;
  for (const [value, count] of counts) if (takes(value)) sum += count;
  return sum;
}

function sumLots(input: FacetInput, counts: Counts, takes: (lot: Surroundings['lots'][number]) => boolean): number {
  return input.around.lots.filter(takes).reduce((sum, each) => {
    const code = input.dictionary.code('lot', lotValue(each.agreement, each.lot));
    return sum + (code === undefined ? 0 : (counts.get(code) ?? 0));
  }, 0);
}

function routeChoices(input: FacetInput): readonly Choice[] {
  return routeLabels.map(([value, label]) => ({
    value,
    label,
    count: sumLots(input, input.counts.of('route'), (lot) => lot.route === value),
  }));
}

function lotChoices(input: FacetInput): readonly Choice[] {
  const { lots } = input.around;
  const numbers = [...new Set(lots.map((each) => each.lot))];
  return numbers.map((number) => {
    const names = new Set(lots.filter((each) => each.lot === number).map((each) => each.name));
    const label = names.size === 1 ? `${number} ${[...names].join('')}` : number;
    return { value: number, label, count: sumLots(input, input.counts.of('lot'), (lot) => lot.lot === number) };
  });
}

function coded(counts: Counts, dictionary: Dictionary, kind?: 'label'): readonly Choice[] {
  const choices: Choice[] = [];
  for (const [code, count] of counts) {
    const entry = dictionary.entry(code);
    if (entry !== undefined && (kind === undefined || entry.kind === kind)) {
      choices.push({ value: entry.value, label: entry.label, count });
    }
  }
  return choices;
}

/** The categories results are in; a chosen branch is shown too, with what is under it. */
function categoryChoices(
  all: FacetCounts,
  query: OfferQuery,
  tree: CategoryTree,
  dictionary: Dictionary,
): readonly Choice[] {
  const leaves = coded(all.of('category'), dictionary);
  const branches = query.category.filter((each) => !leaves.some(({ value }) => value === each));
  return [
    ...leaves,
    ...branches.flatMap((each) => {
      const scope = tree.scope(each);
      // Offers in certain conditions cannot be told from the categories' counts; alone, they are all there is.
      if (scope.conditions.length > 0 && branches.length > 1) return [];
      const inside = new Set(scope.categories);
      const found = leaves.filter(({ value }) => inside.has(value)).reduce((sum, leaf) => sum + leaf.count, 0);
      return {
        value: each,
        label: tree.get(each)?.name ?? each,
        count: scope.conditions.length > 0 ? all.total : found,
      };
    }),
  ];
}

function supplierChoices(counts: Counts, input: FacetInput): readonly Choice[] {
  return coded(counts, input.dictionary).map((each) => ({
    ...each,
    label: input.around.suppliers.get(each.value)?.name ?? each.label,
  }));
}
