import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isoDate } from '../../../kernel/dates.ts';
import { exact } from '../../../kernel/money.ts';
import { vatRoundingMethods as lawful } from '../../../agreements/index.ts';
import { lineNet, totalsProblems, withTotals } from './arithmetic.ts';
import { differenceInWords } from './difference-words.ts';
import type { InvoiceDocument, InvoiceLine, OrderedLine } from './invoice.ts';
import { type DifferenceKind, matchInvoice, type OrderToMatch, splitGross } from './matching.ts';

const laptops: OrderedLine = {
  number: 1,
  kind: 'goods',
  mpn: 'NV-N14',
  title: 'Norvik N14',
  quantity: 30,
  unitPrice: '395',
  net: '11850.00',
  vatPercent: '20',
};
const tagging: OrderedLine = {
  ...laptops,
  number: 2,
  kind: 'service',
  mpn: '',
  title: 'Asset tag',
  unitPrice: '2.50',
  net: '75.00',
};
const free: OrderedLine = {
  ...laptops,
  number: 3,
  kind: 'delivery',
  mpn: '',
  title: 'Delivery',
  quantity: 1,
  unitPrice: '0',
  net: '0.00',
};
const paidDelivery: OrderedLine = { ...free, unitPrice: '40', net: '40.00' };

const all = { received: '30', invoiced: '0', invoicedNet: '0' };
const order = (...lines: readonly OrderedLine[]): OrderToMatch => ({
  lines,
  soFar: new Map([
    [1, all],
    [2, all],
  ]),
});

const charge = (given: Partial<InvoiceLine> = {}): InvoiceLine => {
  const line = {
    number: 1,
    orderLine: null,
    mpn: 'NV-N14',
    title: 'Norvik N14',
    quantity: '30',
    unitPrice: '395',
    vatPercent: '20',
    ...given,
  };
  return { ...line, net: given.net ?? lineNet(line).toFixed(2) };
};
const invoice = (...lines: readonly InvoiceLine[]): InvoiceDocument =>
  withTotals({
    kind: 'invoice',
    number: '40172',
    issuedOn: isoDate('2026-11-20'),
    orderNumber: 'O-1',
    credits: null,
    lines: lines.map((line, index) => ({ ...line, number: index + 1 })),
  });

describe('Matching an invoice to its order and receipts', () => {
  const usual = order(laptops, tagging, free);
  const some = (received: string, invoiced = '0'): OrderToMatch => ({
    lines: [laptops],
    soFar: new Map([[1, { received, invoiced, invoicedNet: '0' }]]),
  });
  const cases: readonly (readonly [
    what: string,
    OrderToMatch,
    InvoiceLine,
    readonly (readonly [DifferenceKind, string])[],
    string,
  ])[] = [
    ['everything as ordered and received', usual, charge(), [], 'matched'],
    ['part of what was received', usual, charge({ quantity: '12' }), [], 'matched'],
    ['a lower price', usual, charge({ unitPrice: '380' }), [], 'matched'],
    ['a line found by its number alone', usual, charge({ orderLine: 1, mpn: '', title: 'As agreed' }), [], 'matched'],
    ['a higher price', usual, charge({ unitPrice: '399.50' }), [['price-above', '135.00']], 'differs'],
    [
      'a price higher by a tenth of a penny',
      usual,
      charge({ unitPrice: '395.001' }),
      [['price-above', '0.03']],
      'differs',
    ],
    ['more than was ordered', usual, charge({ quantity: '31' }), [['quantity-above-ordered', '395.00']], 'differs'],
    [
      'what another invoice charged',
      some('30', '30'),
      charge({ quantity: '5' }),
      [['quantity-above-ordered', '1975.00']],
      'differs',
    ],
    ['more than was received', some('28'), charge(), [['quantity-above-received', '790.00']], 'waiting'],
    ['nothing received yet', some('0'), charge(), [['quantity-above-received', '11850.00']], 'waiting'],
    ['the rest, once received', some('30', '28'), charge({ quantity: '2' }), [], 'matched'],
    [
      'too many, of which some are missing',
      some('29'),
      charge({ quantity: '32' }),
      [
        ['quantity-above-ordered', '790.00'],
        ['quantity-above-received', '395.00'],
      ],
      'differs',
    ],
    [
      'something not on the order',
      usual,
      charge({ mpn: 'X-1', title: 'Bag', quantity: '30', unitPrice: '5' }),
      [['not-ordered', '150.00']],
      'differs',
    ],
    ['a number of a line that is not there', usual, charge({ orderLine: 9 }), [['not-ordered', '11850.00']], 'differs'],
    [
      'delivery where it is free',
      usual,
      charge({ mpn: '', title: 'Delivery', quantity: '1', unitPrice: '52' }),
      [['delivery-not-agreed', '52.00']],
      'differs',
    ],
    [
      'carriage where there is no delivery line',
      order(laptops),
      charge({ mpn: '', title: 'Carriage', quantity: '1', unitPrice: '52' }),
      [['delivery-not-agreed', '52.00']],
      'differs',
    ],
    [
      'delivery as agreed',
      order(laptops, paidDelivery),
      charge({ mpn: '', title: 'Delivery', quantity: '1', unitPrice: '40' }),
      [],
      'matched',
    ],
    [
      'dearer delivery',
      order(laptops, paidDelivery),
      charge({ mpn: '', title: 'Delivery', quantity: '1', unitPrice: '52' }),
      [['price-above', '12.00']],
      'differs',
    ],
    [
      'the management charge',
      usual,
      charge({ mpn: '', title: 'Framework management charge', quantity: '1', unitPrice: '59.25' }),
      [['charge-passed-on', '59.25']],
      'differs',
    ],
    ['another rate of VAT', usual, charge({ vatPercent: '5' }), [['vat-rate', '-1777.50']], 'differs'],
    ['no VAT where there is some', usual, charge({ vatPercent: null }), [['vat-rate', '-2370.00']], 'differs'],
    ['a wrong sum', usual, charge({ net: '11950.00' }), [['line-arithmetic', '100.00']], 'differs'],
    ['an allowance', usual, charge({ mpn: '', title: 'Allowance', quantity: '1', unitPrice: '-20' }), [], 'matched'],
    ['a free extra', usual, charge({ mpn: '', title: 'Gift', quantity: '1', unitPrice: '0' }), [], 'matched'],
  ];
  for (const [what, against, line, differences, verdict] of cases) {
    it(`${what}: ${differences.map(([kind, amount]) => `${kind} ${amount}`).join(', ') || 'no difference'}`, () => {
      const [matched] = matchInvoice(invoice(line), against);
      assert.deepEqual(
        matched?.differences.map((each) => [each.kind, each.amount]),
        differences,
      );
      assert.equal(matched.verdict, verdict);
    });
  }

  it('disputes only the line that differs, and says by how much in money', () => {
    const document = invoice(charge(), charge({ mpn: '', title: 'Delivery', quantity: '1', unitPrice: '52' }));
    const lines = matchInvoice(document, usual);
    assert.deepEqual(
      lines.map((each) => each.verdict),
      ['matched', 'differs'],
    );
    assert.deepEqual(splitGross(document, lines), { matched: '14220.00', waiting: '0.00', disputed: '62.40' });
    const difference = lines[1]?.differences[0];
    assert.ok(difference !== undefined);
    assert.equal(differenceInWords(difference), 'Charged £52.00 delivery. The order says free.');
  });

  it('counts two lines of one invoice for the same thing together', () => {
    const lines = matchInvoice(invoice(charge({ quantity: '20' }), charge({ quantity: '20' })), usual);
    assert.deepEqual(
      lines.map((each) => each.verdict),
      ['matched', 'differs'],
    );
    assert.equal(lines[1]?.differences[0]?.amount, '3950.00');
  });

  it('a credit note gives back no more than was charged', () => {
    const charged = (invoicedNet: string): OrderToMatch => ({
      lines: [laptops],
      soFar: new Map([[1, { received: '30', invoiced: '30', invoicedNet }]]),
    });
    const credit = { ...invoice(charge({ quantity: '2' })), kind: 'credit-note' as const };
    assert.deepEqual(matchInvoice(credit, charged('11850.00'))[0]?.differences, []);
    assert.deepEqual(
      matchInvoice(credit, charged('700.00'))[0]?.differences.map((each) => [each.kind, each.amount]),
      [['credit-above-invoiced', '90.00']],
    );
  });
});

const ordered = fc.record({
  quantity: fc.integer({ min: 1, max: 500 }),
  pence: fc.integer({ min: 1, max: 500_000 }),
  vatPercent: fc.constantFrom('20', '5', '0', null),
});
const orderOf = (
  rows: readonly { quantity: number; pence: number; vatPercent: string | null }[],
): readonly OrderedLine[] =>
  rows.map(({ quantity, pence, vatPercent }, index) => {
    const unitPrice = exact(pence).dividedBy(100).toFixed(2);
    return {
      number: index + 1,
      kind: 'goods',
      mpn: `M-${String(index)}`,
      title: `Thing ${String(index)}`,
      quantity,
      unitPrice,
      net: lineNet({ quantity: String(quantity), unitPrice }).toFixed(2),
      vatPercent,
    };
  });

describe('Whatever the order', () => {
  it('an invoice that says what the order says has no difference once all arrived', () => {
    fc.assert(
      fc.property(fc.array(ordered, { minLength: 1, maxLength: 8 }), (rows) => {
        const lines = orderOf(rows);
        const document = invoice(
          ...lines.map((each) => ({ ...each, orderLine: each.number, quantity: String(each.quantity) })),
        );
        const soFar = new Map(
          lines.map((each) => [each.number, { received: String(each.quantity), invoiced: '0', invoicedNet: '0' }]),
        );
        const matched = matchInvoice(document, { lines, soFar });
        assert.ok(matched.every((each) => each.verdict === 'matched'));
        assert.equal(splitGross(document, matched).matched, document.gross);
        assert.deepEqual(totalsProblems(document, lawful), []);
      }),
    );
  });

  it('no sequence of invoices has more matched than was ordered or than arrived', () => {
    const invoices = fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(ordered, fc.integer({ min: 0, max: 600 }), invoices, (row, arrived, sent) => {
        const lines = orderOf([row]);
        const received = Math.min(arrived, row.quantity);
        let invoiced = 0;
        const unitPrice = exact(row.pence).dividedBy(100).toFixed(2);
        for (const quantities of sent) {
          const document = invoice(
            ...quantities.map((quantity) =>
              charge({
                orderLine: 1,
                quantity: String(quantity),
                unitPrice,
                vatPercent: row.vatPercent,
              }),
            ),
          );
          const soFar = new Map([[1, { received: String(received), invoiced: String(invoiced), invoicedNet: '0' }]]);
          for (const each of matchInvoice(document, { lines, soFar })) {
            if (each.verdict === 'matched') invoiced += Number(each.line.quantity);
            else break;
          }
          assert.ok(invoiced <= received && received <= row.quantity);
        }
      }),
    );
  });

  it('what may be paid, what waits and what is disputed come to the whole', () => {
    const changed = fc.record({
      row: ordered,
      more: fc.integer({ min: 0, max: 3 }),
      dearer: fc.integer({ min: 0, max: 2 }),
      missing: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(changed, { minLength: 1, maxLength: 6 }), (rows) => {
        const lines = orderOf(rows.map((each) => each.row));
        const document = invoice(
          ...lines.map((each, index) =>
            charge({
              orderLine: each.number,
              quantity: String(each.quantity + (rows[index]?.more ?? 0)),
              unitPrice: exact(each.unitPrice)
                .plus(rows[index]?.dearer ?? 0)
                .toFixed(2),
              vatPercent: each.vatPercent,
            }),
          ),
        );
        const soFar = new Map(
          lines.map((each, index) => [
            each.number,
            {
              received: String(each.quantity - Math.min(each.quantity, rows[index]?.missing ?? 0)),
              invoiced: '0',
              invoicedNet: '0',
            },
          ]),
        );
        const matched = matchInvoice(document, { lines, soFar });
        const split = splitGross(document, matched);
        assert.equal(exact(split.matched).plus(split.waiting).plus(split.disputed).toFixed(2), document.gross);
        matched.forEach((each, index) => {
          const { more = 0, dearer = 0, missing = 0 } = rows[index] ?? {};
          assert.equal(each.verdict, more > 0 || dearer > 0 ? 'differs' : missing > 0 ? 'waiting' : 'matched');
        });
      }),
    );
  });
});
