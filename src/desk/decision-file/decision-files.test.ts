import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { contractWorld, laptops, orderDraft } from '../../../test/support/contracts.ts';
import { engines } from '../../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { contractPolicies } from '../../contracts/index.ts';
import { createOrganisations, createSuppliers } from '../../organisations/index.ts';
import { type Actor, type KeyActor, PolicyTable } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import { createSigningKeys, verifyBundle } from '../../platform/signed-bundle/index.ts';
import { readZip } from '../../platform/signed-bundle/read-zip.ts';
import { createViews } from '../../platform/views/index.ts';
import { createDecisionFiles } from './decision-files.ts';
import { decisionFilePages, decisionFilePaths, decisionFilePolicies } from './index.ts';
import { standardSources, supplierName } from './standard-sources.ts';

const root = resolve(import.meta.dirname, '../../..');
const rows = [...contractPolicies, ...decisionFilePolicies];
const views = createViews({ folders: [`${root}/src`], icon: () => '', asset: () => '' });

/** An order for 30 laptops that the supplier accepted, and what makes its decision file. */
async function world(t: TestContext, engine: Engine) {
  const contracts = await contractWorld(engine);
  const { database, clock, people, agreements, ordering, orders } = contracts;
  t.after(() => database.close());
  const placed = await database.transact((transaction) =>
    ordering.placeOrder(transaction, people.buyer, orderDraft([laptops(30)], { title: 'Laptops <b>for year 7</b>' })),
  );
  assert.ok(placed.ok);
  clock.set('2026-11-24T09:30:00Z');
  const accepted = await orders.accept({ actor: people.supplier }, { id: placed.value.id, seen: 1 });
  assert.ok(accepted.ok);
  const suppliers = createSuppliers({ database });
  const organisations = createOrganisations({ database, reference: agreements.reference });
  const files = createDecisionFiles({
    ...{ database, clock, views, policies: new PolicyTable(rows) },
    signingKeys: createSigningKeys({ database, clock }),
    address: { current: 'https://calloff.example' },
    order: async (actor, id) => (await orders.get(actor, id))?.order,
    names: async (order) => ({
      buyer: (await organisations.organisation(order.organisation))?.name ?? '',
      supplier: await supplierName({ suppliers }, order),
    }),
    sources: standardSources({
      database,
      agreements,
      organisations,
      suppliers,
      callOff: () => Promise.resolve(undefined),
    }),
  });
  return { ...contracts, files, id: placed.value.id, number: placed.value.number };
}

function keyOf(actor: Actor, scopes: readonly string[]): KeyActor {
  assert.ok(actor.kind === 'person');
  const [membership] = actor.memberships;
  assert.ok(membership);
  return { kind: 'key', keyId: 'key000000001', scopes, membership };
}

for (const { engine, skip } of engines) {
  describe(`a decision file on ${engine}`, { skip }, () => {
    it('is a signed bundle whose index says what its JSON says', async (t) => {
      const { files, people, id, number } = await world(t, engine);
      const bundle = await files.make({ actor: people.buyer }, id);
      assert.ok(bundle);
      const { valid, problems, manifest } = await verifyBundle(bundle.bytes, { expectFingerprint: bundle.fingerprint });
      assert.deepEqual([valid, problems, manifest?.subject], [true, [], `order:${id}`]);
      assert.equal(bundle.name, `decision-file-${number.toLowerCase()}.zip`);
      const entries = await readZip(bundle.bytes, { entries: 100, bytes: 10_000_000 });
      assert.ok(entries.ok);
      const html = String(entries.value.get('index.html'));
      assert.doesNotMatch(html, /<script|<b>for/);
      const words = wordsOf(html);
      for (const section of bundle.file.sections) {
        assert.ok(entries.value.has(`sections/${section.key}.json`));
        for (const block of section.blocks) {
          const texts =
            block.kind === 'text'
              ? [block.text]
              : block.kind === 'facts'
                ? block.rows.flatMap((row) => [row.label, row.value])
                : block.rows.flat();
          for (const text of texts) assert.ok(words.includes(text.replace(/\s+/g, ' ').trim()), text);
        }
      }
      assert.match(words, /30 £395\.00 £11,850\.00 £2,370\.00 \(20 %\) £14,220\.00/);
      assert.match(words, /Accepted by the supplier Person supplierman/);
      assert.match(words, /Full procurement rules apply from £207,720\.00 with VAT/);
    });

    it('has the same content hash each time it is made while nothing happens, and another when something did', async (t) => {
      const { files, people, id, clock, database } = await world(t, engine);
      const first = await files.make({ actor: people.buyer }, id);
      clock.set('2026-11-24T10:00:00Z');
      const second = await files.make({ actor: people.manager }, id);
      assert.ok(first && second);
      assert.equal(second.contentHash, first.contentHash);
      assert.ok(!second.bytes.equals(first.bytes));
      await sql`insert into audit_event (action, actor, subject) values ('x.y', 'system', ${`order:${id}`})`.execute(
        database.handle,
      );
      const third = await files.make({ actor: people.buyer }, id);
      assert.notEqual(third?.contentHash, first.contentHash);
    });

    it('is had by the buyer’s people and auditor and the authority, and by nobody else', async (t) => {
      const { files, people, id } = await world(t, engine);
      for (const actor of [
        people.buyer,
        people.auditor,
        people.manager,
        keyOf(people.buyer, ['decision-files:read', 'orders:read']),
      ]) {
        assert.ok(await files.read({ actor }, id));
      }
      const others: readonly Actor[] = [
        people.otherBuyer,
        people.siteBuyer,
        people.supplier,
        people.otherSupplier,
        { kind: 'public' },
        { kind: 'operator', sessionId: 'x' },
        keyOf(people.supplier, ['decision-files:read', 'orders:read']),
        keyOf(people.otherBuyer, ['decision-files:read', 'orders:read']),
        keyOf(people.buyer, ['orders:read']),
        // Both in one person: the supplier's side opens nothing of the buyer's.
        { ...people.supplier, memberships: [...people.supplier.memberships, ...people.otherBuyer.memberships] },
      ];
      for (const actor of others) {
        assert.equal(await files.make({ actor }, id), undefined);
        assert.equal(await files.read({ actor }, id), undefined);
      }
      assert.equal(await files.read({ actor: people.buyer }, 'nosuchorder1'), undefined);
    });

    it('leaves an event each time it is asked for, which is no part of it', async (t) => {
      const { files, people, id, database } = await world(t, engine);
      await files.read({ actor: people.auditor, requestId: 'request-1' }, id);
      const bundle = await files.make({ actor: people.auditor }, id);
      const found = await sql<{ actor: string; form: string; hash: string | null }>`
        select actor, detail ->> 'form' as form, detail ->> 'contentHash' as hash from audit_event
        where action = 'decision-files.make' order by id`.execute(database.handle);
      assert.deepEqual(found.rows, [
        { actor: 'person:auditor001', form: 'json', hash: null },
        { actor: 'person:auditor001', form: 'bundle', hash: bundle?.contentHash },
      ]);
      assert.ok(!JSON.stringify(bundle?.file).includes('decision-files.make'));
      const audit = bundle?.file.sections.find((each) => each.key === 'audit');
      assert.match(JSON.stringify(audit?.data), /"orders\.place".*"orders\.answer"/);
      assert.doesNotMatch(JSON.stringify(audit?.data), /"seal":null/);
    });

    it('is saved from the order’s address, and is not there for another organisation', async (t) => {
      const { files, people, id } = await world(t, engine);
      const asked = async (actor: Actor, url: string) => {
        const server = await pageServer(rows, actor);
        t.after(() => server.close());
        await server.register(decisionFilePages({ decisionFiles: files }));
        return server.inject(url);
      };
      const saved = await asked(people.buyer, decisionFilePaths.bundle(id));
      assert.equal(saved.statusCode, 200);
      assert.match(String(saved.headers['content-disposition']), /^attachment; filename="decision-file-o-\d+\.zip"$/);
      assert.equal((await verifyBundle(saved.rawPayload)).valid, true);
      const json = await asked(people.auditor, `/api/v1/orders/${id}/decision-file`);
      assert.equal(json.json<{ subject: { order: string } }>().subject.order, id);
      for (const url of [decisionFilePaths.bundle(id), `/api/v1/orders/${id}/decision-file`]) {
        assert.equal((await asked(people.otherBuyer, url)).statusCode, 404);
        assert.equal((await asked(people.supplier, url)).statusCode, 403);
      }
    });
  });
}
