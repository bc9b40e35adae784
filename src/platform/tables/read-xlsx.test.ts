import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../test/support/long.ts';
import { openTable } from './open-table.ts';
import { plainNumber } from './plain-number.ts';
import { type Cell, cellText } from './table.ts';
import { readAll, TableFiles, workbookParts, type WorkbookShape } from './table-files.fixture.ts';
import { isDateFormat } from './xlsx/number-formats.ts';
import { dateSerial, serialDate } from './xlsx/serial-date.ts';

const fixtures = resolve(import.meta.dirname, '../../../test/fixtures/workbooks');
const files = new TableFiles();
after(() => files.remove());

/** Reads the rows of a workbook with one sheet. */
async function cellsOf(
  sheetXml: string,
  rest: Omit<WorkbookShape, 'sheets'> = {},
): Promise<readonly (readonly Cell[])[]> {
  const parts = workbookParts({ sheets: [{ name: 'Prices', xml: `<sheetData>${sheetXml}</sheetData>` }], ...rest });
  const { rows, problem } = await readAll(await files.zip(parts));
  assert.equal(problem, undefined);
  return rows.map((row) => row.cells);
}

describe('workbooks of other programs', () => {
  it('reads what openpyxl wrote: a hidden sheet flagged, leading zeros kept, a formula without a saved value', async () => {
    const { table, rows } = await readAll(join(fixtures, 'openpyxl.xlsx'));
    assert.deepEqual(table?.sheets, [
      { index: 0, name: 'Prices', hidden: false },
      { index: 1, name: 'Old', hidden: true },
    ]);
    assert.deepEqual(rows[1]?.cells, [
      'N14',
      { kind: 'number', text: '395.1', format: '£#,##0.00' },
      { kind: 'date', text: '2026-11-23', format: 'dd/mm/yyyy' },
      { kind: 'formula', text: '' },
      'rich & <b>',
    ]);
    assert.deepEqual(rows[2]?.cells, ['00123', { kind: 'boolean', text: 'TRUE' }, '', '', ' spaced ']);
  });

  it('reads what XlsxWriter wrote: dates from 1904, rich text, cached values and errors of formulas', async () => {
    const { rows } = await readAll(join(fixtures, 'xlsxwriter.xlsx'));
    assert.deepEqual(rows[1]?.cells, [
      'N14',
      { kind: 'number', text: '0.3' },
      { kind: 'date', text: '2026-11-23', format: 'd mmmm yyyy' },
      { kind: 'formula', text: '0.6' },
    ]);
    assert.deepEqual(rows[2]?.cells, [
      'N15-Pro',
      { kind: 'error', text: '#DIV/0!' },
      { kind: 'number', text: '0.2', format: '0%' },
      { kind: 'boolean', text: 'FALSE' },
    ]);
  });

  it('reads the way LibreOffice writes', async () => {
    const row =
      '<row r="1" customFormat="false" ht="12.8" hidden="true" customHeight="false" outlineLevel="0" collapsed="false">' +
      '<c r="A1" s="0" t="s"><v>0</v></c><c r="B1" s="1" t="n"><v>36526</v></c>' +
      '<c r="C1" s="0" t="str"><f aca="false">A1&amp;"x"</f><v>BEGINx</v></c><c r="D1" s="0"/></row>';
    const cells = await cellsOf(row, {
      sharedStrings: '<si><t xml:space="preserve">BEGIN</t></si>',
      styles:
        '<numFmts count="2"><numFmt numFmtId="164" formatCode="General"/><numFmt numFmtId="165" formatCode="M/D/YY"/></numFmts>' +
        '<cellStyleXfs count="1"><xf numFmtId="165"/></cellStyleXfs>' +
        '<cellXfs count="2"><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>',
    });
    assert.deepEqual(cells, [
      ['BEGIN', { kind: 'date', text: '2000-01-01', format: 'M/D/YY' }, { kind: 'formula', text: 'BEGINx' }],
    ]);
  });

  it('reads parts with a namespace prefix, and cells and rows without references', async () => {
    const parts = workbookParts({ sheets: [{ name: 'Prices', xml: '' }] });
    parts['xl/worksheets/sheet1.xml'] =
      '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>' +
      '<x:row><x:c t="inlineStr"><x:is><x:t>MPN</x:t></x:is></x:c><x:c><x:v>5</x:v></x:c></x:row>' +
      '<x:row><x:c t="inlineStr"><x:is><x:t>N14</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>';
    const { rows } = await readAll(await files.zip(parts));
    assert.deepEqual(rows, [
      { row: 1, cells: ['MPN', { kind: 'number', text: '5' }] },
      { row: 2, cells: ['N14'] },
    ]);
  });
});

describe('cells of a workbook', () => {
  it('keeps rows and columns where they stand, and leaves rows without content out', async () => {
    const path = await files.zip(
      workbookParts({
        sheets: [
          {
            name: 'Prices',
            xml: '<sheetData><row r="3"><c r="C3"><v>1</v></c><c r="F3" s="0"/></row><row r="4"><c r="A4"/></row><row r="900"><c r="A900"><v>2</v></c></row></sheetData>',
          },
        ],
      }),
    );
    const { rows } = await readAll(path);
    assert.deepEqual(rows, [
      { row: 3, cells: ['', '', { kind: 'number', text: '1' }] },
      { row: 900, cells: [{ kind: 'number', text: '2' }] },
    ]);
  });

  it('joins the runs of rich text, in line and shared, without what tells how to pronounce it', async () => {
    const runsOf =
      '<r><rPr><b/></rPr><t>N</t></r><r><t xml:space="preserve">14 </t></r><rPh sb="0" eb="1"><t>no</t></rPh>';
    const cells = await cellsOf(`<row><c t="s"><v>0</v></c><c t="inlineStr"><is>${runsOf}</is></c></row>`, {
      sharedStrings: `<si>${runsOf}</si>`,
    });
    assert.deepEqual(cells, [['N14 ', 'N14 ']]);
  });

  it('reads the escapes of characters that XML cannot hold', async () => {
    const cells = await cellsOf(
      '<row><c t="inlineStr"><is><t>a_x000D_b_x005F_x000D_ &lt;&amp;&gt; &#163;<![CDATA[<i>]]>_x0000_</t></is></c></row>',
    );
    assert.deepEqual(cells, [['a\rb_x000D_ <&> £<i>_x0000_']]);
  });

  it('reads dates written as dates', async () => {
    const cells = await cellsOf(
      '<row><c t="d"><v>2026-11-23</v></c><c t="d"><v>2026-11-23T00:00:00.000Z</v></c><c t="d"><v>2026-11-23T09:30:00</v></c></row>',
    );
    assert.deepEqual(cells[0]?.map(cellText), ['2026-11-23', '2026-11-23', '2026-11-23T09:30:00']);
  });

  it('gives a number that is no date in a date’s format as a number', async () => {
    const styles = '<cellXfs><xf numFmtId="14"/></cellXfs>';
    const cells = await cellsOf('<row><c><v>-1</v></c><c><v>60</v></c><c><v>9e9</v></c></row>', { styles });
    assert.deepEqual(
      cells[0]?.map((cell) => (typeof cell === 'string' ? 'text' : cell.kind)),
      ['number', 'number', 'number'],
    );
  });

  it('can be read twice, and stopped half way', async () => {
    const opened = await openTable(join(fixtures, 'openpyxl.xlsx'));
    assert.ok(opened.ok);
    for (let time = 0; time < 3; time += 1) {
      for await (const batch of opened.value.rows(0)) {
        assert.equal(batch[0]?.row, 1);
        break;
      }
    }
    let count = 0;
    for await (const batch of opened.value.rows(0)) count += batch.length;
    assert.equal(count, 3);
    await opened.value.close();
  });
});

describe('numbers as a person would type them', () => {
  const cases: readonly (readonly [stored: string, text: string | undefined])[] = [
    ['0', '0'],
    ['-0', '0'],
    ['395.1', '395.1'],
    ['0.1', '0.1'],
    ['0.30000000000000004', '0.3'],
    ['123.45000000000000', '123.45'],
    ['1.2E+11', '120000000000'],
    ['1.2345678901234E+15', '1234567890123400'],
    ['1E-3', '0.001'],
    ['-1.5e-7', '-0.00000015'],
    ['1e21', '1000000000000000000000'],
    ['4056489123456', '4056489123456'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['1e400', undefined],
    ['12,5', undefined],
    ['NaN', undefined],
    ['', undefined],
    ['0x10', undefined],
  ];
  for (const [stored, text] of cases)
    it(`${stored} is ${text ?? 'no number'}`, () => assert.equal(plainNumber(stored), text));

  it('means the same number in fifteen digits, without an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = plainNumber(String(value));
        assert.match(text ?? '', /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        assert.equal(Number(text), Number(value.toPrecision(15)) + 0);
      }),
      runs(1000),
    );
  });
});

describe('dates of spreadsheets', () => {
  it('knows both systems, and the day in 1900 that never was', () => {
    assert.equal(serialDate(1, false), '1900-01-01');
    assert.equal(serialDate(59, false), '1900-02-28');
    assert.equal(serialDate(60, false), undefined);
    assert.equal(serialDate(61, false), '1900-03-01');
    assert.equal(serialDate(46_349, false), '2026-11-23');
    assert.equal(serialDate(44_887, true), '2026-11-23');
    assert.equal(serialDate(0, true), '1904-01-01');
    assert.equal(serialDate(46_349.395833333336, false), '2026-11-23T09:30:00');
    assert.equal(serialDate(46_348.999999, false), '2026-11-23');
    assert.equal(serialDate(0.5, false), '12:00:00');
    assert.equal(serialDate(2_958_465, false), '9999-12-31');
    assert.equal(serialDate(2_958_466, false), undefined);
  });

  it('gives every date back that it was made from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 2_958_465 }), (serial) => {
        assert.equal(dateSerial(serialDate(serial, false) ?? ''), serial);
      }),
      runs(500),
    );
    assert.equal(dateSerial('2026-02-30'), undefined);
  });

  it('tells formats of dates from those of amounts', () => {
    const dates = ['dd/mm/yyyy', 'mmm-yy', '[$-809]d mmmm yyyy;@', 'h:mm AM/PM', 'yyyy\\-mm\\-dd', '"on "d.m.yy'];
    const amounts = [
      '0.00',
      '#,##0.00 "days"',
      '[h]:mm',
      '[Red]0.00',
      '£#,##0;[Red]-£#,##0',
      '0%',
      '@',
      '0.00E+00',
      '0 \\d',
      '#,##0_d',
    ];
    assert.deepEqual(
      dates.filter((code) => !isDateFormat(code)),
      [],
    );
    assert.deepEqual(amounts.filter(isDateFormat), []);
  });
});
