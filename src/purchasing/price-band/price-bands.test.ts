import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines } from '../../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import { contractPaths } from '../../contracts/index.ts';
import { purchasingPages } from '../purchasing-pages.ts';
import { purchasingPolicies } from '../purchasing-policies.ts';
import { priceBandApi } from './price-band-api.ts';

for (const { engine, skip } of engines) {
  describe(`what others paid on ${engine}`, { skip }, () => {
    let world: Awaited<ReturnType<typeof purchasingWorld>>;
    before(async () => {
      world = await purchasingWorld(engine);
    });
    after(() => world.database.close());

    /** Orders of so many by a buyer of an organisation, accepted. */
    async function order(organisation: string, quantity: number): Promise<void> {
      const id = `p${String(quantity)}${organisation}`;
      const actor = await addPerson(world.database, { id, organisation, roles: ['buyer'] });
      const put = await world.baskets.put({ actor }, { organisation, offer: '101', quantity });
      assert.ok(put.ok, JSON.stringify(put));
      const version = (await world.baskets.get(actor, put.value))?.basket.version ?? 0;
      const asked = { basket: put.value, version, budget: null, reason: '', likeOrders: '', conditions: {} };
      const purchase = await world.purchases.ask({ actor }, asked);
      assert.ok(purchase.ok, JSON.stringify(purchase));
      const placed = await world.purchases.place({ actor }, purchase.value);
      assert.ok(placed.ok, JSON.stringify(placed));
      await sql`update call_off_order_event set kind = 'accepted', answer_by = null where order_id = ${placed.value.id}`.execute(
        world.database.handle,
      );
    }

    it('is shown of five accepted orders of three buyers for a like number, and of no fewer', async () => {
      const { buyer } = world.people;
      await addOrganisation(world.database, { id: 'westfield1' });
      const put = await world.baskets.put({ actor: buyer }, { organisation: 'northmoor1', offer: '101', quantity: 20 });
      assert.ok(put.ok);
      const listed = (await world.baskets.get(buyer, put.value))?.open[0]?.listed;
      const mpn = listed?.product.mpn ?? '';
      for (const [organisation, quantity] of [
        ['northmoor1', 18],
        ['eastfield1', 19],
        ['westfield1', 20],
        ['eastfield1', 30],
        ['westfield1', 200],
      ] as const) {
        await order(organisation, quantity);
      }
      const like = { mpn, condition: 'new', quantity: 20 };
      assert.equal(await world.priceBands.find(like), undefined, 'two hundred is no like number');
      await order('northmoor1', 10);
      const band = await world.priceBands.find(like);
      assert.deepEqual([band?.orders, band?.buyers], [5, 3]);
      assert.equal(await world.priceBands.find({ ...like, mpn: 'other' }), undefined);
      assert.equal(await world.priceBands.find({ ...like, condition: 'refurbished' }), undefined);

      const server = await pageServer(purchasingPolicies, buyer);
      const href = (next: string) => next;
      await server.register(
        purchasingPages({ ...world, signInHref: href, confirmHref: href, orderHref: contractPaths.order }),
      );
      await server.register(priceBandApi(world));
      const basket = wordsOf((await server.inject('/basket')).payload);
      assert.match(basket, /What others paid.*In 90 days 3 buyers paid for like numbers in 5 orders/);
      const api = await server.inject(`/api/v1/paid-prices?mpn=${encodeURIComponent(mpn)}&quantity=20`);
      assert.equal(api.json<{ band: { median: string } }>().band.median, band?.median);
      await server.close();

      world.clock.set('2027-02-22T10:00:01Z');
      assert.equal(await world.priceBands.find(like), undefined, 'after ninety days it is old');
      world.clock.set('2026-11-23T10:00:00Z');
    });
  });
}
