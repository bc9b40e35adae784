import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import {
  addAccount,
  goodPassword as password,
  openAccounts,
  setUpApp,
  signedIn,
} from '../../../test/support/accounts.ts';
import { engines } from '../../../test/support/databases.ts';
import { wordsOf } from '../../../test/support/page-server.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { PolicyTable } from '../../platform/access/index.ts';
import { organisationPolicies } from '../organisation-policies.ts';
import { createSecondFactorReset } from './second-factor-reset.ts';

for (const { engine, skip } of engines) {
  describe(`resetting a lost second factor on ${engine}`, { skip }, () => {
    it('needs the letter as well as the password, tells everybody concerned, and is never one’s own', async (t) => {
      const house = await openAccounts(t, engine);
      const { database, clock } = house;
      const email = await addAccount(house);
      const own = await signedIn(house, email);
      await setUpApp(house, own);
      const organisation = 'orgperson01';
      const admin = await addPerson(database, { id: 'admin00001', organisation, roles: ['administrator'] });
      await addOrganisation(database, { id: 'otherorg01' });
      await addPerson(database, { id: 'otheradmin', organisation: 'otherorg01', roles: ['administrator'] });
      await sql`insert into membership (id, organisation_id, person_id, roles, joined_at)
        values ('elsewhere1', 'otherorg01', 'person01', array['buyer'], now())`.execute(database.handle);
      const resets = createSecondFactorReset({
        database,
        clock,
        rights: new PolicyTable(organisationPolicies),
        address: () => 'http://localhost',
      });
      const acting = { actor: admin, requestId: 'r' };
      const not = await resets.reset(organisation, 'madmin00001', acting);
      assert.match(JSON.stringify(not), /cannot reset your own/);
      assert.equal((await resets.reset('otherorg01', 'elsewhere1', acting)).ok, false);
      assert.equal((await own.get('/bound')).status, 200);
      // Two clicks, one letter.
      for (let click = 0; click < 2; click += 1) {
        assert.deepEqual(await resets.reset(organisation, 'mperson01', acting), { ok: true, value: undefined });
      }
      assert.notEqual((await resets.standing(organisation, 'mperson01', admin))?.resetAt, null);
      assert.equal((await own.get('/account')).location?.startsWith('/sign-in'), true, 'every session ended');
      const told = (await house.letters()).filter((each) => each.kind.startsWith('people.factor-reset'));
      assert.deepEqual(
        told.map((each) => each.to),
        [email, 'admin00001@example.org', 'otheradmin@example.org'],
      );
      const link = /http:\/\/localhost(\/account\/new-factor\/[\w-]+)/.exec(told[0]?.text ?? '')?.[1] ?? '';

      // Who knows the password only gets nowhere.
      const thief = house.browser('198.51.100.7');
      const entered = await thief.post('/sign-in', { email, password, next: '/bound' });
      assert.equal(entered.location, '/account/second-factor?next=%2Fbound');
      assert.match(wordsOf((await thief.get(entered.location)).body), /open the link in the letter/);
      assert.notEqual((await thief.get('/bound')).status, 200);
      const page = await thief.get('/account/second-factor/app');
      assert.equal(page.status, 303);
      const changed = await thief.post('/account/password', { current: password, password: 'three other tractors' });
      assert.equal(changed.status, 400);
      const stranger = await signedIn(house, await addAccount(house, 'person02'));
      assert.equal((await stranger.post(link)).status, 404, 'the link is the member’s');

      assert.equal((await thief.get(link)).status, 200);
      assert.equal((await thief.post(link)).location, '/account/second-factor');
      assert.equal((await thief.post(link)).status, 404, 'used');
      assert.equal((await setUpApp(house, thief)).codes.length, 10);
      assert.equal((await thief.get('/bound')).status, 200);
    });
  });

  describe(`the secret of a session on ${engine}`, { skip }, () => {
    it('is another one whenever somebody shows again who they are; the old one ends soon and is worth no more than it was', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = await signedIn(house, await addAccount(house));
      const cookie = (): string => browser.cookies.get('calloff-session') ?? '';
      const first = cookie();
      await setUpApp(house, browser);
      const second = cookie();
      assert.notEqual(second, first);
      assert.equal((await browser.get('/bound')).status, 200);
      const old = house.browser();
      const look = async (secret: string, url: string): Promise<number> => {
        old.cookies.set('calloff-session', secret);
        return (await old.get(url)).status;
      };
      // A second click still carries it, unconfirmed as it was.
      assert.equal(await look(first, '/account'), 200);
      assert.notEqual(await look(first, '/bound'), 200);
      house.clock.pass({ seconds: 21 });
      assert.notEqual(await look(first, '/account'), 200);
      const wrong = await browser.post('/account/password', {
        current: 'not it at all',
        password: 'three other tractors',
      });
      assert.equal(wrong.status, 400);
      assert.equal(cookie(), second, 'nothing was shown');
      await browser.post('/account/password', { current: password, password: 'three other tractors' });
      assert.notEqual(cookie(), second);
      house.clock.pass({ seconds: 21 });
      assert.notEqual(await look(second, '/account'), 200);
      assert.equal((await browser.get('/bound')).status, 200, 'it stays confirmed');
    });
  });
}
