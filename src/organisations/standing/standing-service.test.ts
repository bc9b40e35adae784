import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { fixedClock, isoDate } from '../../kernel/dates.ts';
import { PolicyTable } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import { createSuppliers } from '../supplier-service.ts';
import { createAuthorityScope } from './authority-scope.ts';
import { authorityPolicies } from './standing-policies.ts';
import { createSupplierStandings } from './standing-service.ts';

const clock = fixedClock('2026-11-23T10:00:00Z');
const day = isoDate('2026-11-23');
const holidays = isoDate('2026-12-24');
const lot8 = { agreement: 'RM6098', lot: '8' };
const suspension = { ...lot8, from: day, to: null, reason: 'It did not answer 3 requests.' };

async function world(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  await sql`insert into supplier (id, name, name_key, legal_name, size, demonstration)
    values ('corrant', 'Corrant', 'corrant', 'Corrant Ltd', 'small', true),
      ('elsewhere', 'Elsewhere', 'elsewhere', 'Elsewhere Ltd', 'small', true)`.execute(database.handle);
  await sql`insert into supplier_position (agreement, lot, supplier_id, starts_on)
    values ('RM6098', '8', 'corrant', '2023-05-01'), ('RM6098', '2', 'corrant', '2023-05-01'),
      ('RM9999', '1', 'elsewhere', '2023-05-01')`.execute(database.handle);
  await sql`insert into supplier_evidence (supplier_id, scheme, number, starts_on, ends_on, scope, issuer)
    values ('corrant', 'ISO 14001', 'E-1', '2023-12-01', '2026-12-01', 'All sites', 'Assay')`.execute(database.handle);
  await addOrganisation(database, { id: 'authority1', kind: 'authority', agreements: ['RM6098'] });
  await addOrganisation(database, { id: 'authority2', kind: 'authority', agreements: ['RM9999'] });
  await addOrganisation(database, { id: 'corrantorg', kind: 'supplier', supplier: 'corrant' });
  const manager = await addPerson(database, {
    id: 'manager01',
    organisation: 'authority1',
    roles: ['category-manager'],
  });
  const other = await addPerson(database, { id: 'manager02', organisation: 'authority2', roles: ['category-manager'] });
  const auditor = await addPerson(database, { id: 'auditor01', organisation: 'authority1', roles: ['auditor'] });
  await addPerson(database, { id: 'seller001', organisation: 'corrantorg', roles: ['supplier-bid-manager'] });
  const authority = createAuthorityScope({ database, policies: new PolicyTable(authorityPolicies) });
  const standings = createSupplierStandings({ database, clock, authority });
  const suppliers = createSuppliers({ database });
  const count = async (table: string): Promise<number> => {
    const found = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(database.handle);
    return found.rows[0]?.n ?? 0;
  };
  return { database, manager, other, auditor, standings, suppliers, count };
}

for (const { engine, skip } of engines) {
  describe(`The authority's decisions on suppliers (${engine})`, { skip }, () => {
    it('suspends a supplier on a lot at once, and nowhere else', async (t) => {
      const { manager, standings, suppliers } = await world(t, engine);
      assert.equal(await suppliers.mayTrade('corrant', 'RM6098', '8', day), true);
      assert.ok((await standings.suspend('corrant', suspension, { actor: manager })).ok);
      assert.equal(await suppliers.mayTrade('corrant', 'RM6098', '8', day), false);
      assert.equal(await suppliers.mayTrade('corrant', 'RM6098', '2', day), true);
    });

    it('makes one event and one audit entry of a decision sent twice', async (t) => {
      const { manager, standings, count } = await world(t, engine);
      for (let click = 0; click < 2; click += 1) {
        assert.ok((await standings.suspend('corrant', suspension, { actor: manager })).ok);
      }
      assert.equal(await count('supplier_standing_event'), 1);
      assert.equal(await count('audit_event'), 1);
    });

    it('lifts the suspension of exactly its scope, from the day named', async (t) => {
      const { manager, standings, suppliers } = await world(t, engine);
      await standings.suspend('corrant', suspension, { actor: manager });
      const lift = { ...lot8, from: holidays, reason: 'It answered.' };
      const whole = await standings.reinstate('corrant', { ...lift, lot: null }, { actor: manager });
      assert.ok(!whole.ok);
      assert.equal(whole.problems[0]?.code, 'not-suspended');
      assert.ok((await standings.reinstate('corrant', lift, { actor: manager })).ok);
      assert.equal(await suppliers.mayTrade('corrant', 'RM6098', '8', day), false);
      assert.equal(await suppliers.mayTrade('corrant', 'RM6098', '8', holidays), true);
    });

    it('keeps authorities apart, and lets neither auditors nor others decide', async (t) => {
      const { manager, other, auditor, standings, count } = await world(t, engine);
      const refused = async (actor: typeof manager, supplier: string, scope = lot8) => {
        const done = await standings.suspend(supplier, { ...suspension, ...scope }, { actor });
        assert.ok(!done.ok);
        return done.problems[0]?.code;
      };
      assert.equal(await refused(other, 'corrant'), 'supplier-unknown');
      assert.equal(await refused(auditor, 'corrant'), 'supplier-unknown');
      assert.equal(await refused(manager, 'elsewhere'), 'supplier-unknown');
      assert.equal(await refused(manager, 'corrant', { agreement: 'RM9999', lot: '1' }), 'agreement-of-others');
      assert.equal(await count('supplier_standing_event'), 0);
    });

    it('refuses a day in the past, a missing reason, a lot not held and a second suspension', async (t) => {
      const { manager, standings } = await world(t, engine);
      const code = async (change: Partial<typeof suspension>) => {
        const done = await standings.suspend('corrant', { ...suspension, ...change }, { actor: manager });
        return done.ok ? 'done' : done.problems[0]?.code;
      };
      assert.equal(await code({ from: isoDate('2026-11-22') }), 'day-out-of-reach');
      assert.equal(await code({ reason: ' ' }), 'reason-missing');
      assert.equal(await code({ lot: '7' }), 'no-position');
      assert.equal(await code({}), 'done');
      assert.equal(await code({ reason: 'Another reason.' }), 'already-suspended');
    });

    it('asks for evidence by one letter a day, and takes the renewed certificate into the register', async (t) => {
      const { manager, standings, suppliers, count } = await world(t, engine);
      const wanted = { scheme: 'ISO 14001', number: 'E-1' };
      const sent = await standings.askForEvidence('corrant', wanted, { actor: manager });
      assert.deepEqual(sent, { ok: true, value: 1 });
      assert.deepEqual(await standings.askForEvidence('corrant', wanted, { actor: manager }), { ok: true, value: 0 });
      assert.equal(await count('mail_outbox'), 1);
      const renewed = {
        ...wanted,
        from: isoDate('2026-12-01'),
        to: isoDate('2029-12-01'),
        scope: 'All sites',
        issuer: 'Assay',
        link: null,
      };
      assert.ok((await standings.recordEvidence('corrant', renewed, { actor: manager })).ok);
      const kept = await suppliers.get('corrant', day);
      assert.deepEqual(kept?.supplier.evidence, [{ ...renewed, from: '2023-12-01' }]);
    });
  });
}
