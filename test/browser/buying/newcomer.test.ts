/** Somebody new buys: from a search without an account to an invoice that matches. Through the pages alone, without scripts. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { type MailServer, mailServer } from '../../support/mail-server.ts';
import { openSite, type Site } from '../site.ts';
import { enterAs, leave, openHand } from './hand.ts';
import { makeAccount, makeOrganisation } from './newcomers.ts';
import { askToBuy, offersOf, pathOf, putIntoBasket, recordAll, sendInvoice } from './steps.ts';

const name = 'Orchard Lane Primary School';

describe('a newcomer in a browser', { timeout: 400_000 }, () => {
  let site: Site;
  let post: MailServer;
  before(async () => {
    post = await mailServer();
    site = await openSite({ footprints: false, env: { CALLOFF_SMTP_URL: post.url } });
  });
  after(async () => {
    await site.close();
    await post.close();
  });

  it('gets from a search without an account to a matched invoice in fewer than 40 clicks', async (t) => {
    const [laptop] = await offersOf(
      site.origin,
      'supplier=marrowby-systems&lot=8&category=end-user-devices/laptops&condition=new',
    );
    assert.ok(laptop, 'the reseller of the demonstration sells no laptop');
    const buyer = await openHand(site.browser, site.origin);
    const { page } = buyer;

    // What was chosen is kept while somebody makes an account.
    await putIntoBasket(buyer, laptop, 30);
    assert.equal(pathOf(buyer), '/sign-in');
    await makeAccount(buyer, post, { name: 'N. Hollins', email: 'n.hollins@orchardlane.example' });

    // And while they make their organisation.
    await buyer.sees(/what you were about to do is kept/);
    await makeOrganisation(buyer, { name, kind: 'Maintained school', scheme: 'GB-EDU', number: '900777' });
    assert.equal(pathOf(buyer), '/basket');
    assert.equal(await page.locator('input[name^="quantity-"]').inputValue(), '30');
    await buyer.button(/^Go on to buy/);

    await askToBuy(buyer);

    // The authority has to let a new organisation buy before anything is ordered.
    await buyer.sees(/It cannot be ordered yet.*has not confirmed yet that Orchard Lane Primary School may buy/);
    const purchase = pathOf(buyer);
    assert.equal(await page.getByRole('button', { name: /^Place order/ }).count(), 0);
    const manager = await enterAs(site.browser, site.origin, 'categoryManager');
    await manager.go('/organisations/waiting');
    const card = manager.page.locator('section').filter({ hasText: name });
    await manager.click(card.getByLabel('Confirm'));
    await manager.click(card.getByRole('button', { name: /^Decide/ }));
    await manager.sees(/No organisation waits/);

    // Money is committed with a second factor, set up on the way and asked for once.
    await buyer.go(purchase);
    await buyer.button('Confirm that it is you');
    await buyer.button('Set up an app');
    const key = await page.locator('main code').innerText();
    await page.locator('#code').fill(new TOTP({ secret: Secret.fromBase32(key) }).generate());
    await buyer.button('Set up the app');
    await buyer.button('Continue');
    assert.equal(pathOf(buyer), purchase);
    await buyer.button(/^Place order with .* for £/);
    assert.match(pathOf(buyer), /^\/orders\//);
    const order = pathOf(buyer);

    const supplier = await enterAs(site.browser, site.origin, 'reseller');
    await supplier.go(order);
    await supplier.button('Answer the order');
    await supplier.button(/^Accept order/);
    await buyer.go(order);
    await recordAll(buyer);
    await supplier.go(order);
    await sendInvoice(supplier);
    await buyer.go(order);
    await buyer.link(/^Look at MS-/);
    await buyer.sees(/matches the order and what was received. Pay £[\d,.]+ by/);

    const clicks = buyer.clicks + supplier.clicks + manager.clicks;
    t.diagnostic(`${String(clicks)} clicks, ${String(buyer.clicks)} of them the buyer’s`);
    assert.ok(clicks < 40, `it took ${String(clicks)} clicks`);
    await leave(buyer, manager, supplier);
  });
});
