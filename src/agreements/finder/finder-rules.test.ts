import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { exampleAgreements } from '../../../test/fixtures/example-agreements.ts';
import { readCategoryIds } from '../loading/category-ids.ts';
import { finderFile, loadFinder } from './load-finder.ts';

const root = resolve(import.meta.dirname, '../../..');
const agreements = await exampleAgreements();
const categories = await readCategoryIds(join(root, 'reference/categories'));
const written = await readFile(join(root, 'test/fixtures/agreements/ex0042', finderFile), 'utf8');

async function problemsWith(change: (text: string) => string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'finder-'));
  try {
    const text = change(written);
    assert.notEqual(text, written, 'the change finds its place');
    await writeFile(join(folder, finderFile), text);
    const { reference, second } = agreements;
    const read = await loadFinder(folder, {
      pack: second,
      buyerClasses: reference.buyerClasses,
      categories,
      guidance: new Set(['outdoors']),
    });
    return read.ok ? [] : read.problems.map((each) => `${each.path ?? ''} ${each.code} ${each.message} ${each.remedy}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const lineOf = (text: string): number => written.slice(0, written.indexOf(text)).split('\n').length;

interface Mistake {
  readonly name: string;
  readonly change: readonly [string, string];
  readonly line: string;
  readonly says: RegExp;
}

const mistakes: readonly Mistake[] = [
  {
    name: 'an unknown category, with the one that was meant',
    change: ['[end-user-devices/tablets]', '[end-user-devices/tablet]'],
    line: 'id: tablet,',
    says: /unknown-category .* Did you mean "end-user-devices\/tablets"\?/,
  },
  {
    name: 'a need that no lot covers',
    change: ['[end-user-devices/tablets]', '[end-user-devices/laptops]'],
    line: 'id: tablet,',
    says: /uncovered-need No lot covers everything that "A tablet" needs/,
  },
  {
    name: 'a condition on a question that is asked later',
    change: ['when: { device: [tablet, unknown] }', 'when: { budget: [unknown] }'],
    line: 'when: { device: [tablet, unknown] }',
    says: /later-question This depends on "budget", which is asked later/,
  },
  {
    name: 'a condition on an answer that does not exist',
    change: ['device: [tablet, unknown]', 'device: [tablets, unknown]'],
    line: 'device: [tablet, unknown]',
    says: /unknown-answer "device" has no answer or tag "tablets"\. Did you mean "tablet"\?/,
  },
  {
    name: 'a question without a way on for somebody who does not know',
    change: ['      - { id: unknown, text: Not sure, unknown: true }\n  - id: body', '  - id: body'],
    line: '- id: device',
    says: /no-way-on "What do you carry\?" has no answer for somebody who does not know/,
  },
  {
    name: 'a name that addresses use for something else',
    change: ['- id: body', '- id: answer'],
    line: '- id: body',
    says: /reserved-name/,
  },
  {
    name: 'a lot the agreement does not have',
    change: ['{ when: {}, routes: [direct-award', "{ when: {}, lots: ['7'], routes: [direct-award"],
    line: '{ when: {}, routes: [direct-award',
    says: /unknown-lot The agreement has no lot 7\. Use one of: 1a, 1b/,
  },
  {
    name: 'a source that is not listed',
    change: ['    source: act', '    source: acts'],
    line: '    source: act',
    says: /unknown-source .* Did you mean "act"\?/,
  },
  {
    name: 'guidance that is not there',
    change: ['    source: act', '    source: act\n    guidance: outdoor'],
    line: '    source: act',
    says: /unknown-guidance .* Did you mean "outdoors"\?/,
  },
  {
    name: 'a requirement that no lot places on its suppliers',
    change: ['{ id: phone, text: A phone,', '{ id: phone, text: A phone, requires: [clearance],'],
    line: '{ id: phone,',
    says: /unknown-requirement/,
  },
  {
    name: 'a misspelt key',
    change: ['short: Device', 'shrot: Device'],
    line: 'short: Device',
    says: /unknown-key "shrot" .* Did you mean "short"\?/,
  },
];

describe('a finder file', () => {
  for (const { name, change, line, says } of mistakes) {
    it(`is told of ${name}`, async () => {
      const problems = await problemsWith((text) => text.replace(change[0], change[1]));
      const found = problems.find((each) => says.test(each));
      assert.ok(found !== undefined, `among ${JSON.stringify(problems)}`);
      const at = Number(/^finder\.yaml:(\d+) /.exec(found)?.[1]);
      assert.ok(Math.abs(at - lineOf(line)) <= 1, `line ${String(at)} is near ${String(lineOf(line))}`);
    });
  }
});
