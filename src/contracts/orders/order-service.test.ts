import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { contractWorld, type ContractWorld, laptops, orderDraft } from '../../../test/support/contracts.ts';
import { engines } from '../../../test/support/databases.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import type { OrderDraft } from '../order-draft.ts';
import { versionInForce } from './order.ts';

async function worldFor(t: TestContext, engine: Engine): Promise<ContractWorld> {
  const world = await contractWorld(engine);
  t.after(() => world.database.close());
  return world;
}

async function place(world: ContractWorld, draft: OrderDraft) {
  const placed = await world.database.transact((transaction) =>
    world.ordering.placeOrder(transaction, world.people.buyer, draft),
  );
  if (!placed.ok) throw new Error(JSON.stringify(placed.problems));
  return placed.value;
}

async function seen(world: ContractWorld, actor: Actor, id: string) {
  const view = await world.orders.get(actor, id);
  if (view === undefined) throw new Error(`No order ${id}`);
  return view;
}

for (const { engine, skip } of engines) {
  describe(`orders on ${engine}`, { skip }, () => {
    it('gives numbers without gaps, and one order to one purchase however often it is placed', async (t) => {
      const world = await worldFor(t, engine);
      const first = orderDraft([laptops(30)]);
      const made = await place(world, first);
      assert.deepEqual(await place(world, first), made);
      const wrong = { ...orderDraft([laptops(2)]), gross: '1.00' };
      const refused = await world.database.transact((transaction) =>
        world.ordering.placeOrder(transaction, world.people.buyer, wrong),
      );
      assert.equal(refused.ok, false);
      await assert.rejects(
        world.database.transact(async (transaction) => {
          await world.ordering.placeOrder(transaction, world.people.buyer, orderDraft([laptops(1)]));
          throw new Error('the purchase could not be stored');
        }),
      );
      const second = await place(world, orderDraft([laptops(2)]));
      assert.deepEqual([made.number, second.number], ['O-000001', 'O-000002']);
    });

    it('keeps the lines as they were approved', async (t) => {
      const world = await worldFor(t, engine);
      const draft = orderDraft([laptops(30), { ...laptops(7, '8.50'), kind: 'service', mpn: '', title: 'Imaging' }]);
      const { id } = await place(world, draft);
      const { order, status } = await seen(world, world.people.buyer, id);
      const { lines, gross } = versionInForce(order);
      assert.equal(status, 'placed');
      assert.equal(gross, draft.gross);
      assert.deepEqual(
        lines,
        draft.lines.map((line, index) => ({ ...line, number: index + 1 })),
      );
      assert.equal(order.events[0]?.answerBy, '2026-11-25T23:59:59.000000Z');
    });

    it('is not there for anybody else: another buyer, another supplier, another site of the buyer', async (t) => {
      const world = await worldFor(t, engine);
      const { id } = await place(world, orderDraft([laptops(1)]));
      const { people, orders } = world;
      for (const actor of [people.otherBuyer, people.otherSupplier, people.siteBuyer]) {
        assert.equal(await orders.get(actor, id), undefined);
        assert.deepEqual((await orders.list(actor, { limit: 10 })).items, []);
      }
      for (const actor of [people.buyer, people.supplier, people.manager, people.auditor]) {
        assert.equal((await orders.list(actor, { limit: 10 })).items[0]?.id, id);
      }
      const stolen = await orders.accept({ actor: people.otherSupplier }, { id, seen: 1 });
      assert.equal(stolen.ok ? '' : stolen.problems[0]?.code, 'order-unknown');
      const byBuyer = await orders.accept({ actor: people.buyer }, { id, seen: 1 });
      assert.equal(byBuyer.ok ? '' : byBuyer.problems[0]?.code, 'order-unknown');
    });

    it('takes one answer: a second click is the same answer, another tab is told', async (t) => {
      const world = await worldFor(t, engine);
      const { people, orders } = world;
      const { id } = await place(world, orderDraft([laptops(30)]));
      const once = await orders.accept({ actor: people.supplier }, { id, seen: 1 });
      const twice = await orders.accept({ actor: people.supplier }, { id, seen: 1 });
      assert.deepEqual(once, twice);
      assert.equal(once.ok && once.value.status, 'accepted');
      const late = await orders.cancel({ actor: people.buyer }, { id, seen: 1, reason: 'No money' });
      assert.equal(late.ok ? '' : late.problems[0]?.code, 'order-state');
    });

    it('wants a reason to decline, and says it', async (t) => {
      const world = await worldFor(t, engine);
      const { people, orders } = world;
      const { id } = await place(world, orderDraft([laptops(30)]));
      const by = { actor: people.supplier };
      const none = await orders.decline(by, { id, seen: 1, reason: ' ' });
      assert.equal(none.ok ? '' : none.problems[0]?.code, 'reason-missing');
      await orders.decline(by, { id, seen: 1, reason: 'Out of stock' });
      const { order, status } = await seen(world, people.buyer, id);
      assert.deepEqual([status, order.events.at(-1)?.reason], ['declined', 'Out of stock']);
    });

    it('refuses a higher price outright; a lower one counts once the buyer accepts it', async (t) => {
      const world = await worldFor(t, engine);
      const { people, orders } = world;
      const { id } = await place(world, orderDraft([laptops(30)]));
      const by = { actor: people.supplier };
      const change = (unitPrice: string) => ({ lines: [{ number: 1, unitPrice }], note: 'Stock of another batch' });
      const up = await orders.propose(by, { id, seen: 1, change: change('395.01') });
      assert.equal(up.ok ? '' : up.problems[0]?.code, 'price-up');
      await orders.propose(by, { id, seen: 1, change: change('380.00') });
      const waiting = await seen(world, people.buyer, id);
      assert.equal(waiting.status, 'change-proposed');
      assert.equal(versionInForce(waiting.order).gross, '14220.00');
      const agreed = await orders.acceptChange({ actor: people.buyer }, { id, seen: 2 });
      assert.ok(agreed.ok);
      assert.equal(agreed.value.status, 'accepted');
      assert.equal(versionInForce(agreed.value.order).gross, '13680.00');
      assert.equal(agreed.value.order.versions[0]?.gross, '14220.00');
    });

    it('lapses when nobody answers in time, and then takes no answer', async (t) => {
      const world = await worldFor(t, engine);
      const { people, orders, clock } = world;
      const { id } = await place(world, orderDraft([laptops(30)]));
      clock.set('2026-11-26T00:00:00Z');
      assert.equal((await seen(world, people.buyer, id)).status, 'lapsed');
      const late = await orders.accept({ actor: people.supplier }, { id, seen: 1 });
      assert.equal(late.ok ? '' : late.problems[0]?.value, 'lapsed');
    });

    it('writes an audit event for each act', async (t) => {
      const world = await worldFor(t, engine);
      const { id } = await place(world, orderDraft([laptops(1)]));
      await world.orders.accept({ actor: world.people.supplier }, { id, seen: 1 });
      const found = await sql<{ action: string }>`select action from audit_event where subject = ${`order:${id}`}
        order by audit_event.id`.execute(world.database.handle);
      assert.deepEqual(
        found.rows.map((each) => each.action),
        ['orders.place', 'orders.answer'],
      );
    });
  });
}

const postgres = engines.find((each) => each.engine === 'postgres');
describe('orders, many at once', { skip: postgres?.skip ?? true }, () => {
  it('has one outcome when it is accepted and cancelled at the same time', async (t) => {
    const world = await worldFor(t, 'postgres');
    const { people, orders } = world;
    for (let round = 0; round < 8; round += 1) {
      const { id } = await place(world, orderDraft([laptops(1)]));
      const results = await Promise.all([
        orders.accept({ actor: people.supplier }, { id, seen: 1 }),
        orders.cancel({ actor: people.buyer }, { id, seen: 1, reason: 'Not needed' }),
      ]);
      assert.equal(results.filter((each) => each.ok).length, 1);
      assert.equal((await seen(world, people.buyer, id)).order.events.length, 2);
    }
  });

  it('makes one order of a purchase placed 16 times at once, and numbers without gap or repeat', async (t) => {
    const world = await worldFor(t, 'postgres');
    const same = orderDraft([laptops(3)]);
    const placed = await Promise.all(Array.from({ length: 16 }, () => place(world, same)));
    assert.equal(new Set(placed.map((each) => each.id)).size, 1);
    const others = await Promise.all(Array.from({ length: 16 }, () => place(world, orderDraft([laptops(1)]))));
    assert.deepEqual(
      others.map((each) => each.number).toSorted(),
      Array.from({ length: 16 }, (_, index) => `O-${String(index + 2).padStart(6, '0')}`),
    );
  });
});
