import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { loadGuidance } from './load-guidance.ts';
import { paymentPicture } from './payment-picture.ts';

const written = await readFile(
  resolve(import.meta.dirname, '../../../test/fixtures/agreements/ex0042/guidance/outdoors.yaml'),
  'utf8',
);

async function problemsWith(from: string, to: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guidance-'));
  try {
    await mkdir(join(folder, 'guidance'));
    assert.ok(written.includes(from));
    await writeFile(join(folder, 'guidance', 'outdoors.yaml'), written.replace(from, to));
    const read = await loadGuidance(folder);
    return read.ok
      ? 'none'
      : read.problems.map((each) => `${each.path ?? ''} ${each.code} ${each.message} ${each.remedy}`).join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a guidance file', () => {
  const cases: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'a statement without a source',
      '    sources: [invented]\n',
      '',
      /outdoors\.yaml:\d+ no-source Something in "Rain"/,
    ],
    [
      'a source that is not listed',
      'sources: [invented]',
      'sources: [invent]',
      /unknown-source .* Did you mean "invented"\?/,
    ],
    [
      'a source nothing names',
      'standing: practice }',
      'standing: practice }\n  other: { title: Other, standing: read }',
      /unused-source .*"other"/,
    ],
    [
      'a link to a page that is not there',
      'href: /find',
      'href: /guidance/indoors',
      /broken-link There is no guidance page "indoors"/,
    ],
    [
      'a block that is two things',
      '- list: [Keep it dry]',
      '- list: [Keep it dry]\n        text: Dry',
      /wrong-block .* text and list/,
    ],
    [
      'a row with a cell too few',
      '- list: [Keep it dry]',
      '- table: { caption: C, columns: [A, B, C], rows: [[a, b]] }',
      /wrong-row This row has 2 cells for 3 columns/,
    ],
    ['a day no calendar has', 'updated: 2026-11-23', 'updated: 2026-02-30', /not-a-date/],
    ['a misspelt key', 'summary:', 'sumary:', /unknown-key "sumary" .* Did you mean "summary"\?/],
    ['a standing that is none', 'standing: practice', 'standing: sure', /wrong-value .*read, secondary, recalled/],
  ];
  for (const [name, from, to, says] of cases) {
    it(`is told of ${name}`, async () => {
      const problems = await problemsWith(from, to);
      assert.match(problems, says);
      assert.match(problems, /^guidance\/outdoors\.yaml:\d+ /);
    });
  }
});

describe('the picture of payments', () => {
  const picture = paymentPicture({
    title: 'T',
    unit: 'U',
    months: 24,
    rows: [
      { name: 'Buy', owner: 'you', end: 'Sell', flows: [{ from: 0, to: 0, every: 1, amounts: [100] }] },
      { name: 'Rent', owner: 'provider', end: 'Return', flows: [{ from: 0, to: 23, every: 1, amounts: [10, 20] }] },
    ],
  });

  it('has a bar for each payment, and keeps to its frame', () => {
    for (const { width, height, rows } of [picture.wide, picture.narrow]) {
      assert.deepEqual(
        rows.map((each) => each.bars.length),
        [1, 24],
      );
      for (const bar of rows.flatMap((each) => [...each.bars, each.strip])) {
        assert.ok(bar.x >= 0 && bar.x + bar.width <= width + 0.5);
        assert.ok(bar.y >= 0 && bar.y + bar.height <= height);
      }
    }
  });

  it('makes bars as high as their amounts', () => {
    const [buy, rent] = picture.wide.rows;
    const [all, one, two] = [buy?.bars[0], rent?.bars[0], rent?.bars[1]].map((each) => each?.height ?? 0);
    assert.equal(all, (one ?? 0) * 10);
    assert.equal(two, (one ?? 0) * 2);
  });
});
