import { Readable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import type { Problem } from '../../kernel/outcome.ts';

/** A row as it stands, with the line of the file it ends on; or why no more can be read. */
export type CsvPart = { readonly row: number; readonly cells: readonly string[] } | { readonly problem: Problem };

const piece = 64 * 1024;

/** The rows of a CSV text parted by commas, semicolons or tabs, whichever the first line has most of; others get their turn between pieces. */
export async function* csvRows(text: string): AsyncGenerator<CsvPart> {
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const delimiter = [',', ';', '\t'].toSorted((one, other) => first.split(other).length - first.split(one).length)[0];
  const parser = Readable.from(pieces(text)).pipe(
    parse({ bom: true, delimiter: delimiter ?? ',', relax_column_count: true, info: true, max_record_size: 200_000 }),
  );
  try {
    for await (const each of parser as AsyncIterable<{ readonly record: string[]; readonly info: { lines: number } }>) {
      yield { row: each.info.lines, cells: each.record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const message = `The file cannot be read as CSV: ${error.message}`;
    const remedy = 'Save it as CSV again; look for a quotation mark that is never closed.';
    yield { problem: { code: 'not-csv', message, remedy } };
  }
}

async function* pieces(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) {
    yield bytes.subarray(at, at + piece);
    await breathe();
  }
}
