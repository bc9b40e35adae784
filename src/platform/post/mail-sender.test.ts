import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { databasePlace } from '../../../test/support/database-place.ts';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { type MailServer, mailServer } from '../../../test/support/mail-server.ts';
import type { Database, Engine } from '../database/index.ts';
import { MailSender, queueMail, smtpTransport } from './index.ts';
import { listLetters, retryLetter } from './mail-store.ts';

const quiet = pino({ level: 'silent' });
const letter = {
  to: 'sam@school.example',
  subject: 'Your order',
  text: 'It is on its way.\n\n/orders/1',
  kind: 'test',
};

function senderOf(database: Database, url: string | undefined, retryAfter = (): number => 0): MailSender {
  return new MailSender({
    database,
    logger: quiet,
    transport: url === undefined ? undefined : smtpTransport(url),
    letterhead: async () => ({
      from: 'Calloff <post@calloff.example>',
      baseUrl: 'https://calloff.example',
      demonstration: true,
    }),
    everyMs: 20,
    leaseMs: 1000,
    retryAfter,
  });
}

async function opened(t: TestContext, engine: Engine): Promise<{ database: Database; server: MailServer }> {
  const database = await freshDatabase(engine);
  const server = await mailServer();
  t.after(async () => {
    await server.close();
    await database.close();
  });
  return { database, server };
}

async function only({ handle }: Database) {
  const [found] = await listLetters(handle, 10, {});
  assert.ok(found);
  return found;
}

for (const { engine, skip } of engines) {
  describe(`the sender of letters, on ${engine}`, { skip }, () => {
    it('sends a letter once, as text and in our clothes, with absolute links', async (t) => {
      const { database, server } = await opened(t, engine);
      await queueMail(database.handle, letter);
      const sender = senderOf(database, server.url);
      await sender.drain();
      await sender.drain();
      assert.equal(server.taken.length, 1);
      const [mail] = server.taken;
      assert.deepEqual(mail?.to, ['sam@school.example']);
      assert.match(mail.raw, /^Subject: Your order\r$/m);
      assert.match(mail.raw, /^From: Calloff <post@calloff\.example>\r$/m);
      assert.match(mail.raw, /^https:\/\/calloff\.example\/orders\/1\r$/m);
      assert.match(mail.raw, /Content-Type: text\/html/);
      assert.match(mail.raw, /Demonstration\. Not a Government/);
      assert.equal((await only(database)).state, 'sent');
    });

    it('keeps letters while no server is set, and sends them once there is one', async (t) => {
      const { database, server } = await opened(t, engine);
      await queueMail(database.handle, letter);
      await senderOf(database, undefined).drain();
      assert.equal((await only(database)).state, 'waiting');
      await senderOf(database, server.url).drain();
      assert.equal(server.taken.length, 1);
    });

    it('gives up at once a recipient who is refused for good, says why, and sends the others', async (t) => {
      const { database, server } = await opened(t, engine);
      server.refuse('nobody@school.example', 550);
      await queueMail(database.handle, { ...letter, to: 'nobody@school.example' });
      await queueMail(database.handle, letter);
      await senderOf(database, server.url).drain();
      const [other, refused] = await listLetters(database.handle, 10, {});
      assert.equal(other?.state, 'sent');
      assert.equal(refused?.state, 'failed');
      assert.match(refused.problem ?? '', /550/);
      server.allow();
      assert.ok(await retryLetter(database.handle, refused.id));
      await senderOf(database, server.url).drain();
      assert.equal((await only(database)).state, 'sent');
      assert.equal(server.taken.length, 2);
    });

    it('tries again after a pause what is refused for now, and gives up after days', async (t) => {
      const { database, server } = await opened(t, engine);
      server.refuse(letter.to, 451);
      await queueMail(database.handle, letter);
      const patient = senderOf(database, server.url, () => 3600);
      await patient.drain();
      await patient.drain();
      const waiting = await only(database);
      assert.deepEqual([waiting.state, waiting.attempts], ['waiting', 1]);
      assert.match(waiting.problem ?? '', /451/);
      await sql`update mail_outbox set not_before = null, first_tried_at = clock_timestamp() - interval '97 hours'`.execute(
        database.handle,
      );
      await patient.drain();
      assert.equal((await only(database)).state, 'failed');
    });

    it('waits for a server that is away, and goes on when it is back', async (t) => {
      const { database, server } = await opened(t, engine);
      const { port } = server;
      await server.close();
      await queueMail(database.handle, letter);
      const sender = senderOf(database, server.url);
      assert.equal(await sender.drain(), false);
      const waiting = await only(database);
      assert.deepEqual([waiting.state, waiting.attempts], ['waiting', 0]);
      sender.start();
      const back = await mailServer({ port });
      t.after(async () => {
        await sender.stop();
        await back.close();
      });
      while (back.taken.length === 0) await pause(20);
      await sender.stop();
      assert.equal((await only(database)).state, 'sent');
    });

    it('takes a wrong password for a mistake in the settings, and loses no letter by it', async (t) => {
      const { database, server } = await opened(t, engine);
      await queueMail(database.handle, letter);
      const wrong = server.url.replace('letters', 'wrong');
      assert.equal(await senderOf(database, wrong).drain(), false);
      assert.deepEqual([(await only(database)).state, (await only(database)).attempts], ['waiting', 0]);
    });

    it('lets nobody put in a header or a recipient', async (t) => {
      const { database, server } = await opened(t, engine);
      await queueMail(database.handle, {
        ...letter,
        subject: 'Order\r\nBcc: thief@example.org\r\n\r\nA body of mine',
        text: 'Dear <script>alert(1)</script>\r\n.\r\nRCPT TO:<thief@example.org>',
      });
      for (const to of [
        'a@x.example, thief@example.org',
        'a@x.example\r\nRCPT TO:<thief@example.org>',
        '<thief@example.org>',
      ]) {
        await queueMail(database.handle, { ...letter, to });
      }
      await senderOf(database, server.url).drain();
      assert.equal(server.taken.length, 1);
      const [mail] = server.taken;
      assert.deepEqual(mail?.to, ['sam@school.example']);
      const head = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n'));
      assert.doesNotMatch(head, /^bcc:/im);
      assert.equal((await listLetters(database.handle, 10, { state: 'failed' })).length, 3);
    });

    it('sends again, with the same Message-ID, a letter whose sender was killed before it was noted', async (t) => {
      const place = await databasePlace(t, engine);
      const first = await place.open();
      await queueMail(first.handle, letter);
      await first.close();
      const server = await mailServer({ hold: true });
      t.after(() => server.close());
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'mail-sender.fixture.ts'), place.url, place.dataDir, server.url],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      const ended = once(child, 'exit');
      // The server has the whole letter and has not said so yet.
      while (server.taken.length === 0) await pause(20);
      child.kill('SIGKILL');
      await ended;
      server.release();
      const again = await place.open();
      assert.equal((await only(again)).state, 'waiting');
      await pause(1100);
      await senderOf(again, server.url).drain();
      assert.equal((await only(again)).state, 'sent');
      const ids = server.taken.map((each) => /^Message-ID: (.*)$/im.exec(each.raw)?.[1]);
      assert.equal(ids.length, 2);
      assert.equal(ids[0], ids[1]);
      assert.match(ids[0] ?? '', /^<[0-9a-f-]{36}@calloff\.example>/);
      await again.close();
    });
  });
}

describe('several senders on one PostgreSQL', { skip: engines[1]?.skip }, () => {
  it('send each letter once between them', async (t) => {
    const { database, server } = await opened(t, 'postgres');
    for (let n = 0; n < 40; n += 1) await queueMail(database.handle, { ...letter, to: `p${String(n)}@school.example` });
    await Promise.all(Array.from({ length: 4 }, () => senderOf(database, server.url).drain()));
    assert.equal(server.taken.length, 40);
    assert.equal(new Set(server.taken.flatMap((each) => each.to)).size, 40);
  });
});
