import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { runs } from '../../../test/support/long.ts';
import { csvText } from './csv-text.ts';
import { CsvRecords } from './csv-records.ts';
import { cellText, tableLimits } from './table.ts';
import { readAll, TableFiles } from './table-files.fixture.ts';

const files = new TableFiles();
after(() => files.remove());

const priced = 'MPN,Name,Price\r\nN14,Écran 14",£395.00\r\n';

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('encodings of CSV', () => {
  const cases: readonly (readonly [name: string, encoding: string, bytes: Buffer])[] = [
    ['UTF-8', 'utf-8', Buffer.from(priced)],
    ['UTF-8 with a byte order mark', 'utf-8', Buffer.from(`\uFEFF${priced}`)],
    [
      'UTF-16 little-endian with a mark, as Excel’s “Unicode text”',
      'utf-16le',
      Buffer.from(`\uFEFF${priced}`, 'utf16le'),
    ],
    ['UTF-16 big-endian with a mark', 'utf-16be', utf16be(`\uFEFF${priced}`)],
    ['UTF-16 without a mark', 'utf-16le', Buffer.from(priced, 'utf16le')],
    ['UTF-16 big-endian without a mark', 'utf-16be', utf16be(priced)],
    ['Windows-1252', 'windows-1252', Buffer.from(priced, 'latin1')],
  ];
  for (const [name, encoding, bytes] of cases) {
    it(`reads ${name}`, async () => {
      const { table, rows } = await readAll(await files.write(bytes));
      assert.equal(table?.encoding, encoding);
      assert.deepEqual(rows[1]?.cells, ['N14', 'Écran 14"', '£395.00']);
    });
  }

  it('reads the euro sign and curly quotation marks of Windows-1252, which Latin-1 does not have', async () => {
    const path = await files.write(Buffer.from('Name,Price\n\x93Pro\x94,\x8010\n', 'latin1'));
    assert.deepEqual((await readAll(path)).rows[1]?.cells, ['“Pro”', '€10']);
  });

  it('finds one stray byte in the last row of a long UTF-8 file, and names its line', async () => {
    const lines = Array.from({ length: 20_000 }, (_line, at) => `N${at},é,1`).join('\n');
    const path = await files.write(
      Buffer.concat([Buffer.from(`${lines}\nN,`), Buffer.from([0xa3]), Buffer.from(',1\n')]),
    );
    const { problem } = await readAll(path);
    assert.equal(problem?.code, 'encoding-mixed');
    assert.equal(problem.row, 20_001);
    assert.match(problem.message, /line 20,001 is not UTF-8/);
  });

  it('does not take a character cut in two by a read for a stray byte', async () => {
    for (const pad of [0, 1, 2, 3]) {
      const text = `${'x'.repeat(pad)}${'€'.repeat(200_000)}`.replace(/(.{10000})/g, '$1\n');
      const { table, rows } = await readAll(await files.write(text));
      assert.equal(table?.encoding, 'utf-8');
      assert.equal(rows.map((row) => row.cells.map(cellText).join('')).join(''), text.replaceAll('\n', ''));
    }
  });

  it('refuses a file that says it is UTF-8 and is not', async () => {
    const path = await files.write(
      Buffer.concat([Buffer.from('\uFEFFa,b\n1,'), Buffer.from([0xa3]), Buffer.from('\n')]),
    );
    assert.match((await readAll(path)).problem?.message ?? '', /says that it is UTF-8, but line 2/);
  });

  it('refuses bytes that neither UTF-8 nor Windows-1252 has', async () => {
    const path = await files.write(Buffer.from('a,b\n1,\x81\n', 'latin1'));
    assert.equal((await readAll(path)).problem?.code, 'encoding-unknown');
  });

  it('refuses zero bytes and names the line', async () => {
    const text = `a,b\n${'1,2\n'.repeat(100)}1,\0\n`;
    for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
      const { problem } = await readAll(await files.write(bytes));
      assert.equal(problem?.code, 'file-not-text');
    }
    assert.equal((await readAll(await files.write(text))).problem?.row, 102);
  });

  it('refuses half a character of UTF-16', async () => {
    const path = await files.write(Buffer.concat([Buffer.from('\uFEFFa,b\n1,', 'utf16le'), Buffer.from([0x00, 0xd8])]));
    assert.equal((await readAll(path)).problem?.code, 'encoding-unknown');
  });
});

describe('delimiters of CSV', () => {
  const cases: readonly (readonly [name: string, delimiter: string, text: string])[] = [
    ['a comma', ',', 'MPN,Price\nN14,1.50\n'],
    ['a semicolon beside decimal commas', ';', 'MPN;Name;Price\nN14;Stand, grey;1,50\nN15;Dock, black;2,50\n'],
    [
      'a tab beside commas in the text',
      '\t',
      'MPN\tName\tPrice\nN14\tGrey, 14", light\t1\nN15\tBlack, 15", light\t2\n',
    ],
    ['a bar where nothing else divides', '|', 'MPN|Price\nN14|1.50\n'],
    ['a comma although cells hold bars', ',', `MPN,Name\n${'N14,16GB|512GB|Win|5G\n'.repeat(20)}`],
    ['a comma below a title', ',', 'Price list; valid from November\n\nMPN,Name,Price\nN14,a,1\nN15,b,2\n'],
    ['a comma inside and outside of quotation marks', ',', 'MPN,Name\nN14,"a;b;c;d"\nN15,"e;f;g;h"\n'],
    ['a comma in a file of one column', ',', 'MPN\nN14\n'],
  ];
  for (const [name, delimiter, text] of cases) {
    it(`finds ${name}`, async () => {
      assert.equal((await readAll(await files.write(text))).table?.delimiter, delimiter);
    });
  }

  it('takes the delimiter from a sep= line, which is no row', async () => {
    const { table, rows } = await readAll(await files.write('sep=;\r\nMPN;Price\r\nN14;1,5\r\n'));
    assert.equal(table?.delimiter, ';');
    assert.deepEqual(rows[0], { row: 1, cells: ['MPN', 'Price'] });
  });
});

describe('rows of CSV', () => {
  it('numbers rows as a spreadsheet does: empty lines count, a line break inside a cell does not', async () => {
    const { rows } = await readAll(await files.write('MPN,Name\n\n,\nN14,"two\nlines"\nN15,x'));
    assert.deepEqual(rows, [
      { row: 1, cells: ['MPN', 'Name'] },
      { row: 4, cells: ['N14', 'two\nlines'] },
      { row: 5, cells: ['N15', 'x'] },
    ]);
  });

  it('takes every line end, mixed ones too', async () => {
    const { rows } = await readAll(await files.write('a,b\r\n1,2\n3,4\r5,6'));
    assert.deepEqual(
      rows.map((row) => row.cells.map(cellText).join('')),
      ['ab', '12', '34', '56'],
    );
  });

  it('hands on rows of unequal length as they are', async () => {
    const { rows } = await readAll(await files.write('a,b\n1\n1,2,3\n'));
    assert.deepEqual(
      rows.map((row) => row.cells.length),
      [2, 1, 3],
    );
  });

  it('takes inch marks within a cell, and the ="…" that keeps leading zeros, for characters', async () => {
    const { rows } = await readAll(await files.write('MPN,Name\n="00123",15.6" laptop\n'));
    assert.deepEqual(rows[1]?.cells, ['="00123"', '15.6" laptop']);
  });

  it('reads a cell in quotation marks after a space', async () => {
    const { rows } = await readAll(await files.write('MPN, Name, Price\nN14, "a, b" , 3\n'));
    assert.deepEqual(rows[1]?.cells, ['N14', 'a, b', ' 3']);
  });

  it('names the row and column where a quotation mark is opened and never closed', async () => {
    const { rows, problem } = await readAll(await files.write('MPN,Name,Price\nN14,fine,1\nN15,"24 inch,2\nN16,x,3\n'));
    assert.equal(problem?.code, 'quote-not-closed');
    assert.equal(problem.row, 3);
    assert.equal(problem.value, '"24 inch,2 N16,x,3');
    assert.match(problem.message, /column B/);
    assert.match(problem.remedy, /double it/);
    assert.equal(rows.length, 2);
  });

  it('stops at an open quotation mark long before the end of a long file', async () => {
    const path = await files.write(`MPN,Name\nN1,"open\n${'N2,x\n'.repeat(200_000)}`);
    const { problem } = await readAll(path);
    assert.equal(problem?.code, 'quote-not-closed');
    assert.equal(problem.row, 2);
  });

  it('names the cell that goes on after its quotation mark', async () => {
    const { problem } = await readAll(await files.write('MPN,Name\nN14,"24" monitor"\n'));
    assert.equal(problem?.code, 'quote-misplaced');
    assert.equal(problem.row, 2);
    assert.equal(problem.value, '"24" monitor"');
  });

  it('takes the apostrophe of our own downloads away again', async () => {
    const values = ['=1+1', "'=1+1", '-x', '-5', "it's", '@home', '+44 20', "''-"];
    const { rows } = await readAll(await files.write(csvText([values])));
    assert.deepEqual(rows[0]?.cells, values);
  });

  it('holds to the limits on rows, columns and cells', async () => {
    const limits = { ...tableLimits, maxRows: 3, maxColumns: 3, maxCellLength: 10 };
    const codeOf = async (text: string) => (await readAll(await files.write(text), limits)).problem;
    assert.equal((await codeOf('a\nb\nc\n'))?.code, undefined);
    assert.equal((await codeOf('a\nb\n\nc\nd\n'))?.code, 'too-many-rows');
    assert.equal((await codeOf('a,b,c,,,\n'))?.code, undefined, 'empty cells at the end are none');
    assert.equal((await codeOf('a,b,c,d\n'))?.code, 'too-many-columns');
    assert.equal((await codeOf('a,1234567890\n'))?.code, undefined);
    const long = await codeOf('a\nb,12345678901\n');
    assert.deepEqual([long?.code, long?.row], ['cell-too-long', 2]);
    assert.equal(
      (await readAll(await files.write('a,b\n'), { ...tableLimits, maxBytes: 3 })).problem?.code,
      'file-too-large',
    );
  });
});

describe('a CSV reader beside csv-parse', () => {
  it('reads what it reads, wherever the text is cut into pieces', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\n', '\r', ' ', 'é', '1'), maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        fc.array(fc.nat(60), { maxLength: 5 }),
        fc.boolean(),
        (table, cuts, ended) => {
          const lines = table.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','));
          const text = lines.join('\r\n') + (ended ? '\r\n' : '');
          const reader = new CsvRecords(',', tableLimits);
          const records: string[][] = [];
          let at = 0;
          for (const cut of cuts) {
            reader.push(text.slice(at, at + cut));
            records.push(...reader.take());
            at += cut;
          }
          reader.push(text.slice(at));
          reader.end();
          records.push(...reader.take());
          assert.deepEqual(records, parse(text, { relax_column_count: true, skip_empty_lines: false }));
        },
      ),
      runs(500),
    );
  });
});
