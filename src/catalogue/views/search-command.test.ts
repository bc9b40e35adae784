import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { searchCommand } from './search-command.ts';

describe('the command that repeats a search', () => {
  it('carries words and parameters', () => {
    assert.equal(
      searchCommand({ q: 'laptop 14 inch', quantity: 30, lot: ['2', '8'], minPrice: undefined }),
      "npx calloff offers search 'laptop 14 inch' --where quantity=30 lot=2 lot=8",
    );
    assert.equal(searchCommand({ q: '' }), 'npx calloff offers search');
    assert.equal(
      searchCommand({ q: '--help', sort: 'price' }),
      'npx calloff offers search --where sort=price -- --help',
    );
  });

  it('is read by a shell as the words they are, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' }), (words) => {
        const command = searchCommand({ q: words })
          .replace(/^npx calloff offers search/, 'printf %s%s')
          .replace(' -- ', ' ');
        assert.equal(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' }), words);
      }),
      { numRuns: 25 },
    );
  });
});
