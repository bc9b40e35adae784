/** What is bought, through the pages alone and without scripts, on one server with the demonstration's people. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkPage, openEyes } from '../../support/check-page.ts';
import { openSite, type Site } from '../site.ts';
import { enterAs, type Hand, leave } from './hand.ts';
import {
  askToBuy,
  emptyBasket,
  offersOf,
  pathOf,
  putIntoBasket,
  recordAll,
  sendInvoice,
  type Wanted,
} from './steps.ts';

describe('buying in a browser', { timeout: 590_000 }, () => {
  let site: Site;
  let laptop: Wanted;
  before(async () => {
    site = await openSite({ footprints: false });
    const found = await offersOf(
      site.origin,
      'supplier=marrowby-systems&lot=8&category=end-user-devices/laptops&condition=new',
    );
    laptop = found[0] ?? assert.fail('The reseller of the demonstration sells no laptop');
  });
  after(() => site.close());

  it('takes 30 laptops from search to a matched invoice in fewer than 40 clicks', async () => {
    const buyer = await enterAs(site.browser, site.origin, 'schoolBuyer');
    const head = await enterAs(site.browser, site.origin, 'head');
    const supplier = await enterAs(site.browser, site.origin, 'reseller');

    await ruleOfApproval(head);
    await emptyBasket(buyer);
    const before = head.clicks;
    const order = await buy(buyer, head, laptop, 30);
    await supplier.go(order);
    await supplier.button('Answer the order');
    await supplier.button(/^Accept order/);
    await supplier.sees(/Accepted/);

    await buyer.go(order);
    await recordAll(buyer);
    await buyer.go(order);
    await buyer.sees(/Received .*30 pieces arrived and kept, the last on .*Everything has arrived/);

    await supplier.go(order);
    await sendInvoice(supplier);
    await buyer.go(order);
    await buyer.link(/^Look at MS-/);
    await buyer.sees(/matches the order and what was received. Pay £[\d,.]+ by/);
    await buyer.sees(/In dispute £0\.00/);

    const { progress } = await json<{ progress: string }>(buyer, `/api/v1${order}`);
    assert.equal(progress, 'invoiced');
    const clicks = buyer.clicks + head.clicks - before + supplier.clicks;
    assert.ok(clicks < 40, `it took ${String(clicks)} clicks`);
    await leave(buyer, head, supplier);
  });

  it('lets the buyer order from somebody else what the supplier declined, with nothing typed again', async () => {
    const buyer = await enterAs(site.browser, site.origin, 'schoolBuyer');
    const head = await enterAs(site.browser, site.origin, 'head');
    const supplier = await enterAs(site.browser, site.origin, 'reseller');
    await ruleOfApproval(head);
    await emptyBasket(buyer);
    const order = await buy(buyer, head, laptop, 12);
    await supplier.go(order);
    await supplier.button('Answer the order');
    await supplier.page.locator('#reason').fill('The maker cannot deliver before spring.');
    await supplier.button(/^Decline order/);

    await buyer.go(order);
    await buyer.sees(/The maker cannot deliver before spring/);
    await buyer.link('Order it from somebody else');
    await buyer.sees(/12 × .*£/);
    assert.doesNotMatch(await buyer.page.locator('#offers tbody').innerText(), /Marrowby/);
    await buyer.button(/^Put into the basket/);
    assert.equal(pathOf(buyer), '/basket');
    assert.equal(await buyer.page.locator('input[name^="quantity-"]').inputValue(), '12');
    await buyer.button(/^Go on to buy/);
    await askToBuy(buyer);
    const again = await approveAndPlace(buyer, head);
    assert.notEqual(again, order);
    await buyer.sees(/Waits for the supplier/);
    await leave(buyer, head, supplier);
  });

  it('refuses a supplier a higher price than the one ordered at', async () => {
    const buyer = await enterAs(site.browser, site.origin, 'schoolBuyer');
    const head = await enterAs(site.browser, site.origin, 'head');
    const supplier = await enterAs(site.browser, site.origin, 'reseller');
    await ruleOfApproval(head);
    await emptyBasket(buyer);
    const order = await buy(buyer, head, laptop, 4);
    await supplier.go(`${order}/answer`);
    await supplier.page.locator('#price-1').fill('999.00');
    await supplier.page.locator('#note').fill('Memory became dearer.');
    await supplier.button('Propose the change');
    await supplier.sees(/There is a problem/);
    await supplier.sees(/higher|above|more than/i);
    await buyer.go(order);
    await buyer.sees(/Waits for the supplier/);
    await leave(buyer, head, supplier);
  });

  it('shows pages that are sound at every width and have no accessibility finding', async () => {
    const buyer = await enterAs(site.browser, site.origin, 'schoolBuyer');
    const eyes = await openEyes(site.browser, site.origin, await buyer.context.storageState());
    const declined = buyer.page.locator('main table tbody tr').filter({ hasText: 'Declined' }).locator('a');
    await buyer.go('/orders');
    const order = (await declined.first().getAttribute('href')) ?? '';
    await buyer.go('/purchases');
    const purchase = (await buyer.page.locator('main table a').first().getAttribute('href')) ?? '';
    await buyer.go('/invoices');
    const invoice = (await buyer.page.locator('main table a').first().getAttribute('href')) ?? '';
    const looked = {
      ...{ 'order-declined': order, 'order-elsewhere': `${order}/elsewhere`, purchases: '/purchases', purchase },
      ...{ invoice, orders: '/orders', 'desk-school': '/desk' },
    };
    for (const [name, path] of Object.entries(looked)) await checkPage(eyes, path, { name: `buying-${name}` });
    await leave(buyer);
  });

  /** Has the head's approval asked for from £1,000 on. */
  async function ruleOfApproval(head: Hand): Promise<void> {
    await head.go('/organisations/demostwilfrids/approval-rules');
    if (/: from £[\d,.]+ including VAT/.test(await head.text())) return;
    await head.page.locator('#name').fill('Approval of the head');
    await head.page.locator('#from').fill('1000');
    await head.button('Add rule');
  }

  /** From the search field to a placed order, with the head's approval; gives where the order is shown. */
  async function buy(buyer: Hand, head: Hand, wanted: Wanted, quantity: number): Promise<string> {
    await putIntoBasket(buyer, wanted, quantity);
    await buyer.button(/^Go on to buy/);
    await askToBuy(buyer);
    return approveAndPlace(buyer, head);
  }

  async function approveAndPlace(buyer: Hand, head: Hand): Promise<string> {
    await buyer.sees(/Waiting for approval/);
    const purchase = pathOf(buyer);
    await head.go(purchase);
    await head.button(/^Approve £/);
    await buyer.go(purchase);
    await buyer.sees(/Check your answers before ordering/);
    await buyer.button(/^Place order with .* for £/);
    assert.match(pathOf(buyer), /^\/orders\//);
    return pathOf(buyer);
  }
});

/** What the interface answers whoever is signed in. */
async function json<T>(hand: Hand, path: string): Promise<T> {
  const answer = await hand.context.request.get(path, { headers: { accept: 'application/json' } });
  assert.equal(answer.status(), 200, path);
  return (await answer.json()) as T;
}
