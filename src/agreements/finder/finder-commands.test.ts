import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { exampleGuides } from '../../../test/fixtures/example-guides.ts';
import { fixedClock } from '../../kernel/dates.ts';
import { CommandError } from '../../platform/commands/index.ts';
import { finderCommands } from './finder-commands.ts';

const guides = await exampleGuides();
const clock = fixedClock('2026-11-23T10:00:00Z');

async function run(name: string, input: string, options: Readonly<Record<string, string | boolean>> = {}) {
  const services = { finders: [guides.first, guides.second], reference: guides.reference, clock };
  const command = finderCommands(() => Promise.resolve(services)).find((each) => each.name === name);
  assert.ok(command !== undefined);
  let text = '';
  const code = await command.run({}, options, {
    clock,
    json: options['json'] === true,
    terminal: false,
    columns: 100,
    signal: new AbortController().signal,
    write: (more) => {
      text += more;
    },
    writeError: () => undefined,
    input: () => Readable.from([input]),
    resolve: (path) => path,
    progress: () => undefined,
  });
  return { code, text, json: (): Record<string, unknown> => JSON.parse(text) as Record<string, unknown> };
}

describe('finder ask', () => {
  const answers = { what: 'laptops', quantity: 30, buyer: 'maintained-school', how: 'new', value: '12000' };

  it('gives the contract of the command line', async () => {
    const { code, json } = await run('finder ask', JSON.stringify(answers), { json: true });
    assert.equal(code, 0);
    const found = json();
    const outcomes = found['outcomes'] as readonly Record<string, unknown>[];
    assert.deepEqual([outcomes[0]?.['agreement'], outcomes[0]?.['lot']], ['RM6098', '8']);
    for (const outcome of outcomes) {
      assert.ok((outcome['routes'] as readonly unknown[]).length > 0);
      for (const reason of outcome['reasons'] as readonly Record<string, unknown>[]) {
        assert.ok(typeof reason['text'] === 'string' && reason['text'] !== '');
        assert.ok(typeof reason['source'] === 'string' && reason['source'] !== '');
      }
    }
    assert.ok(Array.isArray(found['next']) && found['next'].length > 0);
  });

  it('reads numbers as well as text', async () => {
    const { code } = await run('finder ask', JSON.stringify({ ...answers, value: 12000 }), { json: true });
    assert.equal(code, 0);
  });

  it('speaks to people in sentences', async () => {
    const { text } = await run('finder ask', JSON.stringify(answers));
    assert.match(text, /^You can order from lot 8, Technology Catalogue\n/);
    assert.match(text, /✓ You may use this agreement/);
    assert.match(text, /Do next\n1\. /);
  });

  it('lists unknown questions and answers, with exit code 1', async () => {
    const { code, json } = await run('finder ask', '{"what":"spaceship","colour":"red"}', { json: true });
    assert.equal(code, 1);
    const found = json();
    assert.deepEqual(
      (found['problems'] as readonly Record<string, unknown>[]).map((each) => [each['code'], each['path']]),
      [
        ['unknown-answer', 'what'],
        ['unknown-question', 'colour'],
      ],
    );
    assert.deepEqual(found['outcomes'], []);
  });

  it('lists what is no JSON object as a problem', async () => {
    for (const input of ['', '[]', 'null', '{"what":']) {
      const { code, json } = await run('finder ask', input, { json: true });
      assert.equal(code, 1);
      assert.equal((json()['problems'] as readonly Record<string, unknown>[])[0]?.['code'], 'not-an-object');
    }
  });

  it('decides for a day, and for another agreement', async () => {
    const ended = await run('finder ask', JSON.stringify(answers), { json: true, on: '2027-10-31' });
    assert.equal(ended.json()['verdict'], 'no');
    const other = await run('finder ask', '{"device":"phone"}', { json: true, agreement: 'ex0042' });
    assert.equal(other.json()['agreement'], 'EX0042');
    await assert.rejects(run('finder ask', '{}', { on: 'soon' }), CommandError);
    await assert.rejects(run('finder ask', '{}', { agreement: 'RM0' }), CommandError);
  });
});

describe('finder questions', () => {
  it('lists what can be answered', async () => {
    const { code, json } = await run('finder questions', '', { json: true });
    assert.equal(code, 0);
    const [what] = json()['questions'] as readonly Record<string, unknown>[];
    assert.ok(what !== undefined);
    assert.equal(what['id'], 'what');
    assert.ok((what['options'] as readonly Record<string, unknown>[]).some((each) => each['id'] === 'laptops'));
    assert.match((await run('finder questions', '')).text, /laptops {2}Laptops/);
  });
});
