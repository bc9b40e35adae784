import { type Agreements, agreementPaths } from '../../agreements/index.ts';
import { formatCount } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { type CatalogueCounts, lotKey } from '../catalogue-counts.ts';
import { footprintsPath, searchPath } from '../catalogue-paths.ts';
import type { CategoryTree } from '../categories.ts';
import type { Category } from '../category.ts';

export interface BrowseInput {
  readonly categories: CategoryTree;
  readonly agreements: Agreements;
  readonly counts: CatalogueCounts;
}

/** Models whose makers published what they emit; none where nothing was imported. */
interface Footprints {
  readonly footprints: number;
}

/** Offers in a category and everything below it, or where a shortcut leads. */
export function offersIn(categories: CategoryTree, category: Category, counts: CatalogueCounts): number {
  const scope = categories.scope(category.id);
  const by = scope.conditions.length === 0 ? counts.byCategory : counts.secondLife;
  return scope.categories.reduce((sum, each) => sum + (by.get(each) ?? 0), 0);
}

export interface ShelfEntry {
  readonly name: string;
  readonly icon: string;
  readonly href: string;
  readonly summary: string;
  readonly count: number;
  readonly countText: string;
}

export function shelfEntry(input: BrowseInput, category: Category): ShelfEntry {
  const count = offersIn(input.categories, category, input.counts);
  return {
    name: category.name,
    icon: category.icon,
    href: searchPath({ category: category.id }),
    summary: category.summary,
    count,
    countText: plural(count, 'offer'),
  };
}

/** The category tree with counts, and the same offers by lot. */
export function browseView(input: BrowseInput & Footprints): Readonly<Record<string, unknown>> {
  const { counts } = input;
  const branches = input.categories.roots().map((root) => ({
    ...shelfEntry(input, root),
    id: root.id,
    children: input.categories.children(root.id).map((child) => {
      const entry = shelfEntry(input, child);
      return { ...entry, countText: formatCount(entry.count) };
    }),
  }));
  const lots = input.agreements.packs.map((pack) => ({
    number: pack.number.value,
    name: pack.name.value,
    href: agreementPaths.agreement(pack.number.value),
    lots: pack.lots.map((lot) => {
      const count = counts.byLot.get(lotKey(pack.number.value, lot.number)) ?? 0;
      const agreement = input.agreements.packs.length > 1 ? pack.number.value : undefined;
      return {
        number: lot.number,
        name: lot.name.value,
        summary: lot.summary.value,
        count,
        countText: plural(count, 'offer'),
        href: searchPath({ agreement, lot: lot.number }),
        about: agreementPaths.lot(pack.number.value, lot.number),
      };
    }),
  }));
  return {
    section: 'catalogue',
    title: 'Catalogue',
    summary:
      counts.offers === 0
        ? 'The catalogue holds no offers yet.'
        : `${plural(counts.offers, 'offer')} for ${plural(counts.products, 'product')} from ${plural(counts.suppliers, 'supplier')}. Prices excluding and including VAT, for the quantity you need.`,
    branches,
    agreements: lots,
    footprints:
      input.footprints === 0 ? undefined : { href: footprintsPath(), countText: plural(input.footprints, 'model') },
  };
}
