import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { invoiceColumns } from './invoice-columns.ts';
import { readInvoiceFile } from './read-invoice.ts';

const heading = invoiceColumns.map((each) => each.heading).join(',');
const example = invoiceColumns.map((each) => each.example).join(',');
const table = (...rows: readonly string[]): Buffer => Buffer.from([heading, ...rows].join('\r\n'));

describe('Reading an invoice from a table', () => {
  it('takes the example of the template', async () => {
    const read = await readInvoiceFile(table(example));
    assert.ok(read.ok, JSON.stringify(read));
    const { number, orderNumber, net, vat, gross, kind } = read.value;
    assert.deepEqual(
      [kind, number, orderNumber, net, vat, gross],
      ['invoice', '40172', 'O-000001', '11850.00', '2370.00', '14220.00'],
    );
  });

  it('works out a line total that was left empty', async () => {
    const read = await readInvoiceFile(table('1,2026-11-20,O-1,,,,Cable,3,"£1,000.50",,20'));
    assert.ok(read.ok, JSON.stringify(read));
    assert.equal(read.value.lines[0]?.net, '3001.50');
  });

  it('is a credit note when it says which invoice it credits', async () => {
    const read = await readInvoiceFile(table('C1,2026-11-20,O-1,40172,1,,Cable,3,1.00,,20'));
    assert.ok(read.ok);
    assert.deepEqual([read.value.kind, read.value.credits], ['credit-note', '40172']);
  });

  const mistakes: readonly (readonly [what: string, row: string, code: string, column: string | undefined])[] = [
    ['a word for a quantity', '1,2026-11-20,O-1,,,,Cable,three,1,,20', 'not-a-number', 'quantity'],
    ['no price', '1,2026-11-20,O-1,,,,Cable,3,,,20', 'not-a-number', 'unit price'],
    ['a British date', '1,20/11/2026,O-1,,,,Cable,3,1,,20', 'not-a-date', 'invoice date'],
    ['no number', ',2026-11-20,O-1,,,,Cable,3,1,,20', 'number', 'invoice number'],
    ['no description', '1,2026-11-20,O-1,,,,,3,1,,20', 'title', 'description'],
    ['VAT above the whole', '1,2026-11-20,O-1,,,,Cable,3,1,,120', 'vat-percent', 'vat percent'],
    ['two invoices', '1,2026-11-20,O-1,,,,Cable,3,1,,20\r\n2,,,,,,Cable,3,1,,20', 'two-invoices', 'invoice number'],
  ];
  for (const [what, row, code, column] of mistakes) {
    it(`names ${what} by row and column`, async () => {
      const read = await readInvoiceFile(table(row));
      assert.ok(!read.ok);
      const found = read.problems.find((each) => each.code === code);
      assert.equal(found?.column, column, JSON.stringify(read.problems));
      assert.ok((found?.row ?? 0) >= 2);
    });
  }

  it('names columns that are missing', async () => {
    const read = await readInvoiceFile(Buffer.from('invoice number,quantity\n1,2'));
    assert.ok(!read.ok);
    assert.deepEqual(
      read.problems.map((each) => each.column),
      ['invoice date', 'order number', 'description', 'unit price'],
    );
  });
});

describe('Reading an invoice from JSON', () => {
  it('takes stated totals as they are, so that wrong ones are found', async () => {
    const lines = [{ title: 'Cable', quantity: '3', unitPrice: '1.00', vatPercent: '20' }];
    const read = await readInvoiceFile(
      Buffer.from(JSON.stringify({ number: '1', issuedOn: '2026-11-20', lines, gross: '9.99' })),
    );
    assert.ok(read.ok, JSON.stringify(read));
    assert.deepEqual([read.value.net, read.value.vat, read.value.gross], ['3.00', '0.60', '9.99']);
  });
  it('names what is wrong by its place', async () => {
    const read = await readInvoiceFile(
      Buffer.from('{"number":"1","issuedOn":"2026-11-20","lines":[{"title":"x","quantity":3,"unitPrice":"1"}]}'),
    );
    assert.ok(!read.ok);
    assert.equal(read.problems[0]?.path, '/lines/0/quantity');
  });
});
