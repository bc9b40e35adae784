import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoDate } from '../../../kernel/dates.ts';
import { receiptProblems } from './check-receipt.ts';
import { keptByLine, type ReceiptLine } from './receipt.ts';
import { serialsIn, serialsOfFile } from './serials.ts';

const known = {
  lines: [
    { number: 1, kind: 'goods', mpn: 'NV', title: 'Laptop', quantity: 30 },
    { number: 2, kind: 'delivery', mpn: '', title: 'Delivery', quantity: 1 },
  ],
  kept: new Map([[1, 10]]),
  placedOn: isoDate('2026-11-20'),
  today: isoDate('2026-11-23'),
} as const;
const line = (given: Partial<ReceiptLine>): ReceiptLine => ({
  line: 1,
  kept: 1,
  rejected: 0,
  reason: null,
  serials: [],
  ...given,
});

describe('A receipt', () => {
  const cases: readonly (readonly [what: string, line: ReceiptLine, day: string, codes: readonly string[]])[] = [
    ['of some', line({ kept: 5 }), '2026-11-23', []],
    ['of all that was missing', line({ kept: 20 }), '2026-11-23', []],
    ['of more than was ordered', line({ kept: 21 }), '2026-11-23', ['over-delivered']],
    [
      'of more, of which the surplus goes back',
      line({ kept: 20, rejected: 1, reason: 'not-ordered' }),
      '2026-11-23',
      [],
    ],
    ['with something sent back without a reason', line({ rejected: 1 }), '2026-11-23', ['reason-missing']],
    ['of delivery', line({ line: 2 }), '2026-11-23', ['no-such-line']],
    ['of tomorrow', line({}), '2026-11-24', ['in-the-future']],
    ['from before the order', line({}), '2026-11-19', ['before-the-order']],
    ['with a serial number for each', line({ kept: 2, serials: ['A1', 'A2'] }), '2026-11-23', []],
    ['with too few serial numbers', line({ kept: 2, serials: ['A1'] }), '2026-11-23', ['serial-count']],
    [
      'with a serial number twice, in other letters',
      line({ kept: 2, serials: ['a 1', 'A1'] }),
      '2026-11-23',
      ['serial-twice'],
    ],
    ['with a formula for a serial number', line({ serials: ['=1+1'] }), '2026-11-23', ['bad-serial']],
  ];
  for (const [what, given, day, codes] of cases) {
    it(`${what}: ${codes.join() || 'fine'}`, () => {
      const problems = receiptProblems({ receivedOn: isoDate(day), note: '', lines: [given] }, known);
      assert.deepEqual(
        problems.map((each) => each.code),
        codes,
      );
    });
  }

  it('counts until it is taken back', () => {
    const receipt = { receivedOn: known.today, note: '', actor: '', recordedAt: '', lines: [line({ kept: 5 })] };
    const first = { ...receipt, id: 'a', position: 1, reverses: null };
    assert.equal(keptByLine([first]).get(1), 5);
    assert.equal(keptByLine([first, { ...receipt, id: 'b', position: 2, reverses: 'a' }]).get(1), undefined);
  });
});

describe('Serial numbers', () => {
  it('are divided by line ends, commas, semicolons and tabs', () => {
    assert.deepEqual(serialsIn('A1\r\nA2, A3;A4\tA5\n\n'), ['A1', 'A2', 'A3', 'A4', 'A5']);
  });
  it('come from a file with or without a heading, for one line or several', async () => {
    const plain = await serialsOfFile(Buffer.from('A1\nA2\n'), 3);
    assert.deepEqual(plain.ok && [...plain.value], [[3, ['A1', 'A2']]]);
    const several = await serialsOfFile(Buffer.from('order line,serial number\n1,A1\n2,B1\n,C1\n'), 3);
    assert.deepEqual(several.ok && [...several.value], [
      [1, ['A1']],
      [2, ['B1']],
      [3, ['C1']],
    ]);
  });
  it('do not come from a file that holds something else', async () => {
    for (const bytes of [Buffer.from('%PDF-1.7'), Buffer.from(''), Buffer.from('order line,serial number\nx,A1')]) {
      assert.equal((await serialsOfFile(bytes, 1)).ok, false);
    }
  });
});
