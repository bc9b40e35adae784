import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { knownMakers, priceColumns } from '../../../test/support/price-lines.ts';
import type { PriceControl } from '../../agreements/index.ts';
import type { Cell } from '../../platform/tables/index.ts';
import { matchHeadings } from './heading-match.ts';
import type { HeadingKnowledge } from './heading-meaning.ts';
import type { PriceField } from './price-field.ts';

const match = (rows: readonly (readonly Cell[])[], known: HeadingKnowledge = {}) =>
  matchHeadings(
    rows.map((cells, at) => ({ row: at + 1, cells })),
    priceColumns,
    { makers: knownMakers, ...known },
  );

const line = ['NT-1', 'Norvik', 'N14-1', '395.00'];

describe('headings', () => {
  const meanings: readonly (readonly [string, PriceField])[] = [
    ['Mfr Part No', 'mpn'],
    ['Manufacturer P/N', 'mpn'],
    ['MANUFACTURER_PART_NUMBER', 'mpn'],
    ['Vendor SKU', 'supplierSku'],
    ['Unit Price ex VAT', 'unitPrice'],
    ['Price (£) excl. VAT', 'unitPrice'],
    ['RRP', 'listPrice'],
    ['Cost', 'costPrice'],
    ['MOQ', 'minimumQuantity'],
    ['Lead Time (days)', 'leadTimeDays'],
    ['Lead Time (weeks)', 'leadTimeDays'],
    ['Warranty (years)', 'warrantyMonths'],
    ['Brand', 'manufacturer'],
    ['EAN', 'gtin'],
    ['VAT %', 'vatCategory'],
    ['UoM', 'unit'],
    ['Carriage', 'deliveryCharge'],
    ['Delivery charge off the mainland', 'deliveryOffMainland'],
    ['Northern Ireland Delivery', 'deliveryOffMainland'],
    ['Delivery NI & Islands (ex VAT)', 'deliveryOffMainland'],
    ['Qty Break 2', 'breakQuantity2'],
    ['Tier 3 Price', 'breakPrice3'],
    ['Manufacurer', 'manufacturer'],
    ['Lead tme', 'leadTimeDays'],
    ['Your own Supplier Part No', 'supplierSku'],
  ];
  for (const [heading, field] of meanings) {
    it(`"${heading}" is ${field}`, () => {
      const { mapping } = match([
        [heading, 'Colour', 'Weight', 'Product Name'],
        ['', 'blue', '1.00', 'x'],
      ]);
      assert.equal(mapping[heading], field);
    });
  }

  it('take a surcharge for the Highlands and Islands, which is something else, for no delivery charge', () => {
    const { mapping } = match([
      ['Highlands and Islands surcharge', 'Colour', 'Weight', 'Product Name'],
      ['12.00', 'blue', '1.00', 'x'],
    ]);
    assert.equal(mapping['Highlands and Islands surcharge'], null);
  });

  it('are found below titles and notes, and lines follow them', () => {
    const found = match([
      ['Price list of Example Ltd'],
      ['Prices exclude VAT', '', '', 'December'],
      ['SKU', 'Brand', 'MPN', 'Price'],
      line,
    ]);
    assert.equal(found.headerRow, 3);
    assert.deepEqual(found.columnsOf, ['supplierSku', 'manufacturer', 'mpn', 'unitPrice']);
    assert.deepEqual(found.problems, []);
  });

  it('may be none we know: what the columns hold tells', () => {
    const found = match([
      ['Hersteller', 'Strichcode', 'Artikel', 'Preis', 'Farbe'],
      ['Norvik', '4006381333931', 'N14-1', '395.00', 'rot'],
      ['HP', '96385074', 'N14-2', '410.00', 'blau'],
    ]);
    assert.deepEqual(found.mapping, {
      Hersteller: 'manufacturer',
      Strichcode: 'gtin',
      Artikel: null,
      Preis: 'unitPrice',
      Farbe: null,
    });
    assert.ok(found.matched.filter((each) => each.field !== null).every((each) => each.sure === 'guess'));
    assert.deepEqual(found.missing, ['supplierSku', 'mpn']);
    assert.match(found.problems[0]?.message ?? '', /Hersteller, Strichcode, Artikel/);
  });

  it('give way to what the supplier said before', () => {
    const rows = [
      ['SKU', 'Brand', 'MPN', 'Price', 'Net Price'],
      [...line, '380.00'],
    ];
    assert.deepEqual(
      match(rows).problems.map((each) => each.code),
      ['column-unclear'],
    );
    const remembered = { 'net price ': 'unitPrice', Price: null } as const;
    const found = match(rows, { remembered });
    assert.deepEqual(found.problems, []);
    assert.equal(found.mapping['Net Price'], 'unitPrice');
    assert.equal(found.matched[4]?.by, 'remembered');
  });

  it('that could mean one thing twice are for a person to decide', () => {
    const found = match([
      ['SKU', 'Brand', 'MPN', 'Your Price', 'Price'],
      [...line, '380.00'],
    ]);
    assert.deepEqual(found.ambiguous, [{ field: 'unitPrice', headings: ['Price', 'Your Price'] }]);
    assert.deepEqual(found.missing, []);
    assert.match(found.problems[0]?.message ?? '', /More than one column could be "Unit price": Price, Your Price/);
  });

  it('of an empty twin column give way to the filled one', () => {
    const found = match([
      ['SKU', 'Brand', 'MPN', 'Price', 'Price Each'],
      [...line, ''],
    ]);
    assert.equal(found.mapping['Price'], 'unitPrice');
    assert.deepEqual(found.problems, []);
  });

  it('that stand twice are told apart, and a column without one is called by its letter', () => {
    const found = match([
      ['SKU', 'Brand', 'MPN', 'Price', 'Notes', 'Notes', ''],
      [...line, 'a', 'b', 'c'],
    ]);
    assert.deepEqual(found.headings, ['SKU', 'Brand', 'MPN', 'Price', 'Notes', 'Notes (2)', 'Column G']);
  });

  it('that say VAT is included hold no price', () => {
    const only = match([['SKU', 'Brand', 'MPN', 'Price inc VAT'], line]);
    assert.deepEqual(
      only.problems.map((each) => [each.code, each.column]),
      [['vat-included', 'Price inc VAT']],
    );
    const both = match([
      ['SKU', 'Brand', 'MPN', 'Price inc VAT', 'Price ex VAT'],
      [...line, '329.17'],
    ]);
    assert.deepEqual(both.problems, []);
    assert.equal(both.mapping['Price ex VAT'], 'unitPrice');
    const insisted = match([['SKU', 'Brand', 'MPN', 'Price inc VAT'], line], {
      remembered: { 'Price inc VAT': 'unitPrice' },
    });
    assert.deepEqual(
      insisted.problems.map((each) => each.code),
      ['vat-included'],
    );
  });

  it('that name another currency hold no price', () => {
    const found = match([['SKU', 'Brand', 'MPN', 'Unit Price (EUR)'], line]);
    assert.deepEqual(
      found.problems.map((each) => each.code),
      ['heading-other-currency'],
    );
  });

  it('of quantities are price breaks in ascending order', () => {
    const found = match([
      ['SKU', 'Brand', 'MPN', '25+', '1+', '10-24'],
      ['NT-1', 'Norvik', 'N14', '380.00', '395.00', '390.00'],
    ]);
    assert.deepEqual(found.columnsOf.slice(3), ['breakPrice2', 'unitPrice', 'breakPrice1']);
  });

  it('that are generic go to what nothing better means', () => {
    const generic = match([['Product Code', 'Brand', 'Part Number', 'Price'], line]);
    assert.deepEqual(generic.columnsOf, ['supplierSku', 'manufacturer', 'mpn', 'unitPrice']);
    const better = match([['Part Number', 'Brand', 'Mfr Part No', 'Price'], line]);
    assert.deepEqual(better.columnsOf, ['supplierSku', 'manufacturer', 'mpn', 'unitPrice']);
  });

  it('that are missing are told with what was seen', () => {
    const found = match([
      ['SKU', 'Brand', 'Price'],
      ['NT-1', 'Norvik', '395.00'],
    ]);
    assert.deepEqual(found.missing, ['mpn']);
    assert.deepEqual(found.problems[0], {
      code: 'column-missing',
      row: 1,
      message: 'There is no column for "Manufacturer part number". The headings are: SKU, Brand, Price.',
      remedy: 'Say which column it is, or add a column called "Manufacturer part number".',
    });
  });

  it('that are absent leave a note of what holds instead', () => {
    const { notes } = match([
      ['SKU', 'Brand', 'MPN', 'Price', 'Condition'],
      [...line, 'new'],
    ]);
    const lead = notes.find((each) => each.field === 'leadTimeDays');
    assert.deepEqual(lead, {
      field: 'leadTimeDays',
      value: '5',
      message: 'There is no column for "Lead time": the lead time is 5 working days.',
    });
    assert.equal(
      notes.some((each) => each.field === 'condition'),
      false,
    );
  });

  it('must name what the lot’s price controls need', () => {
    const controls: readonly PriceControl[] = [
      { id: 'margin', kind: 'margin-over-cost', percent: { value: '10', source: 'invented' } },
    ];
    const rows = [['SKU', 'Brand', 'MPN', 'Price'], line];
    assert.deepEqual(
      match(rows, { controls }).problems.map((each) => each.code),
      ['column-needed-by-control'],
    );
    const [control] = controls;
    const some = control === undefined ? [] : [{ ...control, categories: ['end-user-devices/tablets'] }];
    assert.deepEqual(match(rows, { controls: some }).problems, []);
  });

  it('that a file lacks altogether are told', () => {
    for (const rows of [[], [['1', '2']], [['Hello']]]) {
      const found = match(rows);
      assert.equal(found.headerRow, null);
      assert.deepEqual(
        found.problems.map((each) => each.code),
        ['no-headings'],
      );
    }
  });

  it('say why a column was taken for what it is, and what it holds', () => {
    const found = match([
      ['SKU', 'Brand', 'MPN', 'Price', 'Colour'],
      [...line, 'blue'],
      [...line, 'red'],
    ]);
    assert.equal(found.matched[3]?.why, '"Price" is another name for it.');
    assert.deepEqual(found.matched[4], {
      at: 4,
      heading: 'Colour',
      field: null,
      by: null,
      sure: 'none',
      why: 'The heading is none we know, so the column is not used.',
      seen: ['blue', 'red'],
    });
  });
});
