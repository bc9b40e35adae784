import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Problem } from '../../kernel/outcome.ts';
import { openTable } from './open-table.ts';
import { type OpenTable, tableLimits, type TableLimits, TableProblem, type TableRow } from './table.ts';

/** Files of a test in a folder of their own. */
export class TableFiles {
  readonly #folder: Promise<string> = mkdtemp(join(tmpdir(), 'calloff-tables-'));
  #count = 0;

  async path(): Promise<string> {
    this.#count += 1;
    return join(await this.#folder, `file-${this.#count}`);
  }

  async write(content: string | Uint8Array): Promise<string> {
    const path = await this.path();
    await writeFile(path, content);
    return path;
  }

  /** A zip of these parts. */
  async zip(parts: Readonly<Record<string, string | Buffer>>, compress = true): Promise<string> {
    const path = await this.path();
    const zip = new ZipFile();
    for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name, { compress });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(path));
    return path;
  }

  async remove(): Promise<void> {
    await rm(await this.#folder, { recursive: true, force: true });
  }
}

export interface WorkbookShape {
  /** The XML inside the worksheet element of each sheet. */
  readonly sheets: readonly { readonly name: string; readonly state?: string; readonly xml: string }[];
  readonly sharedStrings?: string;
  readonly styles?: string;
  readonly workbookPr?: string;
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The parts of a workbook as Excel lays them out. */
export function workbookParts(shape: WorkbookShape): Record<string, string> {
  const sheets = shape.sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${at + 1}"/>`,
  );
  const relationships = shape.sheets.map(
    (_sheet, at) =>
      `<Relationship Id="rId${at + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  if (shape.sharedStrings !== undefined) {
    relationships.push(`<Relationship Id="rId98" Type="${relations}/sharedStrings" Target="/xl/sharedStrings.xml"/>`);
  }
  if (shape.styles !== undefined) {
    relationships.push(`<Relationship Id="rId99" Type="${relations}/styles" Target="styles.xml"/>`);
  }
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relationshipList(
      `<Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/>`,
    ),
    'xl/workbook.xml': `<?xml version="1.0" encoding="UTF-8"?><workbook ${main} xmlns:r="${relations}">${shape.workbookPr ?? ''}<sheets>${sheets.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationshipList(relationships.join('')),
  };
  shape.sheets.forEach(({ xml }, at) => {
    parts[`xl/worksheets/sheet${at + 1}.xml`] = `<?xml version="1.0"?><worksheet ${main}>${xml}</worksheet>`;
  });
  if (shape.sharedStrings !== undefined) parts['xl/sharedStrings.xml'] = `<sst ${main}>${shape.sharedStrings}</sst>`;
  if (shape.styles !== undefined) parts['xl/styles.xml'] = `<styleSheet ${main}>${shape.styles}</styleSheet>`;
  return parts;
}

function relationshipList(entries: string): string {
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries}</Relationships>`;
}

/** What became of reading a file from its beginning to its end. */
export interface Reading {
  readonly table?: Omit<OpenTable, 'rows' | 'close'>;
  readonly rows: readonly TableRow[];
  readonly problem?: Problem;
}

/** Reads a sheet of a file whole. Anything thrown but a TableProblem goes on its way. */
export async function readAll(path: string, limits: TableLimits = tableLimits, sheet = 0): Promise<Reading> {
  const opened = await openTable(path, limits);
  const [refusal] = opened.ok ? [] : opened.problems;
  if (!opened.ok) return refusal === undefined ? { rows: [] } : { rows: [], problem: refusal };
  const table = opened.value;
  const rows: TableRow[] = [];
  try {
    for await (const batch of table.rows(sheet)) rows.push(...batch);
    return { table, rows };
  } catch (error) {
    if (!(error instanceof TableProblem)) throw error;
    return { table, rows, problem: error.problem };
  } finally {
    await table.close();
  }
}
