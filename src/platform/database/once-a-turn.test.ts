import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { onceATurn } from './once-a-turn.ts';

describe('a question asked once a turn', () => {
  it('is shared by those who ask in one turn, and asked anew in the next', async () => {
    let value = 'before';
    const asked: string[] = [];
    const ask = onceATurn((key: string) => {
      asked.push(key);
      return Promise.resolve(`${key}: ${value}`);
    });
    assert.deepEqual(await Promise.all([ask('a'), ask('a'), ask('b')]), ['a: before', 'a: before', 'b: before']);
    value = 'after';
    assert.equal(await ask('a'), 'a: after');
    assert.deepEqual(asked, ['a', 'b', 'a']);
  });

  it('never tells what was so before somebody asked', async () => {
    let value = 0;
    const ask = onceATurn(() => Promise.resolve(value));
    const first = ask('a');
    await setImmediate();
    value = 1;
    assert.deepEqual([await ask('a'), await first], [1, 0]);
  });

  it('fails for everybody who shared it, and only for them', async () => {
    let broken = true;
    const ask = onceATurn(() => (broken ? Promise.reject(new Error('lost')) : Promise.resolve('there')));
    const results = await Promise.allSettled([ask('a'), ask('a')]);
    assert.deepEqual(
      results.map((each) => each.status),
      ['rejected', 'rejected'],
    );
    broken = false;
    assert.equal(await ask('a'), 'there');
  });
});
