import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleAgreements } from '../../../test/fixtures/example-agreements.ts';
import { judgeControls } from './price-controls.ts';

const { second } = await exampleAgreements();
const phones = second.lots.find((each) => each.number === '1a')?.priceControls ?? [];
const tablets = second.lots.find((each) => each.number === '1b')?.priceControls ?? [];
const norvik = { id: 'norvik', name: 'Norvik', aliases: ['Norvik Systems'] };
const phone = { category: 'end-user-devices/smartphones', manufacturer: norvik, mpn: 'X1' };
const tablet = { category: 'end-user-devices/tablets', manufacturer: norvik, mpn: 'T1' };
const line = (unitPrice: string, costPrice: string | null, listPrice: string | null = null) => ({
  row: 4,
  unitPrice,
  costPrice,
  listPrice,
});

describe('price controls of a lot', () => {
  const judge = (of: Parameters<typeof judgeControls>[0], product: typeof phone, controls = phones) =>
    judgeControls(of, product, controls, { lot: '1a', headings: { unitPrice: 'Net' } });
  const cases = [
    { what: 'at the highest price', of: line('900.00', '800.00'), product: phone, codes: [] },
    { what: 'above the highest price', of: line('900.0001', '800.01'), product: phone, codes: ['above-maximum'] },
    {
      what: 'above the price of one product',
      of: line('350.00', '349.00'),
      product: { ...phone, mpn: 'p6-128' },
      codes: ['above-maximum'],
    },
    {
      what: 'of a product by another name of its maker',
      of: line('350.00', '349.00'),
      product: {
        ...phone,
        mpn: 'P6-128',
        manufacturer: { ...norvik, id: 'x', name: 'Norvik Systems', aliases: ['Norvik'] },
      },
      codes: ['above-maximum'],
    },
    { what: 'at the highest margin', of: line('112.50', '100.00'), product: phone, codes: [] },
    { what: 'a hair above the margin', of: line('112.5001', '100.00'), product: phone, codes: ['above-margin'] },
    { what: 'without its cost', of: line('112.50', null), product: phone, codes: ['cost-missing'] },
    { what: 'above both', of: line('1000.00', '100.00'), product: phone, codes: ['above-maximum', 'above-margin'] },
    { what: 'of another category', of: line('1000.00', '900.00'), product: tablet, codes: [] },
    {
      what: 'of a category below',
      of: line('1000.00', '900.00'),
      product: { ...phone, category: 'end-user-devices/smartphones/rugged' },
      codes: ['above-maximum'],
    },
  ];
  for (const { what, of, product, codes } of cases) {
    it(`judge a line ${what}`, () =>
      assert.deepEqual(
        judge(of, product).map((each) => each.code),
        codes,
      ));
  }

  it('judge a discount off the list price', () => {
    assert.deepEqual(judge(line('90.00', null, '100.00'), tablet, tablets), []);
    const [problem] = judge(line('90.01', null, '100.00'), tablet, tablets);
    assert.equal(
      problem?.message,
      '£90.01 is less than 10% below the list price of £100.00; lot 1a allows up to £90.00.',
    );
    assert.equal(problem.column, 'Net');
    assert.deepEqual(
      judge(line('90.00', null), tablet, tablets).map((each) => each.code),
      ['list-price-missing'],
    );
  });

  it('name a price that is allowed itself where the limit is no whole ten-thousandth', () => {
    const [problem] = judge(line('40.00', '33.3333'), phone);
    assert.match(problem?.message ?? '', /up to £37\.4999\./);
    assert.deepEqual(judge(line('37.4999', '33.3333'), phone), []);
  });
});
