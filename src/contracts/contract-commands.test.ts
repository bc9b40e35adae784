import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { contractWorld, laptops, orderDraft } from '../../test/support/contracts.ts';
import { PolicyTable } from '../platform/access/index.ts';
import { callOffColumns } from './call-off-import/call-off-columns.ts';
import { createCallOffImporter } from './call-off-import/import-service.ts';
import { contractCommands } from './contract-commands.ts';
import { invoicePolicies } from './invoices/invoice-policies.ts';

describe('orders and call-offs from the command line', () => {
  it('shows what the key reaches, saves the order form, and imports', async (t) => {
    const world = await contractWorld('pglite');
    const folder = await mkdtemp(join(tmpdir(), 'calloff-contracts-'));
    t.after(async () => {
      await world.database.close();
      await rm(folder, { recursive: true });
    });
    const { people, database, ordering, clock } = world;
    const placed = await database.transact((transaction) =>
      ordering.placeOrder(transaction, people.buyer, orderDraft([laptops(3)])),
    );
    assert.ok(placed.ok);
    const actors = new Map([
      ['buyer', people.buyer],
      ['other', people.otherBuyer],
    ]);
    const commands = contractCommands(() =>
      Promise.resolve({
        ...world,
        callOffImporter: createCallOffImporter({ ...world, policies: new PolicyTable(invoicePolicies) }),
        actorOfKey: (secret) => Promise.resolve(actors.get(secret)),
      }),
    );
    for (const key of ['buyer', 'other', 'gone']) await writeFile(join(folder, key), `${key}\n`);
    const run = async (
      name: string,
      args: Readonly<Record<string, string>>,
      options: Readonly<Record<string, string | boolean>> = {},
      { json = true, input = '' } = {},
    ) => {
      const command = commands.find((each) => each.name === name);
      assert.ok(command, name);
      let out = '';
      const code = await command.run(
        args,
        { key: 'buyer', limit: '25', ...options },
        {
          ...{ clock, json, terminal: false, columns: 200, signal: new AbortController().signal },
          write: (text) => (out += text),
          writeError: (text) => (out += text),
          input: () => Readable.from([Buffer.from(input)]),
          resolve: (path) => resolve(folder, path),
          progress: () => undefined,
        },
      );
      return { code, out };
    };
    const { id, callOff } = placed.value;
    assert.match((await run('order list', {}, {}, { json: false })).out, /O-000001 +2026-11-23 +Laptops +£1,422\.00/);
    assert.match((await run('order show', { id })).out, /"status":"placed"/);
    assert.match((await run('order show', { id }, {}, { json: false })).out, /£1,185\.00 excluding VAT/);
    assert.equal((await run('order document', { id }, { to: 'form.pdf' }, { json: false })).code, 0);
    assert.match((await readFile(join(folder, 'form.pdf'))).toString('latin1'), /^%PDF-1\.7/);
    assert.match((await run('order document', { id })).out, /"hash":"[0-9a-f]{64}"/);
    assert.match((await run('call-off list', {})).out, /"number":"C-000001"/);
    assert.match((await run('call-off show', { id: callOff }, {}, { json: false })).out, /Publication: none, because/);
    assert.match(
      (await run('call-off notice', { id: callOff }, {}, { json: false })).out,
      /Contract reference: C-000001\n/,
    );
    assert.match((await run('call-off notice', { id: callOff })).out, /"cpv":\[\{"code":"\d{8}"/);
    assert.match((await run('call-off signing', { id: callOff }, {}, { json: false })).out, /binds without signatures/);
    assert.equal((await run('call-off document', { id: callOff }, { to: 'c.pdf' }, { json: false })).code, 0);
    assert.match((await readFile(join(folder, 'c.pdf'))).toString('latin1'), /^%PDF-1\.7/);
    await assert.rejects(run('call-off signed-copy', { id: callOff }), /no signed copy/);
    const meter = await run('call-off meter', { id: callOff });
    assert.deepEqual([meter.code, /"left":"0\.00"/.test(meter.out)], [1, true]);
    await assert.rejects(run('order show', { id }, { key: 'other' }), /among those this key reaches/);
    await assert.rejects(run('order list', {}, { key: 'gone' }), /does not work/);
    const row = 'CON-1,RM6098,,2,further-competition,marrowby-systems,,Laptops,2026-04-01,,2027-03-31,5000.00,,,,,';
    const file = [callOffColumns.map((each) => each.heading).join(','), row].join('\n');
    const imported = (input: string, more = {}) => run('call-off import', { file: '-' }, more, { input });
    assert.match((await imported(file, { check: true })).out, /"added":1,"same":0,"applied":false/);
    assert.match((await imported(file)).out, /"added":1,"same":0,"applied":true/);
    assert.match((await imported(file)).out, /"added":0,"same":1,"applied":true/);
    assert.equal((await imported(file.replace('2027-03-31', 'soon'))).code, 1);
  });
});
