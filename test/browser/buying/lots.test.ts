/** One purchase on each lot, from the need to the end its route allows, by somebody of a sector the lot is for. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type MailServer, mailServer } from '../../support/mail-server.ts';
import { answerFinder } from '../journeys.ts';
import { openSite, type Site } from '../site.ts';
import { enterAs, type Hand, leave, openHand } from './hand.ts';
import { makeAccount, makeOrganisation } from './newcomers.ts';
import { askToBuy, emptyBasket, pathOf } from './steps.ts';

const hospital = 'NHS trust or foundation trust';
const school = 'Maintained school';
/** What is answered on each lot besides how urgent it is, and that it needs no clearance. */
const awards = [
  { lot: '1', who: 'hospitalBuyer', answers: ['Devices together with software', hospital, 'Buy new'] },
  { lot: '2', who: 'hospitalBuyer', answers: ['Network equipment', hospital, 'Buy new'] },
  { lot: '3', who: 'hospitalBuyer', answers: ['Software licences', hospital, 'Subscribe'] },
  { lot: '5', who: 'hospitalBuyer', answers: ['Technology for health and social care', hospital, 'Buy new'] },
  { lot: '6', who: 'schoolBuyer', answers: ['Technology made for teaching', school, 'Buy new'] },
  { lot: '7', who: 'hospitalBuyer', answers: ['Laptops', hospital, 'Buy refurbished'] },
] as const;

describe('one purchase on each lot in a browser', { timeout: 590_000 }, () => {
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

  for (const { lot, who, answers } of awards) {
    it(`lot ${lot}: from the need to an award at the listed price`, async () => {
      const buyer = await enterAs(site.browser, site.origin, who);
      await emptyBasket(buyer);
      await stateNeed(buyer, [...answers, 'Award to one supplier']);
      await buyer.sees(new RegExp(`You can award directly on lot ${lot},.*if the conditions hold`));
      await chooseFromAnswer(buyer);
      await fillTerm(buyer);
      await buyer.button(/^Award at the listed price for £/);
      await buyer.button('Continue to check your answers');
      await buyer.sees(/There is a problem/);
      await askToBuy(buyer);
      await buyer.button(/^Place order with .* for £/);
      assert.match(pathOf(buyer), /^\/orders\//);
      await buyer.sees(new RegExp(`lot ${lot}\\b`));
      await leave(buyer);
    });
  }

  it('lot 4: from the need of a police force to what is kept for a competition', async () => {
    const buyer = await openHand(site.browser, site.origin);
    await stateNeed(buyer, ['Laptops', 'Police force', 'Buy new', 'Invite suppliers to compete'], 'Yes');
    await buyer.sees(/You can run a further competition on lot 4/);
    await chooseFromAnswer(buyer, 'Put together what you need');
    await makeAccount(buyer, post, { name: 'V. Tarrant', email: 'v.tarrant@eastmarch.example' });
    const police = { name: 'Eastmarch Police', kind: 'Police force', scheme: 'GB-PPON', number: 'PEAS-1234-ABCD' };
    await makeOrganisation(buyer, police);
    assert.equal(pathOf(buyer), '/basket');
    await buyer.sees(/competition/);
    assert.equal(await buyer.page.getByRole('button', { name: /^(Go on to buy|Award)/ }).count(), 0);
    await buyer.button(/^Keep it for a competition/);
    await buyer.page.locator('#reason').fill('Laptops for detectives, from suppliers whose people are cleared.');
    await buyer.button(/^Keep/);
    assert.match(pathOf(buyer), /^\/needs\//);
    await buyer.sees(/Kept for a competition/);
    await buyer.sees(/Laptops for detectives/);
    await leave(buyer);
  });

  it('lot 8: from the need to one order, although the button is pressed twice', async () => {
    const buyer = await enterAs(site.browser, site.origin, 'schoolBuyer');
    await emptyBasket(buyer);
    const before = await ordersOf(buyer);
    await stateNeed(buyer, ['Laptops', school, 'Buy new', 'Order at a listed price', 'Within 2 weeks']);
    await buyer.sees(/You can order from lot 8/);
    await chooseFromAnswer(buyer);
    await fillTerm(buyer);
    await buyer.button(/^Go on to buy for £/);
    await askToBuy(buyer);
    const place = buyer.page.locator('main').getByRole('button', { name: /^Place order with .* for £/ });
    await place.dblclick();
    await buyer.page.waitForURL(/\/orders\//);
    await buyer.sees(/lot 8\b/);
    assert.equal((await ordersOf(buyer)).length, before.length + 1);
    await leave(buyer);
  });
});

/** Answers the finder from the home page on; what is not answered is said to be unknown or later. */
async function stateNeed(hand: Hand, answers: readonly string[], clearance = 'No'): Promise<void> {
  await hand.page.goto('/');
  await hand.page.getByRole('link', { name: 'Tell us what you need' }).first().click();
  await hand.button('Start');
  const wishes = [...answers, 'Later than that', clearance];
  await answerFinder(
    hand.page,
    wishes.map((each) => new RegExp(`^${each}$`, 'm')),
  );
}

/** From the finder's answer to the basket: the first offer it leads to, two of it. */
async function chooseFromAnswer(hand: Hand, words: string | RegExp = /^See the/): Promise<void> {
  const { page } = hand;
  await hand.click(page.locator('.co-answer a').filter({ hasText: words }));
  await hand.click(page.locator('.co-result h3 a'));
  await page.locator('aside #quantity, #quantity').first().fill('2');
  await hand.button('Update price');
  await hand.button('Put into the basket');
}

/** What is paid by the month or year asks for how long. */
async function fillTerm(hand: Hand): Promise<void> {
  const months = hand.page.locator('input[name^="term"]');
  if ((await months.count()) > 0) await months.first().fill('12');
}

async function ordersOf(hand: Hand): Promise<readonly string[]> {
  await hand.go('/orders');
  return hand.page.locator('main table tbody tr').allInnerTexts();
}
