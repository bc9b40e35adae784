import type { OpenTable, TableRow } from '../../platform/tables/table.ts';
import { matchHeadings } from '../price-lines/heading-match.ts';
import type { HeadingMatch } from '../price-lines/heading-meaning.ts';
import type { FileOrder } from './read-messages.ts';

/** Rows looked at to find the headings. */
const rowsForHeadings = 200;

async function firstRows(table: OpenTable, sheet: number, count: number): Promise<readonly TableRow[]> {
  const rows: TableRow[] = [];
  for await (const batch of table.rows(sheet)) {
    rows.push(...batch);
    if (rows.length >= count) break;
  }
  return rows.slice(0, count);
}

/** Where the lines are and what their columns mean. */
export interface FoundHeadings {
  readonly sheet: number;
  readonly match: HeadingMatch;
}

/** The first sheet people can see whose rows have headings; the first of all when none has. */
export async function findHeadings(table: OpenTable, order: FileOrder): Promise<FoundHeadings | undefined> {
  const seen = table.sheets.filter((each) => !each.hidden);
  let first: FoundHeadings | undefined;
  for (const { index } of seen.length > 0 ? seen : table.sheets) {
    const match = matchHeadings(await firstRows(table, index, rowsForHeadings), order.columns, {
      remembered: order.remembered,
      makers: order.makers,
      controls: order.controls,
    });
    if (match.headerRow !== null && match.problems.length === 0) return { sheet: index, match };
    first ??= { sheet: index, match };
    if (first.match.headerRow === null && match.headerRow !== null) first = { sheet: index, match };
  }
  return first;
}
