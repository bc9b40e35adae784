import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoDate } from '../../kernel/dates.ts';
import { type ExceptionCode, type ExceptionFacts, exceptionsOf } from './exceptions.ts';

const on = isoDate('2026-11-23');
const price = { line: 'Norvik N14', ordered: '395.00', approved: '395.00', listed: '395.00' };
const ceiling = {
  first: '1000.00',
  variations: [{ decidedOn: isoDate('2026-10-10'), adds: '200.00' }],
  commitments: [{ on: isoDate('2026-10-01'), net: '900.00' }],
};

/** Each rule with what it finds and what it lets pass. */
const cases: readonly (readonly [string, Partial<ExceptionFacts>, readonly ExceptionCode[]])[] = [
  ['nothing known', {}, []],
  ['approved by another', { approvals: { requestedBy: 'person:a', approvedBy: ['person:b'] } }, []],
  [
    'approved by the requester among others',
    { approvals: { requestedBy: 'person:a', approvedBy: ['person:b', 'person:a'] } },
    ['approved-by-requester'],
  ],
  ['ordered as approved and listed', { prices: [price] }, []],
  ['the same price written otherwise', { prices: [{ ...price, approved: '395' }] }, []],
  ['ordered cheaper than approved', { prices: [{ ...price, approved: '396.00' }] }, ['price-not-as-approved']],
  [
    'ordered dearer than approved and listed',
    { prices: [{ ...price, ordered: '395.0001' }] },
    ['price-not-as-approved', 'price-above-listed'],
  ],
  ['ordered below the list', { prices: [{ ...price, listed: '400.00' }] }, []],
  ['no list price known', { prices: [{ ...price, listed: null, approved: null }] }, []],
  ['within the ceiling', { ceiling }, []],
  [
    'above the first ceiling once it was raised',
    { ceiling: { ...ceiling, commitments: [{ on: isoDate('2026-10-10'), net: '1200.00' }] } },
    [],
  ],
  [
    'above the ceiling the day before it was raised',
    { ceiling: { ...ceiling, commitments: [{ on: isoDate('2026-10-09'), net: '1000.01' }] } },
    ['over-ceiling-before-variation'],
  ],
  [
    'above the ceiling only by an order that was taken back before',
    {
      ceiling: {
        ...ceiling,
        commitments: [
          { on: isoDate('2026-10-01'), net: '900.00' },
          { on: isoDate('2026-10-02'), net: '-900.00' },
          { on: isoDate('2026-10-03'), net: '1000.00' },
        ],
      },
    },
    [],
  ],
  ['nothing to publish', { publication: { due: null, published: null } }, []],
  ['due today, not published', { publication: { due: on, published: null } }, []],
  [
    'due yesterday, not published',
    { publication: { due: isoDate('2026-11-22'), published: null } },
    ['publication-missing'],
  ],
  ['published on the last day', { publication: { due: isoDate('2026-11-01'), published: isoDate('2026-11-01') } }, []],
  [
    'published a day late',
    { publication: { due: isoDate('2026-11-01'), published: isoDate('2026-11-02') } },
    ['publication-late'],
  ],
  ['expected today, not received', { receipt: { expectedBy: on, received: 'nothing' } }, []],
  [
    'expected yesterday, not received',
    { receipt: { expectedBy: isoDate('2026-11-22'), received: 'nothing' } },
    ['receipt-missing'],
  ],
  [
    'expected yesterday, part received',
    { receipt: { expectedBy: isoDate('2026-11-22'), received: 'some' } },
    ['receipt-missing'],
  ],
  ['expected yesterday, received', { receipt: { expectedBy: isoDate('2026-11-22'), received: 'all' } }, []],
  ['nothing expected', { receipt: null }, []],
  ['a settled dispute', { disputes: [{ invoice: 'I-1', reason: 'Too many.', settledOn: on }] }, ['invoice-disputed']],
  ['an agreed change', { agreedChanges: [{ on, before: '100.00', after: '90.00' }] }, ['changed-after-order']],
  ['one offer compared', { offersCompared: 1 }, ['single-offer']],
  ['two offers compared', { offersCompared: 2 }, []],
  ['no comparison needed', { offersCompared: null }, []],
  [
    'an answered warning',
    { answeredWarnings: [{ warning: 'Like orders.', answer: 'Not foreseen.' }] },
    ['warning-answered'],
  ],
  [
    'breaches stand before what only calls for a look',
    {
      offersCompared: 1,
      disputes: [{ invoice: 'I-1', reason: 'Too many.', settledOn: null }],
      publication: { due: isoDate('2026-11-01'), published: null },
      approvals: { requestedBy: 'person:a', approvedBy: ['person:a'] },
    },
    ['approved-by-requester', 'publication-missing', 'invoice-disputed', 'single-offer'],
  ],
];

describe('exceptions of a decision file', () => {
  for (const [what, facts, codes] of cases) {
    it(`${what}: ${codes.length === 0 ? 'none' : codes.join(', ')}`, () => {
      assert.deepEqual(
        exceptionsOf(facts, on).map((each) => each.code),
        codes,
      );
    });
  }
});
