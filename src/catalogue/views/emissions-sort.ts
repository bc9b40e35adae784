import { formatCount } from '../../kernel/money.ts';
import type { QueryValue } from '../catalogue-paths.ts';
import type { CategoryTree } from '../categories.ts';
import type { Category } from '../category.ts';
import { ownFigure } from '../search-emissions.ts';
import type { OfferItem, OfferPage, OfferQuery } from '../search-query.ts';
import type { CarbonRange } from './carbon-bar.ts';
import { countText } from './filters.ts';
import { searchAddress } from './results-address.ts';

/** Makers offered to choose from, the commonest first. */
const mostMakers = 12;

/** Why results are not in order of emissions though that was asked for, and the makers among which one may choose. */
export interface EmissionsNotice {
  readonly text: string;
  readonly makers: readonly { readonly name: string; readonly count: string; readonly href: string }[];
  readonly more: boolean;
  /** Where the warning against comparing makers comes from. */
  readonly source: string | undefined;
}

/**
 * What to say where results of several makers were to be sorted by emissions. `values` are the search's parameters; makers of
 * `services` make nothing.
 */
export function emissionsNotice(
  query: OfferQuery,
  page: OfferPage,
  values: Readonly<Record<string, QueryValue>>,
  categories: CategoryTree,
  services: ReadonlySet<string>,
): EmissionsNotice {
  const found = page.facets.find((each) => each.name === 'manufacturer');
  const several = query.manufacturer.length > 1;
  const makers = (found?.values ?? []).filter(
    (each) => each.count > 0 && !services.has(each.value) && (each.chosen || !several),
  );
  return {
    text:
      makers.length === 0
        ? 'These results are sorted by relevance. Makers count emissions in different ways, so they are sorted by emissions only within one maker.'
        : 'These results are sorted by relevance. Makers count emissions in different ways, so they cannot be ranked against each other. Choose one maker to sort its models by emissions.',
    makers: makers.slice(0, mostMakers).map((each) => ({
      name: each.label,
      count: countText(each),
      href: searchAddress(values, { manufacturer: [each.value], sort: 'emissions' }),
    })),
    more: makers.length > mostMakers || (found?.more ?? 0) > 0,
    source: categories.all().find((each) => each.footprint?.url !== undefined)?.footprint?.url,
  };
}

/** The figure of making one that a result shows, and whose it is. */
export interface ShownCarbon {
  readonly range: CarbonRange;
  readonly of: 'seller' | 'maker' | 'category';
}

/**
 * What the seller declares, else for a new one what its maker published, else what is typical of its category; things made
 * already have no figure but the seller's.
 */
export function shownCarbon(category: Category | undefined, item: OfferItem): ShownCarbon | undefined {
  const own = ownFigure(item);
  const typical = category?.footprint?.embodiedKg;
  if (own !== undefined || item.condition !== 'new' || typical === undefined) return own;
  return { range: typical, of: 'category' };
}

/** `195 to 285 kg`; one figure where no range is known. */
export function rangeText({ low, high }: CarbonRange): string {
  const [from, to] = [formatCount(Math.round(low)), formatCount(Math.round(high))];
  return from === to ? `${to} kg` : `${from} to ${to} kg`;
}

/** What a row goes by in a sort by emissions, and whose figure that is. */
export function rankedBy({ range, of }: ShownCarbon): string {
  if (of === 'category') return 'Category default, not ranked';
  return `Typical ${formatCount(Math.round(range.typical))} kg, ${of}’s figure`;
}

/** What the order of a sort by emissions is, and what comes last. Whether any result is ranked, the first tells. */
export function emissionsNote(items: readonly OfferItem[], first: boolean): string {
  const [top] = items;
  const none = first && top !== undefined && ownFigure(top) === undefined;
  return none
    ? 'Nothing here has a figure of its own: a category default does not tell one model from another. These are in order of price.'
    : 'Least first by what making one typically emits: the seller’s figure, else for new goods the maker’s. What has no figure of its own comes last, cheapest first.';
}
