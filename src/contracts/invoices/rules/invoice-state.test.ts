import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  invoiceStanding,
  lineEventKinds,
  type LineEventKind,
  lineStateOf,
  lineStates,
  lineTransitions,
  mayFollow,
} from './invoice-state.ts';

describe('A line of an invoice', () => {
  const lives: readonly (readonly [events: readonly LineEventKind[], state: string])[] = [
    [[], 'new'],
    [['waits'], 'waiting'],
    [['waits', 'matched'], 'matched'],
    [['matched'], 'matched'],
    [['disputed'], 'disputed'],
    [['waits', 'disputed', 'answered', 'upheld'], 'disputed'],
    [['disputed', 'answered', 'accepted'], 'accepted'],
    [['disputed', 'credited'], 'credited'],
    [['disputed', 'withdrawn'], 'withdrawn'],
  ];
  for (const [events, state] of lives) {
    it(`is ${state} after ${events.join(', ') || 'nothing'}`, () => {
      assert.equal(lineStateOf(events), state);
    });
  }

  it('is settled once and for all by a credit note or a withdrawal', () => {
    for (const state of ['credited', 'withdrawn'] as const) assert.deepEqual(lineTransitions[state], {}, state);
  });

  it('never charges again once a credit note settled it or it was withdrawn, whatever is tried', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lineEventKinds), { maxLength: 30 }), (tried) => {
        const happened: LineEventKind[] = [];
        for (const event of tried) if (mayFollow(lineStateOf(happened), event)) happened.push(event);
        const end = happened.findIndex((each) => each === 'credited' || each === 'withdrawn');
        assert.ok(end === -1 || end === happened.length - 1, happened.join());
      }),
    );
  });

  it('claims a credit only for what was agreed, and only the supplier’s credit or the buyer ends the claim', () => {
    assert.deepEqual(Object.keys(lineTransitions.claimed).toSorted(), ['claim-answered', 'claim-dropped', 'gave-back']);
    const before = Object.entries(lineTransitions).filter(([, next]) => next.claimed !== undefined);
    assert.deepEqual(before.map(([state]) => state).toSorted(), ['accepted', 'matched']);
  });

  it('can reach every state', () => {
    const reached = new Set<string>();
    const walk = (events: readonly LineEventKind[]): void => {
      const state = lineStateOf(events);
      if (reached.has(state)) return;
      reached.add(state);
      for (const event of lineEventKinds) if (mayFollow(state, event)) walk([...events, event]);
    };
    walk([]);
    assert.deepEqual([...reached].toSorted(), ['new', ...lineStates].toSorted());
  });
});

describe('An invoice', () => {
  const line = { net: '100.00', vat: '20.00', credited: '0.00' };
  const cases: readonly (readonly [Parameters<typeof invoiceStanding>, state: string, payable: string])[] = [
    [[[{ ...line, state: 'matched' }], '0'], 'to-pay', '120.00'],
    [[[{ ...line, state: 'matched' }], '100'], 'to-pay', '120.00'],
    [[[{ ...line, state: 'matched' }], '120'], 'paid', '120.00'],
    [
      [
        [
          { ...line, state: 'matched' },
          { ...line, state: 'waiting' },
        ],
        '0',
      ],
      'waiting',
      '120.00',
    ],
    [
      [
        [
          { ...line, state: 'matched' },
          { ...line, state: 'disputed' },
        ],
        '120',
      ],
      'in-dispute',
      '120.00',
    ],
    [[[{ ...line, state: 'answered' }], '0'], 'in-dispute', '0.00'],
    [[[{ ...line, state: 'claimed' }], '120'], 'claimed', '120.00'],
    [[[{ ...line, state: 'accepted', credited: '20.00' }], '120'], 'paid', '100.00'],
    [[[{ ...line, state: 'credited', credited: '12.00' }], '0'], 'to-pay', '108.00'],
    [[[{ ...line, state: 'credited', credited: '120.00' }], '0'], 'settled', '0.00'],
    [[[{ ...line, state: 'withdrawn' }], '0'], 'settled', '0.00'],
  ];
  for (const [given, state, payable] of cases) {
    it(`with lines ${given[0].map((each) => each.state).join(', ')} and £${given[1]} paid is ${state}`, () => {
      const standing = invoiceStanding(...given);
      assert.deepEqual([standing.state, standing.payable], [state, payable]);
    });
  }
});
