import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { pino } from 'pino';
import { freshDatabase } from '../../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { type Actor, publicActor } from '../access/index.ts';
import { operatorPolicies } from '../operator/index.ts';
import { MailSender, postPages, postPolicies, queueMail } from './index.ts';
import { claimLetter, giveUp } from './mail-store.ts';

const operator: Actor = { kind: 'operator', sessionId: 's1' };
const secret = 'bX9_kQ3vT7mZ1cW5rY8nL2pD4sF6gH0jA-eUiOqBxCz';

async function opened(t: TestContext, { actor = operator, showsLinks = false } = {}) {
  const database = await freshDatabase('pglite');
  const server = await pageServer([...operatorPolicies, ...postPolicies], actor);
  t.after(async () => {
    await server.close();
    await database.close();
  });
  const mail = new MailSender({
    database,
    logger: pino({ level: 'silent' }),
    transport: undefined,
    letterhead: async () => ({ from: 'a@b.example', baseUrl: '', demonstration: false }),
  });
  await server.register(postPages({ database, mail, sends: false, showsLinks: async () => showsLinks }));
  await queueMail(database.handle, {
    to: 'sam@school.example',
    subject: 'Confirm <b>your</b> address',
    text: `Open this.\n\nhttps://x.example/verify/${secret}`,
    kind: 'people.verify',
  });
  return { database, server };
}

describe('the operator’s page of letters', () => {
  it('shows a letter without its one-time link, and says why', async (t) => {
    const { server } = await opened(t);
    const list = await server.inject('/operator/post');
    assert.match(wordsOf(list.body), /1 waiting, 0 not sent.*No mail server|No mail server.*1 waiting, 0 not sent/);
    assert.match(list.body, /Confirm &lt;b&gt;your&lt;\/b&gt; address/);
    const page = await server.inject('/operator/post/1');
    assert.match(wordsOf(page.body), /One-time links and codes are left out/);
    assert.ok(!page.body.includes(secret) && !list.body.includes(secret));
  });

  it('shows the link where everybody is invented', async (t) => {
    const { server } = await opened(t, { showsLinks: true });
    assert.ok((await server.inject('/operator/post/1')).body.includes(secret));
  });

  it('says why a letter failed, and sends it again on a click', async (t) => {
    const { database, server } = await opened(t);
    await claimLetter(database.handle, 1000);
    await giveUp(database.handle, '1', '550 No such person');
    assert.match(wordsOf((await server.inject('/operator/post?state=failed')).body), /550 No such person/);
    const again = await server.inject({ method: 'POST', url: '/operator/post/1/retry' });
    assert.equal(again.statusCode, 303);
    assert.match(wordsOf((await server.inject('/operator/post?state=failed')).body), /No letters here/);
  });

  it('answers 404 for a letter that is not there', async (t) => {
    const { server } = await opened(t);
    assert.equal((await server.inject('/operator/post/99')).statusCode, 404);
  });

  it('is for nobody but the operator', async (t) => {
    const key: Actor = { kind: 'key', keyId: 'k', scopes: ['metrics:read'] };
    for (const actor of [publicActor, key]) {
      const { server } = await opened(t, { actor });
      for (const url of ['/operator/post', '/operator/post/1']) {
        assert.ok([401, 403].includes((await server.inject(url)).statusCode), url);
      }
    }
  });
});
