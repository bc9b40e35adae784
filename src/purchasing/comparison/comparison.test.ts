import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import { isoDate } from '../../kernel/dates.ts';
import { purchasingPolicies } from '../purchasing-policies.ts';
import { comparisonPages } from './comparison-pages.ts';
import { comparisonSentence, whyNotFit } from './offer-fit.ts';

const neededBy = isoDate('2027-01-05');
const offer = { arrives: isoDate('2027-01-05'), stock: 30, backOrder: false, quantity: 30 };

describe('why an offer does not fit', () => {
  for (const [what, change, needed, reasons] of [
    ['on the very day', {}, neededBy, []],
    [
      'a day late',
      { arrives: isoDate('2027-01-14') },
      neededBy,
      ['Too late: arrives 14 January 2027, needed by 5 January 2027.'],
    ],
    ['late for nobody', { arrives: isoDate('2027-01-14') }, null, []],
    ['too few in stock', { stock: 29 }, neededBy, ['Not enough: 29 in stock, 30 needed.']],
    ['few in stock, more to come', { stock: 0, backOrder: true }, neededBy, []],
    ['stock not said', { stock: null }, neededBy, []],
  ] as const) {
    it(`${what}: ${reasons.length === 0 ? 'it does' : reasons[0]}`, () => {
      assert.deepEqual(whyNotFit({ ...offer, ...change }, needed), reasons);
    });
  }

  it('leaves the lowest of those that fit, not of all', () => {
    const weighed = (supplier: string, deliveredNet: string, arrives: string, condition = 'new') => ({
      ...{ ...offer, arrives: isoDate(arrives), supplier, condition, deliveredNet, deliveredGross: deliveredNet },
      ...{ offer: '1', title: '', mpn: '', slug: '', agreement: '', lot: '', unitPrice: '1', warrantyMonths: 12 },
      ...{ carbon: null, chosen: false },
    });
    const offers = [
      weighed('Dear', '300.00', '2027-01-04'),
      weighed('Late', '100.00', '2027-01-14'),
      weighed('Used', '1000.00', '2027-01-05', 'refurbished'),
    ];
    assert.equal(
      comparisonSentence(offers, neededBy),
      '2 of 3 offers can be there by 5 January 2027. Lowest of them, delivered: Dear.',
    );
    assert.match(comparisonSentence(offers.slice(1, 2), neededBy), /^None of 1 offer can be there/);
  });
});

describe('offers side by side', () => {
  it('are those of the baskets for the same kind of thing, the chosen one first, and the late one is named', async (t) => {
    const world = await purchasingWorld('pglite');
    t.after(() => world.database.close());
    const { buyer, stranger } = world.people;
    const by = { actor: buyer };
    const ids: string[] = [];
    for (const each of ['101', '103', '106']) {
      const put = await world.baskets.put(by, { organisation: 'northmoor1', offer: each, quantity: 30 });
      assert.ok(put.ok);
      ids.push(put.value);
    }
    const [id = ''] = ids;
    const view = await world.baskets.get(buyer, id);
    const lines = view?.lines.map(({ offer: of, quantity, services }) => ({ offer: of, quantity, services })) ?? [];
    const version = view?.basket.version ?? 0;
    const needed = isoDate('2026-12-07');
    assert.ok((await world.baskets.change(by, id, { version, lines, neededBy: needed })).ok);
    const found = await world.comparisons.ofBasket(buyer, id);
    const byOffer = new Map(found?.offers.map((each) => [each.offer, each]));
    assert.equal(found?.offers[0]?.offer, '101');
    assert.ok(found.offers[0].chosen);
    assert.deepEqual(byOffer.get('103')?.whyNot, ['Too late: arrives 21 December 2026, needed by 7 December 2026.']);
    assert.deepEqual(byOffer.get('101')?.whyNot, []);
    assert.equal(byOffer.has('106'), false, 'another kind of thing is not weighed against it');
    assert.equal(await world.comparisons.ofBasket(stranger, id), undefined);

    const server = await pageServer(purchasingPolicies, buyer);
    t.after(() => server.close());
    await server.register(comparisonPages(world));
    const page = wordsOf((await server.inject(`/basket/${id}/compare`)).payload);
    assert.match(page, /can be there by 7 December 2026.*Chosen.*Too late: arrives 21 December 2026/);
    const data = await server.inject(`/api/v1/baskets/${id}/comparison`);
    assert.equal(data.statusCode, 200, data.body);
    assert.match(data.body, /"quantity":30,"sentence":"/);

    const now = (await world.baskets.get(buyer, id))?.basket.version ?? 0;
    const answers = { budget: null, reason: '', likeOrders: '', conditions: {} };
    const asked = await world.purchases.ask(by, { basket: id, version: now, ...answers });
    assert.ok(asked.ok, JSON.stringify(asked));
    const ofPurchase = await world.comparisons.ofPurchase(world.people.head, asked.value);
    assert.deepEqual(ofPurchase, await world.comparisons.ofBasket(buyer, id), 'whoever approves sees the same');
    assert.equal(await world.comparisons.ofPurchase(stranger, asked.value), undefined);
  });
});
