import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { barParts, scaleEnd } from './carbon-bar.ts';

describe('carbon range bars', () => {
  it('share one scale that ends at a round figure above the highest range', () => {
    assert.equal(scaleEnd([{ low: 190, high: 300, typical: 240 }]), 400);
    assert.equal(
      scaleEnd([
        { low: 20, high: 60, typical: 35 },
        { low: 230, high: 400, typical: 300 },
      ]),
      500,
    );
    assert.equal(scaleEnd([]), 1.5);
  });

  it('lie where the figures say', () => {
    assert.deepEqual(barParts({ low: 190, high: 300, typical: 240 }, 500, 104), {
      x: '39.5',
      width: '22.9',
      mid: '48.6',
    });
  });

  it('never leave the drawing, whatever the figures', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (a, b) => {
          const range = { low: Math.min(a, b), high: Math.max(a, b), typical: (a + b) / 2 };
          const end = scaleEnd([range]);
          const bar = barParts(range, end, 104);
          assert.ok(end >= range.high);
          assert.ok(Number(bar.x) >= 0 && Number(bar.x) + Number(bar.width) <= 104.1);
          assert.ok(Number(bar.mid) >= 0 && Number(bar.mid) <= 104);
        },
      ),
    );
  });
});
