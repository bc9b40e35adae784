import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { loadPriceColumns } from './load-price-columns.ts';

describe('the file of columns', () => {
  const reference = resolve(import.meta.dirname, '../../../reference');
  const mistakes: readonly {
    readonly what: string;
    readonly from: string;
    readonly to: string;
    readonly code: string;
    readonly at: string;
  }[] = [
    {
      what: 'a field twice',
      from: 'field: gtin',
      to: 'field: mpn',
      code: 'column-twice',
      at: 'field: mpn\n    heading: GTIN',
    },
    {
      what: 'a field nobody knows',
      from: 'field: gtin',
      to: 'field: barcode',
      code: 'wrong-value',
      at: 'field: barcode',
    },
    { what: 'a key misspelt', from: 'heading: GTIN', to: 'headng: GTIN', code: 'unknown-key', at: 'headng' },
    { what: 'a heading of two meanings', from: '- Vendor SKU', to: '- Brand', code: 'heading-unclear', at: '' },
    {
      what: 'a word of two meanings',
      from: 'synonyms: [N, Brand New',
      to: 'synonyms: [Refurb, Brand New',
      code: 'word-unclear',
      at: '',
    },
    {
      what: 'a word that offers do not have',
      from: 'value: each,',
      to: 'value: every,',
      code: 'word-unknown',
      at: 'value: every',
    },
    {
      what: 'a break without its number',
      from: 'heading: Break {n} price',
      to: 'heading: Break price',
      code: 'wrong-value',
      at: 'heading: Break price',
    },
  ];
  for (const { what, from, to, code, at } of mistakes) {
    it(`is checked by file and line: ${what}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'calloff-columns-'));
      try {
        const before = await readFile(join(reference, 'price-list-columns.yaml'), 'utf8');
        assert.ok(before.includes(from), from);
        const text = before.replace(from, to);
        await writeFile(join(folder, 'price-list-columns.yaml'), text);
        const loaded = await loadPriceColumns(folder);
        assert.ok(!loaded.ok);
        const problem = loaded.problems.find((each) => each.code === code);
        assert.ok(problem !== undefined, JSON.stringify(loaded.problems));
        assert.match(problem.path ?? '', /^price-list-columns\.yaml:\d+$/);
        if (at !== '') {
          const number = text.slice(0, text.indexOf(at)).split('\n').length;
          assert.equal(problem.path, `price-list-columns.yaml:${String(number)}`);
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }
});
