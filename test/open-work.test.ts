import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isolationWorld, type IsolationWorld } from './support/isolation-world.ts';
import { wordsOf } from './support/page-server.ts';

/** Counted where the orders, purchases and invoices really are: what pages say before something is closed. */
describe('what is open, told before something is closed', () => {
  let world: IsolationWorld;
  before(async () => {
    world = await isolationWorld();
  });
  after(() => world.close());

  const words = async (url: string, who: 'buyer' | 'supplier'): Promise<string> => {
    const headers = { ...world.owners[who], accept: 'text/html' };
    return wordsOf((await world.app.server.inject({ url, headers })).body);
  };

  it('binds a buyer until its orders, call-offs, invoices and purchases are over', async () => {
    const told = await words('/organisations/northmoor1/close', 'buyer');
    // One order of 30 of which 10 arrived, one that is not answered; one invoice for all 30.
    for (const each of ['1 purchase waits.', '2 orders are open.', '1 call-off runs.', '1 invoice is open.']) {
      assert.ok(told.includes(each), `${each} is not on: ${told}`);
    }
    const headers = { ...world.owners.buyer, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
    const sent = { method: 'POST', url: '/organisations/northmoor1/close', headers, payload: 'reason=Over' } as const;
    assert.equal((await world.app.server.inject(sent)).statusCode, 400);
    assert.equal((await world.app.services.organisations.organisation('northmoor1'))?.closedAt, null);
  });

  it('counts what is for a site alone, and sees nothing at a site without anything but its call-off', async () => {
    const told = await words('/organisations/northmoor1/sites/northmoors2/close', 'buyer');
    assert.match(told, /1 call-off names it\./);
    assert.doesNotMatch(told, /orders? (is|are)|purchases? for it/);
  });

  it('counts for a supplier what buyers ordered of it', async () => {
    const told = await words('/organisations/marrowby01/close', 'supplier');
    assert.match(told, /2 orders are open\..*1 call-off runs\..*1 invoice is open\./);
  });
});
