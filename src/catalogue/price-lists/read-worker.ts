import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
// The files themselves, not their folders' doors: the thread loads what it needs and no more.
import { copyText } from '../../platform/database/copy-text.ts';
import { openTable } from '../../platform/tables/open-table.ts';
import { type OpenTable, TableProblem, type TableRow } from '../../platform/tables/table.ts';
import { giveWay } from '../../platform/threads.ts';
import type { ColumnDecisions } from '../price-lines/column-decision.ts';
import { createColumnProfile, sameDecisions } from '../price-lines/column-profile.ts';
import type { LineContext } from '../price-lines/price-line.ts';
import { readPriceLine } from '../price-lines/read-price-line.ts';
import { findHeadings, type FoundHeadings } from './find-headings.ts';
import type { FromReader, ReadOrder, ToReader } from './read-messages.ts';
import { ReadTally } from './read-tally.ts';
import { stagedValues } from './staged-line.ts';

/** Lines that decide at first what a column's dates and numbers mean. */
const rowsForDecisions = 2000;

/** Batches that may be under way to the main thread. */
const credits = 3;

class Sender {
  readonly #port: MessagePort;
  #left = credits;
  #waiting: (() => void) | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (_more: ToReader) => {
      this.#left += 1;
      this.#waiting?.();
    });
  }

  tell(message: FromReader): void {
    this.#port.postMessage(message);
  }

  async batch(message: Extract<FromReader, { kind: 'batch' }>): Promise<void> {
    while (this.#left === 0) {
      await new Promise<void>((done) => {
        this.#waiting = done;
      });
      this.#waiting = undefined;
    }
    this.#left -= 1;
    this.#port.postMessage(message, [message.staged.buffer as ArrayBuffer]);
  }

  close(): void {
    this.#port.close();
  }
}

/** Room for a batch, to begin with. */
const stagedRoom = 1_048_576;

/** Rows of staging as bytes, one after another: strings kept until a batch is full would be moved about by the collector. */
class Staged {
  #bytes = Buffer.allocUnsafeSlow(stagedRoom);
  #end = 0;
  /** Rows in it. */
  lines = 0;

  add(row: string): void {
    // No character takes more than three bytes a unit of its string.
    const needed = this.#end + row.length * 3;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(needed * 2);
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    this.#end += this.#bytes.write(row, this.#end);
    this.lines += 1;
  }

  /** All of it, in memory of its own; afterwards it is empty. */
  take(): Uint8Array {
    const taken = Uint8Array.from(this.#bytes.subarray(0, this.#end));
    this.#end = 0;
    this.lines = 0;
    return taken;
  }
}

/** Reads every line; gives undefined when the end of the file decided otherwise than `decisions` did. */
async function readLines(
  table: OpenTable,
  { sheet, match }: FoundHeadings,
  order: ReadOrder,
  decided: ColumnDecisions | undefined,
  sender: Sender,
): Promise<ColumnDecisions | undefined> {
  const profile = createColumnProfile(match.columnsOf);
  const tally = new ReadTally(order.problemsKept, order.repairsKept);
  let context: LineContext | undefined;
  let held: TableRow[] = [];
  const staged = new Staged();
  const settle = (decisions: ColumnDecisions): LineContext => ({
    ...order.context,
    columns: order.columns,
    makers: order.makers,
    headings: match.headings,
    decisions,
  });
  const flush = async (): Promise<void> => {
    const { problems, repairs } = tally.take();
    if (staged.lines === 0 && problems.length === 0 && repairs.length === 0) return;
    const message = { kind: 'batch' as const, staged: staged.take(), problems, repairs };
    await sender.batch({ ...message, lines: tally.lines, lastRow: tally.lastRow });
  };
  const read = async (rows: readonly TableRow[], under: LineContext): Promise<void> => {
    for (const row of rows) {
      const reading = readPriceLine(row, match.columnsOf, under);
      tally.add(row.row, reading);
      if (reading.line !== null) staged.add(copyText(stagedValues(reading.line, order.scope)));
      if (staged.lines >= order.batch) await flush();
    }
  };
  for await (const batch of table.rows(sheet)) {
    const rows = batch.filter((each) => each.row > (match.headerRow ?? 0));
    profile.add(rows);
    if (context !== undefined) {
      await read(rows, context);
      continue;
    }
    held = [...held, ...rows];
    if (decided === undefined && held.length < rowsForDecisions) continue;
    context = settle(decided ?? profile.decisions());
    await read(held, context);
    held = [];
  }
  const final = profile.decisions();
  if (context === undefined) {
    context = settle(decided ?? final);
    await read(held, context);
  }
  if (!sameDecisions(context.decisions, final)) return final;
  await flush();
  sender.tell({ kind: 'end', summary: tally.summary() });
  return undefined;
}

async function work(order: ReadOrder, sender: Sender): Promise<void> {
  const opened = await openTable(order.path);
  if (!opened.ok) {
    sender.tell({ kind: 'unreadable', problems: opened.problems });
    return;
  }
  const table = opened.value;
  try {
    const found = await findHeadings(table, order);
    if (found === undefined) throw new Error('A table without a sheet was opened');
    sender.tell({ kind: 'headings', match: found.match });
    if (found.match.problems.length > 0) return;
    const final = await readLines(table, found, order, undefined, sender);
    if (final === undefined) return;
    sender.tell({ kind: 'again' });
    await readLines(table, found, order, final, sender);
  } catch (error) {
    if (!(error instanceof TableProblem)) throw error;
    sender.tell({ kind: 'unreadable', problems: [error.problem] });
  } finally {
    await table.close();
  }
}

if (parentPort !== null) {
  giveWay();
  const sender = new Sender(parentPort);
  await work(workerData as ReadOrder, sender);
  sender.close();
}
