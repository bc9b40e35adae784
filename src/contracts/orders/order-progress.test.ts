import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nothingYet, orderProgress, type OrderProgress, type ProgressFacts } from './order-progress.ts';
import { orderStatuses } from './order-life.ts';

const some = (more: Partial<ProgressFacts>): ProgressFacts => ({ ...nothingYet, ordered: 30, toCharge: 2, ...more });

describe('How far an order has come', () => {
  const cases: readonly (readonly [what: string, ProgressFacts, OrderProgress])[] = [
    ['nothing arrived', some({}), 'accepted'],
    ['20 of 30 arrived', some({ kept: 20 }), 'part-received'],
    ['all arrived', some({ kept: 30 }), 'received'],
    ['20 arrived and are charged', some({ kept: 20, anyCharged: true, unpaid: true }), 'part-received'],
    ['charged before anything arrived', some({ anyCharged: true }), 'part-invoiced'],
    ['all arrived, one of two lines charged', some({ kept: 30, anyCharged: true, charged: 1 }), 'part-invoiced'],
    ['all charged', some({ kept: 30, anyCharged: true, charged: 2, unpaid: true }), 'invoiced'],
    ['all charged and paid', some({ kept: 30, anyCharged: true, charged: 2 }), 'paid'],
    ['one line in dispute', some({ kept: 30, anyCharged: true, charged: 1, disputed: true }), 'in-dispute'],
  ];
  for (const [what, facts, progress] of cases) {
    it(`${what}: ${progress}`, () => {
      assert.equal(orderProgress('accepted', facts), progress);
    });
  }

  it('is the status of an order that is not accepted, whatever else is known', () => {
    for (const status of orderStatuses.filter((each) => each !== 'accepted'))
      assert.equal(orderProgress(status, some({ kept: 30, anyCharged: true, charged: 2 })), status);
  });
});
