import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import {
  type AccountBrowser,
  type AccountHouse,
  addAccount,
  appCode,
  goodPassword as password,
  openAccounts,
  setUpApp,
  signedIn,
} from '../../../../test/support/accounts.ts';
import { engines } from '../../../../test/support/databases.ts';

async function withApp(
  house: AccountHouse,
): Promise<{ email: string; secret: string; codes: readonly string[]; browser: AccountBrowser }> {
  const email = await addAccount(house);
  const browser = await signedIn(house, email);
  return { email, browser, ...(await setUpApp(house, browser)) };
}

for (const { engine, skip } of engines) {
  describe(`an authenticator app (${engine})`, { skip }, () => {
    it('is what somebody is led to who has no second factor and needs one', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = await signedIn(house, await addAccount(house));
      assert.equal((await browser.get('/bound')).location, '/account/confirm?next=%2Fbound');
      assert.equal(
        (await browser.get('/account/confirm?next=%2Fbound')).location,
        '/account/second-factor?next=%2Fbound',
      );
      const { codes } = await setUpApp(house, browser);
      assert.equal(codes.length, 10);
      assert.equal((await browser.get('/bound')).status, 200, 'setting it up confirms the session');
    });

    it('is not set up by a wrong code, nor by the code of a key for somebody else', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = await signedIn(house, await addAccount(house));
      const page = await browser.get('/account/second-factor/app');
      const token = /name="token" value="([\w-]{43})"/.exec(page.body)?.[1] ?? '';
      const secret = /<code class="co-wrap">([A-Z2-7]{32})</.exec(page.body)?.[1] ?? '';
      const wrong = await browser.post('/account/second-factor/app', { token, code: '000000', next: '' });
      assert.equal(wrong.status, 400);
      assert.ok(wrong.body.includes(secret), 'the same key is shown again');
      const other = await signedIn(house, await addAccount(house, 'person02'));
      const stolen = await other.post('/account/second-factor/app', { token, code: appCode(house, secret), next: '' });
      assert.equal(stolen.status, 400);
      assert.ok(!stolen.body.includes(secret));
    });

    it('is asked for at sign-in, and until then there is no session', async (t) => {
      const house = await openAccounts(t, engine);
      const { email, secret } = await withApp(house);
      house.clock.pass({ minutes: 1 });
      const browser = house.browser();
      const first = await browser.post('/sign-in', { email, password, next: '/bound' });
      assert.equal(first.location, '/sign-in/second-factor');
      assert.equal(browser.cookies.has('calloff-session'), false);
      assert.match((await browser.get('/account')).location ?? '', /^\/sign-in/);
      assert.equal((await browser.post('/sign-in/second-factor', { code: '000000' })).status, 400);
      const done = await browser.post('/sign-in/second-factor', { code: appCode(house, secret) });
      assert.deepEqual([done.status, done.location], [303, '/bound']);
      assert.equal((await browser.get('/bound')).body, 'bound');
    });

    it('gives codes that count once, in whichever browser', async (t) => {
      const house = await openAccounts(t, engine);
      const { email, secret } = await withApp(house);
      const used = appCode(house, secret);
      const first = house.browser();
      await first.post('/sign-in', { email, password });
      assert.equal((await first.post('/sign-in/second-factor', { code: used })).status, 400, 'the code of the setup');
      house.clock.pass({ seconds: 30 });
      const code = appCode(house, secret);
      const second = house.browser();
      await second.post('/sign-in', { email, password });
      const answers = await Promise.all([first, second].map((each) => each.post('/sign-in/second-factor', { code })));
      assert.deepEqual(answers.map((each) => each.status).sort(), [303, 400]);
    });

    it('ends the step after ten minutes, and once it was used', async (t) => {
      const house = await openAccounts(t, engine);
      const { email, secret } = await withApp(house);
      house.clock.pass({ minutes: 1 });
      const browser = house.browser();
      await browser.post('/sign-in', { email, password });
      const step = browser.cookies.get('calloff-sign-in') ?? '';
      house.clock.pass({ minutes: 11 });
      assert.equal(
        (await browser.post('/sign-in/second-factor', { code: appCode(house, secret) })).location,
        '/sign-in',
      );
      await browser.post('/sign-in', { email, password });
      house.clock.pass({ minutes: 1 });
      assert.equal((await browser.post('/sign-in/second-factor', { code: appCode(house, secret) })).status, 303);
      const thief = house.browser();
      thief.cookies.set('calloff-sign-in', step);
      house.clock.pass({ minutes: 1 });
      assert.equal((await thief.post('/sign-in/second-factor', { code: appCode(house, secret) })).location, '/sign-in');
    });

    it('slows down guesses at its codes', async (t) => {
      const house = await openAccounts(t, engine);
      const { email } = await withApp(house);
      const browser = house.browser();
      await browser.post('/sign-in', { email, password });
      for (let guess = 0; guess < 3; guess += 1) {
        await browser.post('/sign-in/second-factor', { code: String(111_111 + guess) });
      }
      assert.match((await browser.post('/sign-in/second-factor', { code: '111119' })).body, /Try again in 2 seconds/);
    });

    it('keeps its key encrypted', async (t) => {
      const house = await openAccounts(t, engine);
      const { secret } = await withApp(house);
      const stored = await sql<{ all: string }>`select string_agg(t::text, ' ') || (select string_agg(k::text, ' ')
        from person_token k) as all from person_totp t`.execute(house.database.handle);
      assert.ok(!(stored.rows[0]?.all ?? secret).includes(secret));
    });

    it('is removed only by whoever has just given it, with a letter and an end of all other sessions', async (t) => {
      const house = await openAccounts(t, engine);
      const { email, secret, browser } = await withApp(house);
      house.clock.pass({ minutes: 16 });
      assert.equal(
        (await browser.get('/account/second-factor')).location,
        '/account/confirm?next=%2Faccount%2Fsecond-factor',
      );
      assert.equal((await browser.post('/account/second-factor/app/remove')).status, 403);
      const other = house.browser();
      await other.post('/sign-in', { email, password });
      await other.post('/sign-in/second-factor', { code: appCode(house, secret) });
      house.clock.pass({ seconds: 30 });
      const confirmed = await browser.post('/account/confirm', { code: appCode(house, secret), next: '/account' });
      assert.equal(confirmed.location, '/account');
      assert.equal((await browser.post('/account/second-factor/app/remove')).status, 303);
      assert.match((await other.get('/account')).location ?? '', /^\/sign-in/);
      assert.equal((await browser.get('/account')).status, 200);
      const kinds = (await house.letters()).map((each) => each.kind);
      assert.deepEqual(kinds, ['people.changed', 'people.changed']);
    });
  });

  describe(`recovery codes (${engine})`, { skip }, () => {
    it('work once, each in place of the app', async (t) => {
      const house = await openAccounts(t, engine);
      const { email, codes } = await withApp(house);
      const use = async (code: string): Promise<number> => {
        const browser = house.browser();
        await browser.post('/sign-in', { email, password });
        return (await browser.post('/sign-in/second-factor', { code })).status;
      };
      assert.equal(await use(codes[0]?.toUpperCase() ?? ''), 303);
      assert.equal(await use(codes[0] ?? ''), 400);
      assert.equal(await use(codes[1] ?? ''), 303);
    });

    it('are nobody else’s, and useless once there are new ones', async (t) => {
      const house = await openAccounts(t, engine);
      const { email, codes, browser } = await withApp(house);
      const renewed = await browser.post('/account/second-factor/recovery-codes');
      assert.equal([...renewed.body.matchAll(/<code>/g)].length, 10);
      const again = house.browser();
      await again.post('/sign-in', { email, password });
      assert.equal((await again.post('/sign-in/second-factor', { code: codes[2] ?? '' })).status, 400);
    });
  });
}
