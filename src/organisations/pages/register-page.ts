import type { Agreements } from '../../agreements/index.ts';
import { formatCount } from '../../kernel/money.ts';
import { listInWords, plural } from '../../kernel/text.ts';
import type { FacetCount, SupplierFacets, SupplierOnDate, SupplierQuery } from '../supplier-filter.ts';
import { supplierPaths } from '../supplier-paths.ts';
import { standings } from '../supplier-standing.ts';
import { lotsInWords, sizeWords, standingWords } from '../supplier-words.ts';
import { supplierSizes } from '../supplier.ts';

interface Option {
  readonly name: string;
  readonly value: string;
  readonly text: string;
  readonly count: string;
  readonly chosen: boolean;
}

/** A group of filters: options in view, and more behind a summary. */
export interface FilterGroupView {
  readonly id: string;
  readonly title: string;
  readonly options: readonly Option[];
  readonly more: readonly Option[];
  readonly moreText: string;
  readonly moreOpen: boolean;
}

/** Evidence schemes in view before the others are folded away. */
const schemesInView = 6;

/** What the register calls a lot: `8 Technology Catalogue`; its number alone where agreements share it. */
export function lotNamer(agreements: Agreements): (lot: string) => string {
  const [only, other] = agreements.packs;
  return (lot) => {
    const name = other === undefined ? only?.lots.find((each) => each.number === lot)?.shortName.value : undefined;
    return name === undefined ? `Lot ${lot}` : `${lot} ${name}`;
  };
}

/** The filters with their counts. A choice in use stays in view even when it would leave nothing. */
export function filterGroups(
  query: SupplierQuery,
  facets: SupplierFacets,
  agreements: Agreements,
): readonly FilterGroupView[] {
  const lotName = lotNamer(agreements);
  const group = (id: string, title: string, options: readonly Option[], inView = options.length): FilterGroupView => {
    const shown = options.filter((each, index) => index < inView || each.chosen);
    const more = options.filter((each) => !shown.includes(each));
    return {
      id,
      title,
      options: shown,
      more,
      moreText: inView === 0 ? `Choose from ${options.length}` : `${more.length} more`,
      moreOpen: false,
    };
  };
  const options = (
    name: string,
    counts: readonly FacetCount[],
    chosen: readonly string[],
    words: (value: string) => string,
  ): readonly Option[] => {
    const missing = chosen.filter((value) => !counts.some((each) => each.value === value));
    return [...counts, ...missing.map((value) => ({ value, count: 0 }))].map(({ value, count }) => ({
      name,
      value,
      text: words(value),
      count: formatCount(count),
      chosen: chosen.includes(value),
    }));
  };
  const flag = (name: string, text: string, count: number, chosen: boolean): Option => ({
    name,
    value: 'true',
    text,
    count: formatCount(count),
    chosen,
  });
  const inOrder = (counts: readonly FacetCount[], order: readonly string[]): readonly FacetCount[] =>
    order.flatMap((value) => counts.find((each) => each.value === value) ?? []);
  const same = (value: string): string => value;
  return [
    ...(agreements.packs.length < 2
      ? []
      : [group('agreement', 'Agreement', options('agreement', agreementCounts(facets), query.agreement, same))]),
    group('lot', 'Lot', options('lot', lotCounts(facets), query.lot, lotName)),
    group('size', 'Size', [
      flag('sme', 'Small or medium-sized (SME)', facets.sme, query.sme),
      ...options('size', inOrder(facets.size, supplierSizes), query.size, (value) => {
        const size = supplierSizes.find((each) => each === value);
        return size === undefined ? value : sizeWords[size];
      }),
    ]),
    group(
      'standing',
      'Standing',
      options('standing', inOrder(facets.standing, standings), query.standing, (value) => {
        const standing = standings.find((each) => each === value);
        return standing === undefined ? value : standingWords[standing];
      }),
    ),
    group('circular', 'Circular supply', [flag('takesBack', 'Takes devices back', facets.takesBack, query.takesBack)]),
    group('evidence', 'Evidence in force', options('evidence', facets.evidence, query.evidence, same), schemesInView),
    group('region', 'Region served', options('region', facets.region, query.region, same), 0),
  ].filter((each) => each.options.length + each.more.length > 0);
}

function sum(counts: readonly { readonly key: string; readonly count: number }[]): readonly FacetCount[] {
  const sums = new Map<string, number>();
  for (const { key, count } of counts) sums.set(key, Math.max(sums.get(key) ?? 0, count));
  return [...sums].map(([value, count]) => ({ value, count }));
}

/** With several agreements a lot number says less; the highest count of those that share it is told. */
function lotCounts(facets: SupplierFacets): readonly FacetCount[] {
  return sum(facets.lot.map((each) => ({ key: each.value, count: each.count })));
}

function agreementCounts(facets: SupplierFacets): readonly FacetCount[] {
  return sum(facets.lot.map((each) => ({ key: each.agreement, count: each.count })));
}

/** A line of the register. */
export interface RegisterRow {
  readonly name: string;
  readonly href: string;
  readonly size: string;
  readonly demonstration: boolean;
  readonly lots: string;
  readonly standing: SupplierOnDate['standing']['standing'];
  readonly standingText: string;
  /** What differs on one lot, such as `Suspended on lot 7`. */
  readonly standingMore: string;
  readonly evidence: string;
  readonly takesBack: boolean;
}

const schemesInRow = 3;

export function registerRow(row: SupplierOnDate, keepDay: string): RegisterRow {
  const { supplier } = row;
  const closed = row.standing.standing === 'active' ? row.lots.filter((each) => each.standing !== 'active') : [];
  const [first] = closed;
  const size = sizeWords[supplier.size];
  const more = row.schemes.length - schemesInRow;
  return {
    name: supplier.name,
    href: `${supplierPaths.supplier(supplier.id)}${keepDay}`,
    size: row.sme ? `${size}, SME` : size,
    demonstration: supplier.demonstration,
    lots: row.lots.length === 0 ? 'None today' : listInWords(row.lots.map((each) => each.lot)),
    standing: row.standing.standing,
    standingText: standingWords[row.standing.standing],
    standingMore: first === undefined ? '' : `${standingWords[first.standing]} on ${lotsInWords(closed)}`,
    evidence: row.schemes.slice(0, schemesInRow).join(', ') + (more > 0 ? ` and ${plural(more, 'other')}` : ''),
    takesBack: row.takesBack,
  };
}

/** The sentence the register begins with. */
export function registerSentence(rows: readonly SupplierOnDate[]): string {
  const holding = rows.filter((each) => each.lots.length > 0);
  const sme = holding.filter((each) => each.sme).length;
  const closed = holding.filter((each) => each.standing.standing !== 'active').length;
  const verb = holding.length === 1 ? 'holds' : 'hold';
  const stopped = closed === 0 ? '' : ` ${formatCount(closed)} may take no new business.`;
  return `${plural(holding.length, 'supplier')} ${verb} a position. ${formatCount(sme)} ${sme === 1 ? 'is' : 'are'} small or medium-sized.${stopped}`;
}
