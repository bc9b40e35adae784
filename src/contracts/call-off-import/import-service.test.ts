import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { contractWorld } from '../../../test/support/contracts.ts';
import { engines } from '../../../test/support/databases.ts';
import { PolicyTable } from '../../platform/access/index.ts';
import { invoicePolicies } from '../invoices/invoice-policies.ts';
import { callOffColumns } from './call-off-columns.ts';
import { createCallOffImporter } from './import-service.ts';

const heading = callOffColumns.map((each) => each.heading).join(',');
const good =
  'CON-1,RM6068,Technology Products and Associated Services,2,further-competition,marrowby-systems,,Laptops,2023-04-01,2023-03-20,2027-03-31,"£500,000.00",,120000.00,2023-04-20,CF-1,Contracts Finder';
const file = (...rows: readonly string[]): Buffer => Buffer.from([heading, ...rows].join('\r\n'));

const mistakes: readonly (readonly [what: string, from: string, to: string, code: string])[] = [
  ['a number nobody knows', 'RM6068', 'RM9999', 'unknown-agreement'],
  ['a name of another agreement', 'RM6068', 'RM6103', 'other-agreement'],
  ['a supplier nobody knows', 'marrowby-systems', 'nobody', 'unknown-supplier'],
  ['a buyer that is not one’s own', 'marrowby-systems,', 'marrowby-systems,eastfield1', 'unknown-buyer'],
  ['a British date', '2023-04-01', '01/04/2023', 'bad-date'],
  ['an end before the start', '2027-03-31', '2022-03-31', 'dates-reversed'],
  ['a call-off that has ended', '2027-03-31', '2024-03-31', 'ended'],
  ['more spent than the ceiling', '120000.00', '620000.00', 'above-ceiling'],
  ['a formula', 'Laptops', '=cmd()', 'formula'],
  ['a route that is none', 'further-competition', 'tender', 'unknown-route'],
  ['publication without reference', 'CF-1', '', 'cell-empty'],
  ['publication without a place', 'Contracts Finder', '', 'cell-empty'],
  ['publication on a day to come', '2023-04-20', '2026-11-24', 'day-ahead'],
  ['a signature on a day to come', '2023-03-20', '2026-11-24', 'day-ahead'],
];

for (const { engine, skip } of engines) {
  describe(`importing running call-offs on ${engine}`, { skip }, () => {
    it('checks the whole file, imports it once, and counts what was spent', async (t) => {
      const world = await contractWorld(engine);
      t.after(() => world.database.close());
      const importer = createCallOffImporter({ ...world, policies: new PolicyTable(invoicePolicies) });
      const by = { actor: world.people.buyer, requestId: 'r-1' };
      for (const [what, from, to, code] of mistakes) {
        const result = await importer.import(by, file(good, good.replace(from, to).replace('CON-1', 'CON-2')), {
          dryRun: false,
        });
        assert.ok(!result.applied, what);
        assert.deepEqual(
          [...new Set(result.problems.map((each) => [each.code, each.row].join()))],
          [`${code},3`],
          what,
        );
      }
      const twice = await importer.import(by, file(good, good), { dryRun: true });
      assert.equal(twice.problems[0]?.code, 'reference-twice');
      const checked = await importer.import(by, file(good), { dryRun: true });
      assert.deepEqual([checked.added, checked.applied], [1, false]);
      const imported = await importer.import(by, file(good), { dryRun: false });
      assert.deepEqual([imported.added, imported.same, imported.applied], [1, 0, true]);
      const again = await importer.import(by, file(good), { dryRun: false });
      assert.deepEqual([again.added, again.same], [0, 1]);
      const stored = await sql<{
        organisation: string;
        agreement: string;
        ceiling: string;
        gross: string;
        spent: string;
        signed: string;
        place: string;
      }>`
        select c.organisation_id as organisation, c.agreement, c.ceiling::text as ceiling, c.value_gross::text as gross,
          c.signed_on::text as signed, (select place from call_off_publication p where p.call_off_id = c.id) as place,
          (select sum(net)::text from call_off_spend s where s.call_off_id = c.id) as spent from call_off c`.execute(
        world.database.handle,
      );
      assert.deepEqual(stored.rows, [
        {
          organisation: 'northmoor1',
          agreement: 'RM6068',
          ceiling: '500000.00',
          gross: '600000.00',
          spent: '120000.00',
          signed: '2023-03-20',
          place: 'Contracts Finder',
        },
      ]);
      const other = await importer.import({ ...by, actor: world.people.supplier }, file(good), { dryRun: true });
      assert.equal(other.problems[0]?.code, 'unknown-buyer');
    });

    it('lets the authority import for buyers of the agreements it runs, and of no other', async (t) => {
      const world = await contractWorld(engine);
      t.after(() => world.database.close());
      const importer = createCallOffImporter({ ...world, policies: new PolicyTable(invoicePolicies) });
      const by = { actor: world.people.manager, requestId: 'r-1' };
      const unnamed = await importer.import(by, file(good), { dryRun: true });
      assert.equal(unnamed.problems[0]?.code, 'unknown-buyer');
      const named = good.replace('marrowby-systems,', 'marrowby-systems,eastfield1');
      assert.equal((await importer.import(by, file(named), { dryRun: false })).added, 1);
      const stranger = await importer.import({ ...by, actor: world.people.auditor }, file(named), { dryRun: true });
      assert.equal(stranger.problems[0]?.code, 'unknown-buyer');
    });
  });
}
