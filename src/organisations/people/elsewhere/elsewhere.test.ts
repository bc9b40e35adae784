import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import Provider from 'oidc-provider';
import { addAccount, type AccountHouse, goodPassword, openAccounts } from '../../../../test/support/accounts.ts';
import { engines } from '../../../../test/support/databases.ts';
import { wordsOf } from '../../../../test/support/page-server.ts';

const returnTo = 'http://localhost/sign-in/service/callback';
const client = { client_id: 'calloff', client_secret: 'a secret that both sides know' };

/** A real sign-in service on a free port, which lets in whoever gives a name; those that begin with `new` are not verified. */
async function openProvider(t: TestContext): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => {
    server.listen(0, 'localhost', listening);
  });
  const bound = server.address();
  const issuer = `http://localhost:${String(typeof bound === 'object' && bound !== null ? bound.port : 0)}`;
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [returnTo], token_endpoint_auth_method: 'client_secret_post' }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    cookies: { keys: ['a key of this test'] },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@Example.org`,
        email_verified: !id.startsWith('new'),
        name: `Called ${id}`,
      }),
    }),
  });
  server.on('request', provider.callback());
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return issuer;
}

/** Walks through the service's own pages as a person called so; gives the address it leads back to, without the host. */
async function walk(href: string, login: string): Promise<string> {
  const cookies = new Map<string, string>();
  const ask = async (url: string, form?: Readonly<Record<string, string>>): Promise<Response> => {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const each of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  let url = href;
  let answer = await ask(url);
  for (let step = 0; step < 15; step += 1) {
    const location = answer.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      if (url.startsWith(returnTo)) return url.slice('http://localhost'.length);
      answer = await ask(url);
      continue;
    }
    const page = await answer.text();
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
    const prompt = page.includes('value="login"') ? 'login' : 'consent';
    answer = await ask(new URL(action, url).href, { prompt, login, password: 'any' });
  }
  throw new Error('The sign-in service led nowhere');
}

async function opened(t: TestContext, engine: 'pglite' | 'postgres'): Promise<AccountHouse> {
  const issuer = await openProvider(t);
  const provider = {
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    name: 'Elm Trust',
  };
  return openAccounts(t, engine, { provider });
}

for (const { engine, skip } of engines) {
  describe(`signing in through a service outside (${engine})`, { skip }, () => {
    it('makes an account for somebody new whose address the service vouches for, and knows them again', async (t) => {
      const house = await opened(t, engine);
      const browser = house.browser();
      assert.match(wordsOf((await browser.get('/sign-in')).body), /Sign in with Elm Trust/);
      const begun = await browser.get('/sign-in/service');
      const there = new URL(begun.location ?? '');
      assert.equal(there.searchParams.get('code_challenge_method'), 'S256');
      for (const name of ['state', 'nonce', 'code_challenge'])
        assert.ok((there.searchParams.get(name) ?? '').length >= 40);
      const back = await browser.get(await walk(there.href, 'ada'));
      assert.deepEqual([back.status, back.location], [303, '/organisations/start']);
      assert.match(wordsOf((await browser.get('/account')).body), /Called ada .*ada@example\.org/);
      const again = house.browser();
      const second = await again.get('/sign-in/service?next=/account');
      const returned = await again.get(await walk(second.location ?? '', 'ada'));
      assert.equal(returned.location, '/account');
    });

    it('takes what it leads back with once, and only in the browser that began it', async (t) => {
      const house = await opened(t, engine);
      const browser = house.browser();
      const begun = await browser.get('/sign-in/service');
      const back = await walk(begun.location ?? '', 'ada');
      const victim = house.browser();
      assert.equal((await victim.get(back)).status, 400, 'a browser that began nothing');
      await victim.get('/sign-in/service');
      assert.equal((await victim.get(back)).status, 400, 'a browser that began another');
      const kept = browser.cookies.get('calloff-sign-in') ?? '';
      assert.equal((await browser.get(back)).status, 303);
      const replay = house.browser();
      replay.cookies.set('calloff-sign-in', kept);
      assert.equal((await replay.get(back)).status, 400, 'the second time');
    });

    it('refuses a code that is not the one of this sign-in', async (t) => {
      const house = await opened(t, engine);
      const [mine, theirs] = [house.browser(), house.browser()];
      const own = new URL((await mine.get('/sign-in/service')).location ?? '');
      const other = new URLSearchParams(
        (await walk((await theirs.get('/sign-in/service')).location ?? '', 'eve')).split('?')[1],
      );
      other.set('state', own.searchParams.get('state') ?? '');
      assert.equal((await mine.get(`/sign-in/service/callback?${other.toString()}`)).status, 400);
    });

    it('opens an account that is here already only after signing in to it once', async (t) => {
      const house = await opened(t, engine);
      const email = await addAccount(house);
      const browser = house.browser();
      const begun = await browser.get('/sign-in/service');
      const back = await browser.get(await walk(begun.location ?? '', 'person01'));
      const next = new URL(back.location ?? '', 'http://localhost').searchParams.get('next') ?? '';
      assert.match(next, /^\/account\/join\/[\w-]{43}$/);
      assert.equal(browser.cookies.has('calloff-session'), false);
      await browser.post('/sign-in', { email, password: goodPassword, next });
      assert.equal((await browser.get(next)).status, 200);
      const stranger = house.browser();
      await stranger.post('/sign-in', { email: await addAccount(house, 'person02'), password: goodPassword });
      assert.equal((await stranger.post(next)).status, 404, 'the link of somebody else');
      assert.equal((await browser.post(next)).location, '/account');
      const again = house.browser();
      const second = await again.get('/sign-in/service?next=/account');
      assert.equal((await again.get(await walk(second.location ?? '', 'person01'))).location, '/account');
      assert.equal((await house.letters()).at(-1)?.to, email);
    });

    it('is joined to an account and taken off it again, each time asking who it is, and never leaves no way in', async (t) => {
      const house = await opened(t, engine);
      const email = await addAccount(house);
      const browser = house.browser();
      await browser.post('/sign-in', { email, password: goodPassword });
      assert.match(
        wordsOf((await browser.get('/account')).body),
        /Sign-in service None Join your account to Elm Trust/,
      );
      assert.equal((await browser.post('/account/service', { current: 'wrong' })).status, 400);
      const go = await browser.post('/account/service', { current: goodPassword });
      const href = (/href="(http[^"]+)"[^>]*>Go on to Elm Trust/.exec(go.body)?.[1] ?? '').replaceAll('&amp;', '&');
      const back = await walk(href, 'eve');
      const stranger = house.browser();
      await stranger.post('/sign-in', { email: await addAccount(house, 'person02'), password: goodPassword });
      stranger.cookies.set('calloff-sign-in', browser.cookies.get('calloff-sign-in') ?? '');
      assert.equal((await stranger.get(back)).status, 400, 'somebody else signed in');
      const again = await browser.post('/account/service', { current: goodPassword });
      const second = (/href="(http[^"]+)"[^>]*>Go on to/.exec(again.body)?.[1] ?? '').replaceAll('&amp;', '&');
      assert.equal((await browser.get(await walk(second, 'eve'))).location, '/account');
      const account = await browser.get('/account');
      assert.match(wordsOf(account.body), /Sign-in service Elm Trust .*joined on .* Take off/);
      const identity = /identity=([0-9a-f]{64})/.exec(account.body)?.[1] ?? '';

      const elsewhere = house.browser();
      const begun = await elsewhere.get('/sign-in/service?next=/account');
      assert.equal((await elsewhere.get(await walk(begun.location ?? '', 'eve'))).location, '/account');
      await sql`update person set password_hash = null where id = 'person01'`.execute(house.database.handle);
      const only = await elsewhere.post('/account/unlink', { identity });
      assert.match(wordsOf(only.body), /Nothing else lets you in/);
      const hash = sql`(select password_hash from person where id = 'person02')`;
      await sql`update person set password_hash = ${hash} where id = 'person01'`.execute(house.database.handle);
      assert.equal((await browser.post('/account/unlink', { identity, current: 'wrong' })).status, 400);
      for (let click = 0; click < 2; click += 1) {
        const off = await browser.post('/account/unlink', { identity, current: goodPassword });
        assert.equal(off.location, '/account');
      }
      assert.match((await house.letters()).at(-1)?.text ?? '', /can no longer be signed in to through/);
      assert.notEqual((await elsewhere.get('/account')).status, 200, 'other sessions ended');
    });

    it('makes no account from an address the service does not vouch for', async (t) => {
      const house = await opened(t, engine);
      const browser = house.browser();
      const begun = await browser.get('/sign-in/service');
      const back = await browser.get(await walk(begun.location ?? '', 'newcomer'));
      assert.equal(back.status, 400);
      assert.match(wordsOf(back.body), /does not say that your e-mail address is yours/);
    });

    it('says so when the service does not answer, and is not there where none is configured', async (t) => {
      const provider = { issuer: 'http://localhost:9', clientId: 'calloff', clientSecret: '', name: 'Elm Trust' };
      const house = await openAccounts(t, engine, { provider });
      assert.equal((await house.browser().get('/sign-in/service')).status, 502);
      const without = await openAccounts(t, engine);
      assert.equal((await without.browser().get('/sign-in/service')).status, 404);
      assert.doesNotMatch((await without.browser().get('/sign-in')).body, /sign-in\/service/);
    });
  });
}
