/**
 * Takes pictures of pages, to look at: `npm run screens -- home product` (all pages without a name).
 * `CALLOFF_URL=http://127.0.0.1:3000` uses a running server. The pictures are in test-results/screens.
 */
import { openContext, photograph } from '../support/check-page.ts';
import { pages } from './page-table.ts';
import { openSite } from './site.ts';

const wanted = process.argv.slice(2);
const site = await openSite();
try {
  const context = await openContext(site.browser, site.origin);
  const page = await context.newPage();
  for (const each of pages) {
    if (wanted.length > 0 && !wanted.some((word) => each.name.startsWith(word))) continue;
    const answer = await page.goto(each.path(site.known));
    for (const width of [1280, 360]) await photograph(page, each.name, width);
    console.log(`${String(answer?.status())} ${each.name}`);
  }
} finally {
  await site.close();
}
