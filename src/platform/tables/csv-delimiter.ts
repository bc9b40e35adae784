import { CsvRecords } from './csv-records.ts';
import { TableProblem, type TableDelimiter, type TableLimits } from './table.ts';

export interface DelimiterFound {
  readonly delimiter: TableDelimiter;
  /** Characters of a leading `sep=;` line, which tells spreadsheet programs the delimiter and is no row. */
  readonly skip: number;
}

/** The commonest first: the first of equals is taken. A bar often stands inside cells, so it must be the only one that fits. */
const candidates: readonly TableDelimiter[] = [',', ';', '\t'];
const sampledRecords = 100;
const pieceLength = 1024;

/** The mark between cells: the one that divides the first records most evenly into the most cells. */
export function detectDelimiter(head: string, limits: TableLimits): DelimiterFound {
  const told = /^sep=([,;\t|])(\r\n|\n|\r)/i.exec(head);
  const mark = [...candidates, '|' as const].find((each) => each === told?.[1]);
  if (told !== null && mark !== undefined) return { delimiter: mark, skip: told[0].length };
  let best: { delimiter: TableDelimiter; score: number } | undefined;
  for (const delimiter of candidates) {
    const score = evenness(head, delimiter, limits);
    if (score > (best?.score ?? 0)) best = { delimiter, score };
  }
  if ((best?.score ?? 0) < 0.5 && evenness(head, '|', limits) >= 0.5) return { delimiter: '|', skip: 0 };
  return { delimiter: best?.delimiter ?? ',', skip: 0 };
}

/**
 * Cells beyond the first in the commonest width, times the square of the share of records that have it, less where a quotation mark opens
 * behind another delimiter: there this one cuts through cells.
 */
function evenness(head: string, delimiter: TableDelimiter, limits: TableLimits): number {
  const records = sample(head, delimiter, limits).filter((record) => record.some((cell) => cell.trim() !== ''));
  if (records.length === 0) return 0;
  const widths = new Map<number, number>();
  for (const record of records) widths.set(record.length, (widths.get(record.length) ?? 0) + 1);
  let score = 0;
  for (const [width, times] of widths) {
    score = Math.max(score, (width - 1) * (times / records.length) ** 2);
  }
  const cut = records.filter((record) => record.some((cell) => /[,;\t|]"[^"]/.test(cell)));
  return score * (1 - (0.9 * cut.length) / records.length);
}

/** The first records; those before a mistake when there is one. */
function sample(head: string, delimiter: TableDelimiter, limits: TableLimits): readonly string[][] {
  const reader = new CsvRecords(delimiter, limits);
  const records: string[][] = [];
  try {
    for (let at = 0; at < head.length && records.length < sampledRecords; at += pieceLength) {
      reader.push(head.slice(at, at + pieceLength));
      records.push(...reader.take());
    }
    // What follows the last line end may be half a record, unless it is all there is.
    if (records.length < 2) reader.end();
  } catch (error) {
    if (!(error instanceof TableProblem)) throw error;
  }
  records.push(...reader.take());
  return records;
}
