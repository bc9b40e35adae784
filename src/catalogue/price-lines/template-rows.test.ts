import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleAgreements } from '../../../test/fixtures/example-agreements.ts';
import { priceColumns, readCells } from '../../../test/support/price-lines.ts';
import { templateRows } from './template-rows.ts';

const { second } = await exampleAgreements();
const phones = second.lots.find((each) => each.number === '1a')?.priceControls ?? [];
const tablets = second.lots.find((each) => each.number === '1b')?.priceControls ?? [];

describe('the template of a price list', () => {
  it('has the columns of the reference file, and cost or list price only where the lot needs them', () => {
    const plain = templateRows(priceColumns, []);
    assert.equal(plain.fields.includes('costPrice') || plain.fields.includes('listPrice'), false);
    assert.equal(templateRows(priceColumns, phones).fields.includes('costPrice'), true);
    assert.equal(templateRows(priceColumns, tablets).fields.includes('listPrice'), true);
    assert.equal(plain.headings[0], 'Your code');
    assert.equal(plain.explanation.length, plain.headings.length + 1);
    const row = plain.explanation.find((each) => each[0] === 'Lead time');
    assert.ok(row !== undefined);
    assert.deepEqual(row.slice(1, 4), ['', 'a whole number of working days', '3']);
    assert.equal(row[5], 'The lead time is 5 working days.');
  });

  it('has example lines that are right, and are refused where they are left in', () => {
    const { fields, examples } = templateRows(priceColumns, [...phones, ...tablets]);
    for (const example of examples) {
      const cells = Object.fromEntries(fields.map((field, at) => [field, example[at] ?? '']));
      const reading = readCells(cells);
      assert.deepEqual(
        reading.problems.map((each) => each.code),
        ['example-left'],
      );
      assert.deepEqual(reading.repairs, []);
      assert.equal(readCells({ ...cells, supplierSku: 'NT-1' }).kind, 'line');
    }
  });
});
