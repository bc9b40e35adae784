import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { type OpenTable, TableProblem, type TableLimits, type TableRow } from './table.ts';
import type { CellContext } from './xlsx/cell-value.ts';
import { refusedPackage } from './xlsx/package-kind.ts';
import { readSharedStrings } from './xlsx/shared-strings.ts';
import { readSheetRows } from './xlsx/sheet-rows.ts';
import { readStyles } from './xlsx/styles.ts';
import { readWorkbook, type Workbook } from './xlsx/workbook.ts';
import { openZipParts, type ZipParts } from './xlsx/zip-parts.ts';

/** Opens a zip as an Excel workbook, or says what else it is. */
export async function openXlsx(path: string, limits: TableLimits): Promise<Outcome<OpenTable>> {
  const opened = await openZipParts(path, limits);
  if (!opened.ok) return opened;
  const parts = opened.value;
  try {
    const refused = await refusedPackage(parts);
    if (refused !== undefined) throw new TableProblem(refused);
    return succeed(tableOf(parts, await readWorkbook(parts), limits));
  } catch (error) {
    parts.close();
    if (error instanceof TableProblem) return fail(error.problem);
    throw error;
  }
}

function tableOf(parts: ZipParts, workbook: Workbook, limits: TableLimits): OpenTable {
  let context: Promise<CellContext> | undefined;
  return {
    format: 'xlsx',
    encoding: 'utf-8',
    delimiter: null,
    sheets: workbook.sheets.map(({ name, hidden }, index) => ({ index, name, hidden })),
    async *rows(sheet): AsyncGenerator<readonly TableRow[]> {
      const found = workbook.sheets[sheet];
      if (found === undefined) throw new RangeError(`The workbook has no sheet ${sheet}.`);
      context ??= readContext(parts, workbook, limits);
      yield* readSheetRows(parts.read(found.part), await context, limits);
    },
    close() {
      context = undefined;
      parts.close();
      return Promise.resolve();
    },
  };
}

async function readContext(parts: ZipParts, workbook: Workbook, limits: TableLimits): Promise<CellContext> {
  const { styles, sharedStrings, from1904 } = workbook;
  return {
    styles: styles === undefined ? [] : await readStyles(parts.read(styles)),
    strings: sharedStrings === undefined ? [] : await readSharedStrings(parts, sharedStrings, limits),
    from1904,
  };
}
