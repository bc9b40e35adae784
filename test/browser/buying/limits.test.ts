/** Limits that hold whatever anybody wishes: the price that was agreed, and the ceiling of a contract. Through the pages alone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { letterWith, type MailServer, mailServer } from '../../support/mail-server.ts';
import { openSite, type Site } from '../site.ts';
import { enterAs, type Hand, leave } from './hand.ts';
import { askToBuy, emptyBasket, offersOf, pathOf, putIntoBasket } from './steps.ts';

describe('limits of prices and contracts in a browser', { timeout: 590_000 }, () => {
  let site: Site;
  let post: MailServer;
  before(async () => {
    post = await mailServer();
    site = await openSite({
      footprints: false,
      offers: 2000,
      env: { CALLOFF_SMTP_URL: post.url, CALLOFF_DEMO: 'on', CALLOFF_LOG_LEVEL: 'info' },
    });
    await workIsThere(site);
  });
  after(async () => {
    await site.close();
    await post.close();
  });

  it('sells at the old price what the authority refused a rise of, and tells the supplier why', async () => {
    const manager = await enterAs(site.browser, site.origin, 'categoryManager');
    await manager.go('/desk');
    await manager.click(manager.page.locator('main a[href*="/desk/price-rises/"]'));
    const row = manager.page.locator('main table tbody tr').first();
    const product = (await row.locator('th a').first().getAttribute('href')) ?? '';
    const now = pounds(await row.locator('[data-label="Now"]').innerText());
    const asked = pounds(await row.locator('[data-label="Asked"]').innerText());
    assert.ok(asked > now, `${String(asked)} is no rise from ${String(now)}`);
    const reason = 'The maker’s list price has not changed this year.';
    await manager.click(manager.page.locator('input[name="which"][value="all"]'));
    await manager.click(manager.page.locator('input[name="verdict"][value="refuse"]'));
    await manager.page.locator('#reason').fill(reason);
    await manager.button('Record the decision');
    await manager.sees(/All is decided/);

    const letter = await letterWith(post, 'The maker');
    assert.match(letter.to.join(), /quay/);
    assert.match(letter.raw, /refused/);

    const found = await offersOf(site.origin, 'supplier=thornquay-digital&lot=2&limit=50');
    const slug = product.split('?')[0]?.split('/').at(-1) ?? '';
    const wanted = found.find((each) => each.product.slug === slug && Number(each.price) === now);
    assert.ok(
      wanted,
      `${slug} is not on offer at £${String(now)}: ${JSON.stringify(found.map((each) => [each.product.slug, each.price]))}`,
    );
    const buyer = await enterAs(site.browser, site.origin, 'hospitalBuyer');
    await emptyBasket(buyer);
    await putIntoBasket(buyer, wanted, 1);
    await buyer.button(/^Award at the listed price for £/);
    await askToBuy(buyer);
    await buyer.button(/^Place order with .* for £/);
    assert.match(pathOf(buyer), /^\/orders\//);
    assert.ok((await buyer.text()).includes(`£${now.toLocaleString('en-GB', { minimumFractionDigits: 2 })}`));
    await leave(manager, buyer);
  });

  it('lets a site order from a contract up to its ceiling, and further only after a variation', async () => {
    const buyer = await enterAs(site.browser, site.origin, 'hospitalBuyer');
    await buyer.go('/desk');
    await buyer.click(buyer.page.locator('main a[href*="/call-offs/"]').filter({ hasText: 'Clinical laptops' }));
    const contract = pathOf(buyer);
    const [price] = await pricesOf(buyer);
    const left = await leftOf(buyer);
    const most = Math.floor(left / (price ?? 0));
    assert.ok(most > 0, `£${String(left)} is left of a contract that sells at £${String(price)}`);
    await orderFrom(buyer, contract, most);
    await buyer.button(/^Place order with .* for £/);
    assert.match(pathOf(buyer), /^\/orders\//);
    await buyer.go(contract);
    assert.equal(await leftOf(buyer), Math.round((left - most * (price ?? 0)) * 100) / 100);

    await orderFrom(buyer, contract, 1);
    if (
      /^\/call-offs/.test(pathOf(buyer)) &&
      (await buyer.page.getByRole('button', { name: /^Place order/ }).count()) > 0
    )
      await buyer.button(/^Place order/);
    await buyer.sees(/£[\d,.]+ more than what is left/);
    await buyer.sees(/variation/);

    await buyer.go(`${contract}/vary`);
    await buyer.click(buyer.page.locator('input[name="ground"][value="review-clause"]'));
    await buyer.page.locator('#changeNet').fill('5000.00');
    await buyer.page.locator('#reason').fill('Clause 12 allows a tenth more for new wards.');
    await buyer.page.locator('#evidence').fill('Clause 12 of the call-off');
    await buyer.page.locator('#decidedBy').fill('K. Adeyemi, senior buyer');
    await buyer.button(/^Record the variation/);
    await buyer.go(contract);
    await orderFrom(buyer, contract, 1);
    await buyer.button(/^Place order with .* for £/);
    assert.match(pathOf(buyer), /^\/orders\//);
    await leave(buyer);
  });

  it('lets a school order from its trust’s contract for itself alone, to the ceiling and not beyond', async () => {
    const school = await enterAs(site.browser, site.origin, 'trustSchool');
    await school.go('/call-offs');
    await school.link(/Laptops for the trust’s schools/);
    const contract = pathOf(school);
    const [price = 0] = await pricesOf(school);
    const left = await leftOf(school);
    const most = Math.floor(left / price);
    assert.ok(most > 0, `£${String(left)} is left of a contract that sells at £${String(price)}`);
    await school.button('Order from this contract');
    assert.deepEqual(await sitesOf(school), ['Hillside Academy']);

    // One more than the ceiling allows is refused where the number was typed, and nothing is lost.
    await school.page.locator('#quantity-1').fill(String(most + 1));
    await school.button('Check the order');
    await school.sees(/£[\d,.]+ more than what is left/);
    assert.equal(await school.page.locator('#quantity-1').inputValue(), String(most + 1));
    await school.page.locator('#quantity-1').fill(String(most));
    await school.button('Check the order');
    await school.button(/^Place order with .* for £/);
    await school.sees(/Hillside Academy/);
    await school.go(contract);
    assert.equal(await leftOf(school), Math.round((left - most * price) * 100) / 100);
    assert.equal(
      (await school.page.goto(`${contract}/vary`))?.status(),
      403,
      'a school varies no contract of the trust',
    );
    await leave(school);
  });

  /** To the check of an order of that many of the first line, for the last site the contract names. */
  async function orderFrom(buyer: Hand, contract: string, quantity: number): Promise<void> {
    await buyer.go(contract);
    await buyer.page.goto(`${contract}/order`);
    await buyer.click(buyer.page.locator('input[name="site"]').last());
    await buyer.page.locator('#quantity-1').fill(String(quantity));
    await buyer.button('Check the order');
  }
});

/** The first amount in a text, in pounds. */
function pounds(text: string): number {
  const found = /£([\d,]+(?:\.\d+)?)/.exec(text)?.[1];
  return found === undefined ? assert.fail(`No amount in ${text}`) : Number(found.replaceAll(',', ''));
}

async function leftOf(hand: Hand): Promise<number> {
  return pounds(await hand.page.locator('aside .co-price--large').innerText());
}

/** Where what is ordered may be delivered to. */
async function sitesOf(hand: Hand): Promise<readonly string[]> {
  const labels = await hand.page.locator('label:has(+ input[name="site"]), input[name="site"] + label').allInnerTexts();
  return labels.map((each) => each.split(/[,\n]/)[0]?.trim() ?? '');
}

async function pricesOf(hand: Hand): Promise<readonly number[]> {
  const cells = await hand.page.locator('main td[data-label="Price"]').allInnerTexts();
  return cells.map(pounds);
}

/** Waits until the demonstration's people have done what the personas land on. */
async function workIsThere(site: Site): Promise<void> {
  const until = performance.now() + 400_000;
  while (!site.output().includes('the demonstration’s work is there')) {
    assert.ok(performance.now() < until, `the work was not made in time: ${site.output().slice(-2000)}`);
    await pause(250);
  }
}
