import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { problemTable } from './problem-table.fixture.ts';

describe('the documentation of price lists’ problems', () => {
  it('names every code with the words that are used', async () => {
    const words = (text: string): string => text.replace(/\s+/g, ' ').trim();
    const written = await readFile(resolve(import.meta.dirname, '../../../docs/price-list-problems.md'), 'utf8');
    assert.equal(words(written), words(problemTable()));
  });
});
