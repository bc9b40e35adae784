/** Passkeys in a real browser, with a virtual device that keeps them (Web Authentication, 11: user agent automation). */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { type AccountHouse, addAccount, goodPassword, openAccounts } from '../support/accounts.ts';
import { launchBrowser } from '../support/browser.ts';

const scripts = resolve(import.meta.dirname, '../../web/scripts');

interface Device {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly origin: string;
  readonly house: AccountHouse;
  /** Whether the device knows who holds it: by finger, face or PIN. */
  verifies(yes: boolean): Promise<unknown>;
  /** What the device keeps: to take to another, as a thief of its data would. */
  readonly cdp: CDPSession;
  readonly authenticatorId: string;
}

describe('passkeys in a browser', { timeout: 240_000 }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  /** A browser with a device in which somebody has signed in and set a passkey up. */
  async function deviceWithPasskey(t: TestContext): Promise<Device & { readonly email: string }> {
    const house = await openAccounts(t, 'pglite', { now: Temporal.Now.instant().toString() });
    const email = await addAccount(house);
    house.server.get('/assets/:name', async (request, reply) => {
      const { name } = request.params as { name: string };
      if (name !== 'passkeys.js') return reply.status(404).send();
      return reply.type('text/javascript').send(await readFile(join(scripts, name)));
    });
    await house.server.listen({ port: 0, host: 'localhost' });
    const bound = house.server.server.address();
    const origin = `http://localhost:${String(typeof bound === 'object' && bound !== null ? bound.port : 0)}`;
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(`${origin}/sign-in?next=/account/second-factor`);
    await page.getByLabel('Work e-mail address').fill(email);
    await page.getByLabel('Password').fill(goodPassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Set up a passkey' }).click();
    await page.getByRole('button', { name: 'Remove Chrome on Linux' }).waitFor();
    const verifies = (yes: boolean) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: yes });
    return { page, context, origin, house, verifies, cdp, authenticatorId, email };
  }

  const signOut = async ({ page, origin }: Device): Promise<void> => {
    await page.goto(`${origin}/account`);
    await page.getByRole('button', { name: 'Sign out' }).click();
  };

  it('sign in alone, and count as a second factor', async (t) => {
    const device = await deviceWithPasskey(t);
    const { page, origin } = device;
    await signOut(device);
    await page.goto(`${origin}/sign-in?next=/bound`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL(`${origin}/bound`);
    assert.equal(await page.textContent('body'), 'bound');
  });

  it('confirm after a password', async (t) => {
    const device = await deviceWithPasskey(t);
    const { page, origin, email } = device;
    await signOut(device);
    await page.goto(`${origin}/sign-in?next=/bound`);
    await page.getByLabel('Work e-mail address').fill(email);
    await page.getByLabel('Password').fill(goodPassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForURL(`${origin}/bound`);
  });

  it('confirm a session that has grown old, before what must be fresh', async (t) => {
    const { page, origin, house } = await deviceWithPasskey(t);
    house.clock.pass({ minutes: 30 });
    await page.goto(`${origin}/account/second-factor`);
    assert.match(page.url(), /\/account\/confirm\?next=/);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForURL(`${origin}/account/second-factor`);
  });

  it('are refused where the device does not know who holds it', async (t) => {
    const device = await deviceWithPasskey(t);
    const { page, origin } = device;
    await signOut(device);
    await device.verifies(false);
    await page.goto(`${origin}/sign-in`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('The passkey was not used.').waitFor();
    assert.equal(page.url(), `${origin}/sign-in`);
  });

  it('give an answer that counts once, for its own challenge', async (t) => {
    const device = await deviceWithPasskey(t);
    const { page, origin, context } = device;
    await signOut(device);
    await page.goto(`${origin}/sign-in`);
    const sent = page.waitForRequest((each) => each.url() === `${origin}/sign-in/passkey`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    const body = (await sent).postData() ?? '';
    await page.waitForURL(`${origin}/`);
    await context.clearCookies();
    const replay = await context.request.post(`${origin}/sign-in/passkey`, {
      data: body,
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    });
    assert.equal(replay.status(), 403);
  });

  it('no longer sign in once they are removed', async (t) => {
    const device = await deviceWithPasskey(t);
    const { page, origin } = device;
    await page.goto(`${origin}/account/second-factor`);
    await page.getByRole('button', { name: 'Remove Chrome on Linux' }).click();
    await page.waitForLoadState();
    await signOut(device);
    await page.goto(`${origin}/sign-in`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('The passkey was not accepted.').waitFor();
  });
});
