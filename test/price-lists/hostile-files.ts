// long: one table of bad files, each beside what must be said of it
import { gzipSync } from 'node:zlib';
import { longMpn } from '../support/small-catalogue.ts';
import { sheetXml, workbook, type WorkbookCell, workbookParts, zip } from './workbook-file.ts';

/** A file somebody might send as a price list of marrowby-systems on lot 2, and what must be said of it. */
export interface HostileFile {
  readonly name: string;
  readonly fileName: string;
  readonly bytes: () => Buffer;
  /**
   * Every problem and repair, in any order: `code` for the file, `row code` for a line, `row field=mended` for a repair.
   */
  readonly says: readonly string[];
  /** Where the list stands afterwards. */
  readonly state: 'refused' | 'needs-mapping' | 'checked';
}

const headings = [
  'Your code',
  'Manufacturer',
  'Manufacturer part number',
  'GTIN',
  'Unit price',
  'VAT category',
  'Minimum quantity',
  'Pack size',
  'Lead time',
  'Stock',
  'Condition',
  'Valid to',
  'Break 1 quantity',
  'Break 1 price',
  'Break 2 quantity',
  'Break 2 price',
  'Currency',
  'Lot',
] as const;
type Heading = (typeof headings)[number];
type Line = Readonly<Partial<Record<Heading, WorkbookCell>>>;

const first: Line = {
  'Your code': 'SKU-110',
  Manufacturer: 'Aldermere',
  'Manufacturer part number': 'AL14G3',
  'Unit price': '774.50',
  'VAT category': 'standard',
  'Minimum quantity': '1',
  'Pack size': '1',
  'Lead time': '5',
  Stock: '500',
  Condition: 'new',
};
const second: Line = {
  ...first,
  'Your code': 'MB-1',
  Manufacturer: 'Norvik',
  'Manufacturer part number': 'NV14-5120',
  'Unit price': '419.00',
};
const third: Line = {
  ...first,
  'Your code': 'SKU-105',
  Manufacturer: 'Kestrel',
  'Manufacturer part number': longMpn,
  'Unit price': '1640.00',
  'Pack size': '8',
};

function cells(line: Line): readonly WorkbookCell[] {
  return headings.map((each) => line[each] ?? '');
}

/** The heading row and three sound lines in rows 2 to 4, the first changed as a case says. */
function rows(change: Line = {}, others: readonly Line[] = [second, third]): readonly (readonly WorkbookCell[])[] {
  return [headings, cells({ ...first, ...change }), ...others.map(cells)];
}

function text(table: readonly (readonly WorkbookCell[])[], delimiter = ','): string {
  const quoted = (cell: WorkbookCell): string => {
    const value = typeof cell === 'string' || typeof cell === 'number' ? String(cell) : '';
    return /["\r\n,;\t|]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  };
  return table.map((each) => `${each.map(quoted).join(delimiter)}\r\n`).join('');
}

function csv(
  name: string,
  table: readonly (readonly WorkbookCell[])[] | string,
  says: readonly string[],
  state: HostileFile['state'] = 'refused',
): HostileFile {
  const bytes = () => Buffer.from(typeof table === 'string' ? table : text(table));
  return { name, fileName: 'prices.csv', bytes, says, state };
}

function raw(
  name: string,
  fileName: string,
  bytes: () => Buffer,
  says: readonly string[],
  state: HostileFile['state'] = 'refused',
): HostileFile {
  return { name, fileName, bytes, says, state };
}

function xlsx(
  name: string,
  table: readonly (readonly WorkbookCell[])[],
  says: readonly string[],
  state: HostileFile['state'] = 'refused',
): HostileFile {
  return raw(name, 'prices.xlsx', () => workbook({ rows: table }), says, state);
}

const oneLine = (change: Line): readonly (readonly WorkbookCell[])[] => rows(change);

const files: readonly HostileFile[] = [
  raw('an empty file', 'prices.csv', () => Buffer.alloc(0), ['file-empty']),
  raw('binary rubbish', 'prices.csv', () => Buffer.from(Array.from({ length: 4000 }, (_n, at) => (at * 193) % 256)), [
    'file-not-text',
  ]),
  raw('an old Excel workbook', 'prices.xls', () => oldOffice('Workbook'), ['file-old-excel']),
  raw('a workbook with a password', 'prices.xlsx', () => oldOffice('EncryptedPackage'), ['file-password']),
  raw('a PDF named as a workbook', 'prices.xlsx', () => Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), ['file-pdf']),
  raw('a web page named .xls', 'prices.xls', () => Buffer.from('<html><table><tr><td>1</td></tr></table></html>'), [
    'file-web-page',
  ]),
  raw('a picture', 'prices.csv', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), ['file-picture']),
  raw('a compressed text', 'prices.csv.gz', () => gzipSync('a,b,c\n'), ['file-compressed']),
  raw('a zip archive with a table in it', 'prices.zip', () => zip([{ name: 'prices.csv', data: text(rows()) }]), [
    'file-zip',
  ]),
  raw('an OpenDocument table', 'prices.ods', () => openDocument(), ['file-open-document']),
  raw('a workbook with macros', 'prices.xlsm', () => macros(), ['file-macros']),
  raw('a workbook with macros that hides them behind a plain name', 'prices.xlsx', () => macros(), ['file-macros']),
  raw('a binary Excel workbook', 'prices.xlsb', () => binaryWorkbook(), ['file-binary-excel']),
  raw('a workbook cut off on its way', 'prices.xlsx', () => workbook({ rows: rows() }).subarray(0, 900), [
    'file-broken',
  ]),
  raw('a sheet whose XML breaks off', 'prices.xlsx', () => withSheet(sheetXml(rows()).slice(0, 700)), ['file-broken']),
  raw('a sheet with an entity bomb', 'prices.xlsx', () => withSheet(`${entityBomb}${sheetXml(rows()).slice(56)}`), [
    'file-unsafe',
  ]),
  raw(
    'a sheet that reads a file of the server',
    'prices.xlsx',
    () => withSheet(`${entityFile}${sheetXml([['&x;']])}`),
    ['file-unsafe'],
  ),
  raw('a zip bomb', 'prices.xlsx', () => withSheet(bomb()), ['file-too-dense']),
  raw('a workbook that claims to unpack to 2 GB', 'prices.xlsx', () => claiming(2_000_000_000), [
    'file-too-large-unpacked',
  ]),
  raw('a workbook that unpacks to more than it claims', 'prices.xlsx', () => claiming(100), ['file-unpacks-to-more']),
  raw('a workbook without sheets', 'prices.xlsx', () => zip(workbookParts([])), ['file-no-sheet']),
  raw('two ways of writing characters in one file', 'prices.csv', () => mixedEncodings(), ['4 encoding-mixed']),
  csv('a quotation mark that is never closed', `${text(rows())}X,"24 monitor,Norvik\r\n`, ['5 quote-not-closed']),
  csv('text after a closing quotation mark', `${text(rows())}X,"24" monitor,Norvik\r\n`, ['5 quote-misplaced']),
  csv(
    '1,000 columns',
    [Array.from({ length: 1000 }, (_none, at) => `Column ${at}`), ...rows()],
    ['1 too-many-columns'],
  ),
  csv('a cell of 100,000 characters', oneLine({ 'Your code': 'x'.repeat(100_000) }), ['2 cell-too-long']),
  csv('only headings', [headings], ['no-lines']),
  csv('no headings at all', rows().slice(1), ['no-headings']),
  csv('prose instead of a table', 'Dear colleagues,\nplease find our new prices.\n\nRegards\n', ['no-headings']),
  csv(
    'no column for the part number',
    rows().map((each) => each.filter((_cell, at) => at !== 2)),
    ['1 column-missing'],
    'needs-mapping',
  ),
  csv(
    'two columns that both say price',
    rows().map((each, at) => [
      ...each.map((cell) => (cell === 'Unit price' ? 'Sell Price' : cell)),
      at === 0 ? 'Net Price' : '500.00',
    ]),
    ['1 column-unclear'],
    'needs-mapping',
  ),
  csv(
    'prices with VAT',
    rows().map((each, at) => (at === 0 ? each.map((cell) => (cell === 'Unit price' ? 'Price inc VAT' : cell)) : each)),
    ['1 vat-included'],
    'needs-mapping',
  ),
  csv(
    'prices in euros by their heading',
    rows().map((each, at) => (at === 0 ? each.map((cell) => (cell === 'Unit price' ? 'Price (EUR)' : cell)) : each)),
    ['1 heading-other-currency'],
    'needs-mapping',
  ),
];

const lines: readonly HostileFile[] = [
  csv('no code of the supplier', oneLine({ 'Your code': '' }), ['2 sku-missing']),
  csv('a code Excel turned into a number', oneLine({ 'Your code': '1.2E+11' }), ['2 code-spoilt-number']),
  csv('no maker', oneLine({ Manufacturer: '' }), ['2 maker-missing']),
  csv('an unknown maker', oneLine({ Manufacturer: 'Quillfeather' }), ['2 maker-unknown']),
  csv(
    'a maker in capitals with its company form',
    oneLine({ Manufacturer: 'ALDERMERE Ltd.' }),
    ['2 manufacturer=Aldermere'],
    'checked',
  ),
  csv('a misspelt maker', oneLine({ Manufacturer: 'Aldermeer' }), ['2 manufacturer=Aldermere'], 'checked'),
  csv('no part number', oneLine({ 'Manufacturer part number': '' }), ['2 mpn-missing']),
  csv('a part number that the maker does not have', oneLine({ 'Manufacturer part number': 'AL14G9' }), [
    '2 product-unknown',
  ]),
  csv('a part number of another maker', oneLine({ Manufacturer: 'Norvik' }), ['2 product-unknown']),
  csv('a part number Excel turned into 1.2E+11', oneLine({ 'Manufacturer part number': '1.2E+11' }), [
    '2 mpn-spoilt-number',
  ]),
  xlsx('a part number Excel turned into a date', oneLine({ 'Manufacturer part number': { date: 46_357 } }), [
    '2 mpn-spoilt-date',
  ]),
  csv('a part number of dashes', oneLine({ 'Manufacturer part number': '---' }), ['2 mpn-empty']),
  csv('script in a part number', oneLine({ 'Manufacturer part number': '<script>alert(1)</script>' }), [
    '2 text-markup',
  ]),
  csv('a GTIN with a wrong check digit', oneLine({ GTIN: '5012345678901' }), ['2 gtin-wrong']),
  csv('a GTIN Excel turned into 5.01235E+12', oneLine({ GTIN: '5.01235E+12' }), ['2 gtin-spoilt']),
  csv('a GTIN of another product', rows({}, [{ ...second, GTIN: '4006381333931' }, third]), ['3 gtin-other-product']),
  csv('a GTIN that lost its leading zero', rows({ GTIN: '36000291452' }), ['2 gtin=036000291452'], 'checked'),
  csv('no price', oneLine({ 'Unit price': '' }), ['2 price-missing']),
  csv('a price of zero', oneLine({ 'Unit price': '0.00' }), ['2 price-zero']),
  csv('a price below zero', oneLine({ 'Unit price': '-774.50' }), ['2 money-negative']),
  csv('a price in words', oneLine({ 'Unit price': 'on request' }), ['2 money-unreadable']),
  csv(
    'a price with a pound sign and a comma',
    oneLine({ 'Unit price': '£1,234.50' }),
    ['2 rise-held', '2 unitPrice=1234.50'],
    'checked',
  ),
  csv('a price in euros', oneLine({ 'Unit price': '€774,50' }), ['2 other-currency']),
  csv('a currency of its own', oneLine({ Currency: 'USD' }), ['2 other-currency']),
  csv('a price with five decimals', oneLine({ 'Unit price': '774.12345' }), ['2 money-decimals']),
  csv('a price of a billion billions', oneLine({ 'Unit price': '1000000000000000000' }), ['2 money-too-large']),
  csv('a price that says it has VAT', oneLine({ 'Unit price': '929.40 inc VAT' }), ['2 cell-with-vat']),
  xlsx('a price worked out by a formula', oneLine({ 'Unit price': { formula: '645.42*1.2', value: 774.5 } }), [
    '2 formula-in-price',
  ]),
  xlsx('a price that is an error', oneLine({ 'Unit price': { error: '#N/A' } }), ['2 cell-error']),
  csv('a formula in a code', oneLine({ 'Your code': '=HYPERLINK("http://x","y")' }), ['2 formula-text']),
  csv('a VAT rate there is not', oneLine({ 'VAT category': '17.3%' }), ['2 vat-unknown']),
  csv('a VAT rate in percent', oneLine({ 'VAT category': '20%' }), ['2 vatCategory=standard'], 'checked'),
  csv('a minimum in words', oneLine({ 'Minimum quantity': 'ten' }), ['2 number-unreadable']),
  csv('a pack of none', oneLine({ 'Pack size': '0' }), ['2 number-out-of-range']),
  csv('a stock in words', oneLine({ Stock: 'plenty' }), ['2 stock-unreadable']),
  csv('a lead time in weeks', oneLine({ 'Lead time': '2 weeks' }), ['2 leadTimeDays=10'], 'checked'),
  csv('a lead time of soon', oneLine({ 'Lead time': 'soon' }), ['2 lead-time-unreadable']),
  csv('a condition nobody knows', oneLine({ Condition: 'slightly used' }), ['2 condition-unknown']),
  csv('a date of no calendar', oneLine({ 'Valid to': '2027-02-30' }), ['2 date-impossible']),
  csv('a date in words', oneLine({ 'Valid to': 'end of June' }), ['2 date-unreadable']),
  csv('a date that could be two days', oneLine({ 'Valid to': '03/04/2027' }), ['2 date-unclear']),
  csv(
    'a date whose order the column tells',
    rows({ 'Valid to': '03/04/2027' }, [{ ...second, 'Valid to': '25/04/2027' }, third]),
    ['2 validTo=2027-04-03', '3 validTo=2027-04-25'],
    'checked',
  ),
  csv(
    'dates of both orders in one column',
    rows({ 'Valid to': '03/04/2027' }, [
      { ...second, 'Valid to': '25/04/2027' },
      { ...third, 'Valid to': '04/25/2027' },
    ]),
    ['2 date-mixed', '3 validTo=2027-04-25', '4 validTo=2027-04-25'],
  ),
  csv('a line that ends before it begins', oneLine({ 'Valid to': '2026-11-30' }), ['2 dates-reversed']),
  csv('a line that outlives the agreement', oneLine({ 'Valid to': '2099-12-31' }), ['2 outside-agreement']),
  csv('a line for another lot', oneLine({ Lot: '3' }), ['2 other-lot']),
  csv('a price break without its price', oneLine({ 'Break 1 quantity': '10' }), ['2 break-incomplete']),
  csv('a price break from one on', oneLine({ 'Break 1 quantity': '1', 'Break 1 price': '770.00' }), [
    '2 break-quantity',
  ]),
  csv(
    'price breaks in no order',
    oneLine({ 'Break 1 quantity': '50', 'Break 1 price': '760', 'Break 2 quantity': '10', 'Break 2 price': '750' }),
    ['2 break-order'],
  ),
  csv('a price break that is dearer', oneLine({ 'Break 1 quantity': '10', 'Break 1 price': '800.00' }), [
    '2 break-dearer',
  ]),
  csv('the same code twice', rows({}, [{ ...second, 'Your code': 'SKU-110' }, third]), [
    '3 fall-notable',
    '3 sku-other-product',
    '3 sku-twice',
  ]),
  csv(
    'the same product twice',
    rows({}, [second, third, { ...second, 'Your code': 'MB-2' }]),
    ['5 product-twice'],
    'checked',
  ),
  csv(
    'a code that is live for another product',
    rows({ Manufacturer: 'Norvik', 'Manufacturer part number': 'NV14-5120' }, [third]),
    ['2 sku-other-product'],
  ),
  csv(
    'a monitor on a lot for it, far above its price so far',
    oneLine({ 'Unit price': '1500.00' }),
    ['2 rise-held'],
    'checked',
  ),
  csv('a price that lost a digit', oneLine({ 'Unit price': '77.45' }), ['2 fall-notable'], 'checked'),
  csv(
    'spaces and invisible characters',
    oneLine({ 'Manufacturer part number': ' AL14G3\u00a0\u200b' }),
    ['2 mpn=AL14G3'],
    'checked',
  ),
  csv('a character lost on saving', oneLine({ 'Your code': 'SKU\ufffd110' }), ['2 character-lost']),
  csv('a code of 10,000 characters', oneLine({ 'Your code': 'S'.repeat(10_000) }), ['2 text-too-long']),
  csv(
    'a comma that splits a cell',
    `${text(rows())}X,Aldermere,AL14G3,,1,234.50,standard,1,1,5,500,new,,,,,,GBP,2,left over\r\n`,
    [
      '5 cells-beyond-headings',
      '5 condition-unknown',
      '5 date-unreadable',
      '5 number-unreadable',
      '5 other-lot',
      '5 vat-unknown',
    ],
  ),
];

const sound: readonly HostileFile[] = [
  raw(
    'UTF-16 with a byte order mark',
    'prices.csv',
    () => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text(rows(), '\t'), 'utf16le')]),
    [],
    'checked',
  ),
  raw(
    'Windows-1252',
    'prices.csv',
    () => Buffer.from(text(oneLine({ 'Unit price': '£774.50' })), 'latin1'),
    ['2 unitPrice=774.50'],
    'checked',
  ),
  csv('semicolons', text(rows(), ';'), [], 'checked'),
  csv(
    'headings lower down, below titles',
    [['Marrowby Systems price list'], [], ['All prices without VAT'], ...rows()],
    [],
    'checked',
  ),
  csv('the headings again half-way', [...rows({}, [second]), headings, cells(third)], ['4 headings-again'], 'checked'),
  raw(
    'a hidden sheet with other prices before the one that is shown',
    'prices.xlsx',
    () =>
      workbook(
        { name: 'Cost', hidden: true, rows: oneLine({ 'Unit price': '1.00' }) },
        { name: 'Prices', rows: rows() },
      ),
    [],
    'checked',
  ),
  raw('a name that tries to leave its folder', '../../etc/passwd.csv', () => Buffer.from(text(rows())), [], 'checked'),
];

export const hostileFiles: readonly HostileFile[] = [...files, ...lines, ...sound];

function withSheet(xml: string): Buffer {
  const parts = workbookParts([{ rows: [] }]).filter((each) => !each.name.endsWith('sheet1.xml'));
  return zip([...parts, { name: 'xl/worksheets/sheet1.xml', data: xml }]);
}

const entityBomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
const entityFile = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>`;

/** 60 MB of nothing that pack into some 60 kB. */
function bomb(): string {
  return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${' '.repeat(60_000_000)}</sheetData></worksheet>`;
}

function claiming(claims: number): Buffer {
  const parts = workbookParts([{ rows: rows() }]);
  return zip(parts.map((each) => (each.name.endsWith('sheet1.xml') ? { ...each, claims } : each)));
}

function macros(): Buffer {
  const parts = workbookParts([{ rows: rows() }], 'application/vnd.ms-excel.sheet.macroEnabled.main+xml');
  return zip([...parts, { name: 'xl/vbaProject.bin', data: Buffer.alloc(64, 1) }]);
}

function binaryWorkbook(): Buffer {
  const parts = workbookParts([{ rows: [] }], 'application/vnd.ms-excel.sheet.binary.macroEnabled.main').filter(
    (each) => !each.name.startsWith('xl/'),
  );
  return zip([...parts, { name: 'xl/workbook.bin', data: Buffer.alloc(64, 2) }]);
}

function openDocument(): Buffer {
  return zip([
    { name: 'mimetype', data: 'application/vnd.oasis.opendocument.spreadsheet' },
    { name: 'content.xml', data: '<office:document-content/>' },
  ]);
}

/** The head of a compound file with one stream of this name, as old workbooks and protected new ones are. */
function oldOffice(stream: string): Buffer {
  const sector = 512;
  const file = Buffer.alloc(sector * 4);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  file.writeUInt16LE(0x3e, 24);
  file.writeUInt16LE(3, 26);
  file.writeUInt16LE(0xfffe, 28);
  file.writeUInt16LE(9, 30);
  file.writeUInt16LE(6, 32);
  file.writeUInt32LE(1, 44);
  file.writeUInt32LE(1, 48);
  file.writeUInt32LE(4096, 56);
  file.writeUInt32LE(0xfffffffe, 60);
  file.writeUInt32LE(0xfffffffe, 68);
  file.fill(0xff, 76, sector);
  file.writeUInt32LE(0, 76);
  file.fill(0xff, sector, sector * 2);
  file.writeUInt32LE(0xfffffffd, sector);
  file.writeUInt32LE(0xfffffffe, sector + 4);
  for (const [index, name] of ['Root Entry', stream].entries()) {
    const at = sector * 2 + index * 128;
    file.write(name, at, 'utf16le');
    file.writeUInt16LE((name.length + 1) * 2, at + 64);
    file.writeUInt8(index === 0 ? 5 : 2, at + 66);
    file.writeUInt8(1, at + 67);
    file.fill(0xff, at + 68, at + 80);
    if (index === 0) file.writeUInt32LE(1, at + 76);
    file.writeUInt32LE(0xfffffffe, at + 116);
  }
  return file;
}

function mixedEncodings(): Buffer {
  const table = text([...rows({}, [{ ...second, 'Your code': 'Größe' }])]);
  return Buffer.concat([Buffer.from(table), Buffer.from(text([cells({ ...third, 'Your code': 'Größe' })]), 'latin1')]);
}
