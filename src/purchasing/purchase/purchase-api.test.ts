import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { Value } from 'typebox/value';
import { pageServer } from '../../../test/support/page-server.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import type { PersonActor } from '../../platform/access/index.ts';
import { purchasingPolicies } from '../purchasing-policies.ts';
import { purchaseApi } from './purchase-api.ts';
import { purchaseCommands } from './purchase-commands.ts';
import { ChecksSchema, PurchaseSchema } from './purchase-json.ts';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly frozenAt: string | null;
  readonly may: { readonly decide: number | null; readonly place: boolean };
  readonly checks: readonly { readonly id: string; readonly text: string }[];
}

describe('purchases for programs', () => {
  it('goes from a basket to its order as the pages do, the same call twice once, and hides what is another’s', async (t) => {
    const world = await purchasingWorld('pglite');
    t.after(() => world.database.close());
    const as = async (actor: PersonActor) => {
      const server = await pageServer(purchasingPolicies, actor);
      await server.register(purchaseApi(world));
      t.after(() => server.close());
      return async (method: 'GET' | 'POST', path: string, payload?: object) => {
        const url = `/api/v1/purchases${path}`;
        const { statusCode, body } = await server.inject({
          method,
          url,
          ...(payload === undefined ? {} : { payload }),
        });
        return { code: statusCode, body, json: JSON.parse(body) as unknown };
      };
    };
    const { requester, head, stranger } = world.people;
    const put = await world.baskets.put(
      { actor: requester },
      { organisation: 'northmoor1', offer: '101', quantity: 30 },
    );
    assert.ok(put.ok);
    const version = (await world.baskets.get(requester, put.value))?.basket.version ?? 0;
    const asking = await as(requester);
    const stale = await asking('POST', '', { basket: put.value, version: version + 1 });
    assert.equal(stale.code, 409);
    assert.match(stale.body, /basket-changed/);
    const asked = await asking('POST', '', { basket: put.value, version, reason: 'Year 7' });
    assert.equal(asked.code, 201);
    const purchase = asked.json as Shown;
    assert.ok(Value.Check(PurchaseSchema, purchase), asked.body);
    assert.equal(purchase.status, 'waiting-for-approval');
    assert.equal(((await asking('POST', '', { basket: put.value, version })).json as Shown).id, purchase.id);
    const at = `/${purchase.id}`;
    const early = await asking('POST', `${at}/place`);
    assert.equal(early.code, 409);
    assert.match(early.body, /purchase-state/);
    assert.equal((await asking('POST', `${at}/decide`, { step: 1, approve: true })).code, 403);

    const deciding = await as(head);
    assert.equal(((await deciding('GET', at)).json as Shown).may.decide, 1);
    assert.equal((await deciding('POST', `${at}/decide`, { step: 1, approve: false })).code, 422);
    for (let click = 0; click < 2; click += 1) {
      const approved = await deciding('POST', `${at}/decide`, { step: 1, approve: true });
      assert.equal((approved.json as Shown).status, 'ready', approved.body);
    }
    const orders = await Promise.all([0, 1, 2].map(async () => (await asking('POST', `${at}/place`)).body));
    assert.equal(new Set(orders).size, 1);
    assert.match(orders[0] ?? '', /^\{"order":"[a-z0-9]+"\}$/);
    const checks = await asking('GET', `${at}/checks`);
    assert.ok(Value.Check(ChecksSchema, checks.json), checks.body);
    assert.equal(checks.json.frozenAt, '2026-11-23T10:00:00.000Z');
    assert.equal((await asking('POST', `${at}/withdraw`)).code, 409);
    assert.match((await asking('GET', '?limit=1')).body, /"status":"placed".*"next":null/);

    const other = await as(stranger);
    assert.equal((await other('GET', at)).code, 404);
    assert.equal((await other('POST', `${at}/place`)).code, 404);
    assert.equal((await other('POST', '', { basket: put.value, version })).code, 404);
    assert.deepEqual((await other('GET', '')).json, { items: [], next: null });

    const folder = await mkdtemp(join(tmpdir(), 'calloff-purchases-'));
    t.after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'key'), 'secret\n');
    const actorOfKey = (secret: string) => Promise.resolve(secret === 'secret' ? requester : undefined);
    const commands = purchaseCommands(() => Promise.resolve({ ...world, actorOfKey }));
    const run = async (name: string, id: string, json: boolean) => {
      const command = commands.find((each) => each.name === name);
      let out = '';
      const code = await command?.run(
        { id },
        { key: 'key', limit: '25' },
        {
          ...{ clock: world.clock, json, terminal: false, columns: 200, signal: new AbortController().signal },
          write: (text) => (out += text),
          writeError: (text) => (out += text),
          input: () => Readable.from([]),
          resolve: (path) => resolve(folder, path),
          progress: () => undefined,
        },
      );
      return { code, out };
    };
    assert.deepEqual(JSON.parse((await run('purchase checks', purchase.id, true)).out), checks.json);
    assert.deepEqual(
      JSON.parse((await run('purchase show', purchase.id, true)).out),
      (await asking('GET', at)).json,
      'the command line says what the interface says',
    );
    assert.match((await run('purchase list', '', false)).out, /Ordered/);
    assert.match((await run('purchase show', purchase.id, false)).out, /As they stood when it was placed, 2026-11-23/);
    await assert.rejects(run('purchase show', 'nothing0001', false), /There is no purchase nothing0001/);
  });
});
