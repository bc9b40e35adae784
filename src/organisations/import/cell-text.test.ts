import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../test/support/long.ts';
import { cleanLine } from '../../kernel/text.ts';
import { safeForSpreadsheets } from '../../platform/tables/index.ts';
import { cellText } from './cell-text.ts';
import { columnList } from './columns.ts';
import { ProblemList } from './problem-list.ts';

const column = columnList.find((each) => each.key === 'name');
assert.ok(column);

function read(raw: string): string | undefined {
  return cellText(raw, column ?? assert.fail(), 2, new ProblemList());
}

describe('a cell our own files lead with an apostrophe', () => {
  it('is read as it was written, whatever it begins with', () => {
    const text = fc
      .tuple(fc.constantFrom('+', '-', '@', '＝', '＋', '－', '＠', 'a', '＝-', '+@'), fc.string({ maxLength: 20 }))
      .map(([first, rest]) => cleanLine(first + rest.replace(/[\uFFFD\r\n]/g, '')));
    fc.assert(
      fc.property(text, (written) => {
        assert.equal(read(safeForSpreadsheets(written)), written);
      }),
      runs(300),
    );
  });

  it('may be a plain number, which no spreadsheet calculates', () => {
    assert.equal(read(safeForSpreadsheets('+442079460000')), '+442079460000');
    assert.equal(read(safeForSpreadsheets('-5.50')), '-5.50');
  });

  it('is refused where it is a formula, with and without the apostrophe', () => {
    assert.equal(read('=1+1'), undefined);
    assert.equal(read("'=1+1"), undefined);
    assert.equal(read('+1+1'), undefined);
  });
});
