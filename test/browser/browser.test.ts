/** One server and one browser for every test that needs them: starting them costs more than most of the tests. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkPage, type Eyes, openContext, openEyes } from '../support/check-page.ts';
import { checkKeyboard } from '../support/keyboard.ts';
import { crawl } from './crawl.ts';
import { journeys } from './journeys.ts';
import { operatorPages, pages } from './page-table.ts';
import { openSite, type Site } from './site.ts';

describe('the site in a browser', { timeout: 590_000 }, () => {
  let site: Site;
  let eyes: Eyes;
  before(async () => {
    site = await openSite();
    eyes = await openEyes(site.browser, site.origin);
  });
  after(() => site.close());

  describe('every page is sound at every width, without scripts, and has no accessibility finding', () => {
    for (const each of pages) it(each.name, () => checkPage(eyes, each.path(site.known), each));
  });

  describe('the operator', () => {
    let own: Eyes;
    it('signs in by the link printed at the first start', async () => {
      await checkPage(eyes, site.known.operatorLink, { name: 'operator-start' });
      const context = await openContext(site.browser, site.origin);
      const page = await context.newPage();
      await page.goto(site.known.operatorLink);
      await page.getByRole('button', { name: 'Sign in as the operator' }).click();
      assert.match(page.url(), /\/operator$/);
      own = await openEyes(site.browser, site.origin, await context.storageState());
      await context.close();
    });
    for (const each of operatorPages) it(each.name, () => checkPage(own, each.path(site.known), each));
  });

  describe('every page can be walked through by keyboard', () => {
    for (const each of pages.filter((page) => page.keyboard)) {
      it(each.name, () => checkKeyboard(eyes.plain, each.path(site.known)));
    }
  });

  describe('a person without scripts', () => {
    for (const [name, walk] of Object.entries(journeys)) {
      it(name, async () => {
        const context = await openContext(site.browser, site.origin);
        try {
          const page = await context.newPage();
          page.setDefaultTimeout(15_000);
          await walk(page, site.known);
        } finally {
          await context.close();
        }
      });
    }
  });

  it('leads nowhere that does not answer, from the home page on', async () => {
    const { visited, dead } = await crawl(site.origin, '/', 6);
    assert.deepEqual(dead, []);
    assert.ok(visited > 40, `only ${String(visited)} addresses were found`);
  });
});
