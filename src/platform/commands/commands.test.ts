import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Command,
  CommandError,
  explainError,
  type Invocation,
  progressLine,
  readInvocation,
  renderTable,
} from './index.ts';
import { progressBar } from './progress-bar.ts';

function command(name: string, more: Partial<Command> = {}): Command {
  return {
    name,
    summary: `Does ${name}`,
    needsData: false,
    example: `npx calloff ${name}`,
    run: async () => 0,
    ...more,
  };
}

const commands: readonly Command[] = [
  command('things list'),
  command('things show', {
    arguments: [
      { name: '<number>', description: 'which' },
      { name: '[words...]', description: 'more' },
    ],
    options: [
      { flags: '--on <date>', description: 'the day', fallback: '2026-11-23' },
      { flags: '--dry-run', description: 'change nothing' },
    ],
    inputSchema: { type: 'object', title: 'what goes in' },
    outputSchema: { type: 'object', title: 'what comes out' },
    example: 'npx calloff things show RM1 --json',
  }),
  command('things import', { options: [{ flags: '--from <date>', description: 'first day', required: true }] }),
  command('demo', { options: [{ flags: '--offers <count>', description: 'how many' }] }),
];

async function read(...words: readonly string[]): Promise<{ out: string; error: string; result: Invocation | 0 | 2 }> {
  let out = '';
  let error = '';
  const result = await readInvocation(words, commands, {
    write: (text) => (out += text),
    writeError: (text) => (error += text),
  });
  return { out, error, result };
}

describe('the command line', () => {
  it('understands a thing and a verb with arguments, options and --json anywhere', async () => {
    for (const words of [
      ['things', 'show', 'RM1', '--dry-run', '--json'],
      ['--json', 'things', 'show', '--dry-run', 'RM1'],
    ]) {
      const { result } = await read(...words);
      assert.ok(typeof result === 'object');
      assert.equal(result.command.name, 'things show');
      assert.deepEqual(result.args, { number: 'RM1' });
      assert.deepEqual(result.options, { on: '2026-11-23', dryRun: true });
      assert.equal(result.json, true);
    }
    const { result } = await read('things', 'show', 'RM1', 'a', 'b', '--on', '2026-01-01');
    assert.ok(typeof result === 'object');
    assert.deepEqual(result.args, { number: 'RM1', words: 'a b' });
    assert.deepEqual([result.options['on'], result.json], ['2026-01-01', false]);
  });

  it('understands a command of one word', async () => {
    const { result } = await read('demo', '--offers', '5');
    assert.ok(typeof result === 'object');
    assert.deepEqual(result.options, { offers: '5' });
  });

  it('shows options, schemas and an example with --help, on standard output, with exit code 0', async () => {
    const { out, error, result } = await read('things', 'show', '--help');
    assert.equal(result, 0);
    assert.equal(error, '');
    for (const part of [
      '--on <date>',
      '--json',
      'what goes in',
      'what comes out',
      'npx calloff things show RM1 --json',
      'Exit codes',
    ]) {
      assert.ok(out.includes(part), part);
    }
    assert.match((await read('--help')).out, /things.*\n.*demo|demo.*\n.*things/s);
  });

  const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['nothing asked for', [], /Usage: calloff/],
    ['a thing without a verb', ['things'], /Usage: calloff things/],
    ['an unknown thing', ['thing'], /unknown command 'thing'[^]*Did you mean things\?/],
    ['an unknown verb', ['things', 'shwo'], /unknown command 'shwo'[^]*Did you mean show\?/],
    ['a missing argument', ['things', 'show'], /missing required argument 'number'/],
    ['one argument too many', ['things', 'list', 'x'], /too many arguments/],
    ['an unknown option', ['demo', '--ofers', '5'], /unknown option '--ofers'[^]*--offers/],
    ['an option without its value', ['demo', '--offers'], /argument missing/],
    ['a required option left out', ['things', 'import'], /required option '--from <date>' not specified/],
  ];
  for (const [what, words, message] of mistakes) {
    it(`explains ${what} on standard error with exit code 2`, async () => {
      const { out, error, result } = await read(...words);
      assert.equal(result, 2);
      assert.equal(out, '');
      assert.match(error, message);
    });
  }
});

describe('errors of commands', () => {
  it('are shown in their own words when meant for people, in ours when known, and not at all otherwise', () => {
    assert.deepEqual(explainError(new CommandError('Name a supplier.')), {
      message: 'Name a supplier.',
      expected: true,
    });
    const missing = Object.assign(new Error('ENOENT: no such file, open x'), { code: 'ENOENT', path: 'x.csv' });
    assert.equal(explainError(missing).message, 'There is no such file: x.csv.');
    const inside = explainError(new Error('cannot read properties of undefined'));
    assert.equal(inside.expected, false);
    assert.doesNotMatch(inside.message, /undefined/);
  });
});

describe('tables', () => {
  const rows = [
    { name: 'Norvik N14', price: '£395.00' },
    { name: 'Ältere Größe\u0007\n2', price: '£1,395.00' },
  ];
  const columns = [
    { heading: 'Product', value: (row: { name: string }) => row.name },
    { heading: 'Price', right: true, value: (row: { price: string }) => row.price },
  ];

  it('line up, numbers on the right, without control characters', () => {
    assert.deepEqual(renderTable({ terminal: false }, columns, rows).split('\n'), [
      'Product             Price',
      '──────────────  ─────────',
      'Norvik N14        £395.00',
      'Ältere Größe 2  £1,395.00',
      '',
    ]);
  });

  it('have colours on a terminal only', () => {
    assert.match(renderTable({ terminal: true }, columns, rows), /\u001b\[1m/);
    assert.doesNotMatch(renderTable({ terminal: false }, columns, rows), /\u001b/);
  });
});

describe('progress', () => {
  it('is one line that fits the terminal', () => {
    assert.equal(
      progressLine(8000, 20_000, 'Loading offers', 80),
      `Loading offers  ${'━'.repeat(12)}${'─'.repeat(18)}   40 %  8,000 of 20,000`,
    );
    assert.equal(progressLine(1, 2, 'Loading offers', 30), 'Loading offers   50 %  1 of 2');
    assert.equal(progressLine(0, 0, 'Starting', 80), 'Starting');
    assert.match(progressLine(30, 20, 'Over', 80), /100 %/);
  });

  it('draws on a terminal and takes itself away, and stays silent elsewhere', () => {
    let written = '';
    const write = (text: string): void => {
      written += text;
    };
    const bar = progressBar({ isTTY: true, columns: 60, write });
    bar.draw(1, 2, 'Work');
    bar.clear();
    assert.match(written, /^\r\u001b\[2KWork .*\r\u001b\[2K$/);
    written = '';
    const silent = progressBar({ write });
    silent.draw(1, 2, 'Work');
    silent.clear();
    assert.equal(written, '');
  });
});
