import { setImmediate as turn } from 'node:timers/promises';
import type { PriceControl } from '../../agreements/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { type FieldHeadings, judgeControls } from '../price-lines/index.ts';
import type { Checked } from './check-lines.ts';
import { controlledLines } from './check-lines-store.ts';
import type { ProblemCount } from './price-list.ts';
import { problemsKept } from './price-list-problem-store.ts';
import type { LineProblem } from './price-lists.ts';

/** Lines judged between two turns of the event loop. */
const linesAtOnce = 1000;

/** Judges every line that a price control of the lot may hold for. A lot without controls costs nothing. */
export async function checkControls(
  transaction: Handle,
  scope: {
    readonly listId: string;
    readonly lot: string;
    readonly headings: FieldHeadings;
    readonly controls: readonly PriceControl[];
  },
): Promise<Checked> {
  const { listId, lot, headings, controls } = scope;
  const problems: LineProblem[] = [];
  const counts = new Map<string, ProblemCount>();
  if (controls.length === 0) return { problems, counts: [] };
  let after = 0;
  for (;;) {
    const lines = await controlledLines(transaction, listId, after, linesAtOnce, branchesOf(controls));
    for (const { line, product } of lines) {
      for (const problem of judgeControls(line, product, controls, { lot, headings })) {
        const { code, severity, message } = problem;
        const count = (counts.get(code)?.count ?? 0) + 1;
        counts.set(code, { code, severity, message: counts.get(code)?.message ?? message, count });
        if (count <= problemsKept) problems.push(problem);
      }
    }
    const last = lines.at(-1);
    if (last === undefined || lines.length < linesAtOnce) break;
    after = last.line.row;
    await turn();
  }
  return { problems, counts: [...counts.values()] };
}

/** Category branches that controls hold for; undefined where one holds for more than categories. */
function branchesOf(controls: readonly PriceControl[]): readonly string[] | undefined {
  const branches: string[] = [];
  for (const { categories, product } of controls) {
    if (categories === undefined || product !== undefined) return undefined;
    branches.push(...categories);
  }
  return branches;
}
