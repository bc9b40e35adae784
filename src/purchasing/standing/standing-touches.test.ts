import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines } from '../../../test/support/databases.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import { contractTouches } from '../../contracts/index.ts';
import { isoDate } from '../../kernel/dates.ts';
import type { Outcome } from '../../kernel/outcome.ts';
import { authorityPolicies, createAuthorityScope, createSupplierStandings } from '../../organisations/index.ts';
import { PolicyTable } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import { purchaseTouches } from './standing-touches.ts';

const day = isoDate('2026-11-23');
const lot8 = { agreement: 'RM6098', lot: '8' };
const asked = { budget: null, reason: 'For year 6', likeOrders: '', conditions: {} };

function done<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

/** The head has a basket, the requester's request waits for approval, and the buyer's order for the supplier's answer. */
async function world(t: TestContext, engine: Engine) {
  const made = await purchasingWorld(engine);
  const { database, clock, people, baskets, purchases } = made;
  t.after(() => database.close());
  await addOrganisation(database, { id: 'authority1', kind: 'authority', agreements: ['RM6098'] });
  await addOrganisation(database, { id: 'marrowby01', kind: 'supplier', supplier: 'marrowby-systems' });
  const manager = await addPerson(database, {
    id: 'manager01',
    organisation: 'authority1',
    roles: ['category-manager'],
  });
  await addPerson(database, { id: 'seller001', organisation: 'marrowby01', roles: ['supplier-bid-manager'] });
  await sql`insert into approval_rule (id, organisation_id, name, from_value, made_at)
    values ('rule0001', 'northmoor1', 'Head', 0, '2026-11-01')`.execute(database.handle);
  const basketOf = async (actor: typeof people.buyer, organisation: string, quantity: number) => {
    const by = { actor, requestId: 'r' };
    const basket = done(await baskets.put(by, { organisation, offer: '101', quantity }));
    return { by, basket, version: (await baskets.get(actor, basket))?.basket.version ?? 0 };
  };
  const order = await basketOf(people.stranger, 'eastfield1', 3);
  const bought = done(await purchases.ask(order.by, { ...asked, ...order }));
  const placed = done(await purchases.place(order.by, bought));
  const request = await basketOf(people.requester, 'northmoor1', 5);
  done(await purchases.ask(request.by, { ...asked, ...request }));
  await basketOf(people.buyer, 'northmoor1', 7);
  const authority = createAuthorityScope({ database, policies: new PolicyTable(authorityPolicies) });
  const standings = createSupplierStandings({
    ...{ database, clock, authority },
    touches: [purchaseTouches({ clock }), contractTouches({ clock })],
  });
  const notices = async () => {
    const found = await sql<{ person: string; body: string; title: string }>`select person_id as person, title, body
      from notice where kind = 'standing' order by id`.execute(database.handle);
    return found.rows;
  };
  const counts = async (lot: string) =>
    (await standings.effects('marrowby-systems', [{ agreement: 'RM6098', lot }], day)).map((each) => [
      each.kind,
      each.count,
      each.items.length,
    ]);
  return { ...made, manager, standings, notices, counts, placed };
}

for (const { engine, skip } of engines) {
  describe(`What a suspension touches (${engine})`, { skip }, () => {
    it('counts what it stops and names what goes on, on its lots alone', async (t) => {
      const { counts } = await world(t, engine);
      assert.deepEqual(await counts('8'), [
        ['baskets', 1, 0],
        ['quotes', 0, 0],
        ['requests', 1, 0],
        ['orders', 1, 1],
        // The call-off an order makes for itself is filled by it: nothing can be ordered from it.
        ['call-offs', 0, 0],
      ]);
      assert.deepEqual(
        (await counts('2')).map((each) => each[1]),
        [0, 0, 0, 0, 0],
      );
    });

    it('tells each of them what becomes of theirs, and the supplier; lifting it tells them again', async (t) => {
      const { manager, standings, notices, clock } = await world(t, engine);
      const decision = { ...lot8, from: day, to: null, reason: 'Returns are missing.' };
      for (let click = 0; click < 2; click += 1)
        done(await standings.suspend('marrowby-systems', decision, { actor: manager }));
      const told = await notices();
      assert.deepEqual(told.map((each) => each.person).toSorted(), [
        'buyerperson',
        'otherbuyer',
        'requester1',
        'seller001',
      ]);
      const said = (person: string) => told.find((each) => each.person === person)?.body ?? '';
      assert.match(said('buyerperson'), /Your basket with .*: it cannot be bought while/);
      assert.match(said('requester1'), /Your request for .*: it cannot be bought while/);
      assert.match(said('otherbuyer'), /Order O-000001, .*: it goes on as agreed\./);
      assert.match(said('seller001'), /your offers there are hidden/);
      clock.set('2026-11-24T10:00:00Z');
      const lift = { ...lot8, from: isoDate('2026-11-24'), reason: 'They came.' };
      done(await standings.reinstate('marrowby-systems', lift, { actor: manager }));
      const again = (await notices()).slice(told.length);
      assert.deepEqual(again.map((each) => each.person).toSorted(), told.map((each) => each.person).toSorted());
      assert.match(again.find((each) => each.person === 'buyerperson')?.body ?? '', /can be bought again\./);
    });

    it('leaves an order that was placed to be accepted', async (t) => {
      const { manager, standings, contracts, database, placed } = await world(t, engine);
      const decision = { ...lot8, from: day, to: null, reason: 'Returns are missing.' };
      done(await standings.suspend('marrowby-systems', decision, { actor: manager }));
      const seller = await addPerson(database, {
        id: 'seller002',
        organisation: 'marrowby01',
        roles: ['supplier-catalogue-manager'],
      });
      const view = done(await contracts.orders.accept({ actor: seller }, { id: placed.id, seen: 1 }));
      assert.equal(view.status, 'accepted');
    });
  });
}
