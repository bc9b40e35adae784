import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { priceListWorld } from '../../../test/support/price-list-world.ts';
import { fillSmallCatalogue, instant } from '../../../test/support/small-catalogue.ts';
import { fixedClock } from '../../kernel/dates.ts';
import { CommandError } from '../../platform/commands/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import type { PriceList } from './price-list.ts';
import { priceListCommands } from './price-list-commands.ts';

const head = 'Your code,Manufacturer,Manufacturer part number,Unit price,Lead time\n';
const target = { agreement: 'RM6098', lot: '8', supplier: 'marrowby-systems', from: '2026-12-01' };

type Values = Readonly<Record<string, string | boolean>>;

interface Ran {
  readonly code: number;
  readonly out: string;
  /** What `--json` gave. */
  readonly json: () => Readonly<Record<string, unknown>>;
}

/** The command line over a small catalogue. */
async function commandLine(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  const world = await priceListWorld(database, await fillSmallCatalogue(database));
  const folder = await mkdtemp(join(tmpdir(), 'calloff-commands-'));
  t.after(async () => {
    await world.jobs.stop();
    await database.close();
    await rm(folder, { recursive: true });
  });
  const commands = priceListCommands(() => Promise.resolve(world), 'RM6098');
  const run = async (
    name: string,
    args: Readonly<Record<string, string>> = {},
    options: Values = {},
    more: { readonly input?: string; readonly words?: boolean } = {},
  ): Promise<Ran> => {
    const command = commands.find((each) => each.name === `price-list ${name}`);
    assert.ok(command, name);
    let out = '';
    const fallbacks = (command.options ?? []).flatMap(({ flags, fallback }) =>
      fallback === undefined ? [] : [[/--([a-z]+)/.exec(flags)?.[1] ?? '', fallback] as const],
    );
    const code = await command.run(
      args,
      { ...Object.fromEntries(fallbacks), ...options },
      {
        clock: fixedClock(instant),
        json: more.words !== true,
        terminal: false,
        columns: 200,
        signal: new AbortController().signal,
        write: (text) => (out += text),
        writeError: (text) => (out += text),
        input: () => Readable.from([Buffer.from(more.input ?? '')]),
        resolve: (path) => resolve(folder, path),
        progress: () => undefined,
      },
    );
    return { code, out, json: () => JSON.parse(out) as Readonly<Record<string, unknown>> };
  };
  return { run, folder };
}

const items = (ran: Ran): readonly Readonly<Record<string, unknown>>[] =>
  ran.json()['items'] as readonly Readonly<Record<string, unknown>>[];

for (const { engine, skip } of engines) {
  describe(`price lists from the command line, on ${engine}`, { skip }, () => {
    it('checks and changes nothing, imports, and shows what the list says and does', async (t) => {
      const { run } = await commandLine(t, engine);
      const input = `${head}N1,Norvik,NV14-5120,£399.00,5\nN4,Norvik,NV24-M,120.00,5\n`;
      const checked = await run('check', { file: '-' }, target, { input });
      assert.equal(checked.code, 0, checked.out);
      assert.deepEqual([checked.json()['rows'], checked.json()['state']], [2, 'checked']);
      const without = await run('import', { file: '-' }, target, { input });
      assert.equal(without.code, 1);
      assert.match(without.out, /repairs/);
      const id = String(without.json()['priceList']);
      const repairs = items(await run('repairs', { id }));
      assert.deepEqual(
        repairs.map((each) => `${String(each['row'])} ${String(each['from'])} ${String(each['to'])}`),
        ['2 £399.00 399.00'],
      );
      assert.equal((await run('accept', { id }, { acceptRepairs: true })).json()['state'], 'accepted');
      const added = items(await run('changes', { id }, { kind: 'added' }));
      assert.deepEqual(
        added.map((each) => `${String(each['supplierSku'])} ${String(each['newPrice'])}`),
        ['N1 399.00', 'N4 120.00'],
      );
      const words = await run('changes', { id }, {}, { words: true });
      assert.match(words.out, /N1 +Norvik N14 Education +added +£399\.00/);
      assert.match((await run('changes', { id }, { kind: 'up' }, { words: true })).out, /There is none/);
      const shown = await run('show', { id }, {}, { words: true });
      assert.match(shown.out, /accepted/);
      assert.equal(items(await run('list', {}, { supplier: 'marrowby-systems' })).length, 2);
      assert.match((await run('template', {}, target, { words: true })).out, /^Your code,/);
    });

    it('gives problems a page at a time, and the file with messages', async (t) => {
      const { run, folder } = await commandLine(t, engine);
      const input = `${head}N1,Norvik,NV14-5120,POA,5\nN4,Norvik,NV24-M,ask,5\n`;
      const refused = await run('import', { file: '-' }, target, { input });
      assert.equal(refused.code, 1);
      const id = String(refused.json()['priceList']);
      const first = await run('problems', { id }, { limit: '1', severity: 'error' });
      assert.equal(items(first).length, 1);
      assert.equal(items(first)[0]?.['value'], 'POA');
      const next = String(first.json()['next']);
      assert.equal(items(await run('problems', { id }, { limit: '1', after: next }))[0]?.['value'], 'ask');
      const more = await run('problems', { id }, { limit: '1' }, { words: true });
      assert.match(more.out, new RegExp(`There are more: --after ${next}`));
      await run('annotated', { id }, { out: 'told.csv' });
      assert.match(await readFile(join(folder, 'told.csv'), 'utf8'), /POA.*not an amount/);
      await assert.rejects(run('annotated', { id }, { out: 'no/such/folder.csv' }), /cannot be written/);
      await assert.rejects(run('accept', { id }), CommandError);
    });

    it('takes the meaning of columns, and reads the file anew', async (t) => {
      const { run } = await commandLine(t, engine);
      const input =
        'Item,Make,Reference,Amount A,Amount B,Days\nN1,Norvik,NV14-5120,399.00,410.00,5\nN4,Norvik,NV24-M,120.00,130.00,5\n';
      const asked = await run('check', { file: '-' }, target, { input });
      assert.deepEqual([asked.code, asked.json()['state']], [1, 'needs-mapping']);
      const id = String(asked.json()['priceList']);
      const columns = {
        Item: 'supplierSku',
        Make: 'manufacturer',
        Reference: 'mpn',
        'Amount A': null,
        'Amount B': 'unitPrice',
        Days: 'leadTimeDays',
      };
      const mapped = await run('map', { id, file: '-' }, {}, { input: JSON.stringify(columns) });
      assert.deepEqual([mapped.code, mapped.json()['state']], [0, 'checked'], mapped.out);
      assert.equal(items(await run('changes', { id }))[0]?.['newPrice'], '410.00');
      for (const wrong of ['{', '[]', '{"a": 1}'])
        await assert.rejects(run('map', { id, file: '-' }, {}, { input: wrong }), /not JSON like/);
      await assert.rejects(run('map', { id, file: '-' }, {}, { input: '{"Days": "colour"}' }), /colour/);
    });

    it('shows rises that wait and decides on them; cancels what is not in force', async (t) => {
      const { run } = await commandLine(t, engine);
      const priced = (price: string): string => `${head}N1,Norvik,NV14-5120,${price},5\n`;
      await run('import', { file: '-' }, target, { input: priced('300.00') });
      const held = await run('import', { file: '-' }, { ...target, from: '2027-01-01' }, { input: priced('450.00') });
      const id = String(held.json()['priceList']);
      assert.equal(held.json()['held'], 1);
      const [line] = items(await run('changes', { id }, { held: true }));
      assert.ok(line);
      assert.equal(line['held'], 'waiting');
      await assert.rejects(run('decide', { id }, { verdict: 'perhaps', reason: 'No.' }), /one of approve, refuse/);
      await assert.rejects(run('decide', { id }, { verdict: 'refuse', reason: '' }), /reason/);
      const decided = await run(
        'decide',
        { id },
        { verdict: 'refuse', reason: 'No evidence.', lines: String(line['line']) },
      );
      assert.equal((decided.json() as unknown as PriceList).held.refused, 1);
      const open = await run('import', { file: '-' }, { ...target, from: '2027-02-01' }, { input: priced('£310.00') });
      const cancelled = await run('cancel', { id: String(open.json()['priceList']) });
      assert.equal(cancelled.json()['state'], 'cancelled');
      await assert.rejects(run('cancel', { id }), /is in force/);
      await assert.rejects(run('changes', { id: '999' }), /There is no price list 999/);
      await assert.rejects(run('changes', { id }, { kind: 'sideways' }), /--kind is one of/);
      await assert.rejects(run('changes', { id }, { limit: '0' }), /whole number from 1/);
    });
  });
}
