import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { fixedClock } from '../kernel/dates.ts';
import { CommandError } from '../platform/commands/index.ts';
import { agreementCommands, type PackCheck } from './agreement-commands.ts';

const root = resolve(import.meta.dirname, '../..');
const folders = { agreementsDir: join(root, 'agreements'), referenceDir: join(root, 'reference') };

async function run(
  name: string,
  args: Readonly<Record<string, string>>,
  options: Readonly<Record<string, string | boolean>> = {},
  checks: readonly PackCheck[] = [],
): Promise<{ code: number; text: string }> {
  const command = agreementCommands(folders, checks).find((each) => each.name === name);
  assert.ok(command !== undefined);
  let text = '';
  const code = await command.run(args, options, {
    clock: fixedClock('2026-11-23T10:00:00Z'),
    json: options['json'] === true,
    terminal: false,
    columns: 100,
    signal: new AbortController().signal,
    write: (more) => {
      text += more;
    },
    writeError: () => undefined,
    input: () => {
      throw new Error('No input is read');
    },
    resolve: (path) => resolve(root, path),
    progress: () => undefined,
  });
  return { code, text };
}

describe('agreement show', () => {
  it('gives the contract of the command line as one JSON document', async () => {
    const { code, text } = await run('agreement show', { number: 'RM6098' }, { on: '2026-11-23', json: true });
    assert.equal(code, 0);
    const found: unknown = JSON.parse(text);
    assert.ok(typeof found === 'object' && found !== null && 'lots' in found && Array.isArray(found.lots));
    const { number, name, status, starts, initialTermEnds, latestEnd, daysLeft } = found as Record<string, unknown>;
    assert.deepEqual(
      { number, name, status, starts, initialTermEnds, latestEnd, daysLeft },
      {
        number: 'RM6098',
        name: 'Technology Products & Associated Services 2',
        status: 'extension',
        starts: '2023-10-31',
        initialTermEnds: '2026-04-30',
        latestEnd: '2027-10-30',
        daysLeft: 341,
      },
    );
    assert.deepEqual(found.lots.at(-1), { number: '8', name: 'Technology Catalogue', routes: ['catalogue'] });
    assert.deepEqual(found.lots[3], {
      number: '4',
      name: 'Information Assured Technology',
      routes: ['further-competition'],
    });
  });

  it('speaks to people in sentences and a table', async () => {
    const { text } = await run('agreement show', { number: 'rm6098' });
    assert.match(text, /It is in its extension, with 341 days left\./);
    assert.match(text, /8 {2}Technology Catalogue +Yes +No +No/);
    assert.match(text, /Award directly: lots 1 to 3 and 5 to 7/);
  });

  it('is used wrongly with an unknown number or a date that is none', async () => {
    await assert.rejects(
      run('agreement show', { number: 'RM1' }),
      (error) => error instanceof CommandError && /Installed: RM6098/.test(error.message),
    );
    await assert.rejects(run('agreement show', { number: 'RM6098' }, { on: '2026-02-30' }), CommandError);
  });
});

describe('agreement check', () => {
  it('finds nothing wrong with the installed pack', async () => {
    const { code, text } = await run('agreement check', { folder: 'agreements/rm6098' }, { json: true });
    assert.deepEqual([code, JSON.parse(text)], [0, { valid: true, problems: [] }]);
  });

  it('exits 1 and names file and line where something is', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'calloff-check-'));
    t.after(() => rm(folder, { recursive: true }));
    await cp(join(root, 'test/fixtures/agreements/ex0042'), folder, { recursive: true });
    await writeFile(
      join(folder, 'buyers.yaml'),
      'buyers:\n  - class: polis\n    allowed: { value: maybe, source: invented }\n',
    );
    const { code, text } = await run('agreement check', { folder }, { json: true });
    assert.equal(code, 1);
    assert.match(text, /"valid":false/);
    assert.match(text, /"code":"missing-key","path":"buyers\.yaml:2"/);
    assert.match(text, /"code":"wrong-value","path":"buyers\.yaml:3","value":"maybe"/);
    const people = await run('agreement check', { folder });
    assert.match(
      people.text,
      /buyers\.yaml:3 {2}buyers, item 1, allowed, value is "maybe".*\n +Use one of: yes, conditions, no\./,
    );
    assert.match(people.text, /2 problems\./);
  });

  it('asks the further checks of a sound pack too', async () => {
    const further: PackCheck = (_folder, pack) =>
      Promise.resolve([
        { code: 'further', path: 'finder.yaml:1', message: `Seen ${pack.number.value}.`, remedy: 'None.' },
      ]);
    const { code, text } = await run('agreement check', { folder: 'agreements/rm6098' }, { json: true }, [further]);
    assert.equal(code, 1);
    assert.match(text, /Seen RM6098/);
  });

  it('is used wrongly without a folder', async () => {
    await assert.rejects(run('agreement check', { folder: 'agreements/none' }), CommandError);
  });
});

describe('agreement list and thresholds show', () => {
  it('list what is installed', async () => {
    const { text } = await run('agreement list', {}, { on: '2027-10-31' });
    assert.match(text, /RM6098 +Technology Products & Associated Services 2 +ended +30 October 2027 +0 +8/);
  });

  it('show the thresholds of a date', async () => {
    const { text } = await run('thresholds show', {}, { on: '2024-06-01', json: true });
    assert.match(text, /"kind":"procurement","class":"central","amount":"139688"/);
    assert.match(
      (await run('thresholds show', {}, { on: '2026-11-23' })).text,
      /procurement +sub-central +£207,720 +included/,
    );
  });
});

describe('the examples in --help', () => {
  it('name an installed pack', () => {
    assert.ok(agreementCommands(folders).every((each) => !each.example.includes('NUMBER')));
    assert.match(agreementCommands(folders)[0]?.example ?? '', /agreement check agreements\/rm6098/);
  });
});
