import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { createAgreements } from '../../agreements/index.ts';
import { isoDate } from '../../kernel/dates.ts';
import { type CallOffRulesOf, loadCallOffRules, type VariationGround } from '../call-off-rules.ts';
import type { Variation } from './call-off.ts';
import { variationProblems } from './variation.ts';

const root = resolve(import.meta.dirname, '../../..');
let rules: CallOffRulesOf;

// Two grounds of the Procurement Act (fact 31), as the pack of an agreement under it would have them.
const source = 'pa-2023';
const actGrounds: readonly VariationGround[] = [
  {
    id: 'not-substantial',
    name: { value: 'The change is not substantial', source },
    needs: { value: 'Why', source },
    mostTermTogether: { value: '10', source },
    noticeAbove: { value: '10', source },
  },
  {
    id: 'below-threshold',
    name: { value: 'A below-threshold modification', source },
    needs: { value: 'The sum', source },
    mostTogether: { value: '10', source },
    belowThreshold: true,
  },
];

interface Case {
  readonly says: string;
  readonly ground: string;
  readonly change: string;
  readonly notice?: true;
  readonly ends?: string;
  /** Earlier changes on the same ground unless another is named. */
  readonly earlier?: readonly { readonly change: string; readonly ground?: string; readonly ends?: string }[];
  readonly ceiling?: string;
  readonly threshold?: string | null;
  readonly act?: true;
  /** Codes of the problems; none: lawful. */
  readonly codes: readonly string[];
}

// Regulation 72 (facts 30 and 32), then section 74. The ceiling is £500,000 unless said; 10% is £50,000, 50% £250,000.
const cases: readonly Case[] = [
  { says: 'a review clause bears any sum', ground: 'review-clause', change: '400000.00', codes: [] },
  {
    says: 'additional goods: 50% exactly, with a notice',
    ground: 'additional-goods',
    change: '250000.00',
    notice: true,
    codes: [],
  },
  {
    says: 'additional goods: a penny above 50%',
    ground: 'additional-goods',
    change: '250000.01',
    notice: true,
    codes: ['change-too-large'],
  },
  {
    says: 'additional goods: 50% is of each change, not of all together',
    ground: 'additional-goods',
    change: '250000.00',
    notice: true,
    earlier: [{ change: '250000.00' }],
    codes: [],
  },
  {
    says: 'additional goods: of the first ceiling, not of what it grew to',
    ground: 'additional-goods',
    change: '300000.00',
    notice: true,
    earlier: [{ change: '250000.00' }],
    codes: ['change-too-large'],
  },
  {
    says: 'additional goods without a notice',
    ground: 'additional-goods',
    change: '10000.00',
    codes: ['notice-missing'],
  },
  { says: 'unforeseen: 50% with a notice', ground: 'unforeseen', change: '250000.00', notice: true, codes: [] },
  {
    says: 'unforeseen: above 50% and without a notice, both are said',
    ground: 'unforeseen',
    change: '260000.00',
    codes: ['notice-missing', 'change-too-large'],
  },
  { says: 'not substantial: up to the caution of 10%', ground: 'not-substantial', change: '50000.00', codes: [] },
  { says: 'not substantial: beyond it', ground: 'not-substantial', change: '50000.01', codes: ['changes-too-large'] },
  { says: 'small: just below 10% and below the threshold', ground: 'small', change: '49999.99', codes: [] },
  { says: 'small: 10% is not below 10%', ground: 'small', change: '50000.00', codes: ['changes-too-large'] },
  {
    says: 'small: earlier small changes count with it',
    ground: 'small',
    change: '20000.00',
    earlier: [{ change: '30000.00' }],
    codes: ['changes-too-large'],
  },
  {
    says: 'small: changes on other grounds do not',
    ground: 'small',
    change: '20000.00',
    earlier: [{ change: '30000.00', ground: 'unforeseen' }],
    codes: [],
  },
  {
    says: 'small: a change down is a change',
    ground: 'small',
    change: '-20000.00',
    earlier: [{ change: '30000.00' }],
    codes: ['changes-too-large'],
  },
  {
    says: 'small: down and up again do not cancel out',
    ground: 'small',
    change: '30000.00',
    earlier: [{ change: '-30000.00' }],
    codes: ['changes-too-large'],
  },
  {
    says: 'small: the overspend of 14.5% a council found too late',
    ground: 'small',
    change: '72600.00',
    codes: ['changes-too-large'],
  },
  {
    says: 'small: below the threshold including VAT',
    ground: 'small',
    change: '173099.99',
    ceiling: '3000000.00',
    codes: [],
  },
  {
    says: 'small: at the threshold once VAT is counted',
    ground: 'small',
    change: '173100.00',
    ceiling: '3000000.00',
    codes: ['change-above-threshold'],
  },
  {
    says: 'small: no threshold is known',
    ground: 'small',
    change: '100.00',
    threshold: null,
    codes: ['change-above-threshold'],
  },
  { says: 'an unreadable sum', ground: 'small', change: 'lots', codes: ['change-unreadable'] },
  {
    says: 'a last day before the first',
    ground: 'review-clause',
    change: '0.00',
    ends: '2025-12-31',
    codes: ['dates-reversed'],
  },
  {
    says: 'Act: 10% together is allowed',
    ground: 'below-threshold',
    act: true,
    change: '20000.00',
    earlier: [{ change: '30000.00' }],
    codes: [],
  },
  {
    says: 'Act: a penny above 10% together',
    ground: 'below-threshold',
    act: true,
    change: '20000.01',
    earlier: [{ change: '30000.00' }],
    codes: ['changes-too-large'],
  },
  // The term is 730 days, so 73 are 10% of it.
  {
    says: 'Act: 73 days of 730 are not substantial, and no notice is asked',
    ground: 'not-substantial',
    act: true,
    change: '50000.00',
    ends: '2028-03-13',
    codes: [],
  },
  {
    says: 'Act: 74 days are, and a notice is',
    ground: 'not-substantial',
    act: true,
    change: '0.00',
    ends: '2028-03-14',
    codes: ['notice-missing', 'term-too-long'],
  },
  {
    says: 'Act: days of earlier changes count',
    ground: 'not-substantial',
    act: true,
    change: '0.00',
    ends: '2028-03-14',
    earlier: [{ change: '0.00', ends: '2028-01-31' }],
    codes: ['term-too-long'],
  },
  {
    says: 'Act: above 10% of the value asks for a notice',
    ground: 'not-substantial',
    act: true,
    change: '50000.01',
    codes: ['notice-missing'],
  },
  {
    says: 'Act: and is lawful with it',
    ground: 'not-substantial',
    act: true,
    change: '50000.01',
    notice: true,
    codes: [],
  },
];

function problemsOf(each: Case): readonly string[] {
  const grounds = each.act === true ? actGrounds : (rules('RM6098')?.variations ?? []);
  const ground = grounds.find(({ id }) => id === each.ground);
  assert.ok(ground, each.ground);
  const ceiling = each.ceiling ?? '500000.00';
  const variations = (each.earlier ?? []).map((earlier, index): Variation => ({
    ...{ number: index + 1, ground: earlier.ground ?? each.ground, changeNet: earlier.change },
    ends: earlier.ends === undefined ? null : isoDate(earlier.ends),
    notice: null,
    ...{ reason: 'r', evidence: 'e', decidedBy: 'd', recordedAt: '2026-06-01T12:00:00Z' },
    decidedOn: isoDate('2026-06-01'),
  }));
  const valueGross = (Number(ceiling) * 1.2).toFixed(2);
  return variationProblems(
    { ceiling, variations, valueGross, starts: isoDate('2026-01-01'), ends: isoDate('2027-12-31') },
    ground,
    {
      ...{ changeNet: each.change, reason: 'r', evidence: 'e', decidedBy: 'd' },
      ends: each.ends === undefined ? null : isoDate(each.ends),
      notice: each.notice === true ? { reference: 'N-1', on: isoDate('2026-11-20') } : null,
    },
    each.threshold === undefined ? '207720' : each.threshold,
    isoDate('2026-11-23'),
  ).map(({ code }) => code);
}

describe('the grounds of a variation', () => {
  before(async () => {
    const read = await createAgreements({ agreementsDir: `${root}/agreements`, referenceDir: `${root}/reference` });
    assert.ok(read.ok);
    const loaded = await loadCallOffRules(read.value);
    assert.ok(loaded.ok);
    rules = loaded.value;
  });

  for (const each of cases) {
    it(each.says, () => {
      assert.deepEqual([...problemsOf(each)].toSorted(), [...each.codes].toSorted());
    });
  }

  it('says what is missing, field by field', () => {
    const ground = rules('RM6098')?.variations.find(({ id }) => id === 'review-clause');
    assert.ok(ground);
    const callOff = {
      ceiling: '1000.00',
      variations: [],
      valueGross: '1200.00',
      starts: isoDate('2026-01-01'),
      ends: null,
    };
    const wanted = { changeNet: '10.00', reason: ' ', evidence: '', decidedBy: '' };
    const paths = variationProblems(callOff, ground, wanted, null, isoDate('2026-11-23')).map(({ path }) => path);
    assert.deepEqual(paths, ['reason', 'evidence', 'decidedBy']);
  });

  it('names a source for every ground, and marks what is assumed with the reason', () => {
    for (const ground of rules('RM6098')?.variations ?? []) {
      assert.ok('source' in ground.name, ground.id);
      const limits = [ground.mostPerChange, ground.mostTogether, ground.lessThanTogether];
      for (const limit of limits) if (limit !== undefined && !('source' in limit)) assert.match(limit.note, /caution/);
    }
  });
});
