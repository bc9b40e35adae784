import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import { requireCategories } from '../categories.ts';
import { Dice, mix } from './demo-chance.ts';
import { loadDemoData } from './demo-data.ts';
import { placeInPlan, planOf } from './demo-plan.ts';
import { asPrice } from './demo-price.ts';

const root = join(import.meta.dirname, '../../..');
const tree = await requireCategories(join(root, 'reference/categories'));
const loaded = await loadDemoData(join(root, 'agreements/rm6098/demo'), tree, isoDate('2026-11-23'));
assert.ok(loaded?.ok);
const data = loaded.value;

describe('the parts of the generator', () => {
  it('give every family its share, the first of each before the second of any', () => {
    const plan = planOf(data.families);
    const first = data.families.map((_each, index) => placeInPlan(plan, index));
    assert.equal(new Set(first.map((each) => each.family.category)).size, data.families.length);
    const round = plan.cycle.length;
    for (const family of data.families.slice(0, 5)) {
      const ordinals = Array.from({ length: round * 2 }, (_each, index) => placeInPlan(plan, index))
        .filter((each) => each.family === family)
        .map((each) => each.ordinal);
      assert.deepEqual(
        ordinals.toSorted((one, other) => one - other),
        Array.from({ length: family.weight * 2 }, (_each, index) => index),
      );
    }
  });

  it('write prices as suppliers do', () => {
    for (const [amount, price] of [
      [1234.567, '1234.50'],
      [2341, '2340.00'],
      [99.98, '100.00'],
      [12.349, '12.35'],
      [0.346, '0.35'],
      [0.04612, '0.046'],
      [-4.03, '-4.05'],
      [0, '0.00'],
    ] as const) {
      assert.equal(asPrice(amount), price);
    }
    fc.assert(
      fc.property(fc.double({ min: -50_000, max: 50_000, noNaN: true }), (amount) => {
        assert.match(asPrice(amount), /^-?\d+\.\d{2,4}$/);
        assert.ok(
          exact(asPrice(amount))
            .minus(exact(amount.toFixed(6)))
            .abs()
            .lte(2.6),
        );
      }),
    );
  });

  it('draw evenly', () => {
    const dice = new Dice(1, 2, 3);
    const faces = [0, 0, 0, 0, 0, 0];
    for (let roll = 0; roll < 6000; roll += 1) {
      const face = dice.whole(0, 5);
      faces[face] = (faces[face] ?? 0) + 1;
    }
    assert.ok(
      faces.every((each) => each > 850 && each < 1150),
      faces.join(' '),
    );
    assert.notEqual(mix(1, 2), mix(2, 1));
  });
});
