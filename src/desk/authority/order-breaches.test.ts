import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines } from '../../../test/support/databases.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import type { AgreementPack } from '../../agreements/index.ts';
import { createOversight } from '../../catalogue/index.ts';
import { createFigures, type OrderedPrice } from '../../contracts/index.ts';
import { isoDate } from '../../kernel/dates.ts';
import type { Outcome } from '../../kernel/outcome.ts';
import { orderBreachCsv, orderBreaches } from './order-breaches.ts';
import { breachOf } from './price-breach.ts';

function done<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

const ordered: OrderedPrice = {
  ...{ order: 'o', number: 'O-000001', organisation: 'b', supplier: 's', agreement: 'RM1', lot: '8', line: 1 },
  ...{ offer: '101', mpn: 'NV14', title: 'Norvik', quantity: 3, unitPrice: '395.005', on: isoDate('2026-11-23') },
  placedAt: '2026-11-23T10:00:00Z',
};
const listed = (price: string) => ({ price, category: 'devices/laptops' });

/** An agreement whose lot 8 has these maximum prices. */
function packWith(
  pack: AgreementPack,
  ...controls: readonly { readonly amount: string; readonly categories?: readonly string[] }[]
): AgreementPack {
  const priceControls = controls.map(({ amount, ...scope }, index) => ({
    ...{ id: `c${index}`, kind: 'maximum-price' as const, ...scope },
    amount: { value: amount, source: 'test' },
  }));
  return { ...pack, lots: pack.lots.map((each) => (each.number === '8' ? { ...each, priceControls } : each)) };
}

for (const { engine, skip } of engines) {
  describe(`orders above their price (${engine})`, { skip }, () => {
    it('are those that cost more than the list of the day their price was agreed on, or than their lot allows', async (t) => {
      const world = await purchasingWorld(engine);
      const { database, clock, people, baskets, purchases, contracts, agreements, suppliers, organisations } = world;
      t.after(() => database.close());
      await addOrganisation(database, { id: 'marrowby01', kind: 'supplier', supplier: 'marrowby-systems' });
      const seller = await addPerson(database, {
        id: 'seller001',
        organisation: 'marrowby01',
        roles: ['supplier-catalogue-manager'],
      });
      const by = { actor: people.stranger, requestId: 'r' };
      const place = async () => {
        const basket = done(await baskets.put(by, { organisation: 'eastfield1', offer: '101', quantity: 3 }));
        const version = (await baskets.get(people.stranger, basket))?.basket.version ?? 0;
        const asked = { basket, version, budget: null, reason: '', likeOrders: 'Another site', conditions: {} };
        return done(await purchases.place(by, done(await purchases.ask(by, asked)))).id;
      };
      for (const id of [await place(), await place()]) {
        done(await contracts.orders.accept({ actor: seller }, { id, seen: 1 }));
      }
      const [first] = (await contracts.orders.list(seller, { limit: 5 })).items;
      const risen = first?.id ?? '';
      const order = (await contracts.orders.get(seller, risen))?.order;
      const before = order?.versions[0]?.lines[0]?.unitPrice ?? '';
      const dearer = (Number(before) + 10).toFixed(2);
      // The product refuses a higher price at every step; this one came about otherwise.
      await sql`update call_off_order_line set unit_price = ${dearer}::numeric where order_id = ${risen} and kind = 'goods'`.execute(
        database.handle,
      );
      const services = {
        ...{
          agreements,
          suppliers,
          organisations,
          figures: createFigures({ database, clock }),
        },
        oversight: createOversight({ database, suppliers, agreements }),
      };
      const scope = { agreements: ['RM6098'], from: isoDate('2026-11-01'), to: isoDate('2026-11-30') };
      const found = await orderBreaches(services, scope);
      assert.deepEqual(
        found.map((each) => [each.order, each.kind, each.unitPrice, Number(each.allowed), each.excess]),
        [[risen, 'list', `${dearer}00`, Number(before), '30.00']],
      );
      assert.equal(orderBreachCsv(found).trim().split('\r\n').length, 2);
      assert.deepEqual(await orderBreaches(services, { ...scope, agreements: ['RM9999'] }), []);
      assert.deepEqual(await orderBreaches(services, { ...scope, to: isoDate('2026-11-22') }), []);

      // The rule alone, with maximum prices.
      const [pack] = agreements.packs;
      assert.ok(pack);
      assert.equal(breachOf(ordered, listed('395.005'), pack), undefined);
      assert.equal(breachOf(ordered, undefined, pack), undefined);
      assert.deepEqual(
        [breachOf(ordered, listed('394.00'), pack)].map((each) => [each?.kind, each?.excess]),
        // 3 × £1.005, rounded half up to the penny.
        [['list', '3.02']],
      );
      const capped = packWith(
        pack,
        { amount: '390.00', categories: ['devices'] },
        { amount: '1.00', categories: ['phones'] },
      );
      assert.deepEqual(
        [breachOf(ordered, listed('394.00'), capped)].map((each) => [each?.kind, each?.allowed]),
        [['maximum', '390.00']],
      );
      assert.equal(breachOf({ ...ordered, lot: '2' }, listed('400.00'), capped), undefined);
    });
  });
}
