import { parentPort, workerData } from 'node:worker_threads';
// The files themselves, not their folders' doors: the thread loads what it needs and no more.
import { openTable } from '../../platform/tables/open-table.ts';
import { type EditedRow, rewriteTable } from '../../platform/tables/rewrite-table.ts';
import { type Cell, type OpenTable, TableProblem, type TableRow } from '../../platform/tables/table.ts';
import { giveWay } from '../../platform/threads.ts';
import { createColumnProfile } from '../price-lines/column-profile.ts';
import type { LineContext } from '../price-lines/price-line.ts';
import { readPriceLine } from '../price-lines/read-price-line.ts';
import { findHeadings, type FoundHeadings } from './find-headings.ts';
import type { AnnotateOrder, FromAnnotator } from './read-messages.ts';

async function contextOf(table: OpenTable, found: FoundHeadings, order: AnnotateOrder): Promise<LineContext> {
  const { sheet, match } = found;
  const profile = createColumnProfile(match.columnsOf);
  for await (const rows of table.rows(sheet)) {
    profile.add(rows.filter((each) => each.row > (match.headerRow ?? 0)));
  }
  const { columns, makers } = order;
  return { ...order.context, columns, makers, headings: match.headings, decisions: profile.decisions() };
}

/** The row with its repairs made and its messages in a column at the right; rows above the headings stay as they are. */
function edited(
  row: TableRow,
  { match }: FoundHeadings,
  context: LineContext,
  order: AnnotateOrder,
): EditedRow | undefined {
  const headerRow = match.headerRow ?? 0;
  const width = Math.max(match.headings.length, match.columnsOf.length);
  if (row.row < headerRow) return undefined;
  const cells: Cell[] = Array.from({ length: width }, (_each, at) => row.cells[at] ?? '');
  const beyond = row.cells.slice(width);
  if (row.row === headerRow) return { cells: [...cells, order.heading, ...beyond] };
  const reading = readPriceLine(row, match.columnsOf, context);
  const messages = new Set<string>();
  const marked = new Set<number>();
  for (const { field, message, remedy } of reading.problems) {
    messages.add(`${message} ${remedy}`);
    if (field !== null) marked.add(match.columnsOf.indexOf(field));
  }
  for (const each of order.told.get(row.row) ?? []) messages.add(each);
  for (const { at, from, to, why } of reading.repairs) {
    cells[at] = to;
    marked.add(at);
    messages.add(`Was "${from}". ${why}`);
  }
  const at = match.columnsOf.indexOf('mpn');
  const partNumber = order.partNumbers.get(row.row);
  if (partNumber !== undefined && at >= 0) {
    const cell = cells[at] ?? '';
    messages.add(`Was "${typeof cell === 'string' ? cell : cell.text}". ${order.partNumberWhy}`);
    cells[at] = partNumber;
    marked.add(at);
  }
  return { cells: [...cells, [...messages].join(' '), ...beyond], marked: [...marked].filter((at) => at >= 0) };
}

async function annotate(order: AnnotateOrder): Promise<FromAnnotator> {
  const opened = await openTable(order.path);
  if (!opened.ok) return { kind: 'unreadable', problems: opened.problems };
  const table = opened.value;
  try {
    const found = await findHeadings(table, order);
    if (found === undefined || found.match.headerRow === null) {
      return { kind: 'unreadable', problems: found?.match.problems ?? [] };
    }
    const context = await contextOf(table, found, order);
    await rewriteTable({
      from: table,
      sheet: found.sheet,
      to: order.to,
      headingRow: found.match.headerRow,
      edit: (row) => edited(row, found, context, order),
    });
    return { kind: 'written', format: table.format };
  } catch (error) {
    if (!(error instanceof TableProblem)) throw error;
    return { kind: 'unreadable', problems: [error.problem] };
  } finally {
    await table.close();
  }
}

if (parentPort !== null) giveWay();
parentPort?.postMessage(await annotate(workerData as AnnotateOrder));
