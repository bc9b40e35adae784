import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { invoiceWorld } from '../../../../test/support/invoices.ts';
import { pageServer, wordsOf } from '../../../../test/support/page-server.ts';
import type { Actor } from '../../../platform/access/index.ts';
import { contractPolicies } from '../../contract-policies.ts';
import { invoicePolicies } from '../invoice-policies.ts';
import { invoicingPages } from './invoicing-pages.ts';

async function pagesFor(t: TestContext) {
  const world = await invoiceWorld('pglite');
  t.after(() => world.database.close());
  const as = async (actor: Actor) => {
    const server = await pageServer([...contractPolicies, ...invoicePolicies], actor);
    await server.register(invoicingPages(world));
    t.after(() => server.close());
    return {
      get: async (url: string) => {
        const answer = await server.inject({ url, headers: { accept: 'text/html' } });
        return { status: answer.statusCode, words: wordsOf(answer.body), html: answer.body };
      },
      post: async (url: string, fields: Readonly<Record<string, string>>) => {
        const answer = await server.inject({
          method: 'POST',
          url,
          headers: {
            accept: 'text/html',
            'content-type': 'application/x-www-form-urlencoded',
            'sec-fetch-site': 'same-origin',
          },
          payload: new URLSearchParams(fields).toString(),
        });
        return { status: answer.statusCode, location: answer.headers.location ?? '', words: wordsOf(answer.body) };
      },
    };
  };
  return { world, as };
}

const day = { 'receivedOn-day': '23', 'receivedOn-month': '11', 'receivedOn-year': '2026' };
const issued = { 'issuedOn-day': '23', 'issuedOn-month': '11', 'issuedOn-year': '2026' };

/** A form for the usual order with a delivery nobody agreed to. */
function invoiceForm(order: { readonly number: string }): Readonly<Record<string, string>> {
  return {
    orderNumber: order.number,
    number: '40172',
    ...issued,
    ...{
      'orderLine-1': '1',
      'title-1': 'Norvik N14',
      'quantity-1': '30',
      'unitPrice-1': '395.00',
      'vatPercent-1': '20',
    },
    ...{ 'title-2': 'Delivery', 'quantity-2': '1', 'unitPrice-2': '£52', 'vatPercent-2': '20' },
  };
}

async function receive(buyer: Awaited<ReturnType<Awaited<ReturnType<typeof pagesFor>>['as']>>, id: string) {
  const serials = Array.from({ length: 30 }, (_each, index) => `SN-${String(index)}`).join('\n');
  return buyer.post(`/orders/${id}/receipts`, {
    key: 'form-12345',
    ...day,
    'kept-1': '30',
    'serials-1': serials,
    'kept-2': '30',
  });
}

describe('The pages of receipts and invoices', () => {
  it('lead from what arrived to an invoice that does not match, its answer and its payment', async (t) => {
    const { world, as } = await pagesFor(t);
    const order = await world.placeAccepted();
    const buyer = await as(world.people.buyer);
    const supplier = await as(world.people.supplier);

    assert.match((await buyer.get('/invoices')).words, /No invoice has come yet/);
    assert.match((await buyer.get(`/orders/${order.id}/receipts`)).words, /60 pieces are still to come/);
    const received = await receive(buyer, order.id);
    assert.equal(received.status, 303, received.words);
    assert.equal((await receive(buyer, order.id)).status, 303);
    const after = await buyer.get(`/orders/${order.id}/receipts`);
    assert.match(after.words, /Everything has arrived/);
    assert.match(after.words, /SN-29/);

    const form = await supplier.get(`/supplier/invoices/new?order=${order.id}`);
    assert.match(form.html, /value="395\.00"/);
    const sent = await supplier.post('/supplier/invoices/new', invoiceForm(order));
    assert.equal(sent.status, 303, sent.words);
    const page = await buyer.get(sent.location);
    assert.match(
      page.words,
      /Invoice 40172 does not match\. Charged £52\.00 delivery\. The order says free\. Only that line is in dispute\. Pay £14,220\.00 by 23 December 2026\./,
    );
    assert.match((await buyer.get('/invoices?state=in-dispute')).words, /£62\.40 in dispute/);
    assert.match((await supplier.get('/supplier/invoices')).words, /40172/);

    const silent = await supplier.post(`${sent.location}/lines/2/answer`, { act: 'withdraw', 'note-2': '', seen: '2' });
    assert.equal(silent.status, 400);
    assert.match(silent.words, /Say why, in a few words/);
    const withdrawn = await supplier.post(`${sent.location}/lines/2/answer`, {
      act: 'withdraw',
      'note-2': 'Our mistake',
      seen: '2',
    });
    assert.equal(withdrawn.status, 303, withdrawn.words);
    const paidOn = { 'paidOn-day': '23', 'paidOn-month': '11', 'paidOn-year': '2026' };
    const tooMuch = await buyer.post(`${sent.location}/payments`, {
      amount: '14282.40',
      reference: 'BACS',
      seen: '3',
      ...paidOn,
    });
    assert.match(tooMuch.words, /£14,220\.00 is agreed and not paid yet/);
    const paid = await buyer.post(`${sent.location}/payments`, {
      amount: '14,220.00',
      reference: 'BACS',
      seen: '3',
      ...paidOn,
    });
    assert.equal(paid.status, 303, paid.words);
    assert.match((await buyer.get(sent.location)).words, /£14,220\.00 is paid/);
  });

  it('name what is wrong beside its field', async (t) => {
    const { world, as } = await pagesFor(t);
    const order = await world.placeAccepted();
    const buyer = await as(world.people.buyer);
    const over = await buyer.post(`/orders/${order.id}/receipts`, { key: 'form-12345', ...day, 'kept-1': '32' });
    assert.equal(over.status, 400);
    assert.match(over.words, /32 of Norvik N14 would be kept, but 30 were ordered: 2 too many/);
    const serials = await buyer.post(`/orders/${order.id}/receipts`, {
      key: 'form-12345',
      ...day,
      'kept-1': '3',
      'serials-1': 'A1\nA2',
    });
    assert.match(serials.words, /2 serial numbers for 3 kept/);
    const supplier = await as(world.people.supplier);
    const empty = await supplier.post('/supplier/invoices/new', { ...issued, orderNumber: order.number });
    assert.equal(empty.status, 400);
    assert.match(empty.words, /No line is charged/);
  });

  it('are not there for others: 404 for another organisation, no button for who only reads', async (t) => {
    const { world, as } = await pagesFor(t);
    const order = await world.placeAccepted();
    const supplier = await as(world.people.supplier);
    const sent = await supplier.post('/supplier/invoices/new', invoiceForm(order));
    assert.equal(sent.status, 303, sent.words);
    for (const actor of [world.people.otherBuyer, world.people.otherSupplier]) {
      const other = await as(actor);
      assert.equal((await other.get(sent.location)).status, 404);
      assert.equal((await other.get(`/orders/${order.id}/receipts`)).status, 404);
    }
    const other = await as(world.people.otherBuyer);
    for (const url of [
      `/orders/${order.id}/receipts`,
      `/orders/${order.id}/invoices/new`,
      `${sent.location}/payments`,
    ]) {
      assert.equal((await other.post(url, { key: 'form-12345', ...day, 'kept-1': '1' })).status, 404, url);
    }
    const auditor = await as(world.people.auditor);
    const page = await auditor.get(sent.location);
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.html, /<button[^>]*name="act"/);
    assert.equal(
      (await auditor.post(`${sent.location}/lines/2/decision`, { act: 'accept', 'note-2': 'x', seen: '2' })).status,
      403,
    );
  });
});
