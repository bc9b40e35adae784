import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import {
  type AccountHouse,
  addAccount,
  appCode,
  goodPassword,
  openAccounts,
  setUpApp,
  signedIn,
} from '../../../../test/support/accounts.ts';
import { engines } from '../../../../test/support/databases.ts';

const password = 'seven amber harbours';

async function lastLink(house: AccountHouse): Promise<string> {
  const letter = (await house.letters()).findLast((each) => each.kind === 'people.recover');
  return /http:\/\/localhost(\/recover\/[\w-]{43})/.exec(letter?.text ?? '')?.[1] ?? 'no link';
}

for (const { engine, skip } of engines) {
  describe(`a new password by letter (${engine})`, { skip }, () => {
    it('is set once by the link, which ends every session and signs in', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const old = await signedIn(house, email);
      const browser = house.browser();
      assert.equal((await browser.post('/recover', { email })).location, '/recover/sent');
      const link = await lastLink(house);
      assert.equal((await browser.get(link)).status, 200);
      assert.equal((await browser.post(link, { password: 'short' })).status, 400);
      assert.equal((await browser.post(link, { password })).status, 303);
      assert.equal((await browser.get('/account')).status, 200);
      assert.match((await old.get('/account')).location ?? '', /^\/sign-in/);
      assert.equal((await house.browser().post(link, { password })).status, 404, 'once');
      assert.equal((await house.browser().post('/sign-in', { email, password: goodPassword })).status, 400);
      assert.equal((await house.browser().post('/sign-in', { email, password })).status, 303);
    });

    it('answers alike for an address without an account, to which nothing is written', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const known = await house.browser().post('/recover', { email });
      const unknown = await house.browser().post('/recover', { email: 'nobody@example.org' });
      assert.deepEqual(unknown, known);
      assert.deepEqual(
        (await house.letters()).map((each) => each.to),
        [email],
      );
    });

    it('has a link for an hour, and only the newest', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      await house.browser().post('/recover', { email });
      const first = await lastLink(house);
      await house.browser().post('/recover', { email });
      assert.equal((await house.browser().get(first)).status, 404);
      const second = await lastLink(house);
      house.clock.pass({ minutes: 61 });
      assert.equal((await house.browser().post(second, { password })).status, 404);
    });

    it('asks for the second factor where there is one', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const { secret } = await setUpApp(house, await signedIn(house, email));
      house.clock.pass({ minutes: 1 });
      const browser = house.browser();
      await browser.post('/recover', { email });
      const link = await lastLink(house);
      assert.match((await browser.get(link)).body, /name="code"/);
      assert.equal((await browser.post(link, { password, code: '' })).status, 400);
      assert.equal((await browser.post(link, { password, code: '000000' })).status, 400);
      assert.equal((await house.browser().post('/sign-in', { email, password })).status, 400, 'nothing was set');
      assert.equal((await browser.post(link, { password, code: appCode(house, secret) })).status, 303);
      assert.equal((await browser.get('/bound')).status, 200);
    });

    it('stores nothing the link could be made from', async (t) => {
      const house = await openAccounts(t, engine);
      await house.browser().post('/recover', { email: await addAccount(house) });
      const token = (await lastLink(house)).split('/').at(-1) ?? '';
      const stored = await sql<{ all: string }>`select string_agg(t::text, ' ') as all from person_token t`.execute(
        house.database.handle,
      );
      assert.ok(token.length === 43 && !(stored.rows[0]?.all ?? token).includes(token));
    });
  });
}
