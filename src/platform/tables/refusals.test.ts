import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { openTable } from './open-table.ts';
import { tableLimits } from './table.ts';
import { readAll, TableFiles, workbookParts } from './table-files.fixture.ts';

const files = new TableFiles();
after(() => files.remove());
const fixture = resolve(import.meta.dirname, '../../../test/fixtures/workbooks', 'xlsxwriter.xlsx');

const onePrice = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>';
const sound = (): Record<string, string> => workbookParts({ sheets: [{ name: 'Prices', xml: onePrice }] });

async function codeOf(path: string): Promise<string | undefined> {
  return (await readAll(path)).problem?.code;
}

/** A compound file whose directory names these streams. */
function compound(...names: readonly string[]): Buffer {
  const bytes = Buffer.alloc(4096);
  bytes.write('d0cf11e0a1b11ae1', 'hex');
  bytes.writeUInt16LE(9, 30);
  bytes.writeUInt32LE(1, 48);
  names.forEach((name, at) => {
    bytes.write(name, 1024 + at * 128, 'utf16le');
    bytes.writeUInt16LE(name.length * 2 + 2, 1024 + at * 128 + 64);
  });
  return bytes;
}

/** The zip with the fields of one entry of its directory changed. */
async function withEntry(path: string, name: string, change: (entry: Buffer) => void): Promise<string> {
  const bytes = await readFile(path);
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    const length = bytes.readUInt16LE(at + 28);
    if (bytes.toString('latin1', at + 46, at + 46 + length) === name) change(bytes.subarray(at));
  }
  return files.write(bytes);
}

describe('files that are no table', () => {
  const cases: readonly (readonly [name: string, code: string, content: string | Buffer])[] = [
    ['an empty file', 'file-empty', ''],
    ['a file of blank lines', 'file-empty', '\uFEFF\r\n \r\n'],
    ['an old Excel workbook', 'file-old-excel', compound('Root Entry', 'Workbook')],
    ['an older Excel workbook', 'file-old-excel', compound('Root Entry', 'Book')],
    ['a workbook under a password', 'file-password', compound('Root Entry', 'EncryptionInfo', 'EncryptedPackage')],
    ['an old text document', 'file-kind', compound('Root Entry', 'WordDocument')],
    ['a compound file cut off', 'file-kind', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a PDF', 'file-pdf', '%PDF-1.7\n%âãÏÓ\n1 0 obj'],
    [
      'a web page that calls itself .xls',
      'file-web-page',
      '<html><body><table><tr><td>MPN</td></tr></table></body></html>',
    ],
    [
      'an XML spreadsheet',
      'file-web-page',
      '\uFEFF<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    ],
    ['a text document', 'file-kind', '{\\rtf1\\ansi MPN}'],
    ['a picture', 'file-picture', Buffer.from('89504e470d0a1a0a0000', 'hex')],
    ['a compressed file', 'file-compressed', Buffer.from('1f8b0800', 'hex')],
    [
      'bytes without sense',
      'file-not-text',
      Buffer.from(Array.from({ length: 2000 }, (_byte, at) => (at * 7919) % 251)),
    ],
  ];
  for (const [name, code, content] of cases) {
    it(`refuses ${name}`, async () => assert.equal(await codeOf(await files.write(content)), code));
  }

  it('says of every refusal what to do', async () => {
    for (const [, , content] of cases) {
      const { problem } = await readAll(await files.write(content));
      assert.match(problem?.message ?? '', /^[A-Z].*\.$/);
      assert.match(problem?.remedy ?? '', /^[A-Z].*\.$/);
    }
  });
});

describe('zips that are no workbook', () => {
  const cases: readonly (readonly [name: string, code: string, parts: Record<string, string>])[] = [
    ['a workbook with macros', 'file-macros', { ...sound(), 'xl/vbaProject.bin': 'x' }],
    [
      'a workbook that only says it has macros',
      'file-macros',
      {
        ...sound(),
        '[Content_Types].xml':
          '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
      },
    ],
    ['a workbook with macros of the old kind', 'file-macros', { ...sound(), 'xl/macrosheets/sheet1.xml': '<x/>' }],
    ['a binary workbook', 'file-binary-excel', { '[Content_Types].xml': '<Types/>', 'xl/workbook.bin': 'x' }],
    [
      'an OpenDocument file',
      'file-open-document',
      { mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>' },
    ],
    ['a text document', 'file-kind', { '[Content_Types].xml': '<Types/>', 'word/document.xml': '<x/>' }],
    ['an archive', 'file-zip', { 'prices.csv': 'MPN,Price\n' }],
    ['a package without a workbook', 'file-zip', { '[Content_Types].xml': '<Types/>', 'a.xml': '<x/>' }],
  ];
  for (const [name, code, parts] of cases) {
    it(`refuses ${name}`, async () => assert.equal(await codeOf(await files.zip(parts)), code));
  }

  it('refuses an empty zip', async () => {
    assert.equal(await codeOf(await files.zip({})), 'file-zip');
  });
});

describe('damaged workbooks', () => {
  it('refuses a workbook cut off anywhere', async () => {
    const bytes = await readFile(fixture);
    for (let length = 4; length < bytes.length; length += 97) {
      assert.equal(await codeOf(await files.write(bytes.subarray(0, length))), 'file-broken', `${length} bytes`);
    }
  });

  it('refuses a part whose bytes are not those it was saved with', async () => {
    const path = await withEntry(await files.zip(sound()), 'xl/worksheets/sheet1.xml', (entry) =>
      entry.writeUInt32LE(7, 16),
    );
    assert.equal(await codeOf(path), 'file-broken');
  });

  it('refuses two parts of one name: programs would not agree on which counts', async () => {
    const path = await files.zip({ ...sound(), 'xl/workbook.xmk': '<x/>' });
    const twice = await withEntry(path, 'xl/workbook.xmk', (entry) => entry.write('xl/workbook.xml', 46));
    assert.equal(await codeOf(twice), 'file-broken');
  });

  it('refuses encrypted parts and unknown compression', async () => {
    const path = await files.zip(sound());
    const sheet = 'xl/worksheets/sheet1.xml';
    assert.equal(await codeOf(await withEntry(path, sheet, (entry) => entry.writeUInt16LE(0x801, 8))), 'file-password');
    assert.equal(await codeOf(await withEntry(path, sheet, (entry) => entry.writeUInt16LE(14, 10))), 'file-broken');
  });

  const sheets: readonly (readonly [name: string, xml: string])[] = [
    ['rows out of order', '<sheetData><row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row></sheetData>'],
    ['a row beyond the last', '<sheetData><row r="1048577"><c><v>1</v></c></row></sheetData>'],
    ['a column beyond the last', '<sheetData><row><c r="ZZZZ1"><v>1</v></c></row></sheetData>'],
    ['a cell without a column', '<sheetData><row><c r="1"><v>1</v></c></row></sheetData>'],
    ['a text that is not there', '<sheetData><row><c t="s"><v>3</v></c></row></sheetData>'],
    ['an element not closed', '<sheetData><row>'],
    ['an entity that is not declared', '<sheetData><row><c t="str"><v>&price;</v></c></row></sheetData>'],
  ];
  for (const [name, xml] of sheets) {
    it(`refuses ${name}`, async () => {
      assert.equal(await codeOf(await files.zip(workbookParts({ sheets: [{ name: 'P', xml }] }))), 'file-broken');
    });
  }
});

describe('workbooks meant to harm', () => {
  it('refuses from the directory alone what claims to unpack to 2 GB', async () => {
    const path = await withEntry(await files.zip(sound()), 'xl/worksheets/sheet1.xml', (entry) => {
      entry.writeUInt32LE(2_000_000_000, 24);
    });
    const opened = await openTable(path);
    assert.equal(opened.ok, false);
    assert.equal(opened.problems[0]?.code, 'file-too-large-unpacked');
  });

  it('adds up what many parts claim', async () => {
    const parts: Record<string, string> = {
      ...sound(),
      'xl/media/a.bin': 'ab'.repeat(600),
      'xl/media/b.bin': 'ab'.repeat(600),
    };
    const path = await files.zip(parts, false);
    const { problem } = await readAll(path, { ...tableLimits, maxInflatedBytes: 3000 });
    assert.equal(problem?.code, 'file-too-large-unpacked');
  });

  it('stops inflating when a part has more than the directory says', async () => {
    const xml = `${onePrice}<!--${'x y z '.repeat(2_000_000)}-->`;
    const path = await withEntry(
      await files.zip(workbookParts({ sheets: [{ name: 'P', xml }] })),
      'xl/worksheets/sheet1.xml',
      (entry) => entry.writeUInt32LE(1000, 24),
    );
    assert.equal(await codeOf(path), 'file-unpacks-to-more');
  });

  it('refuses a part that is packed more densely than any table', async () => {
    const path = await files.zip(workbookParts({ sheets: [{ name: 'P', xml: onePrice + ' '.repeat(9_000_000) }] }));
    assert.equal(await codeOf(path), 'file-too-dense');
  });

  it('refuses a document type: entities that multiply, and files and addresses read by the back door', async () => {
    const doctypes = [
      '<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
      '<!DOCTYPE worksheet SYSTEM "file:///etc/passwd">',
      '<!DOCTYPE worksheet [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>',
    ];
    for (const doctype of doctypes) {
      for (const part of ['xl/worksheets/sheet1.xml', 'xl/workbook.xml', '_rels/.rels', '[Content_Types].xml']) {
        const parts = sound();
        parts[part] = doctype + (parts[part] ?? '').replace(/^<\?xml[^>]*>/, '');
        assert.equal(await codeOf(await files.zip(parts)), 'file-unsafe', `${part} ${doctype}`);
      }
    }
  });

  it('refuses a sheet that lies outside the file, and follows no other link', async () => {
    const outside = sound();
    const list = outside['xl/_rels/workbook.xml.rels'] ?? '';
    outside['xl/_rels/workbook.xml.rels'] = list.replace(
      'Target="worksheets/sheet1.xml"',
      'Target="http://127.0.0.1/sheet1.xml" TargetMode="External"',
    );
    assert.equal(await codeOf(await files.zip(outside)), 'file-unsafe');
    const linked = sound();
    linked['xl/_rels/workbook.xml.rels'] = list.replace(
      '</Relationships>',
      '<Relationship Id="x" Type="a/externalLink" Target="http://127.0.0.1/other.xlsx" TargetMode="External"/></Relationships>',
    );
    assert.equal(await codeOf(await files.zip(linked)), undefined);
  });

  it('cannot be led out of the package by a path', async () => {
    const parts = sound();
    parts['xl/_rels/workbook.xml.rels'] = (parts['xl/_rels/workbook.xml.rels'] ?? '').replace(
      'worksheets/sheet1.xml',
      '../../../../etc/passwd',
    );
    assert.equal(await codeOf(await files.zip(parts)), 'file-broken');
  });

  it('refuses elements nested without end', async () => {
    const deep = '<a>'.repeat(5000) + '</a>'.repeat(5000);
    assert.equal(await codeOf(await files.zip(workbookParts({ sheets: [{ name: 'P', xml: deep }] }))), 'file-unsafe');
  });

  it('holds no text, tag or comment in memory that does not end', async () => {
    const endless = 'ab c1 '.repeat(500_000);
    const sheets = [
      `<sheetData><row><c t="inlineStr"><is><t>${endless}`,
      `<sheetData><row><c t="${endless}`,
      `<sheetData><!--${endless}`,
      `<sheetData><row><c><v><![CDATA[${endless}`,
    ];
    for (const xml of sheets) {
      const code = await codeOf(await files.zip(workbookParts({ sheets: [{ name: 'P', xml }] })));
      assert.equal(code, 'file-unsafe');
    }
  });

  it('holds to the limits on rows, columns and cells', async () => {
    const limits = { ...tableLimits, maxRows: 2, maxColumns: 2, maxCellLength: 5 };
    const problemOf = async (xml: string, sharedStrings?: string) => {
      const sheets = [{ name: 'P', xml: `<sheetData>${xml}</sheetData>` }];
      const shape = sharedStrings === undefined ? { sheets } : { sheets, sharedStrings };
      return (await readAll(await files.zip(workbookParts(shape)), limits)).problem;
    };
    const row = '<row><c><v>1</v></c></row>';
    assert.equal(await problemOf(row + row), undefined);
    assert.equal((await problemOf(row + row + '<row/>'.repeat(9) + row))?.code, 'too-many-rows');
    assert.equal(await problemOf('<row><c r="B1"><v>1</v></c><c r="XFD1" s="1"/></row>'), undefined);
    assert.equal((await problemOf('<row><c r="C1"><v>1</v></c></row>'))?.code, 'too-many-columns');
    const long = await problemOf(`${row}<row><c r="B2" t="str"><v>abcdef</v></c></row>`);
    assert.deepEqual([long?.code, long?.row], ['cell-too-long', 2]);
    assert.match(long?.message ?? '', /column B/);
    const shared = `<si><t>${'abcdef'.repeat(100)}</t></si>`;
    assert.equal((await problemOf('<row><c t="s"><v>0</v></c></row>', shared))?.code, 'cell-too-long');
  });

  it('bounds the texts that cells share, which have to be held', async () => {
    const limits = { ...tableLimits, maxInflatedBytes: 20_000 };
    const sharedStrings = '<si><t>abc</t></si>'.repeat(400);
    const path = await files.zip(workbookParts({ sheets: [{ name: 'P', xml: onePrice }], sharedStrings }));
    assert.equal((await readAll(path, limits)).problem?.code, 'file-too-large-unpacked');
  });
});
