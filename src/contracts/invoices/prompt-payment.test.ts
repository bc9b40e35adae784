import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoDate } from '../../kernel/dates.ts';
import { standingOf } from './invoice.ts';
import type { InvoiceEvent, InvoiceRecord } from './invoice-record.ts';
import { paymentOf, promptPayment } from './prompt-payment.ts';

const rules = [{ days: 30, from: isoDate('2015-02-26'), source: 'pcr-113' }];
const event = (kind: InvoiceEvent['kind'], at: string, more: Partial<InvoiceEvent> = {}) => ({
  ...{ kind, line: kind === 'paid' ? null : 1, facts: {}, note: '', actor: 'system', at: `${at}T10:00:00Z` },
  ...more,
});
const paid = (on: string, amount = '120.00') =>
  event('paid', on, { facts: { amount, paidOn: isoDate(on), reference: 'B' } });

function payment(...events: readonly ReturnType<typeof event>[]) {
  const record: InvoiceRecord = {
    ...{ id: 'i', supplier: 's', organisation: 'school', order: 'o', orderNumber: 'O-1', orderTitle: '', callOff: 'c' },
    ...{ site: 'x', agreement: 'RM1', kind: 'invoice', number: '1', credits: null, net: '100.00', vat: '20.00' },
    ...{ issuedOn: isoDate('2026-11-01'), receivedOn: isoDate('2026-11-01'), gross: '120.00', sentAt: '' },
    lines: [
      {
        ...{ number: 1, orderLine: 1, mpn: '', title: 'N14', quantity: '1', unitPrice: '100', net: '100.00' },
        ...{ vatPercent: '20', vat: '20.00' },
      },
    ],
    events: events.map((each, index) => ({ ...each, position: index + 1 })),
  };
  return paymentOf(standingOf(record, rules), isoDate('2026-12-31'));
}

describe('Payment within the time the rule gives', () => {
  const matched = event('matched', '2026-11-01');
  const cases: readonly (readonly [
    string,
    readonly ReturnType<typeof event>[],
    due: string | undefined,
    late: number | undefined,
  ])[] = [
    ['paid on the last day', [matched, paid('2026-12-01')], '2026-12-01', 0],
    ['paid a day later', [matched, paid('2026-12-02')], '2026-12-01', 1],
    [
      'paid in two parts, the last one late',
      [matched, paid('2026-11-20', '100.00'), paid('2026-12-04', '20.00')],
      '2026-12-01',
      3,
    ],
    ['not paid by the end of the year', [matched], '2026-12-01', 30],
    ['in dispute', [event('disputed', '2026-11-01')], undefined, undefined],
    [
      'paid within 30 days of the end of a dispute',
      [event('disputed', '2026-11-01'), event('accepted', '2026-12-10'), paid('2026-12-20')],
      '2027-01-09',
      0,
    ],
    ['withdrawn', [event('disputed', '2026-11-01'), event('withdrawn', '2026-11-02')], undefined, undefined],
  ];
  for (const [what, events, due, late] of cases) {
    it(`${what}: ${late === undefined ? 'does not count' : late === 0 ? 'in time' : `${String(late)} days late`}`, () => {
      const found = payment(...events);
      assert.deepEqual([found?.due, found?.daysLate], [due, late]);
    });
  }

  it('is a share of what was due, rounded down so that 100 is all of it', () => {
    const of = (count: number, daysLate: number, paidOn: string | null) =>
      Array.from({ length: count }, () => ({
        ...{ organisation: 'school', due: isoDate('2026-12-01'), daysLate, payable: '120.00' },
        paidOn: paidOn === null ? null : isoDate(paidOn),
      }));
    const period = { from: isoDate('2026-12-01'), to: isoDate('2026-12-31') };
    const rows = [...of(1999, 0, '2026-12-01'), ...of(1, 4, null)];
    assert.deepEqual(promptPayment('school', rows, period), {
      ...{ organisation: 'school', invoices: 2000, inTime: 1999, late: 1, unpaid: 1, percent: '99.9' },
      ...{ lateGross: '120.00', meanDaysLate: '4.0' },
    });
    assert.equal(
      promptPayment('school', rows, { from: isoDate('2027-01-01'), to: isoDate('2027-01-31') }).percent,
      null,
    );
  });
});
