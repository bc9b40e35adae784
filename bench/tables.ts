/**
 * How fast tables are read and written: `node bench/tables.ts --rows 200000 [--file any.xlsx]`. One JSON line a figure. Each figure is measured in a
 * process of its own, and its memory is the most the process held beyond what it held when it began.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs, promisify } from 'node:util';
import { csvText, openTable, rewriteTable, type RowToWrite, writeXlsx } from '../src/platform/tables/index.ts';

type Work = 'read' | 'rewrite';

function line(at: number): RowToWrite['cells'] {
  return [
    `N14-${at}`,
    'Norvik',
    `Norvik 15.6" laptop, model ${at % 5000} & dock ${at}`,
    { kind: 'number', text: String(100 + (at % 9000) / 100), format: '£#,##0.00' },
    'S',
    5,
    1,
    1,
    { kind: 'date', text: '2026-11-01', format: 'dd/mm/yyyy' },
    { kind: 'date', text: '2027-03-31', format: 'dd/mm/yyyy' },
    36,
    'free delivery to mainland addresses',
  ];
}

function* lines(rows: number): Generator<RowToWrite> {
  yield { cells: 'MPN,Maker,Name,Price,VAT,Lead,Min,Pack,From,To,Warranty,Note'.split(',') };
  for (let at = 0; at < rows; at += 1) yield { cells: line(at) };
}

function* csvLines(rows: number): Generator<string> {
  for (const { cells } of lines(rows)) {
    yield csvText([cells.map((cell) => (typeof cell === 'object' && cell !== null ? cell.text : cell))]);
  }
}

async function perform(work: Work, path: string): Promise<number> {
  const opened = await openTable(path);
  if (!opened.ok) throw new Error(opened.problems[0]?.message);
  const table = opened.value;
  let count = 0;
  if (work === 'read') {
    for await (const batch of table.rows(0)) count += batch.length;
  } else {
    const edit = (row: { readonly cells: RowToWrite['cells'] }) => {
      count += 1;
      return { cells: [...row.cells, 'The price is above the maximum.'], marked: [3] };
    };
    await rewriteTable({ from: table, sheet: 0, to: `${path}.new`, edit, headingRow: 1 });
  }
  await table.close();
  return count;
}

async function measure(figure: string, work: Work, path: string): Promise<void> {
  await promisify(execFile)(process.execPath, [
    import.meta.filename,
    '--figure',
    figure,
    '--work',
    work,
    '--file',
    path,
  ]).then(({ stdout }) => process.stdout.write(stdout));
}

async function measureHere(figure: string, work: Work, path: string): Promise<void> {
  const before = process.memoryUsage().rss;
  const processor = process.cpuUsage();
  const started = performance.now();
  const rows = await perform(work, path);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(processor);
  const most = process.resourceUsage().maxRSS * 1024;
  print(figure, {
    unit: 'rows a second',
    rate: Math.round(rows / seconds),
    rows,
    seconds: Math.round(seconds * 100) / 100,
    rateOfOneProcessor: Math.round(rows / ((user + system) / 1_000_000)),
    fileMB: Math.round((await stat(path)).size / 1e5) / 10,
    extraMB: Math.round((most - before) / 1e6),
  });
}

function print(figure: string, facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ figure, ...facts })}\n`);
}

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    file: { type: 'string' },
    work: { type: 'string' },
    figure: { type: 'string' },
  },
});
if (values.figure !== undefined && values.file !== undefined) {
  await measureHere(values.figure, values.work === 'rewrite' ? 'rewrite' : 'read', values.file);
} else {
  const rows = Number(values.rows);
  const folder = await mkdtemp(join(tmpdir(), 'calloff-bench-tables-'));
  try {
    const csv = join(folder, 'prices.csv');
    const xlsx = join(folder, 'prices.xlsx');
    await pipeline(Readable.from(csvLines(rows)), createWriteStream(csv));
    const started = performance.now();
    await writeXlsx(xlsx, [{ name: 'Prices', rows: lines(rows), headingRow: 1 }]);
    print('write-xlsx', {
      unit: 'rows a second',
      rate: Math.round(((rows + 1) / (performance.now() - started)) * 1000),
    });
    await measure('read-csv', 'read', csv);
    await measure('read-xlsx', 'read', xlsx);
    if (values.file !== undefined) await measure('read-file', 'read', values.file);
    await measure('rewrite-csv', 'rewrite', csv);
    await measure('rewrite-xlsx', 'rewrite', xlsx);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
