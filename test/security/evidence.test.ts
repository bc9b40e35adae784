import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';

const root = resolve(import.meta.dirname, '../..');
const states = ['Met', 'Partly', 'Not yet', 'Installation', 'Does not apply'];

/** How many requirements of levels 1 and 2 each chapter of the standard (ASVS 5.0.0) has. */
const chapters: readonly (readonly [number, number])[] = [
  [1, 27],
  [2, 11],
  [3, 19],
  [4, 10],
  [5, 9],
  [6, 35],
  [7, 18],
  [8, 7],
  [9, 7],
  [10, 29],
  [11, 14],
  [12, 9],
  [13, 13],
  [14, 9],
  [15, 13],
  [16, 16],
  [17, 7],
];

const rows = readFileSync(resolve(root, 'docs/security.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [ids = '', state = '', how = '', evidence = ''] = line
      .split('|')
      .slice(1)
      .map((each) => each.trim());
    const files = [...evidence.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    return { ids: ids.split(', '), state, how, files };
  });

describe('docs/security.md', () => {
  it('says of every requirement of the standard, once, how it stands', () => {
    const ids = rows.flatMap((row) => row.ids);
    assert.equal(new Set(ids).size, ids.length);
    const counted = chapters.map(([chapter]) => [
      chapter,
      ids.filter((id) => id.startsWith(`${String(chapter)}.`)).length,
    ]);
    assert.deepEqual(counted, chapters);
    for (const { ids: which, state, how } of rows) {
      assert.ok(states.includes(state), `${which.join()}: ${state}`);
      assert.ok(how !== '', which.join());
    }
  });

  it('names evidence that is there', () => {
    for (const { ids, files } of rows) {
      for (const file of files) assert.ok(existsSync(resolve(root, file)), `${ids.join()}: ${file}`);
    }
  });

  it('counts what stands below', () => {
    const text = readFileSync(resolve(root, 'docs/security.md'), 'utf8').replace(/\s+/g, ' ');
    const total = rows.reduce((sum, row) => sum + row.ids.length, 0);
    const counts = states.map((state) => {
      const count = rows.reduce((sum, row) => sum + (row.state === state ? row.ids.length : 0), 0);
      return `${String(count)} ${state.toLowerCase()}`;
    });
    assert.ok(text.includes(`Of the ${String(total)} requirements: ${counts.join(', ')}.`), counts.join(', '));
  });
});
