import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hash } from '@node-rs/argon2';
import { sql } from 'kysely';
import { addAccount, goodPassword, openAccounts } from '../../../../test/support/accounts.ts';
import { engines } from '../../../../test/support/databases.ts';
import { wordsOf } from '../../../../test/support/page-server.ts';

const password = goodPassword;

for (const { engine, skip } of engines) {
  describe(`signing in with a password (${engine})`, { skip }, () => {
    it('starts a session and leads on to where somebody wanted to go', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const browser = house.browser();
      const answer = await browser.post('/sign-in', {
        email: ` ${email.toUpperCase()} `,
        password,
        next: '/bound?a=1',
      });
      assert.deepEqual([answer.status, answer.location], [303, '/bound?a=1']);
      assert.equal((await browser.get('/sign-in')).location, '/account', 'who is signed in is not asked again');
    });

    it('leads nowhere outside this service', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const answer = await house.browser().post('/sign-in', { email, password, next: '//elsewhere.example/' });
      assert.equal(answer.location, '/desk');
    });

    it('says the same of a wrong password and of an unknown address', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const known = await house.browser().post('/sign-in', { email, password: 'something else' });
      const unknown = await house.browser().post('/sign-in', { email: 'nobody@example.org', password });
      assert.equal(known.status, 400);
      const without = (answer: { body: string }, mail: string) => wordsOf(answer.body).replaceAll(mail, '');
      assert.equal(without(known, email), without(unknown, 'nobody@example.org'));
      assert.match(known.body, /do not go together/);
      const noted = await sql<{ subject: string }>`select subject from audit_event
        where action = 'people.sign-in-refused' order by subject`.execute(house.database.handle);
      assert.equal(noted.rows.length, 2);
      assert.equal(noted.rows[1]?.subject, 'person:unknown');
      assert.doesNotMatch(JSON.stringify(noted.rows), /example\.org/);
    });

    it('slows guessing down, with the right password too, and forgets it after the right one', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const browser = house.browser();
      for (let guess = 0; guess < 5; guess += 1) {
        house.clock.pass({ seconds: 60 });
        assert.equal((await browser.post('/sign-in', { email, password: `guess ${String(guess)}` })).status, 400);
      }
      const early = await browser.post('/sign-in', { email, password });
      assert.equal(early.status, 429);
      assert.match(early.body, /Try again in 8 seconds/);
      const other = await house.browser('192.0.2.99').post('/sign-in', { email, password });
      assert.equal(other.status, 429, 'from wherever the guesses come');
      house.clock.pass({ seconds: 8 });
      assert.equal((await browser.post('/sign-in', { email, password })).status, 303);
      assert.equal((await house.browser().post('/sign-in', { email, password: 'once wrong' })).status, 400);
      assert.equal((await house.browser().post('/sign-in', { email, password })).status, 303);
    });

    it('slows down somebody who tries one password on many accounts, known or not', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      for (let guess = 0; guess < 20; guess += 1) {
        await house.people.signIn.withPassword(
          { email: `guess${String(guess)}@example.org`, password, next: undefined },
          { browser: '', from: '198.51.100.7', requestId: '1' },
        );
      }
      assert.equal((await house.browser('198.51.100.7').post('/sign-in', { email, password })).status, 429);
      assert.equal((await house.browser('198.51.100.8').post('/sign-in', { email, password })).status, 303);
    });

    it('gives a new session each time, and ends the one before in the same browser', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const browser = house.browser();
      browser.cookies.set('calloff-session', 'p.planted-by-somebody-else-planted-by-somebody');
      await browser.post('/sign-in', { email, password });
      const first = browser.cookies.get('calloff-session');
      await browser.post('/sign-in', { email, password });
      const second = browser.cookies.get('calloff-session');
      assert.ok(first !== undefined && second !== undefined && first !== second && !first.includes('planted'));
      const old = house.browser();
      old.cookies.set('calloff-session', first);
      assert.match((await old.get('/bound')).location ?? '', /^\/sign-in/);
    });

    it('ends the session when somebody signs out', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const browser = house.browser();
      await browser.post('/sign-in', { email, password });
      const kept = browser.cookies.get('calloff-session') ?? '';
      const out = await browser.post('/sign-out');
      assert.equal(out.location, '/');
      assert.equal(out.clears, '"cache", "storage"');
      assert.equal(browser.cookies.has('calloff-session'), false);
      browser.cookies.set('calloff-session', kept);
      assert.equal((await browser.get('/bound')).location, '/sign-in?next=%2Fbound');
    });

    it('stores the password anew when its hash was made with less than is asked for today', async (t) => {
      const house = await openAccounts(t, engine);
      const weak = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
      const email = await addAccount(house, 'person01', weak);
      await house.browser().post('/sign-in', { email, password });
      const stored = await sql<{ hash: string }>`select password_hash as hash from person`.execute(
        house.database.handle,
      );
      assert.match(stored.rows[0]?.hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      assert.equal((await house.browser().post('/sign-in', { email, password })).status, 303);
    });

    it('does not let a closed account in', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      await sql`update person set closed_at = now()`.execute(house.database.handle);
      assert.equal((await house.browser().post('/sign-in', { email, password })).status, 400);
    });

    it('takes about as long for an address without an account', async (t) => {
      const house = await openAccounts(t, engine);
      const email = await addAccount(house);
      const time = async (mail: string): Promise<number> => {
        house.clock.pass({ hours: 1 });
        const began = performance.now();
        await house.browser().post('/sign-in', { email: mail, password: 'something else entirely' });
        return performance.now() - began;
      };
      await time('warm@example.org');
      // In turn, so that whatever else the machine does befalls both; the least of each is what it takes by itself.
      const known: number[] = [];
      const unknown: number[] = [];
      for (let index = 0; index < 9; index += 1) {
        known.push(await time(email));
        unknown.push(await time('nobody@example.org'));
      }
      const [one, other] = [Math.min(...known), Math.min(...unknown)];
      assert.ok(other > one / 3, `${other.toFixed(1)} ms against ${one.toFixed(1)} ms`);
    });
  });

  describe(`the people of the demonstration (${engine})`, { skip }, () => {
    const persona = (id: string) => ({
      id,
      name: 'Ada Lark',
      role: 'Buyer',
      organisation: 'Elm Trust',
      about: 'Waits.',
    });

    it('are offered as buttons, and count as confirmed', async (t) => {
      const house = await openAccounts(t, engine, { demonstration: true, personas: [persona('person01')] });
      await addAccount(house);
      await sql`update person set demonstration = true`.execute(house.database.handle);
      const browser = house.browser();
      const page = await browser.get('/sign-in?next=/bound');
      assert.match(page.body, /action="\/sign-in\/persona\/person01"/);
      assert.match(wordsOf(page.body), /Ada Lark Buyer, Elm Trust Waits\./);
      const answer = await browser.post('/sign-in/persona/person01', { next: '/bound' });
      assert.equal(answer.location, '/bound');
      assert.equal((await browser.get('/bound')).status, 200);
      assert.equal((await house.browser().post('/sign-in/persona/person01')).location, '/desk');
    });

    it('are nobody real, nobody unlisted, and nobody where there is no demonstration', async (t) => {
      const offered = { demonstration: true, personas: [persona('person01')] };
      const house = await openAccounts(t, engine, offered);
      await addAccount(house);
      assert.equal((await house.browser().post('/sign-in/persona/person01')).status, 404, 'somebody real');
      await sql`update person set demonstration = true`.execute(house.database.handle);
      assert.equal((await house.browser().post('/sign-in/persona/person02')).status, 404, 'nobody listed');
      const real = await openAccounts(t, engine, { ...offered, demonstration: false });
      await addAccount(real);
      await sql`update person set demonstration = true`.execute(real.database.handle);
      assert.equal((await real.browser().post('/sign-in/persona/person01')).status, 404, 'no demonstration');
      assert.doesNotMatch((await real.browser().get('/sign-in')).body, /persona/);
    });
  });
}
