import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../test/support/long.ts';
import { csvText } from './csv-text.ts';
import { openTable } from './open-table.ts';
import { rewriteTable, type RewriteOptions } from './rewrite-table.ts';
import { safeForSpreadsheets } from './safe-cell.ts';
import type { OpenTable, TypedCell } from './table.ts';
import { readAll, TableFiles } from './table-files.fixture.ts';
import { type RowToWrite, writeXlsx } from './write-xlsx.ts';

const files = new TableFiles();
after(() => files.remove());
const fixtures = resolve(import.meta.dirname, '../../../test/fixtures/workbooks');

async function opened(path: string): Promise<OpenTable> {
  const table = await openTable(path);
  assert.ok(table.ok);
  return table.value;
}

async function rewritten(from: string, rest: Omit<RewriteOptions, 'from' | 'to' | 'sheet'>): Promise<string> {
  const table = await opened(from);
  const to = await files.path();
  await rewriteTable({ from: table, sheet: 0, to, ...rest });
  await table.close();
  return to;
}

describe('CSV for downloads', () => {
  it('runs nothing in a spreadsheet program, and leaves numbers alone', () => {
    const harmful = [
      '=1+1',
      '+1+1',
      '-1+1',
      '@SUM(A1)',
      '\tx',
      '\rx',
      '\n=1',
      '=HYPERLINK("http://x")',
      '＝1+1',
      "'=1",
    ];
    for (const value of harmful) assert.equal(safeForSpreadsheets(value), `'${value}`);
    for (const value of ['-5', '-5.25', '+44', '0', 'N14', 'a=b', '', "it's", '£5'])
      assert.equal(safeForSpreadsheets(value), value);
  });

  it('quotes what would be read otherwise', () => {
    assert.equal(
      csvText([['a,b', 'say "x"', 'two\nlines', ' spaced', null, 5, -1.5, 1e21, '=1']]),
      `"a,b","say ""x""","two\nlines"," spaced",,5,-1.5,1000000000000000000000,'=1\r\n`,
    );
  });

  it('reads back as it was written, whatever it holds', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', '€', ',', '"', '\n', '\r', '=', '-', "'", '@', ' ', '1', '\t'),
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        async (rows) => {
          const table = [['MPN', 'Name'], ...rows];
          const { rows: read } = await readAll(await files.write(csvText(table)));
          assert.deepEqual(
            read.map((row) => row.cells),
            table.filter((row) => row.some((each) => each !== '')),
          );
        },
      ),
      runs(60),
    );
  });
});

describe('workbooks we write', () => {
  it('read back as they were written: text as text, numbers, dates and percentages as such', async () => {
    const path = await files.path();
    const cells: RowToWrite['cells'] = [
      '=1+1',
      '00123',
      ' a\r\n<b>&"_x000D_\u0001 ',
      -5,
      0.1,
      null,
      { kind: 'number', text: '0.2', format: '0.00%' },
      { kind: 'date', text: '2026-11-23' },
      { kind: 'date', text: '2026-11-23T09:30:00', format: 'dd/mm/yyyy hh:mm' },
      { kind: 'boolean', text: 'TRUE' },
      { kind: 'formula', text: '12.5' },
      { kind: 'formula', text: '007' },
      { kind: 'error', text: '#N/A' },
    ];
    await writeXlsx(path, [{ name: 'Prices', rows: [{ cells: ['MPN'] }, { row: 4, cells, marked: [1] }] }]);
    const { rows } = await readAll(path);
    assert.deepEqual(rows[1], {
      row: 4,
      cells: [
        '=1+1',
        '00123',
        ' a\r\n<b>&"_x000D_\u0001 ',
        { kind: 'number', text: '-5' },
        { kind: 'number', text: '0.1' },
        '',
        { kind: 'number', text: '0.2', format: '0.00%' },
        { kind: 'date', text: '2026-11-23', format: 'yyyy-mm-dd' },
        { kind: 'date', text: '2026-11-23T09:30:00', format: 'dd/mm/yyyy hh:mm' },
        { kind: 'boolean', text: 'TRUE' },
        { kind: 'number', text: '12.5' },
        '007',
        '#N/A',
      ],
    });
  });

  it('keeps any text a cell can hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 8 }),
        async (cells) => {
          const path = await files.path();
          await writeXlsx(path, [{ name: 'P', rows: [{ cells }] }]);
          assert.deepEqual((await readAll(path)).rows[0]?.cells, cells);
        },
      ),
      runs(40),
    );
  });

  it('puts long lists of choices, and those with commas, on a hidden sheet', async () => {
    const path = await files.path();
    const makers = Array.from({ length: 60 }, (_maker, at) => `Maker ${at}, Ltd`);
    const choices = [
      { column: 0, values: ['S', 'Z'] },
      { column: 1, values: makers },
    ];
    await writeXlsx(path, [{ name: 'Prices', headingRow: 1, rows: [{ cells: ['VAT', 'Maker'] }], choices }]);
    const { table } = await readAll(path);
    assert.deepEqual(
      table?.sheets.map((sheet) => [sheet.name, sheet.hidden]),
      [
        ['Prices', false],
        ['Lists', true],
      ],
    );
    const { rows } = await readAll(path, undefined, 1);
    assert.deepEqual(
      rows.map((row) => row.cells[0]),
      makers,
    );
  });

  it('makes sheet names a workbook can have', async () => {
    const path = await files.path();
    const names = ['Prices: [lot 1/2]?', 'x'.repeat(40), '', 'prices   lot 1 2'];
    await writeXlsx(
      path,
      names.map((name) => ({ name, rows: [{ cells: ['a'] }] })),
    );
    const { table } = await readAll(path);
    const written = table?.sheets.map((sheet) => sheet.name) ?? [];
    assert.equal(new Set(written.map((name) => name.toLowerCase())).size, 4);
    for (const name of written) assert.match(name, /^[^[\]:*?/\\]{1,31}$/);
  });

  it('is the same file for the same table', async () => {
    const paths = [await files.path(), await files.path()];
    for (const path of paths) await writeXlsx(path, [{ name: 'P', rows: [{ cells: ['a', 1] }] }]);
    const [one, other] = await Promise.all(paths.map((path) => readFile(path)));
    assert.deepEqual(one, other);
  });

  it('leaves no half file behind when a row cannot be had', async () => {
    const path = await files.path();
    function* rows(): Generator<RowToWrite> {
      yield { cells: ['a'] };
      throw new Error('no more rows');
    }
    await assert.rejects(writeXlsx(path, [{ name: 'P', rows: rows() }]), /no more rows/);
    await assert.rejects(access(path));
  });
});

describe('the repaired copy of a table', () => {
  const annotate: RewriteOptions['edit'] = (row) => {
    if (row.row === 1) return { cells: [...row.cells, 'Messages'] };
    return row.row === 4 ? { cells: ['N15', '=HYPERLINK("x")', 'The price is missing.'], marked: [1] } : undefined;
  };

  it('comes as CSV with its delimiter, in UTF-8 with a mark, rows under their numbers', async () => {
    const source = await files.write(Buffer.from('MPN;Price\r\nN14;£1,50\r\n\r\nN15;\r\n', 'latin1'));
    const to = await rewritten(source, { edit: annotate });
    assert.equal(
      await readFile(to, 'utf8'),
      '\uFEFFMPN;Price;Messages\r\nN14;£1,50\r\n\r\nN15;"\'=HYPERLINK(""x"")";The price is missing.\r\n',
    );
    const { table, rows } = await readAll(to);
    assert.deepEqual([table?.encoding, table?.delimiter], ['utf-8', ';']);
    assert.deepEqual(
      rows.map((row) => row.row),
      [1, 2, 4],
    );
  });

  it('comes as a workbook with the values, dates and formats of the cells left alone', async () => {
    const before = await readAll(join(fixtures, 'xlsxwriter.xlsx'));
    const to = await rewritten(join(fixtures, 'xlsxwriter.xlsx'), {
      headingRow: 1,
      edit: (row) => ({ cells: [...row.cells, `row ${row.row}`], marked: [0] }),
    });
    const { table, rows } = await readAll(to);
    assert.equal(table?.sheets[0]?.name, 'Prices');
    const asValue = (cell: TypedCell | string) => {
      if (typeof cell === 'string') return cell;
      if (cell.kind === 'error') return cell.text;
      return cell.kind === 'formula' ? { ...cell, kind: 'number' } : cell;
    };
    assert.deepEqual(
      rows,
      before.rows.map((row) => ({ row: row.row, cells: [...row.cells.map(asValue), `row ${row.row}`] })),
    );
  });

  it('of a file that breaks off says so and leaves nothing', async () => {
    const to = await files.path();
    const table = await opened(await files.write('MPN,Price\nN14,1\nN15,"open\n'));
    await assert.rejects(rewriteTable({ from: table, sheet: 0, to, edit: () => undefined }), { name: 'TableProblem' });
    await assert.rejects(access(to));
  });
});
