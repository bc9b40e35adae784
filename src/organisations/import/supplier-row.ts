import { type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import { listInWords } from '../../kernel/text.ts';
import {
  type Position,
  type StandingEvent,
  supplierRegions,
  type SupplierRegion,
  type SupplierSize,
  supplierSizes,
} from '../supplier.ts';
import { cellText } from './cell-text.ts';
import { type ColumnKey, columnOf } from './columns.ts';
import type { TableRow } from './csv-table.ts';
import { dateRemedy, entriesOf, readStanding } from './list-cells.ts';
import type { ProblemList } from './problem-list.ts';

/** What the import has to know of an installed agreement. */
export interface KnownAgreement {
  readonly number: string;
  readonly lots: readonly string[];
  /** First and last day on which a position may be held. */
  readonly firstDay: IsoDate;
  readonly lastDay: IsoDate;
  /** First day of a position that names none. */
  readonly usualFrom: IsoDate;
}

/** A row with its position read. Cells about the supplier stay text until its rows have been brought together. */
export interface SupplierRow {
  readonly row: number;
  readonly position: Position;
  readonly lotStanding: readonly StandingEvent[];
  readonly cells: ReadonlyMap<ColumnKey, string>;
}

/** The installed agreement with the number, whatever its case. */
export function findAgreement(agreements: readonly KnownAgreement[], number: string): KnownAgreement | undefined {
  return agreements.find((each) => each.number.toLowerCase() === number.toLowerCase());
}

/** Reads the cells of a row as text and its position; undefined when the row has problems, which are noted. */
export function readRow(
  row: TableRow,
  agreements: readonly KnownAgreement[],
  problems: ProblemList,
): SupplierRow | undefined {
  const cells = new Map<ColumnKey, string>();
  for (const [key, raw] of row.cells) {
    const column = columnOf(key);
    const text = cellText(raw, column, row.row, problems);
    if (text === undefined) continue;
    if (text === '' && column.required === true) {
      const place = { row: row.row, column: column.heading };
      problems.add(place, 'cell-empty', `${column.heading} is empty.`, 'Every row needs it.');
    }
    cells.set(key, text);
  }
  const position = readPosition(row.row, cells, agreements, problems);
  if (position === undefined) return undefined;
  const place = { row: row.row, column: columnOf('lotStanding').heading };
  const lotStanding = readStanding(cells.get('lotStanding') ?? '', place, problems, position, (number) => number);
  return problems.hasRow(row.row) ? undefined : { row: row.row, position, lotStanding, cells };
}

function readPosition(
  row: number,
  cells: ReadonlyMap<ColumnKey, string>,
  agreements: readonly KnownAgreement[],
  problems: ProblemList,
): Position | undefined {
  const number = cells.get('agreement') ?? '';
  const agreement = findAgreement(agreements, number);
  if (agreement === undefined) {
    if (number !== '') {
      const installed = listInWords(
        agreements.map((each) => each.number),
        'or',
      );
      const place = { row, column: columnOf('agreement').heading, value: number };
      problems.add(
        place,
        'unknown-agreement',
        `There is no agreement ${number}.`,
        `Write ${installed}, or install its pack.`,
      );
    }
    return undefined;
  }
  const written = cells.get('lot') ?? '';
  const lot = agreement.lots.find((each) => each.toLowerCase() === lotNumber(written));
  if (lot === undefined) {
    if (written !== '') {
      const place = { row, column: columnOf('lot').heading, value: written };
      const message = `${agreement.number} has no lot ${written}.`;
      problems.add(place, 'unknown-lot', message, `Write one of ${agreement.lots.join(', ')}.`);
    }
    return undefined;
  }
  const from = readDate(row, cells, 'from', problems);
  const to = readDate(row, cells, 'to', problems);
  if (from === undefined || to === undefined) return undefined;
  const first = from ?? agreement.usualFrom;
  if (to !== null && to < first) {
    const place = { row, column: columnOf('to').heading, value: to };
    problems.add(place, 'dates-reversed', 'The last day is before the first.', `Write ${first} or a later day.`);
  }
  outsideTerm(row, 'from', from, agreement, problems);
  outsideTerm(row, 'to', to, agreement, problems);
  return { agreement: agreement.number, lot, from: first, to };
}

/** `Lot 8`, `08` and `8` are the same lot. */
function lotNumber(text: string): string {
  return text
    .toLowerCase()
    .replace(/^lot\s*/, '')
    .replace(/^0+(?=\d)/, '');
}

/** A date, null where the cell is empty, undefined where it cannot be read. */
function readDate(
  row: number,
  cells: ReadonlyMap<ColumnKey, string>,
  key: 'from' | 'to',
  problems: ProblemList,
): IsoDate | null | undefined {
  const text = cells.get(key) ?? '';
  if (text === '') return null;
  const date = parseIsoDate(text);
  if (date === undefined) {
    const place = { row, column: columnOf(key).heading, value: text };
    problems.add(place, 'bad-date', `"${text}" is not a date.`, dateRemedy(text));
  }
  return date;
}

function outsideTerm(
  row: number,
  key: 'from' | 'to',
  date: IsoDate | null,
  agreement: KnownAgreement,
  problems: ProblemList,
): void {
  if (date === null) return;
  const { firstDay, lastDay } = agreement;
  if (firstDay <= date && date <= lastDay) return;
  problems.add(
    { row, column: columnOf(key).heading, value: date },
    'outside-agreement',
    `${agreement.number} runs from ${firstDay} to ${lastDay}.`,
    'Correct the date, or leave it empty.',
  );
}

/** The size a cell names. */
export function readSize(text: string): SupplierSize | undefined {
  return supplierSizes.find((each) => each === text.toLowerCase());
}

/** The regions a cell names; undefined at the first that is not one. */
export function readRegions(cell: string): { readonly regions: readonly SupplierRegion[]; readonly unknown?: string } {
  const regions: SupplierRegion[] = [];
  for (const text of entriesOf(cell)) {
    const found = supplierRegions.find((each) => each.toLowerCase() === text.toLowerCase());
    if (found === undefined) return { regions, unknown: text };
    if (!regions.includes(found)) regions.push(found);
  }
  return { regions: supplierRegions.filter((each) => regions.includes(each)) };
}

/** Two stretches of the same position that share a day. */
export function overlap(left: Position, right: Position): boolean {
  if (left.agreement !== right.agreement || left.lot !== right.lot) return false;
  const far = '9999-12-31';
  return left.from <= (right.to ?? far) && right.from <= (left.to ?? far);
}
