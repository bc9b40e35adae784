import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { type Cell, columnLetters } from './table.ts';
import { cellXml } from './xlsx/cell-xml.ts';
import { escapeText } from './xlsx/escaped-text.ts';
import { type CellLook, SheetStyles } from './xlsx/sheet-styles.ts';

/** A row to write. Text is written as text, whatever it begins with; numbers, dates and truth values as what they are. */
export interface RowToWrite {
  readonly cells: readonly (Cell | number | null)[];
  /** Its number, from 1 and above the row before; the next one where it is left out. */
  readonly row?: number;
  readonly look?: CellLook;
  /** Columns, from 0, to be drawn attention to. */
  readonly marked?: readonly number[];
}

/** Values that a person may choose in a column, from the row below the headings on. */
export interface ColumnChoice {
  /** From 0. */
  readonly column: number;
  readonly values: readonly string[];
}

export interface SheetToWrite {
  readonly name: string;
  readonly rows: Iterable<RowToWrite> | AsyncIterable<RowToWrite>;
  /** In characters, from the left. */
  readonly widths?: readonly number[];
  /** The row of the headings, which stays in sight. */
  readonly headingRow?: number;
  readonly choices?: readonly ColumnChoice[];
  readonly hidden?: boolean;
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const contentTypes = 'http://schemas.openxmlformats.org/package/2006/content-types';
const partType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** So that the same table makes the same file. */
const mtime = new Date('2000-01-01T00:00:00Z');
const pieceLength = 65_536;
const lastRow = 1_048_576;
/** A list of choices that stands in the rule itself may be no longer. */
const longestList = 255;

/**
 * Writes a workbook, streamed: rows are taken as they are written and none is kept. Long lists of choices stand on a hidden sheet. Leaves no
 * half file behind when a row cannot be had.
 */
export async function writeXlsx(path: string, sheets: readonly SheetToWrite[]): Promise<void> {
  const styles = new SheetStyles();
  const lists = longLists(sheets);
  const all = lists.rows.length > 0 ? [...sheets, { name: lists.name, rows: lists.rows, hidden: true }] : sheets;
  const names = sheetNames(all);
  const zip = new ZipFile();
  const stopped = new AbortController();
  zip.on('error', (error) => stopped.abort(error));
  const add = (name: string, text: string): void => zip.addBuffer(Buffer.from(text), name, { mtime });
  add('[Content_Types].xml', contentTypesXml(all.length));
  add('_rels/.rels', relationshipsXml([['officeDocument', 'xl/workbook.xml']]));
  add('xl/workbook.xml', workbookXml(all, names));
  add(
    'xl/_rels/workbook.xml.rels',
    relationshipsXml([
      ...all.map((_sheet, index): [string, string] => ['worksheet', `worksheets/sheet${index + 1}.xml`]),
      ['styles', 'styles.xml'],
    ]),
  );
  const sources = all.map((sheet, index) => {
    const source = Readable.from(inPieces(sheetXml(sheet, styles, lists.ranges)), { objectMode: false });
    source.on('error', (error) => stopped.abort(error));
    zip.addReadStream(source, `xl/worksheets/sheet${index + 1}.xml`, { mtime, compressionLevel: 3 });
    return source;
  });
  // Last, when the cells have asked for their styles.
  zip.addReadStreamLazy('xl/styles.xml', { mtime }, (give) => {
    give(undefined, Readable.from([Buffer.from(styles.xml())]));
  });
  zip.end();
  try {
    await pipeline(zip.outputStream, createWriteStream(path), { signal: stopped.signal });
  } catch (error) {
    for (const source of sources) source.destroy();
    await rm(path, { force: true });
    throw stopped.signal.aborted ? stopped.signal.reason : error;
  }
}

async function* inPieces(parts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let text = '';
  for await (const part of parts) {
    text += part;
    if (text.length < pieceLength) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

async function* sheetXml(
  sheet: SheetToWrite,
  styles: SheetStyles,
  ranges: ReadonlyMap<ColumnChoice, string>,
): AsyncGenerator<string> {
  yield `${declaration}<worksheet xmlns="${main}">${viewXml(sheet.headingRow)}${widthsXml(sheet.widths ?? [])}<sheetData>`;
  let number = 0;
  for await (const row of sheet.rows) {
    const next = row.row ?? number + 1;
    if (next <= number || next > lastRow) throw new RangeError(`Row ${next} cannot follow row ${number}.`);
    number = next;
    yield rowXml(row, number, row.look ?? (number === sheet.headingRow ? 'heading' : 'plain'), styles);
  }
  yield `</sheetData>${choicesXml(sheet, ranges)}</worksheet>`;
}

function rowXml(row: RowToWrite, number: number, look: CellLook, styles: SheetStyles): string {
  let cells = '';
  row.cells.forEach((cell, column) => {
    const own = row.marked?.includes(column) === true ? 'marked' : look;
    cells += cellXml(cell, number, column, own, styles);
  });
  return `<row r="${number}">${cells}</row>`;
}

function viewXml(headingRow: number | undefined): string {
  if (headingRow === undefined) return '';
  const pane = `<pane ySplit="${headingRow}" topLeftCell="A${headingRow + 1}" activePane="bottomLeft" state="frozen"/>`;
  return `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>`;
}

function widthsXml(widths: readonly number[]): string {
  if (widths.length === 0) return '';
  const columns = widths.map((width, index) => {
    const characters = Math.min(255, Math.max(1, width));
    return `<col min="${index + 1}" max="${index + 1}" width="${characters}" customWidth="1"/>`;
  });
  return `<cols>${columns.join('')}</cols>`;
}

function choicesXml(sheet: SheetToWrite, ranges: ReadonlyMap<ColumnChoice, string>): string {
  const choices = (sheet.choices ?? []).filter((choice) => choice.values.length > 0);
  if (choices.length === 0) return '';
  const first = (sheet.headingRow ?? 0) + 1;
  const rules = choices.map((choice) => {
    const letters = columnLetters(choice.column);
    const from = ranges.get(choice) ?? `"${choice.values.join(',')}"`;
    return (
      `<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" ` +
      `sqref="${letters}${first}:${letters}${lastRow}"><formula1>${escapeText(from)}</formula1></dataValidation>`
    );
  });
  return `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`;
}

/** Lists that do not fit into a rule, as columns of a sheet of their own. */
function longLists(sheets: readonly SheetToWrite[]) {
  const name = 'Lists';
  const long = sheets
    .flatMap((sheet) => sheet.choices ?? [])
    .filter(({ values }) => values.join(',').length > longestList || values.some((value) => /[",]/.test(value)));
  const ranges = new Map<ColumnChoice, string>();
  long.forEach((choice, index) => {
    const letters = columnLetters(index);
    ranges.set(choice, `${name}!$${letters}$1:$${letters}$${choice.values.length}`);
  });
  const length = long.reduce((most, choice) => Math.max(most, choice.values.length), 0);
  const rows: RowToWrite[] = Array.from({ length }, (_row, at) => ({
    cells: long.map((choice) => choice.values[at] ?? null),
  }));
  return { name, ranges, rows };
}

/** Names as a workbook can have them: 31 characters, some not allowed, no two alike. */
function sheetNames(sheets: readonly SheetToWrite[]): readonly string[] {
  const taken = new Set<string>();
  return sheets.map((sheet, index) => {
    const wanted = sheet.name
      .replace(/[[\]:*?/\\]/g, ' ')
      .replace(/^'+|'+$/g, '')
      .trim()
      .slice(0, 31);
    const name = wanted === '' || taken.has(wanted.toLowerCase()) ? `Sheet${index + 1}` : wanted;
    taken.add(name.toLowerCase());
    return name;
  });
}

function workbookXml(sheets: readonly SheetToWrite[], names: readonly string[]): string {
  const list = sheets.map((sheet, index) => {
    const state = sheet.hidden === true ? ' state="hidden"' : '';
    return `<sheet name="${escapeText(names[index] ?? '')}" sheetId="${index + 1}"${state} r:id="rId${index + 1}"/>`;
  });
  return `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${list.join('')}</sheets></workbook>`;
}

function relationshipsXml(list: readonly (readonly [type: string, target: string])[]): string {
  const entries = list.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${relations}/${type}" Target="${target}"/>`,
  );
  return `${declaration}<Relationships xmlns="${packageRelations}">${entries.join('')}</Relationships>`;
}

function contentTypesXml(sheets: number): string {
  const sheetParts = Array.from(
    { length: sheets },
    (_sheet, index) =>
      `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${partType}.worksheet+xml"/>`,
  );
  return [
    `${declaration}<Types xmlns="${contentTypes}">`,
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    '<Default Extension="xml" ContentType="application/xml"/>',
    `<Override PartName="/xl/workbook.xml" ContentType="${partType}.sheet.main+xml"/>`,
    `<Override PartName="/xl/styles.xml" ContentType="${partType}.styles+xml"/>`,
    ...sheetParts,
    '</Types>',
  ].join('');
}
