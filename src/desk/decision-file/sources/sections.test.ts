import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoDate } from '../../../kernel/dates.ts';
import { callOffSection } from './call-off-section.ts';
import { commitmentsOf } from './commitments.ts';
import { invoicesSection, type InvoiceRecord } from './invoices-section.ts';
import type { CallOffRecord, OrderRecord } from './order-record.ts';
import { orderSection } from './order-section.ts';
import { receiptsSection } from './receipts-section.ts';

const line = {
  ...{ number: 1, kind: 'goods', offer: null, mpn: 'N14', title: 'Norvik N14', condition: 'new', unit: 'each' },
  ...{ quantity: 30, unitPrice: '10.00', net: '300.00', vatPercent: '20', vat: '60.00', gross: '360.00' },
};
const version = {
  ...{ version: 1, expectedBy: isoDate('2026-11-20'), net: '300.00', vat: '60.00', gross: '360.00', note: '' },
  ...{ commitmentNet: '300.00', commitmentGross: '360.00', lines: [line] },
};
const event = { proposedVersion: null, answerBy: null, actor: 'person:a', reason: '' };
const placed = { ...event, position: 1, kind: 'placed', version: 1, at: '2026-11-01T10:00:00Z' };
const accepted = { ...event, position: 2, kind: 'accepted', version: 1, at: '2026-11-02T10:00:00Z' };
const order: OrderRecord = {
  ...{ id: 'order0001', number: 'O-1', callOff: 'calloff01', callOffNumber: 'C-1', organisation: 'o', site: 's' },
  ...{ supplier: 'x', agreement: 'A', lot: '1', title: 'Laptops', buyerReference: '', invoiceTo: '', purchase: 'p' },
  deliverTo: { name: '', address: '', postcode: '' },
  placedAt: placed.at,
  versions: [version],
  events: [placed, accepted],
};
const nameOf = (reference: string) => reference;

describe('what receipts say of an order', () => {
  const receipt = (kept: number) => ({
    receipts: [],
    kept: new Map([[1, kept]]),
  });
  for (const [kept, received] of [
    [30, 'all'],
    [29, 'some'],
    [0, 'nothing'],
  ] as const) {
    it(`${String(kept)} of 30 kept is ${received}`, () => {
      const { facts } = receiptsSection(order, receipt(kept), nameOf);
      assert.deepEqual(facts?.receipt, { expectedBy: '2026-11-20', received });
    });
  }
  it('nothing is expected of an order the supplier has not accepted', () => {
    assert.equal(receiptsSection({ ...order, events: [placed] }, receipt(0), nameOf).facts?.receipt, null);
  });
});

describe('what happened to an order after it was placed', () => {
  const cheaper = { ...version, version: 2, net: '270.00' };
  const proposed = { ...event, position: 2, kind: 'change-proposed', version: 1, proposedVersion: 2, at: accepted.at };
  const agreed = { ...event, position: 3, kind: 'change-accepted', version: 2, at: '2026-11-03T10:00:00Z' };
  const refused = { ...event, position: 3, kind: 'change-refused', version: 1, at: '2026-11-03T10:00:00Z' };
  const changes = (events: OrderRecord['events']) =>
    orderSection({ ...order, versions: [version, cheaper], events }, nameOf).facts?.agreedChanges;
  it('an agreed change counts, with the money before and after', () => {
    assert.deepEqual(changes([placed, proposed, agreed]), [{ on: '2026-11-03', before: '300.00', after: '270.00' }]);
  });
  it('a proposal that was refused, or waits, changes nothing', () => {
    assert.deepEqual(changes([placed, proposed, refused]), []);
    assert.deepEqual(changes([placed, proposed]), []);
    assert.deepEqual(changes([placed, accepted]), []);
  });
});

describe('what invoices say', () => {
  const about = { line: 1, note: 'Too many.', actor: 'person:a' };
  const invoice: InvoiceRecord = {
    ...{ id: 'i', kind: 'invoice', number: 'INV-1', net: '310.00', vat: '62.00', gross: '372.00', state: 'in-dispute' },
    ...{ issuedOn: isoDate('2026-11-10'), receivedOn: isoDate('2026-11-11'), due: null },
    events: [{ ...about, kind: 'disputed', at: '2026-11-11T10:00:00Z' }],
  };
  it('a dispute lasts until it is credited, withdrawn or accepted, not while it is only answered', () => {
    const disputes = (kinds: readonly string[]) =>
      invoicesSection(
        [
          {
            ...invoice,
            events: kinds.map((kind, index) => ({ ...about, kind, at: `2026-11-1${String(index + 1)}T10:00:00Z` })),
          },
        ],
        nameOf,
      ).facts?.disputes?.map((each) => each.settledOn);
    assert.deepEqual(disputes(['matched']), []);
    assert.deepEqual(disputes(['disputed']), [null]);
    assert.deepEqual(disputes(['disputed', 'answered']), [null]);
    assert.deepEqual(disputes(['disputed', 'answered', 'credited']), ['2026-11-13']);
  });
});

describe('what the call-off says', () => {
  const callOff: CallOffRecord = {
    ...{ id: 'c', number: 'C-1', title: 'Laptops', route: 'catalogue', formation: 'signatures', ceiling: '300.00' },
    ...{ valueGross: '360.00', starts: isoDate('2026-11-01'), ends: null, commencedOn: isoDate('2026-10-01') },
    ...{ madeAt: placed.at, variations: [], signatures: [], signedCopy: null, publication: null },
  };
  it('no time to publish runs while the contract does not bind', () => {
    assert.equal(callOffSection({ callOff, duty: undefined, commitments: [] }).facts?.publication, undefined);
  });
  it('the day it was due and the day it was published are what lateness is found by', () => {
    const publication = { place: 'Contracts Finder', reference: 'CF-1', publishedOn: isoDate('2026-11-30') };
    const duty = { due: isoDate('2026-11-29'), reason: 'It is due.', source: 'The law' };
    assert.deepEqual(
      callOffSection({ callOff: { ...callOff, publication }, duty, commitments: [] }).facts?.publication,
      {
        due: '2026-11-29',
        published: '2026-11-30',
      },
    );
  });
});

describe('what an order commits by day', () => {
  const cheaper = { ...version, version: 2, commitmentNet: '270.00' };
  const waits = { ...placed, answerBy: '2026-11-06T23:59:59Z' };
  const moves = (events: OrderRecord['events'], lapsed = false) =>
    commitmentsOf({ versions: [version, cheaper], events }, lapsed).map((each) => `${each.on} ${each.net}`);
  it('its commitment from the day it was placed, an agreed change as the difference', () => {
    const agreed = { ...event, position: 3, kind: 'change-accepted', version: 2, at: '2026-11-03T10:00:00Z' };
    assert.deepEqual(moves([placed, agreed]), ['2026-11-01 300.00', '2026-11-03 -30.00']);
  });
  it('nothing any more once it was declined, cancelled or nobody answered in time', () => {
    for (const kind of ['declined', 'cancelled']) {
      assert.deepEqual(moves([placed, { ...accepted, kind }]), ['2026-11-01 300.00', '2026-11-02 -300.00']);
    }
    assert.deepEqual(moves([waits], true), ['2026-11-01 300.00', '2026-11-06 -300.00']);
    assert.deepEqual(moves([waits], false), ['2026-11-01 300.00']);
  });
});
