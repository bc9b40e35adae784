import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ownPath } from './own-path.ts';

describe('where somebody is led after signing in', () => {
  for (const own of ['/', '/baskets/abc?line=2', '/catalogue/search?q=a%2Fb#results', '/account']) {
    it(`keeps ${own}`, () => assert.equal(ownPath(own), own));
  }
  const elsewhere = [
    undefined,
    '',
    'baskets',
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    '/\t/elsewhere.example/',
    '/.//elsewhere.example/',
    '/..//elsewhere.example',
    'javascript:alert(1)',
    `/${'a'.repeat(2000)}`,
  ];
  for (const each of elsewhere) {
    it(`does not follow ${JSON.stringify(each?.slice(0, 40))}`, () => assert.equal(ownPath(each), undefined));
  }

  it('never leaves this service, whatever was asked for', () => {
    const pieces = fc.constantFrom('/', '\\', '.', '..', '\t', '\n', '@', ':', 'a', 'http:', '?', '#', '%2f', ' ');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const path = ownPath(`/${parts.join('')}`);
        if (path !== undefined) assert.equal(new URL(path, 'https://own.example').origin, 'https://own.example');
      }),
    );
  });
});
