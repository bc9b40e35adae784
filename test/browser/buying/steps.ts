import assert from 'node:assert/strict';
import type { Hand } from './hand.ts';

/** What a test buys: an offer as the interface names it. */
export interface Wanted {
  readonly offer: string;
  /** Of one, in pounds. */
  readonly price: string;
  readonly product: { readonly slug: string; readonly name: string };
  readonly supplier: { readonly id: string; readonly name: string };
}

interface Found {
  readonly items: readonly Wanted[];
}

/** The cheapest offers that a search of the interface finds. */
export async function offersOf(origin: string, query: string): Promise<readonly Wanted[]> {
  const answer = await fetch(`${origin}/api/v1/offers?${query}`, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${query} answered ${String(answer.status)}: ${await answer.text()}`);
  return ((await answer.json()) as Found).items;
}

/** Takes out whatever lies in the baskets, such as what the demonstration put there. */
export async function emptyBasket(hand: Hand): Promise<void> {
  await hand.go('/basket');
  const out = hand.page.getByRole('button', { name: /^Take out/ });
  for (let left = await out.count(); left > 0; left = await out.count()) await out.first().click();
}

/** From the search field to the basket. */
export async function putIntoBasket(hand: Hand, wanted: Wanted, quantity: number): Promise<void> {
  const { page } = hand;
  await page.goto('/catalogue/search');
  await page.locator('#q').fill(wanted.product.name);
  await hand.click(page.locator('main').getByRole('button', { name: 'Search' }));
  await hand.click(page.locator(`.co-result h3 a[href*="/${wanted.product.slug}"]`));
  const row = page.locator('#offers tbody tr').filter({ hasText: wanted.supplier.name });
  const choose = row.locator(`a[href*="offer=${wanted.offer}"]`);
  if ((await choose.count()) > 0) await hand.click(choose);
  await page.locator('aside #quantity, #quantity').first().fill(String(quantity));
  await hand.button('Update price');
  await hand.button('Put into the basket');
}

/** Answers what is asked of a purchase: the first budget where there are some, a sentence for each condition. */
export async function askToBuy(hand: Hand): Promise<void> {
  const { page } = hand;
  for (const each of await page.locator('textarea[name^="condition-"]').all()) {
    await each.fill('All offers of the lot were compared on the page; this one is the cheapest that meets the need.');
  }
  const budget = page.locator('#budget');
  if ((await budget.count()) > 0) {
    const first = await budget.locator('option').nth(1).getAttribute('value');
    await hand.choose(budget, first ?? '');
  }
  await page.locator('#reason').fill('Replaces laptops that no longer start.');
  await page.locator('#likeOrders').fill('Another year group; the need was not known before.');
  await hand.button('Continue to check your answers');
}

/** The path of where somebody is, without the question mark and what follows. */
export function pathOf(hand: Hand): string {
  return new URL(hand.page.url()).pathname;
}

/** Today in London, as three fields of a form take it. */
async function fillToday(hand: Hand, name: string): Promise<void> {
  const today = Temporal.Now.plainDateISO('Europe/London');
  for (const part of ['day', 'month', 'year'] as const) {
    await hand.page.locator(`#${name}-${part}`).fill(String(today[part]));
  }
}

/** From an accepted order: all of it arrived today, each piece of its first line with a number. */
export async function recordAll(buyer: Hand): Promise<void> {
  const { page } = buyer;
  await buyer.link('Record what arrived');
  await fillToday(buyer, 'receivedOn');
  for (const field of await page.locator('input[name^="kept-"]').all()) {
    if ((await field.inputValue()) === '') await field.fill(await ordered(buyer, field));
  }
  const count = Number(await page.locator('input[name^="kept-"]').first().inputValue());
  assert.ok(count > 0, 'nothing is there to be recorded');
  const serials = Array.from({ length: count }, (_, index) => `NW-${String(Date.now())}-${String(index + 1)}`);
  await page.locator('textarea[name^="serials-"]').first().fill(serials.join('\n'));
  await buyer.button('Record what arrived');
  await buyer.sees(new RegExp(serials.at(-1) ?? ''));
}

/** From an order of which something arrived: an invoice for it, with a number that begins with `MS-`. */
export async function sendInvoice(supplier: Hand): Promise<void> {
  await supplier.link('Send an invoice');
  await supplier.page.locator('#number').fill(`MS-${String(Date.now())}`);
  await fillToday(supplier, 'issuedOn');
  await supplier.button(/send/i);
}

/** How many of the line were ordered, from the table above the form. */
async function ordered(hand: Hand, field: ReturnType<Hand['page']['locator']>): Promise<string> {
  const title = await field.locator('xpath=ancestor::fieldset/legend').innerText();
  const row = hand.page.locator('main table tbody tr').filter({ hasText: title });
  return row.locator('[data-label="Ordered"]').first().innerText();
}
