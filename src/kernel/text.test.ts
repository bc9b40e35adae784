import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cleanLine, listInWords, plural, slug } from './text.ts';

describe('Text', () => {
  it('loses what cannot be seen, such as marks that turn the writing direction', () => {
    assert.equal(cleanLine('  Norvik‮\u0000 N14\t\n Education  '), 'Norvik N14 Education');
    assert.equal(cleanLine('a\u{200b}b'), 'ab');
  });
  it('keeps accents and composes them', () => {
    assert.equal(cleanLine('Cafe\u0301'), 'Café');
  });
  it('makes an address part', () => {
    assert.equal(slug('Norvik N14 / Pro+'), 'norvik-n14-pro');
    assert.equal(slug('Brindle & Howe'), 'brindle-and-howe');
    assert.equal(slug('Éclair 5'), 'eclair-5');
    assert.equal(slug('<script>'), 'script');
    assert.equal(slug('…'), '');
    assert.ok(slug('x'.repeat(500)).length <= 80);
  });
  it('counts and lists in words', () => {
    assert.equal(plural(1, 'supplier'), '1 supplier');
    assert.equal(plural(1200, 'supply', 'supplies'), '1,200 supplies');
    assert.equal(listInWords(['2', '6', '8']), '2, 6 and 8');
    assert.equal(listInWords(['2', '8'], 'or'), '2 or 8');
    assert.equal(listInWords([]), '');
  });
});
