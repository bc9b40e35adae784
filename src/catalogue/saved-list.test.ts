import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isListId, listLimits, readWantedList } from './saved-list.ts';

function problemsOf(fields: Readonly<Record<string, unknown>>): readonly (string | undefined)[] {
  const read = readWantedList(fields);
  return read.ok ? [] : read.problems.map((each) => each.path);
}

describe('a list as its form was sent', () => {
  it('takes one quantity for all, or one for each', () => {
    const read = readWantedList({ title: ' Year 7 ', offer: ['1', '2', '1'], quantity: '30', 'quantity-2': '5' });
    assert.deepEqual(read, {
      ok: true,
      value: {
        title: 'Year 7',
        items: [
          { offer: '1', quantity: 30 },
          { offer: '2', quantity: 5 },
        ],
      },
    });
  });

  it('leaves out what is to be taken off', () => {
    const read = readWantedList({ title: 'x', offer: ['1', '2'], remove: '1' });
    assert.deepEqual(read.ok && read.value.items, [{ offer: '2', quantity: 1 }]);
  });

  it('takes marks that turn the text out of the name', () => {
    const read = readWantedList({ title: 'a\u202eb\u0000  c', offer: '1' });
    assert.equal(read.ok && read.value.title, 'ab c');
  });

  it('names every mistake by its field', () => {
    const many = Array.from({ length: listLimits.items + 1 }, (_none, index) => String(index + 1));
    for (const [fields, paths] of [
      [{ title: '', offer: '1' }, ['title']],
      [{ title: 'x'.repeat(81), offer: '1' }, ['title']],
      [{ title: 'x' }, ['offer']],
      [{ title: 'x', offer: ['1'], remove: ['1'] }, ['offer']],
      [{ title: 'x', offer: many }, ['offer']],
      [{ title: 'x', offer: "1'; drop table offer" }, ['offer']],
      [{ title: 'x', offer: '1', quantity: '0' }, ['quantity-1']],
      [{ title: 'x', offer: '1', 'quantity-1': '1e3' }, ['quantity-1']],
      [{}, ['title', 'offer']],
    ] as const) {
      assert.deepEqual(problemsOf(fields), paths, JSON.stringify(fields).slice(0, 60));
    }
  });

  it('does not take an inherited property for a field', () => {
    const fields: Record<string, unknown> = {};
    Object.setPrototypeOf(fields, { title: 'x', offer: '1' });
    assert.deepEqual(problemsOf(fields), ['title', 'offer']);
  });

  it('knows an id by its 128 bits', () => {
    assert.ok(isListId('AZaz09_-AZaz09_-AZaz09'));
    assert.ok(!isListId('AZaz09_-AZaz09_-AZaz0'));
    assert.ok(!isListId('AZaz09_-AZaz09_-AZaz0/'));
  });
});
