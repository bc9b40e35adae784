import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AccountHouse, openAccounts } from '../../../../test/support/accounts.ts';
import { engines } from '../../../../test/support/databases.ts';
import { wordsOf } from '../../../../test/support/page-server.ts';

const ada = { name: 'Ada Larkin', email: 'Ada@elm-trust.example', password: 'nine violet tractors' };

async function lastLink(house: AccountHouse): Promise<string> {
  const text = (await house.letters()).at(-1)?.text ?? '';
  return /http:\/\/localhost(\/register\/verify\/[\w-]{43})/.exec(text)?.[1] ?? 'no link';
}

for (const { engine, skip } of engines) {
  describe(`making an account (${engine})`, { skip }, () => {
    it('goes by a letter to the address, whose link signs in and leads to the organisation', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = house.browser();
      const asked = await browser.post('/register', ada);
      assert.deepEqual([asked.status, asked.location], [303, '/register/sent']);
      assert.equal((await house.browser().post('/sign-in', ada)).status, 400, 'there is no account before the link');
      const link = await lastLink(house);
      assert.match((await browser.get(link)).body, /Confirm and sign in/);
      assert.equal((await browser.get(link)).status, 200, 'looking uses nothing up');
      const verified = await browser.post(link, { password: '' });
      assert.deepEqual([verified.status, verified.location], [303, '/organisations/start']);
      assert.equal((await browser.get('/sign-in')).location, '/account');
      const kept = '/organisations/start?next=%2Fwork%3Fof%3D1';
      assert.equal((await browser.get('/work?of=1')).location, kept, 'who acts for nobody yet is not just refused');
      const again = { email: ' ADA@elm-trust.example', password: ada.password };
      assert.equal((await house.browser().post('/sign-in', again)).status, 303);
    });

    it('leads to where the person was going, from the letter in another browser too, and nowhere outside', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = house.browser();
      const product = '/catalogue/products/norvik-n14?quantity=30';
      const asked = `next=${encodeURIComponent(product)}`;
      assert.ok((await browser.get(`/sign-in?${asked}`)).body.includes(`/register?${asked}`));
      assert.ok((await browser.get(`/register?${asked}`)).body.includes(`name="next" value="${product}"`));
      const wrong = await browser.post('/register', { ...ada, name: '', next: product });
      assert.ok(wrong.body.includes(`name="next" value="${product}"`), 'a mistake does not lose it');
      await browser.post('/register', { ...ada, next: product });
      const verified = await house.browser().post(await lastLink(house), { password: ada.password });
      assert.equal(verified.location, product);
      const other = { ...ada, email: 'eve@elm-trust.example', next: '//elsewhere.example/' };
      await browser.post('/register', other);
      assert.equal((await browser.post(await lastLink(house), { password: '' })).location, '/organisations/start');
    });

    it('uses a link once', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = house.browser();
      await browser.post('/register', ada);
      const link = await lastLink(house);
      const answers = await Promise.all([browser.post(link, { password: '' }), browser.post(link, { password: '' })]);
      assert.deepEqual(answers.map((each) => each.status).sort(), [303, 404]);
      assert.equal((await house.browser().get(link)).status, 404);
    });

    it('lets a link end after 24 hours', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = house.browser();
      await browser.post('/register', ada);
      const link = await lastLink(house);
      house.clock.pass({ hours: 24, seconds: 1 });
      assert.equal((await browser.get(link)).status, 404);
      assert.equal((await browser.post(link, { password: '' })).status, 404);
    });

    it('answers alike for an address that has an account, and writes to it that it has', async (t) => {
      const house = await openAccounts(t, engine);
      const browser = house.browser();
      const first = await browser.post('/register', ada);
      await browser.post(await lastLink(house), { password: '' });
      const second = await house.browser().post('/register', { ...ada, password: 'quite another password' });
      assert.deepEqual(second, first);
      const letters = await house.letters();
      assert.deepEqual(
        letters.map((each) => each.kind),
        ['people.verify', 'people.known'],
      );
      assert.equal((await house.browser().post('/sign-in', ada)).status, 303, 'the password stays');
    });

    it('asks for the password in another browser, so that nobody gets an account made with a stranger’s', async (t) => {
      const house = await openAccounts(t, engine);
      await house.browser().post('/register', ada);
      const link = await lastLink(house);
      const owner = house.browser();
      assert.match((await owner.get(link)).body, /name="password" type="password"/);
      assert.equal((await owner.post(link, { password: '' })).status, 400);
      assert.equal((await owner.post(link, { password: ada.password })).status, 303);
    });

    it('does not fill a mailbox', async (t) => {
      const house = await openAccounts(t, engine);
      for (let index = 0; index < 10; index += 1)
        assert.equal((await house.browser().post('/register', ada)).status, 303);
      assert.equal((await house.letters()).length, 3);
    });

    it('says what is wrong with each field, by its field', async (t) => {
      const house = await openAccounts(t, engine);
      const answer = await house.browser().post('/register', { name: ' ', email: 'ada', password: 'password1234' });
      assert.equal(answer.status, 400);
      for (const path of ['name', 'email', 'password']) assert.match(answer.body, new RegExp(`href="#${path}"`));
      assert.match(wordsOf(answer.body), /among the first that others try/);
      assert.doesNotMatch(answer.body, /password1234/, 'a password is never shown again');
    });
  });
}
