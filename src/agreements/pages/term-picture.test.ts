import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exampleAgreements } from '../../../test/fixtures/example-agreements.ts';
import { addDays, isoDate } from '../../kernel/dates.ts';
import type { AgreementPack } from '../pack.ts';
import type { Picture } from './term-drawing.ts';
import { termPicture } from './term-picture.ts';

const { first, second } = await exampleAgreements();
const day = isoDate('2026-11-23');

/** Every day from two years before the start to three after the end. */
const askedDay = fc.integer({ min: -730, max: 2600 });

function textsOf(picture: Picture): readonly string[] {
  return picture.texts.map((each) => each.text);
}

describe('the picture of the term', () => {
  it('says in words what it shows', () => {
    assert.equal(
      termPicture(first, day).label,
      'Timeline. Initial term 31 October 2023 to 30 April 2026. Extension to 30 October 2027. ' +
        'Today, 23 November 2026, is in the extension with 341 days left. ' +
        '9 October 2027 is also given as the end, if counted from award. Successor planned for July 2027.',
    );
  });

  it('marks today between what has gone and what is left of the extension', () => {
    const { wide } = termPicture(first, day);
    const [initial, gone, left, successor] = wide.bars;
    assert.deepEqual(
      wide.bars.map((each) => each.name),
      ['s1', 's2', 'soft', 'assumed'],
    );
    assert.equal(wide.now?.x, left?.x);
    assert.ok(initial !== undefined && gone !== undefined && left !== undefined && successor !== undefined);
    // Lengths are in proportion to days: 913 of the initial term, 341 left and the last day itself.
    assert.ok(Math.abs(initial.width / (left.width * (913 / 342)) - 1) < 0.01);
    assert.ok(successor.x < left.x + left.width, 'the successor starts before the end');
  });

  it('carries the same dates wide and narrow', () => {
    const { wide, narrow } = termPicture(first, day);
    for (const text of ['31 October 2023', '30 April 2026', '30 October 2027', 'Today, 23 November 2026']) {
      assert.ok(textsOf(wide).includes(text), `${text} wide`);
      assert.ok(textsOf(narrow).includes(text), `${text} narrow`);
    }
    assert.ok(textsOf(wide).includes('341 days left'));
    assert.ok(textsOf(narrow).includes('In the extension, 341 days left'));
    assert.ok(textsOf(narrow).includes('(9 October if counted from award)'));
  });

  it('says "Today" of this day only', () => {
    assert.ok(textsOf(termPicture(first, isoDate('2025-02-03'), day).wide).includes('3 February 2025'));
  });

  it('dashes an extension that was not exercised', () => {
    const { wide, label } = termPicture(second, isoDate('2026-11-23'));
    assert.deepEqual(
      wide.bars.map((each) => each.name),
      ['s1', 'soft', 'assumed'],
    );
    assert.match(label, /It may be extended to 31 January 2029\./);
  });

  it('leaves out a day far from the term, and says where it is all the same', () => {
    const picture = termPicture(first, isoDate('1999-01-01'), day);
    assert.equal(picture.wide.now, undefined);
    assert.match(picture.label, /1 January 1999, is 9069 days before the start|is 9,069 days before the start/);
  });
});

/** The first agreement, extended to another last day only. */
function extendedTo(last: string): AgreementPack {
  const { extension } = first.term;
  assert.ok(extension !== undefined);
  const exercisedTo = { value: isoDate(last), source: 'test' };
  return { ...first, term: { ...first.term, extension: { ...extension, exercisedTo } } };
}

/** Units a text takes at 14 px in the narrowest common typeface of the stack. */
function span(text: Picture['texts'][number]): readonly [number, number] {
  const width = text.text.length * 6.2;
  if (text.anchor === 'middle') return [text.x - width / 2, text.x + width / 2];
  return text.anchor === 'end' ? [text.x - width, text.x] : [text.x, text.x + width];
}

describe('the words of the wide drawing', () => {
  for (const pack of [first, second, extendedTo('2026-05-31'), extendedTo('2026-07-31'), extendedTo('2027-02-28')]) {
    it(`never run into each other or off the page (${termPicture(pack, day).label.slice(0, 110)})`, () => {
      fc.assert(
        fc.property(askedDay, (days) => {
          const { wide } = termPicture(pack, addDays(pack.term.operational.value, days));
          for (const each of wide.texts) {
            const [from, to] = span(each);
            assert.ok(from >= -1 && to <= wide.width + 1, JSON.stringify(each));
            for (const other of wide.texts) {
              if (other === each || other.y !== each.y) continue;
              const [otherFrom, otherTo] = span(other);
              assert.ok(otherTo <= from || to <= otherFrom, JSON.stringify([each, other]));
            }
          }
        }),
      );
    });
  }
});

for (const [name, pack] of [
  ['first', first],
  ['second', second],
] as const satisfies readonly (readonly [string, AgreementPack])[]) {
  describe(`the picture of the ${name} agreement on any day`, () => {
    it('keeps bars and marks inside the drawing and never runs backwards', () => {
      fc.assert(
        fc.property(askedDay, (days) => {
          const { wide, narrow } = termPicture(pack, addDays(pack.term.operational.value, days));
          for (const picture of [wide, narrow]) {
            for (const bar of picture.bars) {
              assert.ok(bar.width >= 0 && bar.height >= 0, JSON.stringify(bar));
              assert.ok(bar.x >= 0 && bar.x + bar.width <= picture.width + 0.2, JSON.stringify(bar));
              assert.ok(bar.y >= 0 && bar.y + bar.height <= picture.height + 0.2, JSON.stringify(bar));
            }
            if (picture.now !== undefined) {
              assert.ok(picture.now.x >= 0 && picture.now.x <= picture.width);
              assert.ok(picture.now.y >= 0 && picture.now.y <= picture.height);
            }
            for (const text of picture.texts) assert.ok(text.y > 0 && text.y <= picture.height, JSON.stringify(text));
          }
        }),
      );
    });

    it('never sets two lines of the narrow drawing over each other', () => {
      fc.assert(
        fc.property(askedDay, (days) => {
          const { narrow } = termPicture(pack, addDays(pack.term.operational.value, days));
          const lines = narrow.texts.map((each) => each.y).toSorted((a, b) => a - b);
          lines.slice(1).forEach((y, index) => {
            assert.ok(y - (lines[index] ?? 0) >= 17.9, JSON.stringify(narrow.texts));
          });
        }),
      );
    });
  });
}
