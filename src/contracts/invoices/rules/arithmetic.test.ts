import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isoDate } from '../../../kernel/dates.ts';
import { vatRoundingMethods as lawful } from '../../../agreements/index.ts';
import { totalsProblems, withTotals } from './arithmetic.ts';
import type { InvoiceDocument } from './invoice.ts';

const line = {
  orderLine: null,
  mpn: '',
  title: 'Cable',
  quantity: '1',
  unitPrice: '0.13',
  net: '0.13',
  vatPercent: '20',
};
const document: InvoiceDocument = withTotals({
  kind: 'invoice',
  number: '1',
  issuedOn: isoDate('2026-11-20'),
  orderNumber: '',
  credits: null,
  lines: [1, 2, 3].map((number) => ({ ...line, number })),
});

describe('Totals of an invoice', () => {
  const cases: readonly (readonly [what: string, Partial<InvoiceDocument>, codes: readonly string[]])[] = [
    ['VAT rounded on each line', { vat: '0.09', gross: '0.48' }, []],
    ['VAT rounded once for the rate', { vat: '0.08', gross: '0.47' }, []],
    ['VAT with the fraction of a penny left out', { vat: '0.07', gross: '0.46' }, []],
    ['a penny more than any way to round gives', { vat: '0.10', gross: '0.49' }, ['total-vat']],
    ['a penny less than any way to round gives', { vat: '0.06', gross: '0.45' }, ['total-vat']],
    [
      'VAT by rate, rounded once for each',
      { vat: '0.08', gross: '0.47', vatByRate: [{ percent: '20', net: '0.39', vat: '0.08' }] },
      [],
    ],
    [
      'VAT by rate that is more than rounding explains',
      { vat: '0.11', gross: '0.50', vatByRate: [{ percent: '20', net: '0.39', vat: '0.11' }] },
      ['rate-vat'],
    ],
    [
      'an amount at a rate that is not that of its lines, and a rate without lines',
      {
        vat: '0.09',
        gross: '0.48',
        vatByRate: [
          { percent: '20', net: '0.36', vat: '0.07' },
          { percent: '5', net: '0.03', vat: '0.02' },
        ],
      },
      ['rate-net', 'rate-net'],
    ],
    [
      'VAT that is not the sum over its rates',
      { vat: '0.09', gross: '0.48', vatByRate: [{ percent: '20', net: '0.39', vat: '0.08' }] },
      ['total-vat'],
    ],
    ['a sum without VAT that is not the sum', { net: '0.40', gross: '0.49' }, ['total-net']],
    ['a sum with VAT that is not the sum', { gross: '0.50' }, ['total-gross']],
  ];
  for (const [what, totals, codes] of cases) {
    it(`${what}: ${codes.join() || 'right'}`, () => {
      assert.deepEqual(
        totalsProblems({ ...document, ...totals }, lawful).map((each) => each.code),
        codes,
      );
    });
  }
  it('names the difference in money', () => {
    const [problem] = totalsProblems({ ...document, net: '1.39', gross: '1.48' }, lawful);
    assert.equal(
      totalsProblems({ ...document, vat: '0.12', gross: '0.51' }, lawful)[0]?.message,
      'The total of VAT says £0.12, but the lines come to £0.09: £0.03 too much, more than rounding explains.',
    );
    assert.equal(problem?.message, 'The total without VAT says £1.39, but the lines come to £0.39: £1.00 too much.');
  });

  it('takes every way in force and no total further from the exact VAT than a penny for each line and rate', () => {
    const rows = fc.array(
      fc.record({ pence: fc.integer({ min: 1, max: 100_000 }), vatPercent: fc.constantFrom('20', '5', '17.5', null) }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: -20, max: 20 }), (given, off) => {
        const net = given.reduce((sum, each) => sum + each.pence, 0);
        const exactVat = given.reduce((sum, each) => sum + each.pence * Number(each.vatPercent ?? 0) * 10, 0);
        const pence = Math.floor(exactVat / 1000) + off;
        if (pence < 0) return;
        const pounds = (amount: number) => (amount / 100).toFixed(2);
        const lines = given.map((each, index) => ({
          ...{ ...line, ...each, number: index + 1, unitPrice: pounds(each.pence), net: pounds(each.pence) },
        }));
        const said = { net: pounds(net), vat: pounds(pence), gross: pounds(net + pence) };
        const taken = totalsProblems({ ...document, lines, ...said }, lawful).length === 0;
        const byLine = given.reduce(
          (sum, each) => sum + Math.round((each.pence * Number(each.vatPercent ?? 0)) / 100),
          0,
        );
        if (off === 0 || pence === byLine) assert.ok(taken, `${said.vat} of ${JSON.stringify(given)}`);
        if (Math.abs(pence * 1000 - exactVat) > given.length * 1000) assert.ok(!taken);
      }),
    );
  });
});
