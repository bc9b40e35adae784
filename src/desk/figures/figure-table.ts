import {
  type FigureGroup,
  type FigureRow,
  figureGroups,
  type FigureScope,
  shareOf,
  sumFigures,
} from '../../contracts/index.ts';
import { addMonths, formatMonth, type IsoDate, isoDate, parseIsoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { FigureServices } from './figure-services.ts';

/** A row of figures with its name in words. Pounds without VAT, shares in percent of them. */
export interface NamedFigure extends FigureRow {
  readonly name: string;
  /** Share of spend with small and medium-sized suppliers; null of nothing. */
  readonly smePercent: string | null;
  /** Share of goods that are refurbished or remanufactured; null of nothing. */
  readonly secondLifePercent: string | null;
}

export interface FigureTable {
  readonly by: FigureGroup;
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly rows: readonly NamedFigure[];
  readonly total: Omit<NamedFigure, 'key' | 'name'>;
}

export function isFigureGroup(text: string): text is FigureGroup {
  return figureGroups.some((each) => each === text);
}

/** The months a desk looks back over, this one included, from the first day of the first one to the day. */
export function lastTwelveMonths(on: IsoDate): { readonly from: IsoDate; readonly to: IsoDate } {
  return { from: addMonths(isoDate(`${on.slice(0, 7)}-01`), -11), to: on };
}

const longestMonths = 120;

/** The days asked for, or the last twelve months; a day that cannot be read, or an end before its start, is a problem. */
export function readPeriod(
  raw: { readonly from?: string | undefined; readonly to?: string | undefined },
  on: IsoDate,
): Outcome<{ readonly from: IsoDate; readonly to: IsoDate }> {
  const usual = lastTwelveMonths(on);
  const problems: Problem[] = [];
  const day = (path: 'from' | 'to'): IsoDate => {
    const text = raw[path] ?? '';
    if (text === '') return usual[path];
    const found = parseIsoDate(text);
    if (found === undefined) {
      problems.push({
        code: 'not-a-date',
        path,
        value: text,
        message: `"${text.slice(0, 40)}" is not a day of the calendar.`,
        remedy: 'Write year, month and day, such as 2026-11-30.',
      });
    }
    return found ?? usual[path];
  };
  const to = day('to');
  const from = (raw.from ?? '') === '' && to < usual.from ? lastTwelveMonths(to).from : day('from');
  if (problems.length === 0 && (to < from || addMonths(from, longestMonths) < to)) {
    problems.push({
      code: 'period-unusable',
      path: 'to',
      value: to,
      message: to < from ? 'The last day is before the first.' : 'The period is longer than ten years.',
      remedy: 'Choose other days.',
    });
  }
  return problems.length > 0 ? fail(...problems) : succeed({ from, to });
}

/** Every month from the first day to the last, `YYYY-MM`. */
export function monthsOf(from: IsoDate, to: IsoDate): readonly string[] {
  const months: string[] = [];
  for (let day = isoDate(`${from.slice(0, 7)}-01`); day <= to; day = addMonths(day, 1)) months.push(day.slice(0, 7));
  return months;
}

const nothing = (key: string): FigureRow => ({
  key,
  orders: 0,
  buyers: 0,
  spend: '0.00',
  sme: '0.00',
  goods: '0.00',
  secondLife: '0.00',
});

/** Rows of classes of buyers become rows of the sectors they belong to. */
function bySector(rows: readonly FigureRow[], sectorOf: (buyerClass: string) => string): readonly FigureRow[] {
  const groups = new Map<string, FigureRow[]>();
  for (const row of rows) groups.set(sectorOf(row.key), [...(groups.get(sectorOf(row.key)) ?? []), row]);
  return [...groups].map(([key, own]) => ({
    key,
    ...sumFigures(own),
    buyers: own.reduce((sum, row) => sum + row.buyers, 0),
  }));
}

const withShares = <T extends Omit<FigureRow, 'key'>>(row: T) => ({
  ...row,
  smePercent: shareOf(row.sme, row.spend) ?? null,
  secondLifePercent: shareOf(row.secondLife, row.goods) ?? null,
});

/** The figures by a group, named: months in order with empty ones among them, all others by spend, most first. */
export async function figureTable(
  services: Pick<FigureServices, 'agreements' | 'suppliers' | 'organisations' | 'figures'>,
  scope: FigureScope,
  by: FigureGroup,
): Promise<FigureTable> {
  const { agreements, suppliers, organisations, figures } = services;
  const found = await figures.read(scope, by);
  const packs = agreements.packs.filter((each) => scope.agreements.includes(each.number.value));
  const named = async (): Promise<readonly (FigureRow & { readonly name: string })[]> => {
    switch (by) {
      case 'month':
        return monthsOf(scope.from, scope.to).map((month) => ({
          ...(found.find((each) => each.key === month) ?? nothing(month)),
          name: formatMonth(isoDate(`${month}-01`)),
        }));
      case 'lot': {
        const lots = packs.flatMap((pack) =>
          pack.lots.map((lot) => ({
            key: `${pack.number.value} ${lot.number}`,
            name: `${packs.length > 1 ? `${pack.number.value} ` : ''}${lot.number} ${lot.shortName.value}`,
          })),
        );
        const known = new Set(lots.map((each) => each.key));
        // Of an authority's lots those without an order are told too; a buyer's orders may be under an agreement before.
        const shown = scope.of === undefined ? lots : lots.filter((lot) => found.some((each) => each.key === lot.key));
        return [
          ...shown.map((lot) => ({
            ...(found.find((each) => each.key === lot.key) ?? nothing(lot.key)),
            name: lot.name,
          })),
          ...found.flatMap((each) => (known.has(each.key) ? [] : [{ ...each, name: each.key }])),
        ];
      }
      case 'sector': {
        const classes = new Map(agreements.reference.buyerClasses.map((each) => [each.id, each.sector]));
        const names = new Map(packs.flatMap((pack) => pack.sectors.map((each) => [each.id, each.name.value])));
        return bySector(found, (each) => classes.get(each) ?? 'unknown').map((each) => ({
          ...each,
          name: names.get(each.key) ?? (each.key === 'unknown' ? 'Not stated' : each.key),
        }));
      }
      case 'supplier': {
        const known = await suppliers.summaries(
          found.map((each) => each.key),
          scope.to,
        );
        return found.map((each) => ({ ...each, name: known.get(each.key)?.name ?? each.key }));
      }
      case 'buyer': {
        const known = await organisations.organisationsByIds(found.map((each) => each.key));
        return found.map((each) => ({ ...each, name: known.get(each.key)?.name ?? each.key }));
      }
    }
  };
  const rows = [...(await named())];
  if (by !== 'month')
    rows.sort((a, b) => exact(b.spend).comparedTo(a.spend) || a.name.localeCompare(b.name, 'en', { numeric: true }));
  return {
    by,
    from: scope.from,
    to: scope.to,
    rows: rows.map((each) => withShares({ ...each, spend: exact(each.spend).toFixed(2) })),
    total: withShares({ ...sumFigures(found), buyers: await figures.buyers(scope) }),
  };
}

/** The same days a year before. */
export function periodBefore({ from, to }: { readonly from: IsoDate; readonly to: IsoDate }) {
  return { from: addMonths(from, -12), to: addMonths(to, -12) };
}
