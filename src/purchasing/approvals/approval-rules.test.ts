import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoDate } from '../../kernel/dates.ts';
import { type ApprovalRule, approvalSteps, mayDecide } from './approval-rules.ts';

const rule = (more: Partial<ApprovalRule>): ApprovalRule => ({
  ...{ id: 'rule00001', name: 'Head', from: '5000.00', category: null, budgetCode: null, approver: null },
  ...more,
});
const wanted = {
  commitmentGross: '5000.00',
  categories: ['end-user-devices/laptops'],
  budgetCode: 'ICT',
  askerIsBuyer: true,
};

describe('the steps of an approval', () => {
  for (const [says, rules, asked, names] of [
    ['begins at the value of the rule', [rule({})], {}, ['Head']],
    ['asks nothing below it', [rule({})], { commitmentGross: '4999.99' }, []],
    ['asks one approval of every requester', [], { askerIsBuyer: false }, ['Approval of a request']],
    ['takes a category with all below it', [rule({ category: 'end-user-devices' })], {}, ['Head']],
    ['leaves other categories alone', [rule({ category: 'end-user' })], {}, []],
    ['leaves other cost centres alone', [rule({ budgetCode: 'SEN' })], {}, []],
    [
      'puts the lower value first',
      [rule({ name: 'Board', from: '4000.00' }), rule({ from: '10.00' })],
      {},
      ['Head', 'Board'],
    ],
  ] as const) {
    it(says, () => {
      const steps = approvalSteps(rules, { ...wanted, ...asked });
      assert.deepEqual(
        steps.map((each) => each.name),
        names,
      );
    });
  }
});

describe('who may decide a step', () => {
  const on = isoDate('2026-11-23');
  const known = {
    on,
    approvers: [
      { person: 'head', limit: '20000.00' },
      { person: 'deputy', limit: '500.00' },
      { person: 'asker', limit: '20000.00' },
      { person: 'clerk', limit: null },
    ],
    delegations: [
      { from: 'head', to: 'deputy', fromOn: isoDate('2026-11-20'), untilOn: on },
      { from: 'head', to: 'clerk', fromOn: isoDate('2026-11-01'), untilOn: isoDate('2026-11-22') },
      { from: 'asker', to: 'friend', fromOn: on, untilOn: on },
      { from: 'head', to: 'asker', fromOn: on, untilOn: on },
    ],
  };
  const purchase = { askedBy: 'asker', commitmentGross: '6000.00', approvedBy: [] };
  const anybody = { name: 'Step', approver: null };
  for (const [says, person, step, more, answer] of [
    ['an approver whose limit reaches', 'head', anybody, {}, { may: true, standingFor: null }],
    ['a deputy within the days', 'deputy', anybody, {}, { may: true, standingFor: 'head' }],
    [
      'a deputy as themselves first',
      'deputy',
      anybody,
      { commitmentGross: '500.00' },
      { may: true, standingFor: null },
    ],
    ['nobody for what they asked, even as a deputy', 'asker', anybody, {}, { may: false, why: 'own-request' }],
    ['nobody for somebody who asked', 'friend', anybody, {}, { may: false, why: 'not-the-approver' }],
    [
      'no approver above the limit',
      'head',
      anybody,
      { commitmentGross: '20000.01' },
      { may: false, why: 'over-limit' },
    ],
    [
      'no approver without a limit, and no deputy after the last day',
      'clerk',
      anybody,
      {},
      { may: false, why: 'over-limit' },
    ],
    [
      'only the approver the rule names',
      'deputy',
      { name: 'S', approver: 'clerk' },
      {},
      { may: false, why: 'not-the-approver' },
    ],
    ['nobody twice', 'head', anybody, { approvedBy: ['head'] }, { may: false, why: 'already-approved' }],
    ['nobody for one who approved', 'deputy', anybody, { approvedBy: ['head'] }, { may: false, why: 'over-limit' }],
  ] as const) {
    it(`lets ${says} decide`, () => {
      assert.deepEqual(mayDecide(person, step, { ...purchase, ...more }, known), answer);
    });
  }
});
