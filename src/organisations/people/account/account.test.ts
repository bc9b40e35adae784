import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { addAccount, goodPassword, openAccounts, signedIn } from '../../../../test/support/accounts.ts';
import { engines } from '../../../../test/support/databases.ts';
import { wordsOf } from '../../../../test/support/page-server.ts';

const password = 'seven amber harbours';

for (const { engine, skip } of engines) {
  describe(`one's own account (${engine})`, { skip }, () => {
    it('shows who one is, for whom, and where one is signed in', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = await signedIn(house, await addAccount(house));
      const words = wordsOf((await browser.get('/account')).body);
      assert.match(words, /Person person01/);
      assert.match(words, /Organisation orgperson01 Buyer/);
      assert.match(words, /23 November 2026 at 09:00 with the password/);
      assert.match(words, /This one/);
      const me: unknown = JSON.parse((await browser.get('/api/v1/me')).body);
      assert.deepEqual(me, {
        id: 'person01',
        name: 'Person person01',
        jobTitle: '',
        email: 'person01@example.org',
        demonstration: false,
        confirmedAt: null,
        factors: { totp: false, passkeys: 0, recoveryCodes: 0 },
        organisations: [
          { id: 'orgperson01', name: 'Organisation orgperson01', kind: 'buyer', roles: ['buyer'], site: null },
        ],
      });
    });

    it('is shown to nobody who is not signed in', async (t) => {
      const house = await openAccounts(t, engine);
      assert.equal((await house.browser().get('/account')).location, '/sign-in?next=%2Faccount');
      assert.equal((await house.browser().get('/api/v1/me')).status, 401);
    });

    it('ends one session or all others, and never anybody else’s', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const [own, other] = [await signedIn(house, email), await signedIn(house, email)];
      const stranger = await signedIn(house, await addAccount(house, 'person02'));
      const id = /sessions\/([a-z0-9]{12})\/end/.exec((await own.get('/account')).body)?.[1] ?? '';
      await stranger.post(`/account/sessions/${id}/end`);
      assert.equal((await other.get('/account')).status, 200);
      await own.post(`/account/sessions/${id}/end`);
      assert.equal((await other.get('/account')).status, 303);
      const third = await signedIn(house, email);
      await own.post('/account/sessions/end-others');
      assert.equal((await third.get('/account')).status, 303);
      assert.equal((await own.get('/account')).status, 200);
      assert.equal((await stranger.get('/account')).status, 200);
    });

    it('changes the password for whoever knows it, ends the other sessions and writes a letter', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const [own, other] = [await signedIn(house, email), await signedIn(house, email)];
      assert.equal((await own.post('/account/password', { current: 'a guess', password })).status, 400);
      assert.equal(
        (await own.post('/account/password', { current: goodPassword, password: 'Password1234' })).status,
        400,
      );
      assert.equal((await own.post('/account/password', { current: goodPassword, password })).location, '/account');
      assert.equal((await own.get('/account')).status, 200);
      assert.equal((await other.get('/account')).status, 303);
      assert.equal((await house.browser().post('/sign-in', { email, password })).status, 303);
      assert.deepEqual(
        (await house.letters()).map((each) => [each.to, each.kind]),
        [[email, 'people.changed']],
      );
    });

    it('changes the name', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = await signedIn(house, await addAccount(house));
      assert.equal((await browser.post('/account/name', { name: '  ', jobTitle: '' })).status, 400);
      await browser.post('/account/name', { name: ' Ada   Larkin ', jobTitle: 'Business manager' });
      assert.match(wordsOf((await browser.get('/account')).body), /Ada Larkin Business manager/);
    });

    it('changes the address by a letter to the new one, and tells the old one', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const browser = await signedIn(house, email);
      const asked = { current: goodPassword, email: 'Ada@elm.example' };
      assert.equal((await browser.post('/account/email', asked)).location, '/account/email-sent');
      const letter = (await house.letters()).at(-1);
      const link = /http:\/\/localhost(\/account\/email\/[\w-]{43})/.exec(letter?.text ?? '')?.[1] ?? '';
      assert.equal(letter?.to, 'ada@elm.example');
      const stranger = await signedIn(house, await addAccount(house, 'person02'));
      assert.equal((await stranger.post(link)).status, 404, 'the link of somebody else');
      assert.equal((await browser.post(link)).status, 303);
      assert.equal((await browser.post(link)).status, 404, 'once');
      assert.equal((await house.letters()).at(-1)?.to, email);
      assert.equal((await house.browser().post('/sign-in', { email, password: goodPassword })).status, 400);
      assert.equal((await house.browser().post('/sign-in', { ...asked, password: goodPassword })).status, 303);
    });

    it('writes no letter to an address that has an account, and says nothing of it', async (t) => {
      const house = await openAccounts(t, engine);
      const [email, taken] = [await addAccount(house), await addAccount(house, 'person02')];
      const browser = await signedIn(house, email);
      const answer = await browser.post('/account/email', { current: goodPassword, email: taken });
      assert.equal(answer.location, '/account/email-sent');
      assert.equal((await house.letters()).length, 0);
    });

    it('closes for whoever knows the password, and forgets the address', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const browser = await signedIn(house, email);
      assert.equal((await browser.post('/account/close', { current: 'a guess' })).status, 400);
      assert.equal((await browser.post('/account/close', { current: goodPassword })).location, '/');
      assert.equal((await browser.get('/account')).status, 303);
      assert.equal((await house.browser().post('/sign-in', { email, password: goodPassword })).status, 400);
      const kept = await sql<{ email: string; ended: boolean }>`select p.email, m.ended_at is not null as ended
        from person p join membership m on m.person_id = p.id`.execute(house.database.handle);
      assert.deepEqual(kept.rows, [{ email: 'person01@closed.invalid', ended: true }]);
    });

    it('leaves people of the demonstration as they are', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = await signedIn(house, await addAccount(house));
      await sql`update person set demonstration = true`.execute(house.database.handle);
      assert.equal((await browser.post('/account/password', { current: goodPassword, password })).status, 400);
      assert.equal((await browser.post('/account/name', { name: 'Somebody', jobTitle: '' })).status, 400);
      assert.doesNotMatch((await browser.get('/account')).body, /href="\/account\/(name|close|password)"/);
    });
  });
}
