/** Price lists are their supplier's and the authority's; to everybody else there are none. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { fillSmallCatalogue, priceListDesk, priceListWorld } from '../../../test/support/price-list-world.ts';
import { instant } from '../../../test/support/small-catalogue.ts';
import { fixedClock } from '../../kernel/dates.ts';
import { createSuppliers, type Role } from '../../organisations/index.ts';
import { type Actor, PolicyTable } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import { loadPriceColumns } from '../price-lines/index.ts';
import { priceListPolicies } from '../price-lists/index.ts';
import { createProducts } from '../product-service.ts';
import { resolve } from 'node:path';
import { priceListApi } from './price-list-api.ts';
import { priceListPages } from './price-list-pages.ts';

const text = 'Supplier code,Manufacturer,Part number,Description,Unit price\nA1,Norvik,NV14-5120,Laptop,500.00\n';

async function world(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  const catalogue = await fillSmallCatalogue(database);
  const suppliers = createSuppliers({ database });
  const { rows } = await sql<{
    id: string;
  }>`select id from supplier where id <> 'marrowby-systems' order by id limit 1`.execute(database.handle);
  const other = rows[0]?.id ?? '';
  await addOrganisation(database, { id: 'marrowby', kind: 'supplier', supplier: 'marrowby-systems' });
  await addOrganisation(database, { id: 'othersup', kind: 'supplier', supplier: other });
  await addOrganisation(database, { id: 'authority', kind: 'authority', agreements: ['RM6098'] });
  await addOrganisation(database, { id: 'trust001' });
  const person = (id: string, organisation: string, role: Role) =>
    addPerson(database, { id, organisation, roles: [role] });
  const people = {
    own: await person('ownsup01', 'marrowby', 'supplier-catalogue-manager'),
    bids: await person('bids0001', 'marrowby', 'supplier-bid-manager'),
    other: await person('othersu1', 'othersup', 'supplier-catalogue-manager'),
    category: await person('category', 'authority', 'category-manager'),
    auditor: await person('auditor1', 'authority', 'auditor'),
    buyersAuditor: await person('auditor2', 'trust001', 'auditor'),
  };
  const works = await priceListWorld(database, catalogue);
  const list = await priceListDesk(works).submit(text);
  const columns = await loadPriceColumns(resolve(import.meta.dirname, '../../../reference'));
  assert.ok(columns.ok);
  const services = {
    ...catalogue,
    priceLists: works.priceLists,
    priceColumns: columns.value,
    suppliers,
    products: createProducts({ database, ...catalogue, suppliers }),
    policies: new PolicyTable(priceListPolicies),
    clock: fixedClock(instant),
    maxBytes: 1_000_000,
  };
  const closing: (() => Promise<unknown>)[] = [];
  t.after(async () => {
    for (const close of closing) await close();
    await database.close();
  });
  const as = async (actor: Actor) => {
    const server = await pageServer(priceListPolicies, actor);
    closing.push(() => server.close());
    await server.register(priceListPages(services));
    await server.register(priceListApi(services));
    return server;
  };
  return { database, list, people, as, other };
}

/** Every route of one list: who may read them, and who may act. */
const reads = ['', '/columns', '/messages', '/changes', '/held', '/file'];
const apiReads = ['', '/problems', '/repairs', '/changes', '/annotated'];

for (const { engine, skip } of engines) {
  describe(`price lists under roles, on ${engine}`, { skip }, () => {
    it('are read by their supplier and by the authority', async (t) => {
      const { list, people, as } = await world(t, engine);
      for (const actor of [people.own, people.category, people.auditor]) {
        const server = await as(actor);
        assert.match(wordsOf((await server.inject('/price-lists')).body), /Marrowby Systems/);
        for (const url of reads.map((each) => `/price-lists/${list.id}${each}`)) {
          assert.notEqual((await server.inject(url)).statusCode, 404, `${actor.personId} ${url}`);
        }
        const { items } = (await server.inject('/api/v1/price-lists')).json<{ items: { id: string }[] }>();
        assert.deepEqual(
          items.map((each) => each.id),
          [list.id],
        );
      }
    });

    it('are not there for another supplier: none in the lists, 404 at every address and act', async (t) => {
      const { list, people, as, other } = await world(t, engine);
      const server = await as(people.other);
      const home = wordsOf((await server.inject('/price-lists')).body);
      assert.match(home, /No price list was sent yet/);
      assert.doesNotMatch(home, /Marrowby/);
      assert.deepEqual((await server.inject('/api/v1/price-lists?supplier=marrowby-systems')).json(), {
        items: [],
        next: null,
      });
      for (const url of [
        ...reads.map((each) => `/price-lists/${list.id}${each}`),
        `/price-lists/${list.id}/publish`,
        ...apiReads.map((each) => `/api/v1/price-lists/${list.id}${each}`),
      ]) {
        assert.equal((await server.inject(url)).statusCode, 404, url);
      }
      for (const [method, url, payload] of [
        ['POST', `/price-lists/${list.id}/cancel`, undefined],
        ['POST', `/price-lists/${list.id}/publish`, {}],
        ['POST', `/price-lists/${list.id}/columns`, {}],
        ['PUT', `/api/v1/price-lists/${list.id}/mapping`, { mapping: {} }],
        ['POST', `/api/v1/price-lists/${list.id}/accept`, { repairs: false }],
        ['POST', `/api/v1/price-lists/${list.id}/cancel`, undefined],
      ] as const) {
        const answer = await server.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
        assert.equal(answer.statusCode, 404, url);
      }
      const form = wordsOf((await server.inject('/price-lists/new')).body);
      assert.doesNotMatch(form, /Marrowby/);
      assert.equal((await server.inject(upload(other))).statusCode !== 404, true);
      assert.equal((await server.inject(upload('marrowby-systems'))).statusCode, 404);
    });

    it('are sent and accepted by their supplier’s catalogue manager only, and decided on by the category manager only', async (t) => {
      const { list, people, as } = await world(t, engine);
      const statuses = async (actor: Actor) => {
        const server = await as(actor);
        const codes: number[] = [];
        for (const [url, payload] of [
          ['accept', { repairs: true }],
          ['cancel', undefined],
          ['decide', { approve: true, lines: 'all', reason: 'Because' }],
        ] as const) {
          const request = { method: 'POST', url: `/api/v1/price-lists/${list.id}/${url}` } as const;
          codes.push((await server.inject({ ...request, ...(payload === undefined ? {} : { payload }) })).statusCode);
        }
        return codes;
      };
      assert.deepEqual(await statuses(people.auditor), [403, 403, 403]);
      assert.deepEqual(await statuses(people.bids), [403, 403, 403]);
      // Nothing waits for a decision: what the category manager asks is refused for that, not for who asks.
      assert.deepEqual(await statuses(people.category), [403, 403, 409]);
      const [accept, , decide] = await statuses(people.own);
      assert.ok(accept === 202 || accept === 409);
      assert.equal(decide, 403);
    });

    it('are nobody’s of a buyer, not even its auditor’s, nor its keys’', async (t) => {
      const { list, people, as } = await world(t, engine);
      const [membership] = people.buyersAuditor.memberships;
      assert.ok(membership);
      const key: Actor = { kind: 'key', keyId: 'k', scopes: ['price-lists:read', 'price-lists:decide'], membership };
      for (const actor of [people.buyersAuditor, key]) {
        const server = await as(actor);
        assert.equal((await server.inject(`/api/v1/price-lists/${list.id}`)).statusCode, 404);
        assert.deepEqual((await server.inject('/api/v1/price-lists')).json(), { items: [], next: null });
      }
    });

    it('keep a supplier’s key from deciding on its own rises', async (t) => {
      const { list, people, as } = await world(t, engine);
      const [membership] = people.own.memberships;
      assert.ok(membership);
      const key: Actor = { kind: 'key', keyId: 'k', scopes: ['price-lists:read', 'price-lists:decide'], membership };
      const server = await as(key);
      assert.equal((await server.inject(`/api/v1/price-lists/${list.id}`)).statusCode, 200);
      const payload = { approve: true, lines: 'all', reason: 'Mine' };
      const decided = await server.inject({ method: 'POST', url: `/api/v1/price-lists/${list.id}/decide`, payload });
      assert.equal(decided.statusCode, 403);
    });

    it('stay the operator’s and the operator’s keys’ as they were', async (t) => {
      const { list, as } = await world(t, engine);
      for (const actor of [
        { kind: 'operator', sessionId: 's' },
        { kind: 'key', keyId: 'k', scopes: ['price-lists:read'] },
      ] as const) {
        assert.equal((await (await as(actor)).inject(`/api/v1/price-lists/${list.id}`)).statusCode, 200);
      }
    });
  });
}

/** A file sent as a form, for a supplier. */
function upload(supplier: string) {
  const fields = { supplier, agreement: 'RM6098', lot: '8', from: '2026-12-01' };
  const parts = Object.entries(fields).map(
    ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--x\r\nContent-Disposition: form-data; name="file"; filename="p.csv"\r\nContent-Type: text/csv\r\n\r\n${text}\r\n--x--\r\n`;
  return {
    method: 'POST',
    url: '/api/v1/price-lists',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    payload: parts.join('') + file,
  } as const;
}
