import type { IsoDate } from '../kernel/dates.ts';
import { isSme, type Supplier, supplierRegions, type SupplierSize, wholeCountry } from './supplier.ts';
import { schemesHeld, takesBack } from './supplier-evidence.ts';
import { isHeld, positionStanding, type Standing, type StandingOnDate, supplierStanding } from './supplier-standing.ts';

/** What is looked for in the register on one day. Lists hold alternatives; empty means no wish. */
export interface SupplierQuery {
  readonly on: IsoDate;
  /** Words that must all begin a word of the name, legal name, id, identifier, or an evidence scheme or number. */
  readonly words: string;
  readonly agreement: readonly string[];
  /** Lot numbers. */
  readonly lot: readonly string[];
  readonly size: readonly SupplierSize[];
  readonly sme: boolean;
  readonly standing: readonly Standing[];
  readonly takesBack: boolean;
  /** Schemes of which evidence must be in force on the day; all of them. */
  readonly evidence: readonly string[];
  readonly region: readonly string[];
}

/** A supplier as it stands on one day: what lists, filters and counts look at. */
export interface SupplierOnDate {
  readonly supplier: Supplier;
  readonly standing: StandingOnDate;
  readonly lots: readonly { readonly agreement: string; readonly lot: string; readonly standing: Standing }[];
  readonly schemes: readonly string[];
  readonly takesBack: boolean;
  readonly sme: boolean;
  /** Every word the supplier can be found by, in lower case without accents. */
  readonly searchWords: readonly string[];
}

/** Lower case without accents, cut at everything that is neither letter nor digit. */
function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((each) => each !== '');
}

/** Works out once what the filters ask of a supplier on a day. */
export function onDate(supplier: Supplier, on: IsoDate): SupplierOnDate {
  const schemes = schemesHeld(supplier, on);
  const text = [supplier.name, supplier.legalName, supplier.id, supplier.identifier?.number ?? ''];
  for (const each of supplier.evidence) text.push(each.scheme, each.number);
  return {
    supplier,
    standing: supplierStanding(supplier.standing, on),
    lots: supplier.positions
      .filter((each) => isHeld(each, on))
      .map((each) => ({
        agreement: each.agreement,
        lot: each.lot,
        standing: positionStanding(supplier.standing, each, on).standing,
      })),
    schemes,
    takesBack: takesBack(supplier, on),
    sme: isSme(supplier.size),
    searchWords: [...new Set(wordsOf(text.join(' ')))],
  };
}

/** The groups of filters. Counts of a group are made with all other groups applied. */
export const filterGroups = ['words', 'lot', 'size', 'standing', 'circular', 'evidence', 'region'] as const;
export type FilterGroup = (typeof filterGroups)[number];

/** Whether the supplier serves one of the regions; one that serves the whole country serves each of them. */
function serves(supplier: Supplier, regions: readonly string[]): boolean {
  return supplier.regions.some((each) => each === wholeCountry || regions.includes(each));
}

type Test = (row: SupplierOnDate, query: SupplierQuery) => boolean;

const tests: Readonly<Record<FilterGroup, Test>> = {
  words: (row, query) =>
    wordsOf(query.words).every((word) => row.searchWords.some((candidate) => candidate.startsWith(word))),
  lot: (row, query) =>
    (query.agreement.length === 0 && query.lot.length === 0) ||
    row.lots.some(
      (each) =>
        (query.agreement.length === 0 || query.agreement.includes(each.agreement)) &&
        (query.lot.length === 0 || query.lot.includes(each.lot)),
    ),
  size: (row, query) => (!query.sme || row.sme) && (query.size.length === 0 || query.size.includes(row.supplier.size)),
  standing: (row, query) => query.standing.length === 0 || query.standing.includes(row.standing.standing),
  circular: (row, query) => !query.takesBack || row.takesBack,
  evidence: (row, query) => query.evidence.every((each) => row.schemes.includes(each)),
  region: (row, query) => query.region.length === 0 || serves(row.supplier, query.region),
};

/** The suppliers that match, in the order given; `except` leaves one group of filters out. */
export function matching(
  rows: readonly SupplierOnDate[],
  query: SupplierQuery,
  except?: FilterGroup,
): readonly SupplierOnDate[] {
  const groups = filterGroups.filter((each) => each !== except);
  return rows.filter((row) => groups.every((group) => tests[group](row, query)));
}

export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

/** How many suppliers each choice would leave, counted with every other group of filters applied. */
export interface SupplierFacets {
  readonly lot: readonly (FacetCount & { readonly agreement: string })[];
  readonly size: readonly FacetCount[];
  readonly sme: number;
  readonly standing: readonly FacetCount[];
  readonly takesBack: number;
  /** Most held first. */
  readonly evidence: readonly FacetCount[];
  readonly region: readonly FacetCount[];
}

function tally(values: readonly string[]): readonly FacetCount[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count }));
}

function compareText(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}

function byValue(left: FacetCount, right: FacetCount): number {
  return compareText(left.value, right.value);
}

function byCount(left: FacetCount, right: FacetCount): number {
  return right.count - left.count || byValue(left, right);
}

export function facetsOf(rows: readonly SupplierOnDate[], query: SupplierQuery): SupplierFacets {
  const lots = new Map<string, FacetCount & { readonly agreement: string }>();
  for (const row of matching(rows, query, 'lot')) {
    const held = new Map(row.lots.map((each) => [`${each.agreement} ${each.lot}`, each]));
    for (const [key, { agreement, lot }] of held) {
      lots.set(key, { agreement, value: lot, count: (lots.get(key)?.count ?? 0) + 1 });
    }
  }
  const sizes = matching(rows, query, 'size');
  const regions = matching(rows, { ...query, region: [] });
  return {
    lot: [...lots.values()].sort((a, b) => compareText(a.agreement, b.agreement) || byValue(a, b)),
    size: tally(sizes.map((each) => each.supplier.size)),
    sme: sizes.filter((each) => each.sme).length,
    standing: tally(matching(rows, query, 'standing').map((each) => each.standing.standing)),
    takesBack: matching(rows, query, 'circular').filter((each) => each.takesBack).length,
    // Evidence filters narrow each other: a second scheme is asked for as well as the first.
    evidence: [...tally(matching(rows, query).flatMap((each) => each.schemes))].sort(byCount),
    region: supplierRegions
      .map((value) => ({ value, count: regions.filter((row) => serves(row.supplier, [value])).length }))
      .filter((each) => each.count > 0),
  };
}
