import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pageServer, wordsOf } from '../../test/support/page-server.ts';
import { purchasingWorld } from '../../test/support/purchasing.ts';
import { contractPaths } from '../contracts/index.ts';
import { purchasingPages } from './purchasing-pages.ts';
import { purchasingPolicies } from './purchasing-policies.ts';

const signInHref = (next: string) => `/sign-in?next=${encodeURIComponent(next)}`;
const confirmHref = (next: string) => `/confirm?next=${encodeURIComponent(next)}`;
const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('pages from the basket to the order', () => {
  it('lead a buyer from an offer to an order, and name the act and the amount', async (t) => {
    const world = await purchasingWorld('pglite');
    t.after(() => world.database.close());
    const server = await pageServer(purchasingPolicies, world.people.buyer);
    t.after(() => server.close());
    await server.register(purchasingPages({ ...world, orderHref: contractPaths.order, signInHref, confirmHref }));
    const post = (url: string, payload: string) => server.inject({ method: 'POST', url, headers: form, payload });
    const get = async (url: string) => (await server.inject(url)).payload;

    assert.match(wordsOf(await get('/basket')), /Your basket is empty/);
    assert.equal((await post('/basket/add', 'offer=101&quantity=30')).statusCode, 303);
    const basket = await get('/basket');
    const id = /action="\/basket\/([a-z0-9]+)"/.exec(basket)?.[1] ?? '';
    const service = /name="(service-101-[^"]+)"/.exec(basket)?.[1] ?? '';
    const version = /name="version" value="(\d+)"/.exec(basket)?.[1] ?? '';
    const change = `version=${version}&quantity-101=30&${service}=30&reference=PO-1&then=buy`;
    assert.equal((await post(`/basket/${id}`, change)).headers.location, `/basket/${id}/buy`);
    assert.equal((await post(`/basket/${id}`, change)).statusCode, 409, 'another window does not mix in');
    const ask = await get(`/basket/${id}/buy`);
    assert.match(wordsOf(ask), /Before you buy new.*refurbished.*each less.*nothing is registered yet/);
    const now = /name="version" value="(\d+)"/.exec(ask)?.[1] ?? '';
    const asked = await post(`/basket/${id}/buy`, `version=${now}&secondLife=Pupils+need+the+battery`);
    assert.equal(asked.statusCode, 303, wordsOf(asked.payload));
    const again = await post(`/basket/${id}/buy`, `version=${now}`);
    assert.equal(again.headers.location, asked.headers.location, 'a double click asks once');
    const purchase = String(asked.headers.location);
    assert.match(wordsOf(await get('/basket')), /Approved, and ready to order\. See where it stands/);
    const check = wordsOf(await get(purchase));
    assert.match(check, /Check your answers before ordering/);
    assert.match(check, /Asset tagging/);
    assert.match(check, /each less\. You answered: “Pupils need the battery”/);
    assert.match(check, /Place order with Marrowby Systems for £14,\d{3}\.\d\d/);
    assert.match(check, /The agreement is open until 30 October 2027/);
    const placed = await post(`${purchase}/place`, '');
    assert.match(String(placed.headers.location), /^\/orders\//);
    assert.equal((await post(`${purchase}/place`, '')).headers.location, placed.headers.location);
    assert.match(wordsOf(await get('/purchases')), /Ordered/);
  });

  it('show nothing of another organisation', async (t) => {
    const world = await purchasingWorld('pglite');
    t.after(() => world.database.close());
    const { buyer, stranger } = world.people;
    const put = await world.baskets.put({ actor: buyer }, { organisation: 'northmoor1', offer: '101', quantity: 1 });
    assert.ok(put.ok);
    const server = await pageServer(purchasingPolicies, stranger);
    t.after(() => server.close());
    await server.register(purchasingPages({ ...world, orderHref: contractPaths.order, signInHref, confirmHref }));
    assert.equal((await server.inject(`/basket/${put.value}/buy`)).statusCode, 404);
    assert.equal(
      (await server.inject({ method: 'POST', url: `/basket/${put.value}`, headers: form, payload: 'version=1' }))
        .statusCode,
      404,
    );
  });
});
