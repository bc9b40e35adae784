import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { engines } from '../../../test/support/databases.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import { LapseWatch } from '../../contracts/index.ts';
import type { PersonActor } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import { readBudgets } from '../approvals/budget-store.ts';

async function worldFor(t: TestContext, engine: Engine) {
  const world = await purchasingWorld(engine);
  t.after(() => world.database.close());
  const { handle } = world.database;
  await sql`insert into cost_centre_budget (id, organisation_id, code, name, starts_on, ends_on, amount)
    values ('budget0001', 'northmoor1', 'ICT', 'ICT', '2026-09-01', '2027-08-31', 90000)`.execute(handle);
  const listed = await sql<{ supplier: string }>`select supplier_id as supplier from offer where id = 101`.execute(
    handle,
  );
  const supplier = listed.rows[0]?.supplier ?? '';
  await addOrganisation(world.database, { id: 'sellerorg1', kind: 'supplier', supplier, name: 'Seller' });
  const seller = await addPerson(world.database, {
    id: 'seller0001',
    organisation: 'sellerorg1',
    roles: ['supplier-bid-manager'],
  });
  await addPerson(world.database, { id: 'auditor001', organisation: 'northmoor1', roles: ['auditor'] });

  async function ask(actor: PersonActor): Promise<string> {
    const put = await world.baskets.put({ actor }, { organisation: 'northmoor1', offer: '101', quantity: 10 });
    assert.ok(put.ok);
    const version = (await world.baskets.get(actor, put.value))?.basket.version ?? 0;
    const asked = { basket: put.value, version, budget: 'budget0001', reason: '', likeOrders: '', conditions: {} };
    const id = await world.purchases.ask({ actor }, asked);
    assert.ok(id.ok, JSON.stringify(id));
    return id.value;
  }
  async function place(actor: PersonActor, purchase: string): Promise<string> {
    const order = await world.purchases.place({ actor }, purchase);
    assert.ok(order.ok, JSON.stringify(order));
    return order.value.id;
  }
  /** Who has which notice, and whether it still asks. */
  async function told(): Promise<readonly string[]> {
    const found = await sql<{ kind: string; person: string; waits: boolean }>`
      select kind, person_id as person, settled_at is null as waits from notice order by kind, person_id`.execute(
      handle,
    );
    return found.rows.map((each) => `${each.kind} ${each.person}${each.waits ? '' : ' done'}`);
  }
  const committed = async (): Promise<string> => (await readBudgets(handle, 'northmoor1'))[0]?.committed ?? '';
  const watch = new LapseWatch({ ...world, logger: pino({ level: 'silent' }) });
  return { ...world, seller, ask, place, told, committed, watch };
}

for (const { engine, skip } of engines) {
  describe(`what follows from requests and orders, on ${engine}`, { skip }, () => {
    it('asks those who may approve, then tells whoever asked: each once, and nobody else', async (t) => {
      const world = await worldFor(t, engine);
      const { requester, head } = world.people;
      const id = await world.ask(requester);
      assert.deepEqual(await world.told(), ['approval-asked buyerperson', 'approval-asked headperson']);
      const decision = { id, step: 1, approve: true, reason: '' };
      await world.purchases.decide({ actor: head }, decision);
      await world.purchases.decide({ actor: head }, decision);
      assert.deepEqual(await world.told(), [
        'approval-asked buyerperson done',
        'approval-asked headperson done',
        'approved requester1',
      ]);
    });

    it('tells whoever asked that it was refused, and asks nobody once it is withdrawn', async (t) => {
      const world = await worldFor(t, engine);
      const { requester, head } = world.people;
      const first = await world.ask(requester);
      await world.purchases.decide({ actor: head }, { id: first, step: 1, approve: false, reason: 'Too many' });
      assert.ok((await world.told()).includes('refused requester1'));
      const second = await world.ask(requester);
      await world.purchases.withdraw({ actor: requester }, second);
      assert.ok((await world.told()).every((each) => !each.startsWith('approval-asked') || each.endsWith('done')));
    });

    it('tells the supplier of an order, and the buyer of a declined one, whose budget has the money back', async (t) => {
      const world = await worldFor(t, engine);
      const { buyer } = world.people;
      const { seller, contracts } = world;
      await addPerson(world.database, { id: 'secondbuyer', organisation: 'northmoor1', roles: ['buyer'] });
      const order = await world.place(buyer, await world.ask(buyer));
      assert.deepEqual(await world.told(), ['order-placed seller0001']);
      assert.equal(await world.committed(), '4050.00');
      await contracts.orders.decline({ actor: seller }, { id: order, seen: 1, reason: 'Out of stock' });
      await contracts.orders.decline({ actor: seller }, { id: order, seen: 1, reason: 'Out of stock' });
      assert.deepEqual(await world.told(), [
        'order-declined buyerperson',
        'order-declined secondbuyer',
        'order-placed seller0001 done',
      ]);
      assert.equal(await world.committed(), '0.00');
    });

    it('gives a budget back what a cancelled order took, and keeps what an accepted one takes', async (t) => {
      const world = await worldFor(t, engine);
      const { buyer, requester, head } = world.people;
      const id = await world.ask(requester);
      await world.purchases.decide({ actor: head }, { id, step: 1, approve: true, reason: '' });
      const accepted = await world.place(requester, id);
      await world.contracts.orders.accept({ actor: world.seller }, { id: accepted, seen: 1 });
      const told = await world.told();
      assert.deepEqual(
        told.filter((each) => each.startsWith('order-accepted')),
        ['order-accepted buyerperson', 'order-accepted requester1'],
      );
      const cancelled = await world.place(buyer, await world.ask(buyer));
      assert.equal(await world.committed(), '8100.00');
      await world.contracts.orders.cancel({ actor: buyer }, { id: cancelled, seen: 1, reason: 'Not needed' });
      assert.equal(await world.committed(), '4050.00');
      assert.ok((await world.told()).includes('order-cancelled seller0001'));
    });

    it('tells once that nobody answered in time, and gives back what the order held', async (t) => {
      const world = await worldFor(t, engine);
      const { buyer } = world.people;
      await world.place(buyer, await world.ask(buyer));
      assert.equal(await world.watch.tellDue(), 0);
      world.clock.set('2026-12-20T10:00:00Z');
      assert.deepEqual(
        await Promise.all([world.watch.tellDue(), world.watch.tellDue()]).then((each) => each.toSorted()),
        [0, 1],
      );
      assert.equal(await world.watch.tellDue(), 0);
      assert.equal(await world.committed(), '0.00');
      assert.deepEqual(await world.told(), [
        'order-lapsed buyerperson',
        'order-lapsed seller0001',
        'order-placed seller0001 done',
      ]);
    });

    it('takes of a budget what an agreed change comes to', async (t) => {
      const world = await worldFor(t, engine);
      const { buyer } = world.people;
      const order = await world.place(buyer, await world.ask(buyer));
      const change = { lines: [{ number: 1, unitPrice: '380.00' }], note: 'Another batch' };
      const proposed = await world.contracts.orders.propose({ actor: world.seller }, { id: order, seen: 1, change });
      assert.ok(proposed.ok, JSON.stringify(proposed));
      assert.ok((await world.told()).includes('order-change buyerperson'));
      await world.contracts.orders.acceptChange({ actor: buyer }, { id: order, seen: 2 });
      assert.equal(await world.committed(), '3800.00');
      assert.ok((await world.told()).includes('order-change buyerperson done'));
      assert.ok((await world.told()).includes('order-answered seller0001'));
    });
  });
}
