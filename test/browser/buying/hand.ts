import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { openContext } from '../../support/check-page.ts';

/** Somebody at a browser in which no script runs; every click is counted, typing is not. */
export class Hand {
  readonly page: Page;
  readonly context: BrowserContext;
  clicks = 0;

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
  }

  /** Clicks the first such link, button or choice there is. */
  async click(what: Locator): Promise<void> {
    this.clicks += 1;
    const there = what.first();
    await there.waitFor({ timeout: 5000 }).catch(async () => {
      assert.fail(`Not on the page ${this.page.url()}: ${String(what)}. It says: ${await this.text()}`);
    });
    await there.click();
  }

  button(name: string | RegExp): Promise<void> {
    return this.click(this.page.locator('main').getByRole('button', { name }));
  }

  link(name: string | RegExp): Promise<void> {
    return this.click(this.page.locator('main').getByRole('link', { name }));
  }

  /** Chooses from a list: two clicks with a mouse. */
  async choose(list: Locator, value: string): Promise<void> {
    this.clicks += 2;
    await list.selectOption(value);
  }

  /** The text of the page, one space for any white space. */
  async text(): Promise<string> {
    return (await this.page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
  }

  async sees(what: RegExp): Promise<void> {
    assert.match(await this.text(), what, this.page.url());
  }

  /** Opens an address that somebody has from a letter or a bookmark. */
  async go(path: string): Promise<void> {
    const answer = await this.page.goto(path);
    assert.equal(answer?.status(), 200, `${path}: ${await this.page.locator('body').innerText()}`);
  }
}

/** The people of the demonstration one can step into. */
export const personas = {
  schoolBuyer: 'demosoduya',
  head: 'demorcastellan',
  trustSchool: 'demolpemberton',
  hospitalBuyer: 'demokadeyemi',
  reseller: 'demohmarrowby',
  categoryManager: 'demojamery',
  auditor: 'demoplindqvist',
} as const;

export async function openHand(browser: Browser, origin: string): Promise<Hand> {
  const context = await openContext(browser, origin);
  context.setDefaultTimeout(15_000);
  return new Hand(context, await context.newPage());
}

/** Somebody of the demonstration, signed in through the page; entering counts as one click. */
export async function enterAs(browser: Browser, origin: string, persona: keyof typeof personas): Promise<Hand> {
  const hand = await openHand(browser, origin);
  await hand.page.goto('/sign-in');
  await hand.click(hand.page.locator(`form[action$="/${personas[persona]}"] button`));
  return hand;
}

/** Ends the sessions. */
export async function leave(...hands: readonly Hand[]): Promise<void> {
  for (const each of hands) await each.context.close();
}
