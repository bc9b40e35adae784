import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeApi } from './api-description.ts';
import { shortened, withAnswers } from './api-examples.ts';

const string = { schema: { type: 'string' } };
const document = {
  paths: {
    '/things': { get: { parameters: [{ in: 'query', name: 'limit', ...string }] } },
    '/things/{number}': { get: { parameters: [{ in: 'path', name: 'number', ...string }] } },
    '/things/{number}/parts/{part}': { get: {} },
    '/nothings/{id}': { get: {} },
    '/searched': { get: { parameters: ['q', 'quantity', 'limit'].map((name) => ({ in: 'query', name, ...string })) } },
    '/made': { post: {} },
  },
};
const answers: Readonly<Record<string, unknown>> = {
  '/things': { total: 2, items: [{ number: 'A/1' }, { number: 'A/2' }] },
  '/things?limit=1': { total: 2, items: [{ number: 'A/1' }] },
  '/things/A%2F1': { number: 'A/1', text: 'first' },
  '/things/A%2F1/parts': { items: [{ part: '7' }] },
  '/things/A%2F1/parts/7': { part: '7' },
  '/nothings': { items: [] },
  '/searched?q=laptop&quantity=30&limit=1': { items: [] },
};

describe('the examples of the interface', () => {
  it('ask for things that are there, each found in the list it stands in', async () => {
    const asked: string[] = [];
    const groups = await withAnswers(describeApi(document), async (address) => {
      asked.push(address);
      return answers[address];
    });
    const shown = groups.flatMap((group) => group.operations).map((each) => [each.method, each.example, each.real]);
    assert.deepEqual(shown, [
      ['GET', '/things?limit=1', true],
      ['GET', '/things/A%2F1', true],
      ['GET', '/things/A%2F1/parts/7', true],
      ['GET', '/nothings/{id}', false],
      ['GET', '/searched?q=laptop&quantity=30&limit=1', true],
      ['POST', '/made', false],
    ]);
    assert.equal(new Set(asked).size, asked.length, 'nothing is asked for twice');
  });

  it('cut lists to their first and texts to their beginning', () => {
    const long = 'x'.repeat(500);
    assert.deepEqual(shortened({ items: [{ a: 1 }, { a: 2 }, { a: 3 }], one: [true], text: long, none: null }), {
      items: [{ a: 1 }, '… and 2 more'],
      one: [true],
      text: `${'x'.repeat(160)}…`,
      none: null,
    });
  });
});
