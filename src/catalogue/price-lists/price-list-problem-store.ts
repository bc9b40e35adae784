import { sql } from 'kysely';
import { type Handle, insertMany } from '../../platform/database/index.ts';
import type { ListPage, ProblemCount } from './price-list.ts';
import type { LineProblem, Repair } from './price-lists.ts';

/** Problems of one code, and repairs, that are kept one by one; all are counted. */
export const problemsKept = 1000;
export const repairsKept = 5000;

/** Forgets lines, problems and repairs of lists. */
export async function clearStaging(transaction: Handle, listIds: readonly string[]): Promise<void> {
  for (const table of [
    'price_list_line',
    'price_list_change',
    'price_list_problem',
    'price_list_problem_count',
    'price_list_repair',
  ]) {
    await sql`delete from ${sql.table(table)} where price_list_id = any(${listIds}::bigint[])`.execute(transaction);
  }
}

export async function addProblems(
  transaction: Handle,
  listId: string,
  problems: readonly LineProblem[],
): Promise<void> {
  await insertMany(transaction, 'price_list_problem', [
    { name: 'price_list_id', type: 'bigint', values: problems.map(() => listId) },
    { name: 'row', type: 'integer', values: problems.map((each) => each.row ?? 0) },
    { name: 'severity', type: 'text', values: problems.map((each) => each.severity) },
    { name: 'code', type: 'text', values: problems.map((each) => each.code) },
    { name: 'field', type: 'text', values: problems.map((each) => each.field) },
    { name: 'heading', type: 'text', values: problems.map((each) => each.column ?? null) },
    { name: 'value', type: 'text', values: problems.map((each) => each.value ?? null) },
    { name: 'message', type: 'text', values: problems.map((each) => each.message) },
    { name: 'remedy', type: 'text', values: problems.map((each) => each.remedy) },
  ]);
}

export async function addRepairs(transaction: Handle, listId: string, repairs: readonly Repair[]): Promise<void> {
  await insertMany(transaction, 'price_list_repair', [
    { name: 'price_list_id', type: 'bigint', values: repairs.map(() => listId) },
    { name: 'row', type: 'integer', values: repairs.map((each) => each.row) },
    { name: 'heading', type: 'text', values: repairs.map((each) => each.column) },
    { name: 'field', type: 'text', values: repairs.map((each) => each.field) },
    { name: 'was', type: 'text', values: repairs.map((each) => each.from) },
    { name: 'becomes', type: 'text', values: repairs.map((each) => each.to) },
    { name: 'why', type: 'text', values: repairs.map((each) => each.why) },
  ]);
}

/** Adds to how many there are of each code. */
export async function countProblems(
  transaction: Handle,
  listId: string,
  counts: readonly ProblemCount[],
): Promise<void> {
  await insertMany(
    transaction,
    'price_list_problem_count',
    [
      { name: 'price_list_id', type: 'bigint', values: counts.map(() => listId) },
      { name: 'severity', type: 'text', values: counts.map((each) => each.severity) },
      { name: 'code', type: 'text', values: counts.map((each) => each.code) },
      { name: 'message', type: 'text', values: counts.map((each) => each.message) },
      { name: 'problems', type: 'integer', values: counts.map((each) => each.count) },
    ],
    sql`on conflict (price_list_id, severity, code) do update
      set problems = price_list_problem_count.problems + excluded.problems`,
  );
}

/** How many there are of each code: errors first, the most frequent first. */
export async function problemCounts(handle: Handle, listId: string): Promise<readonly ProblemCount[]> {
  const found = await sql<ProblemCount>`
    select code, severity, message, problems as count from price_list_problem_count
    where price_list_id = ${listId}::bigint order by severity, problems desc, code`.execute(handle);
  return found.rows;
}

interface Paged {
  readonly id: string;
  readonly row: number;
}

/** A cursor is the row and the id: both only ever grow within a list's pages. */
function afterOf(after: string | undefined): readonly [row: number, id: string] {
  const match = /^(\d{1,9})-(\d{1,18})$/.exec(after ?? '');
  return match === null ? [-1, '0'] : [Number(match[1]), match[2] ?? '0'];
}

function paged<R extends Paged, T>(rows: readonly R[], limit: number, toItem: (row: R) => T): ListPage<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last !== undefined ? `${String(last.row)}-${last.id}` : null;
  return { items: items.map(toItem), next };
}

interface ProblemRow extends Paged {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly field: string | null;
  readonly heading: string | null;
  readonly value: string | null;
  readonly message: string;
  readonly remedy: string;
}

/** By row. Served by `price_list_problem_of_list`. */
export async function listProblems(
  handle: Handle,
  listId: string,
  page: { readonly after?: string; readonly limit: number; readonly severity?: 'error' | 'warning' },
): Promise<ListPage<LineProblem>> {
  const [row, id] = afterOf(page.after);
  const found = await sql<ProblemRow>`
    select id::text as id, row, severity, code, field, heading, value, message, remedy from price_list_problem
    where price_list_id = ${listId}::bigint and (row, id) > (${row}, ${id}::bigint)
      and (${page.severity ?? null}::text is null or severity = ${page.severity ?? null})
    order by row, price_list_problem.id limit ${page.limit + 1}`.execute(handle);
  return paged(found.rows, page.limit, ({ id: _id, row: at, heading, value, ...rest }) => ({
    ...rest,
    ...(at === 0 ? {} : { row: at }),
    ...(heading === null ? {} : { column: heading }),
    ...(value === null ? {} : { value }),
  }));
}

interface RepairRow extends Paged {
  readonly heading: string;
  readonly field: string;
  readonly was: string;
  readonly becomes: string;
  readonly why: string;
}

/** By row. Served by `price_list_repair_of_list`. */
export async function listRepairs(
  handle: Handle,
  listId: string,
  page: { readonly after?: string; readonly limit: number },
): Promise<ListPage<Repair>> {
  const [row, id] = afterOf(page.after);
  const found = await sql<RepairRow>`
    select id::text as id, row, heading, field, was, becomes, why from price_list_repair
    where price_list_id = ${listId}::bigint and (row, id) > (${row}, ${id}::bigint)
    order by row, price_list_repair.id limit ${page.limit + 1}`.execute(handle);
  return paged(found.rows, page.limit, (each) => ({
    row: each.row,
    column: each.heading,
    field: each.field,
    from: each.was,
    to: each.becomes,
    why: each.why,
  }));
}

/** What is told of each row, as people read it. At most as much as is kept. */
export async function messagesByRow(handle: Handle, listId: string): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = await sql<{ row: number; message: string; remedy: string }>`
    select row, message, remedy from price_list_problem where price_list_id = ${listId}::bigint and row > 0
    order by row, id`.execute(handle);
  const byRow = new Map<number, string[]>();
  for (const { row, message, remedy } of found.rows) {
    const told = byRow.get(row) ?? [];
    told.push(`${message} ${remedy}`);
    byRow.set(row, told);
  }
  return byRow;
}
