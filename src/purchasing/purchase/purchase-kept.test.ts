import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines } from '../../../test/support/databases.ts';
import { addPerson } from '../../../test/support/people.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import type { PersonActor } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import { createPurchaseRecord } from './purchase-record.ts';

const budget = 'budget0001';

/** A school with 1,000 pounds for ICT, an administrator, and an approver its rules name for that budget. */
async function school(t: TestContext, engine: Engine) {
  const world = await purchasingWorld(engine);
  t.after(() => world.database.close());
  const { handle } = world.database;
  await sql`insert into cost_centre_budget (id, organisation_id, code, name, starts_on, ends_on, amount)
    values (${budget}, 'northmoor1', 'ICT', 'ICT', '2026-09-01', '2027-08-31', 1000)`.execute(handle);
  const administrator = await addPerson(world.database, {
    ...{ id: 'adminperson', organisation: 'northmoor1', roles: ['administrator', 'buyer'] as const },
  });
  async function ask(actor: PersonActor, quantity: number, overBudget?: string) {
    const put = await world.baskets.put({ actor }, { organisation: 'northmoor1', offer: '101', quantity });
    assert.ok(put.ok, JSON.stringify(put));
    const version = (await world.baskets.get(actor, put.value))?.basket.version ?? 0;
    const asked = { basket: put.value, version, budget, reason: 'Year 7', likeOrders: '', conditions: {} };
    return world.purchases.ask({ actor }, { ...asked, ...(overBudget === undefined ? {} : { overBudget }) });
  }
  async function mustAsk(...wanted: Parameters<typeof ask>): Promise<string> {
    const asked = await ask(...wanted);
    assert.ok(asked.ok, JSON.stringify(asked));
    return asked.value;
  }
  const codeOf = (done: { readonly ok: boolean; readonly problems?: readonly { readonly code: string }[] }): string =>
    done.ok ? 'ok' : (done.problems?.[0]?.code ?? '');
  return { ...world, administrator, ask, mustAsk, codeOf };
}

for (const { engine, skip } of engines) {
  describe(`what is kept with a purchase on ${engine}`, { skip }, () => {
    it('keeps the checks as they stood when it was placed, whatever changes later', async (t) => {
      const { people, purchases, mustAsk, database, clock } = await school(t, engine);
      const { buyer } = people;
      const id = await mustAsk(buyer, 2);
      const before = await purchases.get(buyer, id);
      assert.equal(before?.checksFrozenAt, null);
      const moving = before.checks.find((each) => each.id === 'budget');
      assert.match(moving?.text ?? '', /£[\d.]+ is left after this order/);
      assert.ok((await purchases.place({ actor: buyer }, id)).ok);
      await sql`update cost_centre_budget set amount = 5`.execute(database.handle);
      clock.set('2027-11-23T10:00:00Z');
      const after = await purchases.get(buyer, id);
      assert.equal(after?.checksFrozenAt, '2026-11-23T10:00:00.000Z');
      assert.deepEqual(after.checks, before.checks);
      const agreement = after.checks.find((each) => each.id === 'agreement');
      assert.equal(agreement?.on, '2026-11-23');
      assert.match(agreement.edition, /^RM6098 edition [0-9a-f]{12}$/);
      assert.match(
        after.checks.find((each) => each.id === 'threshold')?.edition ?? '',
        /^in force from 1 January 2026$/,
      );
      const record = await createPurchaseRecord({ database })('northmoor1', id);
      assert.deepEqual(record?.events.at(-1)?.checks, after.checks);
    });

    it('keeps the days its price is held, whatever the rule becomes', async (t) => {
      const { people, purchases, mustAsk, rules } = await school(t, engine);
      const id = await mustAsk(people.requester, 2);
      const decided = { id, step: 1, approve: true, reason: '' };
      assert.ok((await purchases.decide({ actor: people.head }, decided)).ok);
      const view = await purchases.get(people.requester, id);
      assert.equal(view?.purchase.heldDays, rules.heldDays.value);
      assert.equal(view.heldUntil, '2026-11-25');
    });

    it('exceeds its budget only by leave of another, for a reason, and only by that much', async (t) => {
      const { people, purchases, ask, mustAsk, codeOf, administrator, database } = await school(t, engine);
      const { buyer, head } = people;
      assert.equal(codeOf(await ask(buyer, 3)), 'over-budget');
      const id = await mustAsk(buyer, 3, 'The old ones were stolen');
      const asked = await purchases.get(buyer, id);
      assert.equal(asked?.checks.find((each) => each.id === 'budget')?.state, 'stop');
      assert.equal(asked.mayPlace, false);
      assert.equal(codeOf(await purchases.place({ actor: buyer }, id)), 'over-budget');
      const leave = { id, reason: 'Insurance pays' };
      assert.equal(codeOf(await purchases.allowExcess({ actor: buyer }, leave)), 'may-not-allow');
      assert.equal(codeOf(await purchases.allowExcess({ actor: head }, leave)), 'may-not-allow');
      assert.equal(codeOf(await purchases.allowExcess({ actor: people.stranger }, leave)), 'purchase-unknown');
      assert.equal(
        codeOf(await purchases.allowExcess({ actor: administrator }, { id, reason: ' ' })),
        'reason-missing',
      );
      const missing = (await purchases.get(administrator, id))?.mayAllowExcess;
      const given = await Promise.all([0, 1, 2].map(() => purchases.allowExcess({ actor: administrator }, leave)));
      assert.deepEqual(given.map(codeOf), ['ok', 'ok', 'ok']);
      const allowed = (await purchases.get(buyer, id))?.purchase.events;
      assert.deepEqual(
        allowed?.map((each) => [each.kind, each.amount]),
        [['budget-exception', missing]],
      );
      // The budget shrinks: what was allowed is too little now.
      await sql`update cost_centre_budget set amount = 900`.execute(database.handle);
      assert.equal(codeOf(await purchases.place({ actor: buyer }, id)), 'over-budget');
      await sql`update cost_centre_budget set amount = 1000`.execute(database.handle);
      assert.ok((await purchases.place({ actor: buyer }, id)).ok);
      const placed = await purchases.get(buyer, id);
      assert.match(placed?.checks.find((each) => each.id === 'budget')?.text ?? '', /It was allowed: “Insurance pays”/);
      const events = await sql<{ action: string }>`select action from audit_event where subject = ${`purchase:${id}`}
        and action = 'budgets.exceed'`.execute(database.handle);
      assert.equal(events.rows.length, 1);
    });

    it('lets the approver whom a rule names for the budget allow it', async (t) => {
      const { people, purchases, mustAsk, codeOf, database } = await school(t, engine);
      await sql`insert into approval_rule (id, organisation_id, name, from_value, budget_code, approver_id, made_at)
        values ('rulerule01', 'northmoor1', 'Finance', 0, 'ICT', 'headperson', '2026-11-01')`.execute(database.handle);
      const id = await mustAsk(people.buyer, 3, 'The old ones were stolen');
      const done = await purchases.allowExcess({ actor: people.head }, { id, reason: 'Insurance pays' });
      assert.equal(codeOf(done), 'ok');
    });
  });
}
