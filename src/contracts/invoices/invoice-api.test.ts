import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { invoiceWorld } from '../../../test/support/invoices.ts';
import { pageServer } from '../../../test/support/page-server.ts';
import type { KeyActor } from '../../platform/access/index.ts';
import { invoiceApi } from './invoice-api.ts';
import { invoicePolicies } from './invoice-policies.ts';

describe('The interface for invoices', () => {
  it('takes an invoice from a supplier’s key once, shows what differs, and lets only the buyer decide', async (t) => {
    const world = await invoiceWorld('pglite');
    t.after(() => world.database.close());
    const order = await world.placeAccepted();
    const [membership] = world.people.supplier.memberships;
    assert.ok(membership !== undefined);
    const scopes = ['invoices:read', 'invoices:write', 'invoices:decide'];
    const key: KeyActor = { kind: 'key', keyId: 'key-1', scopes, membership };
    const server = await pageServer(invoicePolicies, key);
    await server.register(invoiceApi({ invoices: world.invoices }));
    t.after(() => server.close());
    const payload = {
      number: '40172',
      issuedOn: '2026-11-23',
      orderNumber: order.number,
      lines: [{ title: 'Delivery', quantity: '1', unitPrice: '52.00', vatPercent: '20' }],
    };
    const send = () => server.inject({ method: 'POST', url: '/api/v1/invoices', payload });
    const [first, second] = [await send(), await send()];
    assert.deepEqual([first.statusCode, second.statusCode], [201, 201], first.body);
    assert.equal(first.body, second.body);
    const { id } = first.json<{ id: string }>();
    const list = await server.inject({ url: '/api/v1/invoices?state=in-dispute' });
    const { items } = list.json<{ items: { id: string; lines: { differences: { kind: string }[] }[] }[] }>();
    assert.deepEqual([items[0]?.id, items[0]?.lines[0]?.differences[0]?.kind], [id, 'delivery-not-agreed']);
    const act = { method: 'POST', payload: { note: 'Fine', seen: 1 } } as const;
    assert.equal((await server.inject({ ...act, url: `/api/v1/invoices/${id}/lines/1/accept` })).statusCode, 403);
    assert.equal((await server.inject({ ...act, url: `/api/v1/invoices/${id}/lines/1/withdraw` })).statusCode, 200);
    assert.equal((await server.inject({ ...act, url: '/api/v1/invoices/nothere12/lines/1/withdraw' })).statusCode, 404);
  });
});
