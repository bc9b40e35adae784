import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines } from '../../../test/support/databases.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import type { PersonActor } from '../../platform/access/index.ts';

const offer = '101';

for (const { engine, skip } of engines) {
  describe(`from a basket to its order on ${engine}`, { skip }, () => {
    let world: Awaited<ReturnType<typeof purchasingWorld>>;
    before(async () => {
      world = await purchasingWorld(engine);
    });
    after(() => world.database.close());

    async function asked(actor: PersonActor, quantity = 30, budget: string | null = null): Promise<string> {
      const put = await world.baskets.put({ actor }, { organisation: 'northmoor1', offer, quantity });
      assert.ok(put.ok, JSON.stringify(put));
      const view = await world.baskets.get(actor, put.value);
      const id = await world.purchases.ask({ actor }, question(put.value, view?.basket.version ?? 0, budget));
      assert.ok(id.ok, JSON.stringify(id));
      return id.value;
    }
    const question = (basket: string, version: number, budget: string | null = null) => ({
      ...{ basket, version, budget, reason: '', likeOrders: '', conditions: {} },
    });
    const ordersOf = async (purchase: string): Promise<number> =>
      (await sql`select 1 from call_off_order where purchase = ${purchase}`.execute(world.database.handle)).rows.length;

    it('places a buyer’s basket once, however often it is clicked', async () => {
      const { buyer } = world.people;
      const id = await asked(buyer);
      const orders = await Promise.all(Array.from({ length: 64 }, () => world.purchases.place({ actor: buyer }, id)));
      assert.equal(new Set(orders.map((each) => (each.ok ? each.value.id : JSON.stringify(each)))).size, 1);
      assert.ok(orders.every((each) => each.ok));
      assert.equal(await ordersOf(id), 1);
      assert.equal((await world.baskets.list(buyer)).length, 0);
    });

    it('orders at the price that was asked for, with everything that goes with it', async () => {
      const { buyer } = world.people;
      const id = await asked(buyer, 25);
      const view = await world.purchases.get(buyer, id);
      assert.deepEqual(
        view?.purchase.draft.lines.map((each) => [each.kind, each.quantity, each.unitPrice]).slice(0, 1),
        [['goods', 25, '395.00']],
      );
      assert.equal(view.status, 'ready');
      assert.ok((await world.purchases.withdraw({ actor: buyer }, id)).ok);
      assert.equal((await world.purchases.get(buyer, id))?.status, 'withdrawn');
    });

    it('needs another’s approval for a requester, and 64 approvals at once are one', async () => {
      const { requester, head } = world.people;
      const id = await asked(requester);
      assert.equal((await world.purchases.get(requester, id))?.status, 'waiting-for-approval');
      assert.equal((await world.purchases.place({ actor: requester }, id)).ok, false);
      const decision = { id, step: 1, approve: true, reason: '' };
      const decided = await Promise.all(
        Array.from({ length: 64 }, () => world.purchases.decide({ actor: head }, decision)),
      );
      assert.ok(decided.every((each) => each.ok));
      assert.equal((await world.purchases.get(requester, id))?.purchase.events.length, 1);
      assert.ok((await world.purchases.place({ actor: requester }, id)).ok);
      assert.equal(await ordersOf(id), 1);
    });

    it('lets nobody approve what they asked for', async () => {
      const { buyer } = world.people;
      const rule = "('rulerule01', 'northmoor1', 'All', 0, '2026-11-01')";
      await sql
        .raw(`insert into approval_rule (id, organisation_id, name, from_value, made_at) values ${rule}`)
        .execute(world.database.handle);
      const id = await asked(buyer);
      const done = await world.purchases.decide({ actor: buyer }, { id, step: 1, approve: true, reason: '' });
      assert.match(done.ok ? '' : (done.problems[0]?.message ?? ''), /own request/);
      await world.purchases.withdraw({ actor: buyer }, id);
      await sql`update approval_rule set ended_at = now()`.execute(world.database.handle);
    });

    it('has to be asked for anew once the basket was changed', async () => {
      const { buyer } = world.people;
      const id = await asked(buyer, 12);
      await world.baskets.put({ actor: buyer }, { organisation: 'northmoor1', offer, quantity: 13 });
      assert.equal((await world.purchases.get(buyer, id))?.status, 'superseded');
      assert.equal((await world.purchases.place({ actor: buyer }, id)).ok, false);
      assert.equal(await ordersOf(id), 0);
    });

    it('never takes more of a budget than there is', async () => {
      const { buyer, requester, head } = world.people;
      await sql`insert into cost_centre_budget (id, organisation_id, code, name, starts_on, ends_on, amount)
        values ('budget0001', 'northmoor1', 'ICT', 'ICT', '2026-09-01', '2027-08-31', 18400)`.execute(
        world.database.handle,
      );
      const first = await asked(buyer, 30, 'budget0001');
      const second = await asked(requester, 30, 'budget0001');
      assert.ok((await world.purchases.decide({ actor: head }, { id: second, step: 1, approve: true, reason: '' })).ok);
      const placed = await Promise.all(
        [0, 1, 2, 3].flatMap(() => [
          world.purchases.place({ actor: buyer }, first),
          world.purchases.place({ actor: requester }, second),
        ]),
      );
      assert.equal((await ordersOf(first)) + (await ordersOf(second)), 1);
      assert.ok(placed.some((each) => !each.ok && each.problems[0]?.code === 'over-budget'));
    });

    it('is not there for another organisation', async () => {
      const { stranger, buyer } = world.people;
      const [purchase] = await world.purchases.list(buyer);
      const id = purchase?.id ?? '';
      assert.equal(await world.purchases.get(stranger, id), undefined);
      assert.equal((await world.purchases.list(stranger)).length, 0);
      for (const done of [
        await world.purchases.place({ actor: stranger }, id),
        await world.purchases.decide({ actor: stranger }, { id, step: 1, approve: true, reason: '' }),
        await world.purchases.withdraw({ actor: stranger }, id),
      ]) {
        assert.equal(done.ok ? '' : done.problems[0]?.code, 'purchase-unknown');
      }
    });

    it('is not placed once its offer has ended', async () => {
      const { requester, head } = world.people;
      const put = await world.baskets.put({ actor: requester }, { organisation: 'northmoor1', offer, quantity: 2 });
      assert.ok(put.ok);
      const id = await asked(requester, 2, 'budget0001');
      assert.ok((await world.purchases.decide({ actor: head }, { id, step: 1, approve: true, reason: '' })).ok);
      world.clock.set('2026-12-01T10:00:00Z');
      assert.equal((await world.purchases.place({ actor: requester }, id)).ok, false);
      assert.equal(await ordersOf(id), 0);
    });
  });
}
