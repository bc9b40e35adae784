import type { Problem } from '../../kernel/outcome.ts';
import { csvRows } from './csv-rows.ts';

/** A product as a file states it: the line it began on, and its values under the names of the JSON form. */
export interface ProductRecord {
  readonly row: number;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface ProductRecords {
  readonly records: readonly ProductRecord[];
  readonly problems: readonly Problem[];
}

/** The most products a file may have. */
export const mostProducts = 100_000;

/** Headings of the CSV form and the names they stand for; `spec.<attribute>` headings fill the specification. */
export const productColumns: Readonly<Record<string, string>> = {
  manufacturer: 'manufacturer',
  mpn: 'mpn',
  gtin: 'gtin',
  name: 'name',
  description: 'description',
  category: 'category',
  unspsc: 'unspsc',
  cpv: 'cpv',
  labels: 'labels',
  launched: 'launched',
  'end of sale': 'endOfSale',
  'end of support': 'endOfSupport',
};

/** Reads text in UTF-8, or in UTF-16 where its first bytes say so; Windows-1252 where it is not UTF-8. */
export function decodeProducts(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Reads a file of products: JSON lines when its first character is `{`, else CSV. */
export function readRecords(text: string): Promise<ProductRecords> {
  return text.trimStart().startsWith('{') ? Promise.resolve(readLines(text)) : readCsv(text);
}

function readLines(text: string): ProductRecords {
  const records: ProductRecord[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const row = index + 1;
    const value = parseObject(line);
    if (value === undefined) {
      problems.push({
        code: 'not-json',
        row,
        value: line.slice(0, 60),
        message: 'The line is not a JSON object.',
        remedy: 'Write one product a line, between { and }.',
      });
    } else if (records.length >= mostProducts) {
      problems.push(tooMany(row));
      break;
    } else {
      records.push({ row, values: value });
    }
  }
  return { records, problems };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function tooMany(row: number): Problem {
  return {
    code: 'too-many-rows',
    row,
    message: `The file has more than ${mostProducts} products.`,
    remedy: 'Import it in parts.',
  };
}

async function readCsv(text: string): Promise<ProductRecords> {
  const records: ProductRecord[] = [];
  const problems: Problem[] = [];
  let headings: readonly string[] | undefined;
  for await (const part of csvRows(text)) {
    if ('problem' in part) {
      problems.push(part.problem);
      break;
    }
    const { cells, row } = part;
    if (headings === undefined) {
      headings = cells.map(headingName);
      problems.push(...headingProblems(cells, headings));
      if (problems.length > 0) break;
    } else if (cells.some((cell) => cell.trim() !== '')) {
      if (records.length >= mostProducts) {
        problems.push(tooMany(row));
        break;
      }
      records.push({ row, values: valuesOf(cells, headings) });
    }
  }
  return { records, problems };
}

function headingName(heading: string): string {
  const plain = heading
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase();
  if (plain.startsWith('spec.')) return plain;
  return productColumns[plain.replace(/[_-]/g, ' ')] ?? `?${plain}`;
}

function headingProblems(cells: readonly string[], headings: readonly string[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [index, name] of headings.entries()) {
    const column = (cells[index] ?? '').slice(0, 60);
    if (name.startsWith('?')) {
      const known = Object.keys(productColumns).join(', ');
      const message = `There is no column called "${column}".`;
      problems.push({ code: 'column-unknown', row: 1, column, message, remedy: `Use ${known} or spec.<attribute>.` });
    } else if (headings.indexOf(name) !== index) {
      const message = `The column "${column}" stands twice.`;
      problems.push({ code: 'column-twice', row: 1, column, message, remedy: 'Remove one of the two.' });
    }
  }
  for (const needed of ['manufacturer', 'mpn', 'name', 'category']) {
    if (headings.includes(needed)) continue;
    const message = `The column ${needed} is missing.`;
    problems.push({ code: 'column-missing', row: 1, column: needed, message, remedy: 'Add it to the heading row.' });
  }
  return problems;
}

function valuesOf(record: readonly string[], headings: readonly string[]): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  const specification: Record<string, string> = {};
  for (const [index, name] of headings.entries()) {
    const cell = (record[index] ?? '').trim();
    if (cell === '') continue;
    if (name.startsWith('spec.')) specification[name.slice(5)] = cell;
    else values[name] = cell;
  }
  return { ...values, specification };
}
