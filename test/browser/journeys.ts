import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Known } from './site.ts';

type Journey = (page: Page, known: Known) => Promise<void>;

/** Answers every question of the finder, by the first of the wished words that an option has, else its first option. */
export async function answerFinder(page: Page, wishes: readonly RegExp[]): Promise<void> {
  for (let question = 0; question < 15; question += 1) {
    if ((await page.locator('.co-answer').count()) > 0) return;
    const labels = await page.locator('main .govuk-radios__label').allInnerTexts();
    const wished = labels.findIndex((label) => wishes.some((wish) => wish.test(label)));
    if (labels.length > 0) await page.locator('main input[type=radio]').nth(Math.max(wished, 0)).check();
    for (const field of await page.locator('main input[inputmode=numeric]').all()) await field.fill('30');
    for (const field of await page.locator('main input[inputmode=decimal]').all()) await field.fill('12,000');
    await page.locator('main form').getByRole('button', { name: 'Continue' }).click();
  }
  throw new Error(`The finder asked more than 15 questions; the last: ${await page.locator('h1').innerText()}`);
}

async function countOf(page: Page): Promise<number> {
  const heading = await page.locator('#count').innerText();
  return Number((/[\d,]+/.exec(heading)?.[0] ?? '0').replaceAll(',', ''));
}

async function search(page: Page, words: string): Promise<void> {
  await page.goto('/catalogue/search');
  await page.locator('#q').fill(words);
  await page.locator('main').getByRole('button', { name: 'Search' }).click();
}

/** What a person does, by name. Each starts in a context of its own in which no script runs. */
export const journeys: Readonly<Record<string, Journey>> = {
  'finds laptops through the questions, compares four offers, saves them and shares the list': async (page) => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Tell us what you need' }).first().click();
    await page.getByRole('button', { name: 'Start' }).click();
    await answerFinder(page, [/laptop/i, /school/i, /new or refurbished/i, /listed price/i]);
    assert.match(await page.locator('h1').innerText(), /^You can/);
    assert.ok((await page.locator('.co-reasons > li').count()) >= 3, 'reasons stand under the verdict');
    assert.ok((await page.locator('.co-reasons .co-source').count()) >= 3, 'reasons have their sources');

    await page.locator('.co-answer a').first().click();
    assert.ok((await countOf(page)) > 3, 'the answer leads to offers');
    await page.locator('.co-result h3 a').first().click();
    const price = page.locator('.co-price--large');
    assert.match(await price.innerText(), /£[\d,.]+\s+each excluding VAT\s+£[\d,.]+ for [\d,]+ including VAT/);

    await page.goBack();
    for (const box of await page.locator('.co-pick input').all()) {
      if ((await page.locator('.co-pick input:checked').count()) === 4) break;
      await box.check();
    }
    await page.getByRole('button', { name: 'Compare side by side' }).click();
    assert.match(await page.locator('h1').innerText(), /Compare 4 offers/);
    assert.equal(await page.locator('.co-compare thead th').count(), 4);

    await page.getByRole('link', { name: /save/i }).first().click();
    await page.getByLabel('What shall the list be called?').fill('Year 7 laptops');
    await page.getByRole('button', { name: 'Save the list' }).click();
    await page.waitForURL(/\/catalogue\/lists\/(?!new)/);
    const shared = page.url();
    await page.context().clearCookies();
    await page.goto(shared);
    assert.match(await page.locator('main').innerText(), /Year 7 laptops/);
    assert.equal(
      (await page.locator('a[href^="/catalogue/products/"]').count()) >= 4,
      true,
      'the list holds the offers',
    );
  },

  'finds a maker although its name is misspelt, and sees how it was read': async (page) => {
    await search(page, 'norvick laptop');
    assert.match(await page.locator('.co-correction').innerText(), /norvik/i);
    assert.ok((await countOf(page)) > 0);
  },

  'finds a product by the beginning of its part number': async (page) => {
    await search(page, 'laptop');
    const number = await page.locator('.co-mpn').first().innerText();
    await search(page, number.slice(0, -1));
    assert.ok((await page.locator('.co-mpn').allInnerTexts()).includes(number));
  },

  'narrows with a filter whose count comes true, and takes it away again': async (page) => {
    await search(page, 'laptop');
    const all = await countOf(page);
    const filter = page.locator('.co-filter').filter({ hasText: 'Condition' }).first();
    const label = filter.locator('.govuk-checkboxes__label').filter({ hasText: 'Refurbished' }).first();
    const promised = Number((await label.locator('span').innerText()).replaceAll(',', ''));
    await label.click();
    await page.getByRole('button', { name: 'Show results' }).click();
    assert.equal(await countOf(page), promised);
    assert.ok(promised < all);
    await page.locator('.co-chips a').filter({ hasText: 'Refurbished' }).click();
    assert.equal(await countOf(page), all);
  },

  'changes the quantity and sees every price follow': async (page, known) => {
    await page.goto(`/catalogue/products/${known.product}`);
    await page.locator('#quantity').fill('30');
    await page.getByRole('button', { name: 'Update price' }).click();
    assert.match(await page.locator('.co-price__total').first().innerText(), /for 30 including VAT/);
  },

  'is told what to take away when nothing fits': async (page) => {
    await page.goto('/catalogue/search?q=laptop&condition=refurbished&maxPrice=1');
    assert.equal(await page.locator('.co-result').count(), 0);
    await page.locator('.co-relax a').first().click();
    assert.ok((await countOf(page)) > 0, 'what the page says to take away brings offers');
  },

  'sees hostile words as text': async (page) => {
    const words = '<img src=x onerror=alert(1)> {{7*7}}';
    await search(page, `${words} \u202e`);
    assert.equal(await page.locator('#q').inputValue(), words, 'marks that turn the text around are left out');
    assert.equal(await page.locator('main img').count(), 0);
    assert.doesNotMatch(await page.locator('main').innerText(), /\b49\b/);
  },
};
