import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engines } from '../../../test/support/databases.ts';
import { pageServer } from '../../../test/support/page-server.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import type { Actor } from '../../platform/access/index.ts';
import { purchasingPolicies } from '../purchasing-policies.ts';
import { addPages, readChosen } from './add-pages.ts';

const headers = { 'content-type': 'application/x-www-form-urlencoded' };
const signInHref = (next: string): string => `/sign-in?next=${encodeURIComponent(next)}`;

describe('offers put into baskets from the catalogue', () => {
  it('are read one by one, with a number each, or as ticked', () => {
    const read = (fields: Readonly<Record<string, unknown>>) => {
      const found = readChosen(fields);
      return found.ok ? found.value : found.problems.map((each) => each.code);
    };
    const one = [{ offer: '101', quantity: 30 }];
    assert.deepEqual(read({ offer: '101', quantity: '30' }), { items: one, back: '' });
    assert.deepEqual(read({ offer: ['101', '102'], 'quantity-101': '30', which: 'ticked', basket: '101' }), {
      items: one,
      back: '',
    });
    const list = { offer: ['101', '102'], open: '101', which: 'open', 'quantity-101': '30' };
    assert.deepEqual(read(list), { items: one, back: '' }, 'what cannot be bought any more is left out');
    for (const [back, kept] of [
      ['/catalogue/search?q=laptop', '/catalogue/search?q=laptop'],
      ['//elsewhere.example/catalogue/', ''],
      ['/catalogue/..//elsewhere.example', ''],
      ['https://elsewhere.example/catalogue/', ''],
      ['/operator', ''],
    ] as const) {
      assert.deepEqual(read({ offer: '101', quantity: '30', back }), { items: one, back: kept }, back);
    }
    assert.deepEqual(read({ which: 'ticked', offer: '101' }), ['nothing-chosen']);
    assert.deepEqual(read({ offer: "1'; drop table basket" }), ['offer-unknown']);
    assert.deepEqual(read({ offer: '101', quantity: '0' }), ['quantity']);
  });

  for (const { engine, skip } of engines) {
    it(`lead back to where they were chosen; a double click is one line (${engine})`, { skip }, async (t) => {
      const world = await purchasingWorld(engine);
      t.after(() => world.database.close());
      const { buyer } = world.people;
      const server = await pageServer(purchasingPolicies, buyer);
      t.after(() => server.close());
      await server.register(addPages({ ...world, signInHref }));
      const payload = 'offer=101&quantity=30&back=%2Fcatalogue%2Fsearch%3Fq%3Dlaptop';
      const twice = await Promise.all(
        Array.from({ length: 6 }, () => server.inject({ method: 'POST', url: '/basket/add', headers, payload })),
      );
      for (const each of twice) assert.equal(each.headers.location, '/catalogue/search?q=laptop#offer-101');
      assert.deepEqual([...(await world.baskets.held(buyer, ['101', '102']))], [['101', 30]]);
      const [basket, second] = await world.baskets.list(buyer);
      assert.deepEqual([basket?.lines.length, basket?.basket.version, second], [1, 2, undefined]);
    });
  }

  it('wait in the browser while somebody signs in, and only for whoever chose them there', async (t) => {
    const world = await purchasingWorld('pglite');
    t.after(() => world.database.close());
    const { buyer } = world.people;
    const as = async (actor?: Actor) => {
      const server = await pageServer(purchasingPolicies, actor);
      t.after(() => server.close());
      await server.register(addPages({ ...world, signInHref }));
      return server;
    };
    const [nobody, somebody] = [await as(), await as(buyer)];
    const payload = 'offer=101&quantity=30&back=%2Fcatalogue%2Fcompare%3Foffer%3D101';
    const chosen = await nobody.inject({ method: 'POST', url: '/basket/add', headers, payload });
    assert.equal(chosen.statusCode, 303);
    const next = new URL(String(chosen.headers.location), 'http://x').searchParams.get('next') ?? '';
    assert.match(next, /^\/basket\/chosen\?word=[\w-]{22}$/);
    const kept = chosen.cookies.find((each) => each.name === 'calloff-chosen');
    assert.ok(kept?.httpOnly === true && kept.sameSite === 'Lax');
    const cookies = { 'calloff-chosen': kept.value };
    const made = await somebody.inject({ url: '/basket/chosen?word=made-elsewhere', cookies });
    assert.equal(made.headers.location, '/basket');
    assert.equal((await world.baskets.held(buyer)).size, 0, 'an address alone puts nothing in');
    const back = await somebody.inject({ url: next, cookies });
    assert.equal(back.headers.location, '/catalogue/compare?offer=101#offer-101');
    assert.deepEqual([...(await world.baskets.held(buyer))], [['101', 30]]);
    assert.equal((await somebody.inject(next)).headers.location, '/basket', 'without the cookie nothing is known');
  });
});
