import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { orderDraft, laptops } from '../../../../test/support/contracts.ts';
import type { Purchase, PurchaseCheck } from '../../../purchasing/index.ts';
import { exceptionsOf } from '../exceptions.ts';
import { isoDate } from '../../../kernel/dates.ts';
import type { OrderRecord } from './order-record.ts';
import { approvalsSection, offersSection, purchaseSection } from './purchase-sections.ts';

const draft = orderDraft([laptops(30)]);

function purchase(more: Partial<Purchase> = {}): Purchase {
  return {
    ...{ id: 'purchase0001', organisation: draft.organisation, site: draft.site, askedBy: 'person:manager' },
    ...{ askedAt: '2026-11-23T09:00:00Z', basket: 'basket000001', basketVersion: 3, basketNow: 3, budget: null, draft },
    heldDays: 2,
    steps: [{ name: 'Head', approver: null }],
    answers: {
      reason: 'Old ones fail',
      likeOrders: '',
      conditions: {},
      comparison: [],
      categories: ['end-user-devices/laptops'],
    },
    events: [
      {
        ...{ position: 1, kind: 'approved', step: 1, actor: 'person:head', forPerson: null, reason: '', order: null },
        ...{ at: '2026-11-23T10:42:00Z', checks: null, amount: null },
      },
    ],
    ...more,
  };
}

/** The order a purchase became, with another price each if told. */
function order(unitPrice = draft.lines[0]?.unitPrice ?? ''): OrderRecord {
  const lines = draft.lines.map((line, index) => ({ ...line, number: index + 1, unitPrice }));
  const { expectedBy, net, vat, gross, commitmentNet, commitmentGross } = draft;
  return {
    ...{ id: 'order0000001', number: 'O-000001', callOff: 'calloff00001', callOffNumber: 'C-000001' },
    ...{ organisation: draft.organisation, site: draft.site, supplier: draft.supplier, agreement: draft.agreement },
    ...{ lot: draft.lot, title: draft.title, buyerReference: '', deliverTo: draft.deliverTo, invoiceTo: '' },
    ...{ placedAt: '2026-11-23T11:00:00Z', purchase: 'purchase0001', events: [] },
    versions: [{ version: 1, expectedBy, net, vat, gross, commitmentNet, commitmentGross, note: '', lines }],
  };
}

const nameOf = (reference: string): string => (reference === 'person:head' ? 'R. Castellan' : reference);
const on = isoDate('2026-12-01');

describe('what stands behind an order in its decision file', () => {
  it('says who asked, why, and what was answered', () => {
    const { blocks } = purchaseSection(purchase(), order(), nameOf);
    const words = JSON.stringify(blocks);
    assert.match(words, /person:manager/);
    assert.match(words, /Old ones fail/);
    assert.match(words, /23 November 2026, 09:00/);
  });

  it('shows the checks as they stood when it was placed, and leave to exceed the budget first', () => {
    const event = { position: 2, step: null, actor: 'person:head', forPerson: null, at: '2026-11-23T10:50:00Z' };
    const check: PurchaseCheck = {
      ...{ id: 'threshold', state: 'duty', text: 'It reaches the threshold.', source: 'Notice 02' },
      ...{ edition: 'in force from 1 January 2026', assumed: false, on: isoDate('2026-11-23') },
    };
    const { blocks, facts } = purchaseSection(
      purchase({
        events: [
          ...purchase().events,
          {
            ...event,
            kind: 'budget-exception',
            reason: 'Grant came late',
            amount: '120.00',
            order: null,
            checks: null,
          },
          { ...event, position: 3, kind: 'placed', reason: '', amount: null, order: 'order0000001', checks: [check] },
        ],
      }),
      order(),
      nameOf,
    );
    assert.match(JSON.stringify(blocks), /It reaches the threshold\.","Notice 02","in force from 1 January 2026"/);
    const [first] = exceptionsOf({ ...facts, approvals: { requestedBy: 'a', approvedBy: ['a'] } }, on);
    assert.equal(first?.text, 'R. Castellan let it exceed its budget by £120.00 without VAT: “Grant came late”');
    assert.match(JSON.stringify(purchaseSection(purchase(), order(), nameOf).blocks), /were not kept/);
  });

  it('finds an order at another price than the approved one', () => {
    const same = purchaseSection(purchase(), order(), nameOf);
    assert.deepEqual(exceptionsOf(same.facts ?? {}, on), []);
    const other = purchaseSection(purchase(), order('396.00'), nameOf);
    assert.deepEqual(
      exceptionsOf(other.facts ?? {}, on).map((each) => each.code),
      ['price-not-as-approved'],
    );
  });

  it('finds a warning that was answered, and an award for which one offer was compared', () => {
    const answered = purchaseSection(
      purchase({ answers: { ...purchase().answers, likeOrders: 'Another building' } }),
      order(),
      nameOf,
    );
    assert.deepEqual(
      exceptionsOf(answered.facts ?? {}, on).map((each) => each.code),
      ['warning-answered'],
    );
    const comparison = [{ offer: '1', supplier: 'marrowby', unitPrice: '395.00', delivered: '11850.00', chosen: true }];
    const offers = offersSection(
      purchase({ answers: { ...purchase().answers, comparison } }),
      () => 'Marrowby Systems',
    );
    assert.match(JSON.stringify(offers?.blocks), /Marrowby Systems/);
    assert.deepEqual(
      exceptionsOf(offers?.facts ?? {}, on).map((each) => each.code),
      ['single-offer'],
    );
    assert.equal(
      offersSection(purchase(), () => ''),
      undefined,
    );
  });

  it('names each step with who decided, and finds somebody who approved their own request', () => {
    const { blocks } = approvalsSection(purchase(), nameOf);
    assert.match(JSON.stringify(blocks), /Approved, 23 November 2026, 10:42","R. Castellan/);
    const own = approvalsSection(purchase({ askedBy: 'person:head' }), nameOf);
    assert.deepEqual(
      exceptionsOf(own.facts ?? {}, on).map((each) => each.code),
      ['approved-by-requester'],
    );
    const none = approvalsSection(purchase({ steps: [], events: [] }), nameOf);
    assert.match(JSON.stringify(none.blocks), /No rule of the organisation/);
  });
});
