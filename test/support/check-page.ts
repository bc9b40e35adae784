import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';

const pictures = resolve(import.meta.dirname, '../../test-results/screens');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** 320 is the narrowest page promised, 640 is a page of 1280 at 200%. */
const widths = [1280, 640, 360, 320] as const;
const photographed: readonly number[] = [1280, 360];

interface Visit {
  readonly name: string;
  /** The answer's status when it is not 200. */
  readonly status?: number;
}

/** The same browser twice: as most tests use it, without scripts, and with them, for the checker, which is one. */
export interface Eyes {
  readonly plain: Page;
  readonly scripted: Page;
}

interface ContextSettings {
  readonly scripts?: boolean;
  /** Cookies of somebody who signed in. */
  readonly state?: Awaited<ReturnType<BrowserContext['storageState']>>;
}

/** Opens a context as visitors of the site have it; pages run no scripts unless asked for. */
export async function openContext(
  browser: Browser,
  origin: string,
  settings: ContextSettings = {},
): Promise<BrowserContext> {
  return browser.newContext({
    baseURL: origin,
    javaScriptEnabled: settings.scripts ?? false,
    ...(settings.state === undefined ? {} : { storageState: settings.state }),
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
}

export async function openEyes(browser: Browser, origin: string, state?: ContextSettings['state']): Promise<Eyes> {
  const signedIn = state === undefined ? {} : { state };
  const [plain, scripted] = await Promise.all([
    openContext(browser, origin, signedIn),
    openContext(browser, origin, { ...signedIn, scripts: true }),
  ]);
  return { plain: await plain.newPage(), scripted: await scripted.newPage() };
}

/** A register goes on and on; what is below this has been seen above. */
const tallest = 8000;

/** Saves the whole page as `test-results/screens/<name>-<width>.png`. */
export async function photograph(page: Page, name: string, width: number): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.setViewportSize({ width, height: 900 });
  const tall = await page.evaluate<number>('document.documentElement.scrollHeight');
  const clip = { x: 0, y: 0, width, height: Math.min(tall, tallest) };
  await page.screenshot({ path: join(pictures, `${name}-${String(width)}.png`), fullPage: true, clip });
}

/** Collects what a page complains of: script errors, refused policies, files that did not come. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && message.location().url !== page.url()) heard.push(message.text());
    if (/content security policy/i.test(message.text())) heard.push(message.text());
  });
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('response', (answer) => {
    if (answer.status() >= 400 && answer.request().resourceType() !== 'document') {
      heard.push(`${String(answer.status())} ${answer.url()}`);
    }
  });
  return heard;
}

/** What the accessibility checker finds on the page as it is now, a line a finding. */
export async function findings(page: Page): Promise<readonly string[]> {
  const result = await new AxeBuilder({ page })
    .withTags(tags)
    .options({ resultTypes: ['violations'] })
    .setLegacyMode(true)
    .analyze();
  return result.violations.flatMap((violation) =>
    violation.nodes.slice(0, 4).map((node) => {
      const where = `${node.target.join(' ')} ${node.html.slice(0, 160)}`;
      return `${violation.id}: ${violation.help} at ${where}`;
    }),
  );
}

/** Runs inside the page. Written as text: the types of a page's globals would otherwise be seen by all of the source. */
const overflowScript = `(() => {
  const width = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - width;
  if (over <= 0) return '';
  const wide = [...document.querySelectorAll('body *')]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .slice(-3)
    .map((each) => '<' + each.tagName.toLowerCase() + ' class="' + (each.getAttribute('class') ?? '') + '">');
  return over + ' pixels too wide: ' + wide.join(' ');
})()`;

/** What is folded away has to be as sound as what is seen. */
const unfoldScript = `document.querySelectorAll('details').forEach((each) => { each.open = true; })`;

/** How far the page reaches beyond its width, in pixels, and what reaches; empty when it does not. */
export async function overflow(page: Page): Promise<string> {
  return page.evaluate<string>(overflowScript);
}

/**
 * Opens the address and holds the page to what every page promises at every width: the status, one first-level
 * heading, a title, no sideways scrolling, nothing found by the checker, no complaint; and takes its picture.
 */
export async function checkPage(eyes: Eyes, path: string, visit: Visit): Promise<void> {
  const wrong = await Promise.all([lookPlainly(eyes.plain, path, visit), lookForFindings(eyes.scripted, path)]);
  assert.deepEqual(wrong.flat(), [], `${visit.name} at ${path}`);
}

async function lookPlainly(page: Page, path: string, visit: Visit): Promise<readonly string[]> {
  const wrong: string[] = [];
  const answer = await page.goto(path);
  if (answer?.status() !== (visit.status ?? 200)) wrong.push(`the status is ${String(answer?.status())}`);
  const headings = await page.locator('h1').count();
  if (headings !== 1) wrong.push(`${String(headings)} headings of the first level`);
  if (!/ - Calloff$/.test(await page.title())) wrong.push(`the title is "${await page.title()}"`);
  if ((await page.locator('[style], script:not([src]), style').count()) > 0) wrong.push('style or script in the page');
  const places = await page.locator('nav[aria-label=Menu] [aria-current]').count();
  if (places > 1) wrong.push(`the menu says that the page is in ${String(places)} places`);
  for (const width of widths) {
    if (photographed.includes(width)) await photograph(page, visit.name, width);
    else await page.setViewportSize({ width, height: 900 });
    const over = await overflow(page);
    if (over !== '') wrong.push(`at ${String(width)}: ${over}`);
  }
  await page.evaluate(unfoldScript);
  const over = await overflow(page);
  if (over !== '') wrong.push(`at ${String(widths.at(-1))}, all unfolded: ${over}`);
  return wrong;
}

async function lookForFindings(page: Page, path: string): Promise<readonly string[]> {
  const wrong = complaints(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(path);
  for (const width of photographed) {
    await page.setViewportSize({ width, height: 900 });
    if (width < 500) await page.evaluate(unfoldScript);
    wrong.push(...(await findings(page)).map((each) => `at ${String(width)}: ${each}`));
  }
  page.removeAllListeners();
  return wrong;
}
