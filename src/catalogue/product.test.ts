import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isGtin, productTitle, withCheckDigit } from './product.ts';

describe('a GTIN', () => {
  it('is right with a right check digit, in its four lengths', () => {
    // Worked example of the GS1 specification: 629104150021 and its check digit 3.
    assert.ok(isGtin('6291041500213'));
    assert.ok(isGtin('96385074'));
    for (const wrong of ['6291041500214', '629104150021', '', '629104150021x', '62910415002130000']) {
      assert.ok(!isGtin(wrong), wrong);
    }
  });

  it('has exactly one check digit, and any single wrong digit shows', () => {
    const digit = fc.integer({ min: 0, max: 9 });
    const digits = fc.array(digit, { minLength: 12, maxLength: 12 }).map((each) => each.join(''));
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 9 }), (text, place, by) => {
        const gtin = withCheckDigit(text);
        assert.ok(isGtin(gtin));
        const other = String((Number(gtin[place]) + by) % 10);
        assert.ok(!isGtin(gtin.slice(0, place) + other + gtin.slice(place + 1)));
      }),
    );
  });
});

describe('a title', () => {
  it('has the maker before the model; a defined service goes by its own name', () => {
    assert.equal(productTitle({ name: 'Norvik', kind: 'maker' }, 'N14 Education'), 'Norvik N14 Education');
    assert.equal(productTitle({ name: 'Standard service', kind: 'service' }, 'Helpdesk'), 'Helpdesk');
  });
});
