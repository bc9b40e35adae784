import type { TableRow } from '../../platform/tables/index.ts';
import { cleanCell } from './clean-cell.ts';
import type { ColumnDecisions } from './column-decision.ts';
import { breakPairs, type PriceField } from './price-field.ts';
import { dateNumbers } from './read-date.ts';

export type { ColumnDecisions };

/** A longer text is no number and no date. */
const longest = 120;

const dateFields: ReadonlySet<PriceField> = new Set<PriceField>(['validFrom', 'validTo']);
const shareFields: ReadonlySet<PriceField> = new Set<PriceField>(['batteryPercent']);
const moneyFields: ReadonlySet<PriceField> = new Set<PriceField>([
  'unitPrice',
  'deliveryCharge',
  'deliveryFreeOver',
  'deliveryOffMainland',
  'nextDayCharge',
  'takeBackCharge',
  'costPrice',
  'listPrice',
  ...breakPairs.map((each) => each.price),
]);

/** Gathers, row by row, what decides between two readings. */
export interface ColumnProfile {
  add(rows: readonly TableRow[]): void;
  decisions(): ColumnDecisions;
}

/** `typed`: the cell is a spreadsheet's own number, which says nothing of how people write. */
type Watch = (text: string, typed: boolean, format: string | undefined) => void;
interface Watched {
  readonly at: number;
  readonly watch: Watch;
}

/** A profile of a file's columns; its decisions hold for the rows it was given. */
export function createColumnProfile(columnsOf: readonly (PriceField | null)[]): ColumnProfile {
  const found = columnsOf.map(() => ({ dayFirst: 0, monthFirst: 0, point: 0, comma: 0, fraction: 0, percent: 0 }));
  const watched = columnsOf.flatMap((field, at): readonly Watched[] => {
    const counts = found[at];
    if (field === null || counts === undefined) return [];
    if (dateFields.has(field)) return [{ at, watch: watchDates(counts) }];
    if (shareFields.has(field)) return [{ at, watch: watchShares(counts) }];
    return moneyFields.has(field) ? [{ at, watch: watchDecimals(counts) }] : [];
  });
  return {
    add: (rows) => {
      if (watched.length === 0) return;
      for (const row of rows) {
        for (const { at, watch } of watched) {
          const cell = row.cells[at];
          if (cell === undefined || cell === '') continue;
          if (typeof cell === 'string' && cell.length > longest) continue;
          if (typeof cell === 'string') watch(cell, false, undefined);
          else if (cell.kind === 'number') watch(cell.text, true, cell.format);
        }
      }
    },
    decisions: () =>
      found.map((each) => ({
        dates: decide(each.dayFirst, 'day-first', each.monthFirst, 'month-first'),
        decimals: decide(each.point, 'point', each.comma, 'comma'),
        shares: decide(each.fraction, 'fraction', each.percent, 'percent'),
      })),
  };
}

/** Whether two profiles read every cell alike. */
export function sameDecisions(one: ColumnDecisions, other: ColumnDecisions): boolean {
  return (
    one.length === other.length &&
    one.every((each, at) => {
      const twin = other[at];
      return (
        twin !== undefined &&
        each.dates === twin.dates &&
        each.decimals === twin.decimals &&
        each.shares === twin.shares
      );
    })
  );
}

function decide<A, B>(one: number, first: A, other: number, second: B): A | B | 'unclear' | 'mixed' {
  if (one > 0 && other > 0) return 'mixed';
  return one > 0 ? first : other > 0 ? second : 'unclear';
}

function watchDates(counts: { dayFirst: number; monthFirst: number }): Watch {
  return (text) => {
    const numbers = dateNumbers(cleanCell(text));
    if (numbers === undefined) return;
    const { first, second } = numbers;
    if (first > 12 && first <= 31 && second <= 12) counts.dayFirst += 1;
    else if (second > 12 && second <= 31 && first <= 12) counts.monthFirst += 1;
  };
}

/** Only what can be nothing else counts: a comma before one or two last digits, a point before one, two or four. */
function watchDecimals(counts: { point: number; comma: number }): Watch {
  return (text, typed) => {
    if (typed) return;
    const length = text.length;
    const comma = text.lastIndexOf(',');
    const point = text.lastIndexOf('.');
    if (comma < 0 && point < 0) return;
    if (comma > point) {
      if (point >= 0 || /,\d{1,2}\D*$/.test(text)) counts.comma += 1;
    } else if (comma >= 0) {
      counts.point += 1;
    } else if (length - point !== 4 && /^\D*\d+\.\d+\D*$/.test(text)) {
      counts.point += 1;
    }
  };
}

function watchShares(counts: { fraction: number; percent: number }): Watch {
  return (text, _typed, format) => {
    if (format?.includes('%') === true) {
      counts.fraction += 1;
      return;
    }
    const number = /^\s*(\d{1,3}(?:\.\d+)?)\s*(%?)\s*$/.exec(text);
    if (number === null) return;
    const value = Number(number[1]);
    if (number[2] === '' && value > 0 && value < 1) counts.fraction += 1;
    else if (number[2] === '' && value > 1) counts.percent += 1;
  };
}
