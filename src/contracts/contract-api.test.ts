import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contractWorld, laptops, orderDraft } from '../../test/support/contracts.ts';
import { pageServer } from '../../test/support/page-server.ts';
import { isoDate } from '../kernel/dates.ts';
import type { Actor, KeyActor, PersonActor } from '../platform/access/index.ts';
import { contractApi } from './contract-api.ts';
import { contractPolicies } from './contract-policies.ts';

describe('the interface of orders and call-offs', () => {
  it('reads and accepts an order, refuses what is wrong, and hides what is another’s', async (t) => {
    const world = await contractWorld('pglite');
    t.after(() => world.database.close());
    const { people, database, ordering } = world;
    const placed = await database.transact((transaction) =>
      ordering.placeOrder(transaction, people.buyer, orderDraft([laptops(3)])),
    );
    assert.ok(placed.ok);
    const { id, callOff } = placed.value;
    const server = await pageServer(contractPolicies, people.supplier);
    await server.register(contractApi(world));
    t.after(() => server.close());
    const listed = await server.inject({ url: '/api/v1/orders' });
    assert.match(listed.body, /"number":"O-000001"/);
    const payload = { seen: 1, note: 'Dearer', lines: [{ number: 1, unitPrice: '396.00' }] };
    const up = await server.inject({ method: 'POST', url: `/api/v1/orders/${id}/propose`, payload });
    assert.equal(up.statusCode, 422);
    assert.match(up.body, /price-up/);
    const accept = { method: 'POST', url: `/api/v1/orders/${id}/accept`, payload: { seen: 1 } } as const;
    assert.match((await server.inject(accept)).body, /"status":"accepted"/);
    const decline = {
      method: 'POST',
      url: `/api/v1/orders/${id}/decline`,
      payload: { seen: 1, reason: 'No' },
    } as const;
    assert.equal((await server.inject(decline)).statusCode, 409);
    const form = await server.inject({ url: `/api/v1/call-offs/${callOff}/order-form` });
    assert.match(form.body, /"hash":"[0-9a-f]{64}"/);
    const other = await pageServer(contractPolicies, people.otherSupplier);
    await other.register(contractApi(world));
    t.after(() => other.close());
    assert.equal((await other.inject({ url: `/api/v1/orders/${id}` })).statusCode, 404);
    assert.equal((await other.inject(accept)).statusCode, 404);
  });

  it('signs with both named people, varies and publishes, as the pages do', async (t) => {
    const world = await contractWorld('pglite');
    t.after(() => world.database.close());
    const { people, database, ordering, callOffs } = world;
    const { id } = await database.transact((transaction) =>
      ordering.makeCallOff(transaction, people.buyer, {
        ...{ organisation: 'northmoor1', supplier: 'marrowby-systems', agreement: 'RM6098', lot: '2' },
        ...{ route: 'direct-award', title: 'Laptops', formation: 'signatures', ceiling: '395000.00' },
        ...{ valueGross: '474000.00', madeFrom: 'award:api', sites: ['northmoors1'], prices: [laptops(1)] },
        ...{ starts: isoDate('2026-11-01'), ends: null, commencedOn: isoDate('2026-10-01') },
      }),
    );
    const as = async (actor: Actor) => {
      const server = await pageServer(contractPolicies, actor);
      await server.register(contractApi(world));
      t.after(() => server.close());
      return async (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) => {
        const url = `/api/v1/call-offs/${id}${path}`;
        const answer = await server.inject(payload === undefined ? { method, url } : { method, url, payload });
        return { status: answer.statusCode, body: answer.body, json: () => answer.json<Record<string, unknown>>() };
      };
    };
    const buyer = await as(people.buyer);
    const supplier = await as(people.supplier);
    const other = await as(people.otherBuyer);
    const key = await as(keyOf(people.buyer, ['call-offs:read', 'call-offs:write', 'orders:write']));

    // Nothing the service says is lost on the way out.
    const view = await callOffs.get(people.buyer, id);
    assert.deepEqual((await buyer('GET', '')).json(), JSON.parse(JSON.stringify(view)));

    const hash = async () => (await buyer('GET', '/signing')).json()['hash'];
    assert.equal((await buyer('PUT', '/signatory', { membership: 'msupplierman' })).status, 422);
    assert.equal((await buyer('PUT', '/signatory', { membership: 'mbuyerperson' })).status, 200);
    assert.match((await buyer('POST', '/signatures', { hash: await hash() })).body, /signatories-missing/);
    assert.equal((await supplier('PUT', '/signatory', { membership: 'msupplierman' })).status, 200);
    const stale = await buyer('POST', '/signatures', { hash: 'f'.repeat(64) });
    assert.deepEqual([stale.status, /other-document/.test(stale.body)], [409, true]);
    const refused = await key('POST', '/signatures', { hash: await hash() });
    assert.equal(refused.status, 403);
    assert.match(refused.body, /No API key may sign call-off contracts\. It binds the organisation/);
    assert.equal((await other('POST', '/signatures', { hash: await hash() })).status, 404);
    assert.equal((await buyer('POST', '/signatures', { hash: await hash() })).status, 200);
    assert.equal((await buyer('POST', '/signatures', { hash: await hash() })).status, 200, 'twice is once');
    const last = await supplier('POST', '/signatures', { hash: await hash() });
    assert.equal(last.status, 200);
    assert.doesNotMatch(last.body, /"signedAt":null/);
    assert.equal((await callOffs.get(people.buyer, id))?.state, 'live');

    const variation = {
      ...{ key: 'variation1', ground: 'unforeseen', changeNet: '1000.00', reason: 'More pupils' },
      ...{ evidence: 'Minutes', decidedBy: 'The board' },
    };
    assert.match((await buyer('POST', '/variations', variation)).body, /notice-missing/);
    assert.equal((await key('POST', '/variations', variation)).status, 403);
    const lawful = { ...variation, notice: { reference: 'N-1', on: '2026-11-20' } };
    assert.equal((await buyer('POST', '/variations', lawful)).status, 200);
    const varied = await buyer('POST', '/variations', lawful);
    assert.match(varied.body, /"ceiling":"396000\.00"/);
    const tooLow = { ...lawful, key: 'variation2', ground: 'review-clause', changeNet: '-396000.01' };
    assert.match((await buyer('POST', '/variations', tooLow)).body, /below-taken/);

    const publication = { place: 'Contracts Finder', reference: 'CF-1', publishedOn: '2026-11-24' };
    assert.match((await key('PUT', '/publication', publication)).body, /day-ahead/);
    const today = { ...publication, publishedOn: '2026-11-23' };
    assert.equal((await key('PUT', '/publication', today)).status, 200);
    assert.equal((await buyer('PUT', '/publication', today)).status, 200, 'twice is once');
    assert.equal((await buyer('PUT', '/publication', { ...today, reference: 'CF-2' })).status, 409);
    assert.equal((await supplier('PUT', '/publication', today)).status, 403);

    const notice = (await buyer('GET', '/publication-notice')).json();
    assert.deepEqual(
      [notice['valueGross'], notice['contractDate'], notice['cpvFrom']],
      ['474000.00', '2026-11-23', 'lot'],
    );
    assert.match(String(notice['text']), /small or medium-sized enterprise \(SME\): yes[\s\S]*CPV codes: \d{8} \w+/);
    assert.equal((await other('GET', '/publication-notice')).status, 404);
    assert.equal((await buyer('GET', '/signed-copy')).status, 404);
  });

  it('takes and gives the copy both signed on paper', async (t) => {
    const world = await contractWorld('pglite');
    t.after(() => world.database.close());
    const { people, database, ordering, signing } = world;
    const { id } = await database.transact((transaction) =>
      ordering.makeCallOff(transaction, people.buyer, {
        ...{ organisation: 'northmoor1', supplier: 'marrowby-systems', agreement: 'RM6098', lot: '2' },
        ...{ route: 'direct-award', title: 'Laptops', formation: 'signatures', ceiling: '395000.00' },
        ...{ valueGross: '474000.00', madeFrom: 'award:copy', sites: ['northmoors1'], prices: [laptops(1)] },
        ...{ starts: isoDate('2026-11-01'), ends: null, commencedOn: isoDate('2026-10-01') },
      }),
    );
    await signing.name({ actor: people.buyer }, id, 'mbuyerperson');
    await signing.name({ actor: people.supplier }, id, 'msupplierman');
    const pdf = '%PDF-1.7\nsigned by both\n%%EOF\n';
    const send = async (actor: Actor, signedOn = '2026-11-20') => {
      const server = await pageServer(contractPolicies, actor);
      await server.register(contractApi(world));
      t.after(() => server.close());
      const payload = `--b7\r\nContent-Disposition: form-data; name="file"; filename="copy.pdf"\r\n\r\n${pdf}\r\n--b7--\r\n`;
      const headers = { 'content-type': 'multipart/form-data; boundary=b7' };
      const url = `/api/v1/call-offs/${id}/signed-copy`;
      const sent = await server.inject({ method: 'POST', url: `${url}?signedOn=${signedOn}`, payload, headers });
      return { status: sent.statusCode, body: sent.body, read: () => server.inject({ url }) };
    };
    assert.equal((await send(keyOf(people.buyer, ['call-offs:read', 'call-offs:write']))).status, 403);
    assert.equal((await send(people.otherBuyer)).status, 404);
    assert.match((await send(people.buyer, '2026-11-24')).body, /day-ahead/);
    const taken = await send(people.buyer);
    assert.match(taken.body, /"signedOn":"2026-11-20"/);
    assert.equal((await send(people.buyer)).status, 200, 'twice is once');
    const read = await taken.read();
    assert.deepEqual([read.headers['content-type'], read.body], ['application/pdf', pdf]);
  });
});

function keyOf(actor: PersonActor, scopes: readonly string[]): KeyActor {
  const [membership] = actor.memberships;
  assert.ok(membership);
  return { kind: 'key', keyId: 'key000000001', scopes, membership };
}
