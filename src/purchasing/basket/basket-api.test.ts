import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { engines } from '../../../test/support/databases.ts';
import { pageServer } from '../../../test/support/page-server.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import { purchasingPolicies } from '../purchasing-policies.ts';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { BasketSchema } from './basket-data.ts';
import { basketApi } from './basket-api.ts';
import { basketCommands } from './basket-commands.ts';

const Many = Type.Object({ baskets: Type.Array(BasketSchema) });
const basketOf = (text: string) => Value.Parse(BasketSchema, JSON.parse(text));
const problemsOf = (text: string) =>
  Value.Parse(
    Type.Object({ problems: Type.Array(Type.Object({ code: Type.String(), path: Type.String() })) }),
    JSON.parse(text),
  ).problems;

describe('baskets for programs', () => {
  for (const { engine, skip } of engines) {
    it(`are put, priced and changed by the version that was looked at (${engine})`, { skip }, async (t) => {
      const world = await purchasingWorld(engine);
      t.after(() => world.database.close());
      const server = await pageServer(purchasingPolicies, world.people.buyer);
      t.after(() => server.close());
      await server.register(basketApi(world));
      const put = { organisation: 'northmoor1', offer: '101', quantity: 30 };
      const send = (method: 'POST' | 'PUT', url: string, payload: object) => server.inject({ method, url, payload });
      const [first, second] = await Promise.all([
        send('POST', '/api/v1/baskets', put),
        send('POST', '/api/v1/baskets', put),
      ]);
      const basket = basketOf(first.body);
      assert.equal(basketOf(second.body).id, basket.id, 'the same twice is one basket');
      assert.deepEqual(
        basket.lines.map((each) => [each.kind, each.quantity]),
        [
          ['goods', 30],
          ['delivery', 1],
        ],
      );
      const sum = (name: 'net' | 'vat' | 'gross') =>
        basket.lines.reduce((all, each) => all + Math.round(Number(each[name]) * 100), 0);
      for (const name of ['net', 'vat', 'gross'] as const) {
        assert.equal(sum(name), Math.round(Number(basket[name]) * 100), `${name} is the sum of its lines`);
      }
      const url = `/api/v1/baskets/${basket.id}`;
      const change = { version: basket.version, neededBy: '2026-11-24', lines: [{ offer: '101', quantity: 31 }] };
      const both = await Promise.all([send('PUT', url, change), send('PUT', url, change)]);
      assert.deepEqual(both.map((each) => each.statusCode).toSorted(), [200, 409], 'two tabs do not mix');
      const now = basketOf((await server.inject(url)).body);
      assert.deepEqual([now.version, now.neededBy, now.late, now.wanted[0]?.quantity], [3, '2026-11-24', true, 31]);
      const no = await send('PUT', url, { version: 3, lines: [{ offer: '999', quantity: 1 }] });
      assert.deepEqual([no.statusCode, problemsOf(no.body)[0]?.path], [422, 'lines.0.offer']);
      const day = await send('PUT', url, { version: 3, neededBy: '2026-02-30' });
      assert.deepEqual([day.statusCode, problemsOf(day.body)[0]?.code], [422, 'day']);
      assert.match(
        (await server.inject('/api/v1/baskets')).body,
        new RegExp(`^{"items":\\[{"id":"${String(basket.id)}"`),
      );
      const other = await pageServer(purchasingPolicies, world.people.stranger);
      t.after(() => other.close());
      await other.register(basketApi(world));
      assert.equal((await other.inject(url)).statusCode, 404);
      assert.equal((await other.inject({ method: 'PUT', url, payload: { version: 3 } })).statusCode, 404);
    });
  }

  it('are priced alike by the page, the interface and the command line', async (t) => {
    const world = await purchasingWorld('pglite');
    t.after(() => world.database.close());
    const { buyer } = world.people;
    const server = await pageServer(purchasingPolicies);
    t.after(() => server.close());
    await server.register(basketApi(world));
    const put = await world.baskets.put({ actor: buyer }, { organisation: 'northmoor1', offer: '101', quantity: 30 });
    assert.ok(put.ok);
    const kept = await world.baskets.get(buyer, put.value);
    assert.ok(kept !== undefined);
    const { supplier, lot } = kept.basket;
    const mpn = kept.lines[0]?.listed?.product.mpn;
    const wanted = { lines: [{ mpn, supplier, lot, quantity: 30 }] };
    const [show, price] = basketCommands(() =>
      Promise.resolve({ baskets: world.baskets, actorOfKey: () => Promise.resolve(buyer) }),
    ).toReversed();
    const run = async (command: typeof price, input: unknown) => {
      let out = '';
      const code = await command?.run(
        { file: '-', id: put.value },
        { key: import.meta.filename },
        {
          ...{ clock: world.clock, json: true, terminal: false, columns: 80, signal: new AbortController().signal },
          write: (text: string) => (out += text),
          writeError: () => undefined,
          input: () => Readable.from([JSON.stringify(input)]),
          resolve: (path: string) => path,
          progress: () => undefined,
        },
      );
      return { code, out };
    };
    const asked = await server.inject({ method: 'POST', url: '/api/v1/baskets/price', payload: wanted });
    assert.equal(asked.statusCode, 200, asked.body);
    const byCommand = await run(price, wanted);
    assert.deepEqual(JSON.parse(byCommand.out), asked.json(), 'the command says what the interface says');
    const [shown] = Value.Parse(Many, JSON.parse((await run(show, {})).out)).baskets;
    const [priced] = Value.Parse(Many, JSON.parse(byCommand.out)).baskets;
    assert.deepEqual([priced?.net, priced?.vat, priced?.gross], [shown?.net, shown?.vat, shown?.gross]);
    assert.deepEqual(priced?.lines, shown?.lines);
    assert.equal((await world.baskets.list(buyer)).length, 1, 'pricing keeps nothing');

    const wrong = await run(price, { lines: [{ offer: '999999', quantity: 0 }], place: 'nowhere' });
    assert.equal(wrong.code, 1);
    const unknown = await run(price, { lines: [{ mpn: 'NO-SUCH', supplier, lot, quantity: 1 }], place: 'nowhere' });
    assert.deepEqual(
      problemsOf(unknown.out).map((each) => each.path),
      ['place', 'lines.0.mpn'],
    );
  });
});
