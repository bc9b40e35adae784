import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../test/support/long.ts';
import { cellText, tableLimits, type TableLimits } from './table.ts';
import { readAll, TableFiles, workbookParts } from './table-files.fixture.ts';

const files = new TableFiles();
after(() => files.remove());

const limits: TableLimits = {
  ...tableLimits,
  maxInflatedBytes: 200_000,
  maxRows: 40,
  maxColumns: 8,
  maxCellLength: 50,
};

/**
 * Whatever the bytes: rows or a problem a person can act on, never another error (readAll throws those), and never more than the limits.
 */
async function assertReadsOrRefuses(path: string): Promise<void> {
  const { table, rows, problem } = await readAll(path, limits);
  if (problem !== undefined) {
    assert.match(problem.code, /^[a-z-]+$/);
    assert.ok(problem.message.length > 10 && problem.remedy.length > 10);
  } else {
    assert.ok(table !== undefined);
  }
  assert.ok(rows.length <= limits.maxRows);
  let last = 0;
  for (const { row, cells } of rows) {
    assert.ok(row > last, 'rows come in order');
    last = row;
    assert.ok(cells.length <= limits.maxColumns);
    for (const cell of cells) {
      const text = cellText(cell);
      assert.ok(text.length <= limits.maxCellLength);
      assert.ok(!text.includes('\0'));
      if (typeof cell !== 'string' && cell.kind === 'number') assert.match(text, /^-?\d+(\.\d+)?$/);
    }
  }
}

/** Bytes changed, put in and taken out at some places. */
const changes = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(6),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom(...['"', '\0', '\r', '\n', ';', '\uFEFF', '""', 'PK\x03\x04'].map((each) => Buffer.from(each))),
    ),
  }),
  { maxLength: 6 },
);

function changed(bytes: Buffer, list: typeof changes extends fc.Arbitrary<infer T> ? T : never): Buffer {
  let result = bytes;
  for (const { at, remove, insert } of list) {
    const place = Math.floor(at * result.length);
    result = Buffer.concat([result.subarray(0, place), insert, result.subarray(place + remove)]);
  }
  return result;
}

describe('any bytes at all', () => {
  it('are a table or a problem', async () => {
    const starts = ['', 'PK\x03\x04', 'PK\x05\x06', 'ÐÏ\x11à¡±\x1aá', 'ÿþ', 'þÿ', 'ï»¿', '<?xml '].map((start) =>
      Buffer.from(start, 'latin1'),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }), async (start, bytes) => {
        await assertReadsOrRefuses(await files.write(Buffer.concat([start, bytes])));
      }),
      runs(200),
    );
  });
});

describe('a CSV file with bytes changed', () => {
  const text = 'MPN;Name;Price;From\r\nN14;"Écran 14"" matt; grey";£1.234,50;2026-11-23\r\n\r\n00123;x;-5;\r\n';
  const forms = [
    Buffer.from(text),
    Buffer.from(`\uFEFF${text}`),
    Buffer.from(text, 'latin1'),
    Buffer.from(`\uFEFF${text}`, 'utf16le'),
    Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    Buffer.from(text.repeat(30)),
  ];
  it('is a table or a problem', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...forms), changes, async (bytes, list) => {
        await assertReadsOrRefuses(await files.write(changed(bytes, list)));
      }),
      runs(300),
    );
  });
});

describe('a workbook with bytes changed', () => {
  const workbooks: Buffer[] = [];
  before(async () => {
    for (const name of ['openpyxl.xlsx', 'xlsxwriter.xlsx']) {
      workbooks.push(await readFile(resolve(import.meta.dirname, '../../../test/fixtures/workbooks', name)));
    }
  });

  it('is a table or a problem', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1), changes, async (which, list) => {
        await assertReadsOrRefuses(await files.write(changed(workbooks[which] ?? Buffer.alloc(0), list)));
      }),
      runs(200),
    );
  });

  it('is a table or a problem where the change is in the directory', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (which, pokes) => {
          const bytes = Buffer.from(workbooks[which] ?? Buffer.alloc(0));
          const directory = bytes.indexOf('PK\x01\x02');
          for (const [at, value] of pokes) {
            bytes[directory + Math.floor(at * (bytes.length - directory - 1))] = value;
          }
          await assertReadsOrRefuses(await files.write(bytes));
        },
      ),
      runs(200),
    );
  });
});

describe('a sound zip whose XML was changed', () => {
  const parts = workbookParts({
    sheets: [
      {
        name: 'P',
        xml: '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46349.5</v></c><c r="C1" t="inlineStr"><is><t>x</t></is></c></row><row r="2"><c r="A2"><f>1+1</f><v>2.5E-3</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" t="e"><v>#N/A</v></c></row></sheetData>',
      },
    ],
    sharedStrings: '<si><t>MPN</t></si><si><r><t>a</t></r></si>',
    styles:
      '<numFmts><numFmt numFmtId="165" formatCode="dd/mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="165"/></cellXfs>',
    workbookPr: '<workbookPr date1904="1"/>',
  });
  const scraps = [
    '<',
    '>',
    '/',
    '"',
    '&',
    ';',
    '&#x0;',
    '&lt;',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?x ?>',
    '<!DOCTYPE x>',
    '<row>',
    '</row>',
    '<row r="1">',
    '<row r="9999999">',
    '<c>',
    '</c>',
    '<c r="XFD1">',
    '<c t="s">',
    '<v>',
    '</v>',
    '<f/>',
    '<is>',
    '<t>',
    'r="A0"',
    't="d"',
    's="-1"',
    's="9e9"',
    '1e308',
    '-1',
    'NaN',
    '_x0000_',
    '_xD800_',
    '\0',
    '\uFFFF',
    'é',
    'x'.repeat(60),
    'TargetMode="External"',
    '../',
    ' xmlns:a="b"',
    'date1904="true"',
    'state="hidden"',
  ];

  it('is a table or a problem', async () => {
    const cut = fc.record({
      part: fc.constantFrom(...Object.keys(parts)),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(12),
      insert: fc.constantFrom('', ...scraps),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 5 }), fc.boolean(), async (cuts, compress) => {
        const spoiled: Record<string, string> = { ...parts };
        for (const { part, at, remove, insert } of cuts) {
          const xml = spoiled[part] ?? '';
          const place = Math.floor(at * xml.length);
          spoiled[part] = xml.slice(0, place) + insert + xml.slice(place + remove);
        }
        await assertReadsOrRefuses(await files.zip(spoiled, compress));
      }),
      runs(400),
    );
  });
});
