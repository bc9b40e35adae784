import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, addMonths, isoDate } from '../../../kernel/dates.ts';
import { exact } from '../../../kernel/money.ts';
import { instalmentsOf } from '../../instalments.ts';
import { lineNet, withTotals } from './arithmetic.ts';
import { differenceInWords } from './difference-words.ts';
import { type InvoiceLine, type InvoicePeriod, type OrderedLine, withInstalments } from './invoice.ts';
import { chargeInstalments, termLine } from './instalment-match.ts';
import { type LineSoFar, matchInvoice } from './matching.ts';

const starts = isoDate('2026-12-01');
const period = (from: string, to: string): InvoicePeriod => ({ from: isoDate(from), to: isoDate(to) });
const ordered = (unit: string, months: number, more: Partial<OrderedLine> = {}) =>
  withInstalments(
    [
      {
        ...{ number: 1, kind: 'service' as const, mpn: 'DAAS', title: 'Device as a service', quantity: 30, unit },
        ...{ unitPrice: '21.50', net: '645.00', vatPercent: '20' },
        ...more,
      },
    ],
    { starts, ends: addDays(addMonths(starts, months), -1) },
  );
const charge = (quantity: string, of: InvoicePeriod | null = null, unitPrice = '21.50'): InvoiceLine => {
  const line = {
    number: 1,
    orderLine: 1,
    mpn: '',
    title: 'Device as a service',
    quantity,
    unitPrice,
    vatPercent: '20',
  };
  return { ...line, period: of, net: lineNet(line).toFixed(2) };
};
const invoice = (issuedOn: string, ...lines: readonly InvoiceLine[]) =>
  withTotals({
    ...{ kind: 'invoice', number: '1', issuedOn: isoDate(issuedOn), orderNumber: 'O-1', credits: null },
    lines: lines.map((each, index) => ({ ...each, number: index + 1 })),
  });
const arrived: LineSoFar = { received: '30', invoiced: '0', invoicedNet: '0' };
const december = period('2026-12-01', '2026-12-31');
const january = period('2027-01-01', '2027-01-31');

function found(
  lines: readonly InvoiceLine[],
  issuedOn = '2027-06-30',
  soFar: LineSoFar = arrived,
  unit = 'user-month',
) {
  const order = { lines: ordered(unit, 36), soFar: new Map([[1, soFar]]), instalmentsDue: 'first-day' as const };
  return matchInvoice(invoice(issuedOn, ...lines), order);
}

describe('Instalments of a term', () => {
  it('are as many as the commitment counts, one after the other, to the last day of the term', () => {
    const term = { starts: isoDate('2027-01-31'), ends: isoDate('2028-02-27') };
    const months = instalmentsOf('user-month', term);
    assert.deepEqual(
      [months.length, months[0]?.from, months[0]?.to, months[1]?.from, months.at(-1)?.to],
      [13, '2027-01-31', '2027-02-27', '2027-02-28', '2028-02-27'],
    );
    assert.deepEqual(
      instalmentsOf('device-year', term).map((each) => [each.from, each.to]),
      [
        ['2027-01-31', '2028-01-30'],
        ['2028-01-31', '2028-02-27'],
      ],
    );
    assert.equal(instalmentsOf('quarter', { starts, ends: isoDate('2027-11-30') }).length, 4);
    assert.deepEqual(instalmentsOf('each', term), []);
    assert.deepEqual(instalmentsOf('month', { starts, ends: null }), []);
  });
});

describe('Matching what is paid by the month, quarter or year', () => {
  const kinds = (lines: ReturnType<typeof found>) => lines.map((each) => each.differences.map((one) => one.kind));

  it('matches one instalment after the other, and says which where the invoice does not', () => {
    const lines = found([charge('30'), charge('30'), charge('90', period('2027-02-01', '2027-04-30'))]);
    assert.deepEqual(kinds(lines), [[], [], []]);
    assert.deepEqual(
      lines.map((each) => each.period),
      [december, january, period('2027-02-01', '2027-04-30')],
    );
  });

  it('names an instalment that was invoiced before, with what is charged too much', () => {
    const [, again] = found([charge('30', december), charge('30', december)]);
    assert.deepEqual(again?.differences, [
      { kind: 'instalment-invoiced', amount: '645.00', expected: '30', found: '60', period: december },
    ]);
    assert.match(differenceInWords(again.differences[0] ?? assert.fail()), /1 December 2026 to 31 December 2026/);
  });

  it('names an instalment whose period has not begun', () => {
    const [now, early] = found([charge('30', december), charge('30', january)], '2026-12-31');
    assert.deepEqual(now?.differences, []);
    assert.deepEqual(early?.differences, [
      { kind: 'instalment-not-due', amount: '645.00', expected: '0', found: '30', period: january },
    ]);
    assert.deepEqual(kinds(found([charge('30', january)], '2027-01-01')), [[]]);
  });

  it('names a period that is none of the order’s, and the next one that is', () => {
    const [odd] = found([charge('30', period('2026-12-15', '2027-01-14'))]);
    assert.deepEqual(odd?.differences, [
      { kind: 'period-not-agreed', amount: '645.00', expected: null, found: '645.00', period: december },
    ]);
  });

  it('names more than one instalment holds, and what has not arrived', () => {
    assert.deepEqual(kinds(found([charge('31', december)])), [['quantity-above-ordered']]);
    const [short] = found([charge('60', period('2026-12-01', '2027-01-31'))], '2027-06-30', {
      ...arrived,
      received: '20',
    });
    assert.deepEqual([short?.verdict, short?.differences[0]?.amount], ['waiting', '430.00']);
  });

  it('gives an instalment free again that was given back', () => {
    const term = termLine(ordered('user-month', 36)[0]) ?? assert.fail();
    const charged = chargeInstalments(term, new Map(), { quantity: '60', period: null, back: false });
    const after = chargeInstalments(term, charged, { quantity: '30', period: december, back: true });
    assert.deepEqual(
      [...after],
      [
        [1, '0'],
        [2, '30'],
      ],
    );
  });

  it('never matches more than the order commits, however invoices are cut, repeated and credited', () => {
    const months = fc.integer({ min: 0, max: 40 });
    const line = fc.record({
      quantity: fc.oneof(fc.integer({ min: 1, max: 90 }).map(String), fc.constantFrom('0.5', '7.25', '29.999')),
      stated: fc.option(fc.tuple(months, fc.integer({ min: 1, max: 4 })), { nil: null }),
      unitPrice: fc.constantFrom('21.50', '21.5', '20', '0.005', '21.51'),
    });
    const given = fc.record({
      unit: fc.constantFrom('user-month', 'site-quarter', 'device-year', 'each'),
      term: fc.integer({ min: 1, max: 40 }),
      price: fc.constantFrom('21.50', '0.3333', '0.005'),
      received: fc.integer({ min: 0, max: 30 }),
      invoices: fc.array(fc.tuple(months, fc.array(line, { minLength: 1, maxLength: 4 })), { maxLength: 15 }),
    });
    fc.assert(
      fc.property(given, ({ unit, term, price, received, invoices }) => {
        const net = lineNet({ quantity: '30', unitPrice: price }).toFixed(2);
        const lines = ordered(unit, term, { unitPrice: price, net });
        const [whole] = lines;
        if (whole === undefined) return;
        const committed = exact(net).times(Math.max(1, whole.instalments.length));
        let soFar: LineSoFar = { received: String(received), invoiced: '0', invoicedNet: '0' };
        let matched = exact('0');
        for (const [month, rows] of invoices) {
          for (const row of rows) {
            const from = addMonths(starts, row.stated?.[0] ?? 0);
            const to = addDays(addMonths(from, row.stated?.[1] ?? 1), -1);
            const one = charge(row.quantity, row.stated === null ? null : { from, to }, row.unitPrice);
            const document = invoice(addMonths(starts, month), one);
            const [result] = matchInvoice(document, {
              lines,
              soFar: new Map([[1, soFar]]),
              instalmentsDue: 'first-day',
            });
            if (result?.verdict !== 'matched') continue;
            matched = matched.plus(exact(result.net));
            const term = termLine(whole);
            const charged = { quantity: row.quantity, period: result.period, back: false };
            soFar = {
              received: soFar.received,
              invoiced: exact(soFar.invoiced).plus(row.quantity).toFixed(),
              invoicedNet: matched.toFixed(2),
              ...(term === undefined
                ? {}
                : { byInstalment: chargeInstalments(term, soFar.byInstalment ?? new Map(), charged) }),
            };
            for (const each of soFar.byInstalment?.values() ?? []) assert.ok(exact(each).lessThanOrEqualTo(received));
          }
        }
        assert.ok(matched.lessThanOrEqualTo(committed), `${matched.toFixed()} of ${committed.toFixed()}`);
      }),
    );
  });
});
