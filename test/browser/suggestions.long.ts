/** Suggestions while typing, as a person with a keyboard, a pointer or a screen reader meets them. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { complaints, findings, openContext, overflow, photograph } from '../support/check-page.ts';
import { type RunningServer, startServer } from '../support/running-server.ts';

const root = resolve(import.meta.dirname, '../..');
const hostileName = '<img src=x onerror="document.title=1"> Quillfeather <b>14</b> & "more"';
const boxes = ['/', '/catalogue', '/catalogue/search', '/catalogue/search?category=end-user-devices/laptops'];

describe('suggestions while typing', { timeout: 300_000 }, () => {
  let server: RunningServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let box: Locator;
  let list: Locator;
  let options: Locator;

  before(async () => {
    server = await startServer();
    await importHostileProduct(server.folder).catch(async (error: unknown) => {
      // What follows a failed beginning has no browser to close; the server would keep the run from ending.
      await server.close();
      throw error;
    });
    browser = await launchBrowser();
    context = await openContext(browser, server.origin, { scripts: true });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    box = page.locator('input[role=combobox]');
    list = page.getByRole('listbox', { name: 'Suggestions' });
    options = list.getByRole('option');
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  /** Opens a page, types as a person does, and waits for the list. */
  async function type(path: string, words: string): Promise<void> {
    await page.goto(path);
    await box.fill('');
    await box.pressSequentially(words);
    await list.waitFor();
  }

  /** The words of the row that the arrow keys have come to; empty while none is chosen. */
  async function chosen(): Promise<string> {
    const id = await box.getAttribute('aria-activedescendant');
    const selected = list.locator('[aria-selected=true]');
    assert.equal(await selected.count(), id === null ? 0 : 1);
    if (id === null) return '';
    assert.equal(await selected.getAttribute('id'), id);
    return selected.innerText();
  }

  const arrived = () => page.url().slice(server.origin.length);

  it('are there on each page that searches the catalogue, in groups that say what they are', async () => {
    for (const path of boxes) {
      await type(path, 'lapt');
      assert.equal(await box.getAttribute('aria-expanded'), 'true', path);
      const category = list
        .getByRole('group', { name: 'Categories' })
        .getByRole('option', { name: 'Laptops', exact: true });
      assert.equal(await category.count(), 1, path);
      assert.ok((await list.getByRole('group', { name: 'Products' }).getByRole('option').count()) > 0, path);
    }
    for (const path of ['/suppliers', '/catalogue/footprints']) {
      await page.goto(path);
      assert.equal(await box.count(), 0, `${path} searches for something else`);
    }
  });

  it('lead by arrow keys and Enter to a category, a maker’s offers and a product', async () => {
    await type('/', 'lapt');
    assert.equal(await chosen(), '');
    const first = (await options.first().innerText()).trim();
    const last = (await options.last().innerText()).trim();
    await box.press('ArrowUp');
    assert.equal(await chosen(), last, 'up from the box is the last');
    await box.press('ArrowDown');
    assert.equal(await chosen(), '', 'and down from the last is the box again');
    await box.press('ArrowDown');
    assert.equal(await chosen(), first);
    for (let at = 0; (await chosen()) !== 'Laptops' && at < 20; at += 1) await box.press('ArrowDown');
    await Promise.all([page.waitForURL(/category=/), box.press('Enter')]);
    assert.equal(arrived(), '/catalogue/search?category=end-user-devices%2Flaptops');
    assert.equal(await page.locator('h1').innerText(), 'Laptops');

    await type('/catalogue', 'norv');
    const makers = list.getByRole('group', { name: 'Makers' }).getByRole('option', { name: 'Norvik', exact: true });
    assert.equal(await makers.count(), 1);
    for (let at = 0; (await chosen()) !== 'Norvik' && at < 20; at += 1) await box.press('ArrowDown');
    await Promise.all([page.waitForURL(/manufacturer=/), box.press('Enter')]);
    assert.equal(arrived(), '/catalogue/search?manufacturer=norvik');
    assert.match(await page.locator('#count').innerText(), /[1-9]/);

    await type('/catalogue/search?quantity=30', 'norvik lapt');
    const product = list.getByRole('group', { name: 'Products' }).locator('.co-suggest__text').first();
    const title = await product.innerText();
    for (let at = 0; !(await chosen()).startsWith(title) && at < 20; at += 1) await box.press('ArrowDown');
    await Promise.all([page.waitForURL(/\/products\//), box.press('Enter')]);
    assert.ok(title.endsWith(await page.locator('h1').innerText()), `${title} leads to itself`);
    assert.match(arrived(), /\?quantity=30$/, 'the quantity goes along');
  });

  it('lead by a press of the pointer too, which leaves the focus in the box', async () => {
    await type('/', 'lapt');
    await list.locator('.co-suggest__heading').first().click();
    assert.equal(await list.isVisible(), true);
    await Promise.all([page.waitForURL(/category=/), options.filter({ hasText: /^Laptops$/ }).click()]);
    assert.equal(await page.locator('h1').innerText(), 'Laptops');
  });

  it('leave Enter alone while no row is chosen: the words are searched for', async () => {
    await type('/', 'laptop');
    await Promise.all([page.waitForURL(/\/catalogue\/search/), box.press('Enter')]);
    assert.equal(arrived(), '/catalogue/search?q=laptop');
  });

  it('offer nearly the same words where nothing is called by what was typed', async () => {
    await type('/', 'norvikk');
    const near = list.getByRole('group', { name: 'Nearly the same words' }).getByRole('option');
    assert.equal(await near.innerText(), 'norvik');
    await box.press('ArrowDown');
    await Promise.all([page.waitForURL(/\/catalogue\/search/), box.press('Enter')]);
    assert.equal(arrived(), '/catalogue/search?q=norvik');
  });

  it('close at Escape and keep what was typed, close at Tab and let it go on, and open again at an arrow', async () => {
    await type('/', 'lapt');
    await box.press('ArrowDown');
    await box.press('Escape');
    assert.equal(await list.isVisible(), false);
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
    assert.equal(await box.getAttribute('aria-activedescendant'), null);
    assert.equal(await box.inputValue(), 'lapt');
    await box.press('ArrowDown');
    await list.waitFor();
    await box.press('Tab');
    assert.equal(await list.isVisible(), false);
    const focused = page.locator(':focus');
    assert.equal((await focused.innerText()).trim(), 'Search', 'the button after the box has the focus');
    await box.press('Escape');
    assert.equal(await box.inputValue(), '', 'closed already, Escape empties the box');
  });

  it('tell a screen reader how many there are, and when there are none', async () => {
    await type('/', 'lapt');
    const status = page.locator('form [role=status]');
    const many = await options.count();
    await status
      .filter({ hasText: `${String(many)} suggestions. Use the up and down arrows` })
      .waitFor({ state: 'attached' });
    await box.fill("zzzz'&!");
    await list.waitFor({ state: 'hidden' });
    await status.filter({ hasText: 'No suggestions.' }).waitFor({ state: 'attached' });
  });

  it('show names of products as text, whatever is in them', async () => {
    await type('/', 'quillfeather');
    const option = options.filter({ hasText: 'Quillfeather' });
    assert.ok((await option.innerText()).includes(hostileName));
    assert.equal(await list.locator('img, b, script').count(), 0);
    assert.notEqual(await page.title(), '1');
  });

  it('ask once for a run of keys, and show only the answer to the last words', async () => {
    await page.goto('/');
    const asked: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    await page.route('**/api/v1/suggestions?*', async (route) => {
      const q = new URL(route.request().url()).searchParams.get('q') ?? '';
      asked.push(q);
      if (q === 'lapt') await held;
      await route.continue().catch(() => undefined);
    });
    const first = page.waitForRequest(/suggestions\?q=lapt$/);
    await box.fill('lapt');
    await first;
    await box.fill('norvik');
    await list.getByRole('option', { name: 'Norvik', exact: true }).waitFor();
    release();
    await page.unrouteAll({ behavior: 'wait' });
    assert.equal(await list.getByRole('option', { name: 'Laptops', exact: true }).count(), 0);
    assert.deepEqual(asked, ['lapt', 'norvik']);
  });

  it('leave the search as it was when they cannot be had', async () => {
    for (const fate of ['refused', 'broken'] as const) {
      await page.goto('/');
      await page.route('**/api/v1/suggestions?*', (route) =>
        fate === 'refused' ? route.abort() : route.fulfill({ status: 500, body: 'no' }),
      );
      const asked = page.waitForRequest(/\/suggestions\?/);
      await box.fill('laptop');
      await (await asked).response();
      assert.equal(await list.isVisible(), false);
      await Promise.all([page.waitForURL(/\/catalogue\/search/), box.press('Enter')]);
      assert.equal(arrived(), '/catalogue/search?q=laptop');
      await page.unrouteAll({ behavior: 'wait' });
    }
  });

  it('stand on the page without anything to complain of, wide and narrow, with a row chosen', async () => {
    const wrong = complaints(page);
    for (const width of [1280, 360]) {
      for (const [name, path] of [
        ['home', '/'],
        ['browse', '/catalogue'],
        ['results', '/catalogue/search'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        await type(path, name === 'browse' ? 'norv' : 'lapt');
        await box.press('ArrowDown');
        const at = `${name} at ${String(width)}: `;
        wrong.push(...(await findings(page)).map((each) => `${at}${each}`));
        const over = await overflow(page);
        if (over !== '') wrong.push(`${at}${over}`);
        await photograph(page, `suggestions-${name}`, width);
      }
    }
    page.removeAllListeners();
    assert.deepEqual(wrong, []);
  });

  it('are no part of the page without scripts', async () => {
    const plain = await openContext(browser, server.origin);
    const bare = await plain.newPage();
    await bare.goto('/');
    assert.equal(await bare.getByRole('combobox').count(), 0);
    await bare.getByRole('searchbox').fill('laptop');
    await Promise.all([bare.waitForURL(/\/catalogue\/search/), bare.getByRole('searchbox').press('Enter')]);
    await plain.close();
  });
});

/** Brings in a product whose name is markup, through the command line beside the running server. */
async function importHostileProduct(folder: string): Promise<void> {
  const file = join(folder, 'hostile.csv');
  const name = hostileName.replaceAll('"', '""');
  const headings = 'manufacturer,mpn,name,category,spec.screen-size,spec.memory,spec.storage,spec.system,spec.touch';
  await writeFile(file, `${headings}\nNorvik,QF-14,"${name}",end-user-devices/laptops,14,16,512,Windows 11 Pro,no\n`);
  const args = ['bin/calloff.js', 'products', 'import', file, '--format', 'calloff', '--json'];
  const env = { ...process.env, DATABASE_URL: '', CALLOFF_DATA_DIR: folder };
  await new Promise<void>((done, failed) => {
    execFile(process.execPath, args, { cwd: root, env }, (_error, output, errors) => {
      if (output.includes('"applied":true')) done();
      else failed(new Error(`The product was not imported: ${errors}${output}`));
    });
  });
}
