import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

interface Focused {
  readonly what: string;
  readonly href: string;
  readonly inMain: boolean;
  readonly visible: boolean;
}

/** Runs inside the page: what has the focus, and whether a person sees that by outline or shadow of it or its label. */
const focusScript = `(() => {
  const at = document.activeElement ?? document.body;
  const label = at.id === '' ? null : document.querySelector('label[for="' + CSS.escape(at.id) + '"]');
  const marked = (style) =>
    (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  const styles = [getComputedStyle(at), ...(label === null ? [] : [getComputedStyle(label, '::before')])];
  const box = at.getBoundingClientRect();
  return {
    what: '<' + at.tagName.toLowerCase() + ' class="' + (at.getAttribute('class') ?? '') + '"> ' +
      (at.textContent || '').trim().slice(0, 40),
    href: at.getAttribute('href') ?? '',
    inMain: at.closest('main') !== null,
    visible: box.width > 0 && box.height > 0 && styles.some(marked),
  };
})()`;

async function focused(page: Page): Promise<Focused> {
  return page.evaluate<Focused>(focusScript);
}

/** Walks a page by keyboard: the skip link comes first and works, and every stop after it shows where one is. */
export async function checkKeyboard(page: Page, path: string, stops = 25): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(path);
  await page.keyboard.press('Tab');
  const first = await focused(page);
  assert.equal(first.href, '#main-content', `the skip link comes first on ${path}, not ${first.what}`);
  assert.ok(first.visible, 'the skip link shows itself when it has the focus');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const next = await focused(page);
  assert.ok(
    next.inMain || next.what.startsWith('<body'),
    `the skip link skips to the content on ${path}: ${next.what}`,
  );
  await page.goto(path);
  const unseen: string[] = [];
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (now.what.startsWith('<body')) break;
    if (!now.visible) unseen.push(now.what);
  }
  assert.deepEqual(unseen, [], `each stop on ${path} shows the focus`);
}
