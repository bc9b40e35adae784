import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { contractWorld, laptops, orderDraft } from '../../../test/support/contracts.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { isoDate } from '../../kernel/dates.ts';
import type { Actor } from '../../platform/access/index.ts';
import { contractPolicies } from '../contract-policies.ts';
import { contractPages } from './contract-pages.ts';

async function worldFor(t: TestContext) {
  const world = await contractWorld('pglite');
  t.after(() => world.database.close());
  const as = async (actor: Actor) => {
    const server = await pageServer(contractPolicies, actor);
    await server.register(contractPages(world));
    t.after(() => server.close());
    const get = async (url: string) => {
      const { statusCode: status, body } = await server.inject({ url });
      return { status, words: wordsOf(body), body };
    };
    const post = async (url: string, form: Readonly<Record<string, string>>) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
      const payload = new URLSearchParams(form).toString();
      const answer = await server.inject({ method: 'POST', url, payload, headers });
      const { location } = answer.headers;
      return { status: answer.statusCode, words: wordsOf(answer.body), body: answer.body, location };
    };
    /** Sends a signed copy with its day. */
    const upload = async (url: string, sent: Readonly<Record<'day' | 'month' | 'year' | 'file', string>>) => {
      const parts = (['day', 'month', 'year'] as const).map(
        (each) => `--b7\r\nContent-Disposition: form-data; name="on-${each}"\r\n\r\n${sent[each]}\r\n`,
      );
      const file = `--b7\r\nContent-Disposition: form-data; name="file"; filename="copy.txt"\r\n\r\n${sent.file}\r\n--b7--\r\n`;
      const headers = { 'content-type': 'multipart/form-data; boundary=b7', 'sec-fetch-site': 'same-origin' };
      const answer = await server.inject({ method: 'POST', url, payload: `${parts.join('')}${file}`, headers });
      return { status: answer.statusCode, words: wordsOf(answer.body) };
    };
    return { get, post, upload };
  };
  return { world, as };
}

describe('the pages of orders and call-offs', () => {
  it('lead an order from the buyer to the supplier’s answer', async (t) => {
    const { world, as } = await worldFor(t);
    const { people, database, ordering } = world;
    const buyer = await as(people.buyer);
    assert.match((await buyer.get('/orders')).words, /No order was placed yet/);
    const placed = await database.transact((transaction) =>
      ordering.placeOrder(transaction, people.buyer, orderDraft([laptops(30)])),
    );
    assert.ok(placed.ok);
    const { id, callOff } = placed.value;
    const supplier = await as(people.supplier);
    assert.match((await supplier.get('/supplier/orders')).words, /1 order waits for your answer/);
    assert.match((await supplier.get(`/orders/${id}`)).words, /Answer the order/);
    assert.match((await supplier.get(`/orders/${id}/answer`)).words, /Accept order O-000001 for £14,220.00/);
    const proposed = { seen: '1', answer: 'propose', 'price-1': '400.00', note: 'Dearer now' };
    const up = await supplier.post(`/orders/${id}/answer`, proposed);
    assert.equal(up.status, 422);
    assert.match(up.words, /£400.00 for line 1 is more than the £395.00 that was ordered/);
    const down = await supplier.post(`/orders/${id}/answer`, { ...proposed, 'price-1': '380.00' });
    assert.deepEqual([down.status, down.location], [303, `/orders/${id}`]);
    assert.match((await buyer.get(`/orders/${id}`)).words, /Accept the change for £13,680.00/);
    assert.equal((await buyer.post(`/orders/${id}/change`, { seen: '2', decision: 'accept' })).status, 303);
    assert.match((await buyer.get(`/orders/${id}`)).words, /It binds both sides/);
    const contract = await buyer.get(`/call-offs/${callOff}`);
    assert.match(contract.words, /You do not need to publish/);
    assert.match((await buyer.get('/call-offs')).words, /C-000001/);
    assert.match((await buyer.get(`/call-offs/${callOff}/order-form`)).words, /Incorporated terms/);
    const pdf = (await buyer.get(`/call-offs/${callOff}/order-form.pdf`)).body;
    assert.match(pdf, /^%PDF-1\.7/);
    for (const mark of ['/MarkInfo', '/StructTreeRoot', '/Lang', '/FontFile2', 'pdfuaid'])
      assert.ok(pdf.includes(mark), mark);
    assert.match((await (await as(people.manager)).get('/orders')).words, /O-000001/);
  });

  it('order from a call-off once everything was shown again', async (t) => {
    const { world, as } = await worldFor(t);
    const { people, database, ordering } = world;
    const { id } = await database.transact((transaction) =>
      ordering.makeCallOff(transaction, people.buyer, {
        ...{
          organisation: 'northmoor1',
          supplier: 'marrowby-systems',
          agreement: 'RM6098',
          lot: '2',
          route: 'direct-award',
        },
        ...{ title: 'Laptops', formation: 'imported', ceiling: '3950.00', valueGross: '4740.00', madeFrom: 'award:1' },
        ...{ starts: isoDate('2026-11-01'), ends: null, commencedOn: isoDate('2026-10-01') },
        ...{ sites: ['northmoors1', 'northmoors2'], prices: [laptops(1)] },
      }),
    );
    const ownSites = (await (await as(people.siteBuyer)).get(`/call-offs/${id}/order`)).body;
    assert.ok(ownSites.includes('value="northmoors2"') && !ownSites.includes('value="northmoors1"'));
    const buyer = await as(people.buyer);
    const form = { site: 'northmoors2', 'quantity-1': '4', title: '', reference: 'PO-7' };
    assert.match((await buyer.get(`/call-offs/${id}/order`)).words, /£3,950.00 is left to order/);
    const empty = await buyer.post(`/call-offs/${id}/order`, { site: 'northmoors2' });
    assert.match(empty.words, /Nothing is ordered yet/);
    const check = await buyer.post(`/call-offs/${id}/order`, form);
    assert.match(check.words, /Place order with marrowby-systems for £1,896.00/);
    const key = /name="key" value="([a-z0-9]+)"/.exec(check.body)?.[1] ?? '';
    const placed = await buyer.post(`/call-offs/${id}/order`, { ...form, key, step: 'place' });
    const again = await buyer.post(`/call-offs/${id}/order`, { ...form, key, step: 'place' });
    assert.equal(placed.status, 303);
    assert.equal(placed.location, again.location);
    assert.match((await buyer.get(`/call-offs/${id}`)).words, /£1,580.00 of £3,950.00 is taken, 40.0%/);
    const tooMany = await buyer.post(`/call-offs/${id}/order`, { ...form, 'quantity-1': '7' });
    assert.match(tooMany.words, /£395\.00 more than what is left/);
    assert.match(tooMany.body, /href="#quantity-1"/);
    const vary = await buyer.get(`/call-offs/${id}/vary`);
    assert.match(vary.words, /On which ground\?/);
    assert.match((await buyer.get(`/call-offs/${id}/publication`)).words, /Where it was published/);
  });

  it('have both sides sign one document', async (t) => {
    const { world, as } = await worldFor(t);
    const { people, database, ordering, callOffs } = world;
    const { id } = await database.transact((transaction) =>
      ordering.makeCallOff(transaction, people.buyer, {
        ...{
          organisation: 'northmoor1',
          supplier: 'marrowby-systems',
          agreement: 'RM6098',
          lot: '2',
          route: 'direct-award',
        },
        ...{
          title: 'Laptops',
          formation: 'signatures',
          ceiling: '395000.00',
          valueGross: '474000.00',
          madeFrom: 'award:2',
        },
        ...{ starts: isoDate('2026-11-01'), ends: null, commencedOn: isoDate('2026-10-01') },
        ...{ sites: ['northmoors1'], prices: [laptops(1)] },
      }),
    );
    const buyer = await as(people.buyer);
    const supplier = await as(people.supplier);
    const url = `/call-offs/${id}/sign`;
    const hashOf = (body: string) => /name="hash" value="([0-9a-f]{64})"/.exec(body)?.[1] ?? '';
    assert.equal((await buyer.post(url, { act: 'name', membership: 'mbuyerperson' })).status, 303);
    assert.equal((await buyer.post(url, { act: 'sign', hash: 'f'.repeat(64) })).status, 422);
    assert.equal((await supplier.post(url, { act: 'name', membership: 'msupplierman' })).status, 303);
    const hash = hashOf((await buyer.get(url)).body);
    assert.match((await buyer.post(url, { act: 'sign', hash: 'f'.repeat(64) })).words, /The document changed/);
    assert.equal((await buyer.post(url, { act: 'sign', hash })).status, 303);
    assert.equal((await callOffs.get(people.buyer, id))?.state, 'awaiting-signatures');
    assert.equal(hashOf((await supplier.get(url)).body), hash);
    assert.equal((await supplier.post(url, { act: 'sign', hash })).status, 303);
    assert.equal((await callOffs.get(people.buyer, id))?.state, 'live');
  });

  it('take a copy both signed on paper, and only a PDF with a day that can be', async (t) => {
    const { world, as } = await worldFor(t);
    const { people, database, ordering, callOffs, signing } = world;
    const { id } = await database.transact((transaction) =>
      ordering.makeCallOff(transaction, people.buyer, {
        ...{ organisation: 'northmoor1', supplier: 'marrowby-systems', agreement: 'RM6098', lot: '2' },
        ...{ route: 'direct-award', title: 'Laptops', formation: 'signatures', ceiling: '395000.00' },
        ...{ valueGross: '474000.00', madeFrom: 'award:3', sites: ['northmoors1'], prices: [laptops(1)] },
        ...{ starts: isoDate('2026-11-01'), ends: null, commencedOn: isoDate('2026-10-01') },
      }),
    );
    const buyer = await as(people.buyer);
    const url = `/call-offs/${id}/signed-copy`;
    const pdf = '%PDF-1.7\nsigned by both\n%%EOF\n';
    const good = { day: '20', month: '11', year: '2026', file: pdf };
    assert.match((await buyer.get(url)).words, /Both sides have to name who signs first/);
    assert.match((await buyer.upload(url, good)).words, /Both sides have to name who signs/);
    await signing.name({ actor: people.buyer }, id, 'mbuyerperson');
    await signing.name({ actor: people.supplier }, id, 'msupplierman');
    for (const [wrong, says] of [
      [{ file: '<html>%PDF-1.7' }, /The file is not a PDF/],
      [{ file: '%PDF-1.7\nhalf of it' }, /The PDF is cut off/],
      [{ day: '24' }, /still to come/],
      [{ month: '9' }, /before 1 October 2026/],
      [{ day: '31' }, /is no date/],
    ] as const) {
      const refused = await buyer.upload(url, { ...good, ...wrong });
      assert.equal(refused.status, 422);
      assert.match(refused.words, says);
    }
    assert.equal((await (await as(people.supplier)).upload(url, good)).status, 422, 'the buyer keeps the contract');
    assert.equal((await (await as(people.otherBuyer)).upload(url, good)).status, 404);
    assert.equal((await buyer.upload(url, good)).status, 303);
    assert.equal((await buyer.upload(url, good)).status, 303, 'a second click changes nothing');
    assert.match((await buyer.upload(url, { ...good, file: `${pdf}%%EOF` })).words, /Another signed copy/);
    const after = await callOffs.get(people.buyer, id);
    assert.deepEqual([after?.state, after?.callOff.signedCopy?.signedOn], ['live', '2026-11-20']);
    assert.equal((await buyer.get(`${url}.pdf`)).body, pdf);
    assert.equal((await (await as(people.otherBuyer)).get(`${url}.pdf`)).status, 404);
    assert.match(
      (await buyer.get(`/call-offs/${id}`)).words,
      /Signed on paper.*Signed copy, last signed 20 November 2026/,
    );
  });

  it('are not there for other organisations', async (t) => {
    const { world, as } = await worldFor(t);
    const { people, database, ordering } = world;
    const placed = await database.transact((transaction) =>
      ordering.placeOrder(transaction, people.buyer, orderDraft([laptops(1)])),
    );
    assert.ok(placed.ok);
    const { id, callOff } = placed.value;
    for (const actor of [people.otherBuyer, people.otherSupplier]) {
      const other = await as(actor);
      for (const url of [`/orders/${id}`, `/call-offs/${callOff}`, `/call-offs/${callOff}/order-form`]) {
        assert.equal((await other.get(url)).status, 404, url);
      }
    }
  });
});
