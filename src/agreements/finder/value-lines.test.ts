import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleGuides } from '../../../test/fixtures/example-guides.ts';
import { isoDate } from '../../kernel/dates.ts';
import type { BuyerClass } from '../reference.ts';
import { lineOn, publicationDays, reaches, withVat } from './value-lines.ts';

const { reference } = await exampleGuides();

function classOf(id: string): BuyerClass {
  const found = reference.buyerClasses.find((each) => each.id === id);
  assert.ok(found !== undefined);
  return found;
}

describe('the lines a value is compared with', () => {
  const cases: readonly (readonly [string, 'procurement' | 'publication', string, string | undefined])[] = [
    ['central-department', 'procurement', '2023-12-31', '138760'],
    ['central-department', 'procurement', '2024-01-01', '139688'],
    ['central-department', 'procurement', '2026-01-01', '135018'],
    ['local-authority', 'procurement', '2025-12-31', '214904'],
    ['local-authority', 'procurement', '2026-01-01', '207720'],
    ['nhs-trust', 'procurement', '2026-06-01', '135018'],
    ['nhs-trust', 'publication', '2026-06-01', '30000'],
    ['central-department', 'publication', '2026-06-01', '12000'],
    ['central-department', 'publication', '2022-12-20', '10000'],
    ['maintained-school', 'publication', '2026-06-01', undefined],
    ['local-authority', 'procurement', '2028-01-01', undefined],
    ['local-authority', 'procurement', '2021-12-31', undefined],
  ];
  for (const [id, kind, on, amount] of cases) {
    it(`${kind} of ${id} on ${on} is ${amount ?? 'not known'}`, () => {
      assert.equal(lineOn(reference, kind, classOf(id), isoDate(on))?.amount, amount);
    });
  }

  it('compares with VAT where the line includes it: at the line counts as reached', () => {
    const on = isoDate('2026-11-23');
    const line = lineOn(reference, 'procurement', classOf('local-authority'), on);
    assert.ok(line !== undefined);
    assert.equal(line.amountExcludingVat, '173100');
    assert.equal(withVat(reference, '173100', on), '207720');
    assert.equal(reaches(reference, line, '173100', on), true);
    assert.equal(reaches(reference, line, '173099.99', on), false);
  });

  it('compares without VAT where the line excludes it', () => {
    const on = isoDate('2022-06-01');
    const line = lineOn(reference, 'publication', classOf('local-authority'), on);
    assert.ok(line !== undefined);
    assert.equal(line.amountExcludingVat, '25000');
    assert.equal(reaches(reference, line, '24999', on), false);
    assert.equal(reaches(reference, line, '25000', on), true);
  });

  it('gives central bodies 30 days to publish, others 90, schools none', () => {
    const days = (id: string) => publicationDays(reference, classOf(id), isoDate('2026-11-23'))?.days;
    assert.deepEqual(['central-department', 'nhs-trust', 'academy-trust'].map(days), [30, 90, undefined]);
  });
});
