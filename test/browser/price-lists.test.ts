/** A reseller's price list from its own spreadsheet to what buyers find, and every page on the way at every width. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { checkPage, type Eyes, openContext, openEyes } from '../support/check-page.ts';
import { type RunningServer, startServer } from '../support/running-server.ts';
import {
  headings,
  type LiveLine,
  readWorkbook,
  resellersSheet,
  type Sheet,
  type SheetCell,
  type SheetProduct,
  workbook,
} from './price-list-sheet.ts';

const supplier = 'marrowby-systems';
const lot = '2';
const lines = 1200;
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('a price list in a browser', { timeout: 590_000 }, () => {
  let server: RunningServer;
  let browser: Browser;
  let eyes: Eyes;
  let page: Page;
  let sheet: Sheet;
  let live: readonly LiveLine[];
  let address = '';

  before(async () => {
    server = await startServer({ offers: 11_000 });
    browser = await launchBrowser();
    const context = await openContext(browser, server.origin);
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(/\/operator\/start\/[\w-]+/.exec(server.output())?.[0] ?? '');
    await page.getByRole('button', { name: 'Sign in as the operator' }).click();
    eyes = await openEyes(browser, server.origin, await context.storageState());
    live = await liveLines(server.origin);
    sheet = resellersSheet({ live, products: await productsOnLot(server.origin), lines });
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  const look = (name: string, path: string) => checkPage(eyes, path, { name: `price-list-${name}` });

  /** Sends the rows as a file, from the form. */
  async function send(name: string, rows: readonly (readonly SheetCell[])[], checkOnly = false): Promise<void> {
    await page.goto('/price-lists/new');
    await page.getByLabel('Whose prices are these?').selectOption(supplier);
    await page.getByLabel('For which lot?').selectOption(`RM6098/${lot}`);
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date());
    const [year = '', month = '', day = ''] = today.split('-');
    await page.getByLabel('Day', { exact: true }).fill(day);
    await page.getByLabel('Month', { exact: true }).fill(month);
    await page.getByLabel('Year', { exact: true }).fill(year);
    if (checkOnly) await page.getByLabel('Check it only').check();
    await page
      .getByLabel('The file', { exact: true })
      .setInputFiles({ name, mimeType: spreadsheet, buffer: await workbook(rows) });
    await page.getByRole('button', { name: 'Send and check' }).click();
    await page.waitForURL(/\/price-lists\/\d+$/);
    address = new URL(page.url()).pathname;
  }

  /** The state the list comes to rest in, as its tag says it. */
  async function rests(): Promise<string> {
    for (;;) {
      await page.goto(`${address}?refresh=off`);
      const state = await page.locator('aside .govuk-tag').first().innerText();
      if (state !== 'Being checked' && state !== 'Being published') return state;
      await pause(200);
    }
  }

  it('has a home that says what to do while there is no list, and a form that says what it wants', async () => {
    await look('home-empty', '/price-lists');
    await look('new', '/price-lists/new');
    await page.goto('/operator');
    await page.getByRole('link', { name: 'Price lists' }).click();
    assert.equal(new URL(page.url()).pathname, '/price-lists');
  });

  it('asks what a column means that nobody can guess, and takes the answer', async () => {
    await send('Marrowby Systems PS price list, winter (final).xlsx', sheet.rows);
    assert.equal(await rests(), 'Columns unclear');
    await look('unclear', address);
    await look('columns', `${address}/columns`);
    await page.getByRole('button', { name: 'Name the columns' }).click();
    assert.match(await page.locator('main').innerText(), /columns is unclear[\s\S]*Tier A, Tier B/);
    await page.getByLabel('What Tier A means').selectOption({ label: 'Unit price (needed)' });
    await page.getByRole('button', { name: 'Save and check again' }).click();
    assert.equal(await rests(), 'Has mistakes');
  });

  it('says of every mistake where it is and what to do', async () => {
    await look('refused', address);
    await look('messages', `${address}/messages`);
    await look('repairs', `${address}/messages?show=repairs`);
    await page.goto(`${address}/messages`);
    assert.match(await page.locator('h1').innerText(), /^Of 1,200 lines, 1,163 are fine and 37 have mistakes/);
    const rows = await page.locator('tbody th[scope=row]').allInnerTexts();
    const named = new Set(rows.map((each) => Number((/Row ([\d,]+)/.exec(each)?.[1] ?? '').replaceAll(',', ''))));
    assert.deepEqual(
      sheet.mistakes.map((each) => each.row).filter((row) => !named.has(row)),
      [],
    );
    const kinds = await page.locator('table').first().locator('tbody tr').count();
    assert.ok(kinds >= 15, `${String(kinds)} kinds of mistakes`);
  });

  it('gives the file back with its repairs in it and a message at what is left; put right, it is fine', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the annotated file' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.xlsx$/);
    const rows = await readWorkbook(await download.path());
    const cells = rows.map((each) => ({
      row: each.row,
      cells: each.cells.map((cell) => (typeof cell === 'string' ? cell : cell.text)),
    }));
    const message = cells.find((each) => each.cells.includes('Tier A'))?.cells.findLastIndex((each) => each !== '');
    assert.ok(message !== undefined && message >= headings.length, 'a column of messages stands at the right');
    for (const { row } of sheet.mistakes) {
      const told =
        cells
          .find((each) => each.row === row)
          ?.cells.slice(headings.length)
          .join(' ') ?? '';
      assert.notEqual(told.trim(), '', `row ${String(row)} is told what is wrong`);
    }
    const mended = cells.find((each) => each.row === sheet.first + live.length + 20 + 510);
    assert.match(mended?.cells[headings.indexOf('Tier A')] ?? '', /^\d+(\.\d+)?$/, 'the currency sign is gone');
    const right = new Map(sheet.mistakes.map((each) => [`${String(each.row)}/${String(each.column)}`, each.right]));
    const put = cells.flatMap((each) => {
      const whole: SheetCell[] = each.cells.map((cell, column) => right.get(`${each.row}/${column}`) ?? cell);
      return [{ row: each.row, cells: whole }];
    });
    const all: (readonly SheetCell[])[] = [];
    for (const each of put) {
      while (all.length < each.row - 1) all.push([]);
      all.push(each.cells);
    }
    await send('Marrowby Systems PS price list, corrected.xlsx', all);
    assert.equal(await rests(), 'Ready to publish');
  });

  it('shows what changes, asks once more, and publishes', async () => {
    await look('home', '/price-lists');
    await look('home-filtered-none', '/price-lists?supplier=sallowmere-networks');
    await look('checked', address);
    await look('messages-none', `${address}/messages`);
    await look('changes', `${address}/changes`);
    await look('changes-up', `${address}/changes?kind=up`);
    await look('publish', `${address}/publish`);
    await page.goto(`${address}/changes`);
    await page.getByRole('button', { name: 'Check and publish' }).click();
    const button = page.getByRole('button', { name: /^Publish 1,200 prices for Marrowby Systems on lot 2 from / });
    const tick = page.getByLabel(/^I accept the/);
    if ((await tick.count()) > 0) await tick.check();
    await button.click();
    assert.match(await rests(), /^(Published|Rises to decide)$/);
    await look('published', address);
  });

  it('lets the authority see held rises side by side and decide with a reason', async () => {
    await look('held', `${address}/held`);
    await page.goto(`${address}/held`);
    const waiting = await page.locator('input[name=line]').count();
    assert.ok(waiting >= 1);
    await page.getByRole('button', { name: 'Record the decision' }).click();
    assert.match(await page.locator('.govuk-error-summary').innerText(), /There is no reason/);
    if ((await page.getByLabel('that wait').count()) > 0) await page.getByLabel('that wait').check();
    await page.getByLabel('Refuse: the old price stays').check();
    await page.getByLabel('Why?').fill('No evidence of a rise in cost was given.');
    await page.getByRole('button', { name: 'Record the decision' }).click();
    await look('held-decided', `${address}/held`);
    await look('done', address);
    await page.goto(address);
    assert.match(await page.locator('main').innerText(), /Reason: No evidence of a rise in cost was given/);
  });

  it('changed what buyers find, and the product’s price history', async () => {
    const risen = live[0];
    assert.ok(risen !== undefined);
    const price = (Number(risen.price) * 1.06).toLocaleString('en-GB', {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });
    await page.goto(`/catalogue/search?supplier=${supplier}&lot=${lot}&q=${encodeURIComponent(risen.product.mpn)}`);
    assert.match(await page.locator('.co-result').first().innerText(), new RegExp(`£${price.replace('.', '\\.')}`));
  });

  it('says of a cancelled and of an unusable file that nothing has changed', async () => {
    await send('check only.xlsx', sheet.rows.slice(0, 60), true);
    assert.ok(['Has mistakes', 'Checked'].includes(await rests()));
    await look('check-only', address);
    await send('a-name-that-goes-on-and-on-'.repeat(4).concat('.xlsx'), [['nothing'], ['to', 'see']]);
    await rests();
    await look('unusable', address);
    await look('unusable-columns', `${address}/columns`);
    const discard = page.getByRole('button', { name: 'Discard this list' });
    if ((await discard.count()) > 0) {
      await discard.click();
      await look('cancelled', address);
    }
    await look('history', '/price-lists');
  });
});

interface Items<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

async function json<T>(origin: string, path: string): Promise<T> {
  const answer = await fetch(`${origin}${path}`, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${path} answered ${String(answer.status)}`);
  return (await answer.json()) as T;
}

type ListedProduct = SheetProduct & { readonly category: string };

/** Products that the lot covers, as many as the sheet needs. */
async function productsOnLot(origin: string): Promise<readonly SheetProduct[]> {
  const found: ListedProduct[] = [];
  for (const category of ['end-user-devices', 'peripherals', 'network-and-security', 'infrastructure']) {
    let cursor: string | null | undefined = '';
    while (cursor !== undefined && cursor !== null) {
      const more: Items<ListedProduct> = await json(
        origin,
        `/api/v1/products?category=${category}&limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      found.push(...more.items);
      cursor = more.next;
    }
  }
  return found.filter((each) => each.gtin !== null);
}

/** What the supplier has on offer on the lot now, new. */
async function liveLines(origin: string): Promise<readonly LiveLine[]> {
  const { items } = await json<Items<{ readonly product: { readonly slug: string } }>>(
    origin,
    `/api/v1/offers?supplier=${supplier}&lot=${lot}&condition=new&category=end-user-devices&limit=20`,
  );
  const own: LiveLine[] = [];
  for (const {
    product: { slug },
  } of items) {
    const detail = await json<
      {
        readonly offers: readonly {
          readonly supplier: string;
          readonly lot: string;
          readonly supplierSku: string;
          readonly condition: string;
          readonly price: { readonly unitPrice: string };
        }[];
      } & SheetProduct
    >(origin, `/api/v1/products/${slug}`);
    const offer = detail.offers.find((each) => each.supplier === supplier && each.lot === lot);
    if (offer === undefined || offer.condition !== 'new') continue;
    own.push({ sku: offer.supplierSku, price: offer.price.unitPrice, product: detail, condition: 'New' });
  }
  return own;
}
