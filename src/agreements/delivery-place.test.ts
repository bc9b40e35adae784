import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readDeliveryPlace } from './delivery-place.ts';
import { loadReference } from './loading/load-reference.ts';

const loaded = await loadReference(resolve(import.meta.dirname, '../../reference'));
assert.ok(loaded.ok, JSON.stringify(loaded));
const { deliveryPlaces } = loaded.value;

function read(text: string): string {
  const found = readDeliveryPlace(text, deliveryPlaces);
  if (!found.ok) return found.problems.map((each) => each.code).join();
  return `${found.value.postcode}: ${found.value.island ?? 'mainland'}`;
}

describe('where a postcode is', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['BT1 5GS', 'BT1: Northern Ireland'],
    ['bt15gs', 'BT1: Northern Ireland'],
    ['  Bt15   5gs ', 'BT15: Northern Ireland'],
    ['bt1', 'BT1: Northern Ireland'],
    ['BT', 'BT: Northern Ireland'],
    ['SW1A 1AA', 'SW1A: mainland'],
    ['EC1A', 'EC1A: mainland'],
    ['M1 1AE', 'M1: mainland'],
    ['W1', 'W1: mainland'],
    ['LL65 1AA', 'LL65: mainland'],
    ['KW14 8XW', 'KW14: mainland'],
    ['KW15 1QJ', 'KW15: Orkney'],
    ['KW17', 'KW17: Orkney'],
    ['ZE1 0HF', 'ZE1: Shetland'],
    ['HS1 2QN', 'HS1: Outer Hebrides'],
    ['IV40 8PE', 'IV40: mainland'],
    ['IV41', 'IV41: Skye'],
    ['IV52', 'IV52: mainland'],
    ['IV55', 'IV55: Skye'],
    ['KA26', 'KA26: mainland'],
    ['KA27 8DL', 'KA27: Arran, Bute and Cumbrae'],
    ['PA20', 'PA20: Arran, Bute and Cumbrae'],
    ['PA34', 'PA34: mainland'],
    ['PA42', 'PA42: Inner Hebrides'],
    ['PA78', 'PA78: Inner Hebrides'],
    ['PH41', 'PH41: mainland'],
    ['PH42', 'PH42: Inner Hebrides'],
    ['TR20', 'TR20: mainland'],
    ['TR21 0LW', 'TR21: Isles of Scilly'],
    ['PO29', 'PO29: mainland'],
    ['PO30 1UD', 'PO30: Isle of Wight'],
    ['PO41', 'PO41: Isle of Wight'],
    ['IM1 1AG', 'IM1: Isle of Man'],
    ['JE2', 'JE2: Channel Islands'],
    ['GY1', 'GY1: Channel Islands'],
    ['IV', 'place-unclear'],
    ['PO', 'place-unclear'],
    ['QQ1 1AA', 'place-unknown'],
    ['ZZ', 'place-unknown'],
    ['', 'place-unreadable'],
    ['Belfast', 'place-unreadable'],
    ['BT1 5G', 'place-unreadable'],
    ['90210', 'place-unreadable'],
    ['BT1 5GS 9', 'place-unreadable'],
    ['BT١', 'place-unreadable'],
  ];
  for (const [typed, expected] of cases) it(`"${typed}" is ${expected}`, () => assert.equal(read(typed), expected));

  it('is the same for the whole postcode and for its first half, in any writing', () => {
    const district = fc.tuple(fc.constantFrom(...deliveryPlaces.areas), fc.integer({ min: 0, max: 99 }));
    const inward = fc.stringMatching(/^[0-9][A-Z]{2}$/);
    fc.assert(
      fc.property(district, inward, fc.constantFrom('', ' '), fc.boolean(), ([area, number], rest, gap, small) => {
        const half = `${area}${String(number)}`;
        const text = `${half}${gap}${rest}`;
        assert.equal(read(small ? text.toLowerCase() : text), read(half));
        assert.ok(read(half).startsWith(`${half}: `));
      }),
    );
  });

  it('says what, where and what to do of any text that is no postcode, without keeping all of it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (text) => {
        const found = readDeliveryPlace(text, deliveryPlaces);
        if (found.ok) return;
        const [problem] = found.problems;
        assert.equal(problem?.path, 'place');
        assert.ok((problem.value ?? '').length <= 40 && problem.message !== '' && problem.remedy !== '');
      }),
    );
  });
});
