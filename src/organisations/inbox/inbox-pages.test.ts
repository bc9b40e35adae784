import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { fixedClock } from '../../kernel/dates.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import { inboxApi } from './inbox-api.ts';
import { inboxPages } from './inbox-pages.ts';
import { inboxPolicies } from './inbox-policies.ts';
import { createInbox } from './inbox-service.ts';
import { notify } from './notify.ts';

const clock = fixedClock('2026-11-23T09:00:00Z');

async function world(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  await addOrganisation(database, { id: 'trust001', name: 'Northmoor Trust' });
  await addOrganisation(database, { id: 'other001' });
  const head = await addPerson(database, { id: 'head0001', organisation: 'trust001', roles: ['approver'] });
  const stranger = await addPerson(database, { id: 'stranger', organisation: 'other001', roles: ['approver'] });
  const inbox = createInbox({ database });
  const closing: (() => Promise<unknown>)[] = [];
  t.after(async () => {
    for (const close of closing) await close();
    await database.close();
  });
  const serverFor = async (actor: Actor) => {
    const server = await pageServer(inboxPolicies, actor);
    closing.push(() => server.close());
    await server.register(inboxPages({ inbox, clock }));
    await server.register(inboxApi({ inbox }));
    return server;
  };
  await database.transact((transaction) =>
    notify(transaction, {
      to: { organisation: 'trust001', roles: ['approver'] },
      kind: 'approval-asked',
      title: 'Approve <30> laptops',
      text: 'Sam asks.\n\nIt is for the whole term.',
      href: '/approvals/r1',
      due: '2026-11-24',
      key: 'approval-asked:r1',
    }),
  );
  return { database, inbox, head, stranger, serverFor };
}

for (const { engine, skip } of engines) {
  describe(`the inbox, on ${engine}`, { skip }, () => {
    it('shows first what was not read: where, until when, in whose affairs', async (t) => {
      const { head, serverFor } = await world(t, engine);
      const server = await serverFor(head);
      const words = wordsOf((await server.inject('/inbox')).body);
      assert.match(
        words,
        /Not read \(1\).*Due tomorrow, 24 November 2026.*Approve <30> laptops Sam asks\. It is for the whole term\. Northmoor Trust/,
      );
    });

    it('opens a notice: it is read, and one is where it leads', async (t) => {
      const { head, serverFor, inbox } = await world(t, engine);
      const server = await serverFor(head);
      const opened = await server.inject({ method: 'POST', url: '/inbox/1/open' });
      assert.deepEqual([opened.statusCode, opened.headers.location], [303, '/approvals/r1']);
      assert.equal(await inbox.unread(head), 0);
      assert.match(
        wordsOf((await server.inject('/inbox')).body),
        /Nothing new You have read everything\. Read .*Approve/,
      );
    });

    it('keeps unread what came after the page was made, when all is marked as read', async (t) => {
      const { database, head, serverFor, inbox } = await world(t, engine);
      const server = await serverFor(head);
      await database.transact((transaction) =>
        notify(transaction, {
          to: { people: ['head0001'] },
          kind: 'announcement',
          title: 'New prices',
          text: 'From Monday.',
          href: '/agreements',
          key: 'announcement:1',
        }),
      );
      assert.equal(
        (await server.inject({ method: 'POST', url: '/inbox/read', payload: { upTo: '1' } })).statusCode,
        303,
      );
      assert.equal(await inbox.unread(head), 1);
    });

    it('answers 404 for a notice of somebody else, and leaves it unread', async (t) => {
      const { head, stranger, serverFor, inbox } = await world(t, engine);
      const server = await serverFor(stranger);
      for (const url of ['/inbox/1/open', '/inbox/1/read', '/api/v1/inbox/1/read']) {
        assert.equal((await server.inject({ method: 'POST', url })).statusCode, 404, url);
      }
      await server.inject({ method: 'POST', url: '/inbox/read', payload: { upTo: '999' } });
      assert.match(wordsOf((await server.inject('/inbox')).body), /No notices yet/);
      assert.equal(await inbox.unread(head), 1);
    });

    it('gives the same as data', async (t) => {
      const { head, serverFor } = await world(t, engine);
      const server = await serverFor(head);
      const { unread, read, older } = (await server.inject('/api/v1/inbox')).json<{
        unread: { title: string; due: string }[];
        read: unknown[];
        older: unknown;
      }>();
      assert.deepEqual(
        [unread[0]?.title, unread[0]?.due, read, older],
        ['Approve <30> laptops', '2026-11-24', [], null],
      );
      assert.deepEqual((await server.inject({ method: 'POST', url: '/api/v1/inbox/1/read' })).json(), {
        href: '/approvals/r1',
      });
    });

    it('is nobody’s who did not sign in as a person', async (t) => {
      const { serverFor } = await world(t, engine);
      for (const actor of [
        { kind: 'public' },
        { kind: 'operator', sessionId: 's' },
        { kind: 'key', keyId: 'k', scopes: [] },
      ] as const) {
        const server = await serverFor(actor);
        const statuses = await Promise.all(
          ['/inbox', '/inbox/preferences', '/api/v1/inbox'].map(async (url) => (await server.inject(url)).statusCode),
        );
        assert.ok(
          statuses.every((each) => each === 401 || each === 403),
          actor.kind,
        );
      }
    });
  });

  describe(`how people hear of things, on ${engine}`, { skip }, () => {
    it('offers a buyer what buyers get, keeps what was chosen, and goes by it from then on', async (t) => {
      const { database, head, serverFor } = await world(t, engine);
      const server = await serverFor(head);
      const page = wordsOf((await server.inject('/inbox/preferences')).body);
      assert.match(page, /You are asked to approve/);
      assert.doesNotMatch(page, /An order was placed with you/);
      const payload = { 'approval-asked': 'inbox', weekend: 'yes', 'no-such-kind': 'mail' };
      const kept = await server.inject({ method: 'POST', url: '/inbox/preferences', payload });
      assert.equal(kept.statusCode, 303);
      const again = (await server.inject('/inbox/preferences')).body;
      assert.match(again, /id="approval-asked-inbox"[^>]*checked/);
      assert.match(again, /id="weekend"[^>]*checked/);
      const before = await sql`select from mail_outbox`.execute(database.handle);
      await database.transact((transaction) =>
        notify(transaction, {
          to: { people: ['head0001'] },
          kind: 'approval-asked',
          title: 'T',
          text: 'T',
          href: '/x',
          key: 'k2',
        }),
      );
      const after = await sql`select from mail_outbox`.execute(database.handle);
      assert.equal(after.rows.length, before.rows.length);
    });

    it('refuses a way there is not, and says which', async (t) => {
      const { head, serverFor } = await world(t, engine);
      const server = await serverFor(head);
      const refused = await server.inject({
        method: 'POST',
        url: '/inbox/preferences',
        payload: { approved: 'pigeon' },
      });
      assert.equal(refused.statusCode, 400);
      assert.match(wordsOf(refused.body), /There is a problem .*“Your request was approved” is not one of the choices/);
    });
  });
}
