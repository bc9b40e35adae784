import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { addDays, isoDate } from '../../kernel/dates.ts';
import { createSuppliers } from '../index.ts';
import { identifierProblem } from '../supplier-identifier.ts';
import { evidenceState } from '../supplier-evidence.ts';
import { isHeld, supplierStanding } from '../supplier-standing.ts';
import { isSme } from '../supplier.ts';
import { readDemoDefinition } from './demo-definition.ts';
import { inventSuppliers } from './demo-suppliers.ts';
import { loadDemoSuppliers } from './load-demo-suppliers.ts';

const demoFolder = join(import.meta.dirname, '../../../agreements/rm6098/demo');
const definition = await readDemoDefinition(demoFolder);
const on = isoDate('2026-11-23');

/** Names of makers and resellers of technology that an invented supplier must not remind of. */
const brands =
  /apple|dell|lenovo|microsoft|google|hewlett|\bhp\b|cisco|acer|asus|samsung|sony|toshiba|fujitsu|ibm|oracle|adobe|amazon|softcat|bytes|computacenter|insight|specialist computer|xma|\bcdw\b|kyocera|canon|epson|ricoh|xerox|logitech|kingston|intel|\bamd\b|nvidia|juniper|aruba|fortinet|sophos|vmware|citrix|salesforce|huawei|zebra|brother|viewsonic|benq|philips|panasonic|ntt|atos|capita|serco|stone group|restore|probrand|phoenix|trustmarque|getech|dixons|currys/i;

describe('invented suppliers', () => {
  for (const seed of [0, 1, 2, 77, 2_147_483_647]) {
    it(`meet the numbers of the definition with seed ${String(seed)}`, () => {
      const suppliers = inventSuppliers(definition, on, seed);
      assert.equal(suppliers.length, definition.count);
      assert.equal(new Set(suppliers.map((each) => each.id)).size, definition.count);
      assert.equal(suppliers.filter((each) => isSme(each.size)).length, definition.sme);
      for (const [lot, counts] of Object.entries(definition.lots)) {
        const there = suppliers.filter((each) => each.positions.some((p) => p.lot === lot && isHeld(p, on)));
        assert.equal(there.length, counts.suppliers, `lot ${lot}`);
        assert.equal(there.filter((each) => isSme(each.size)).length, counts.sme, `SMEs of lot ${lot}`);
      }
      assert.ok(suppliers.every((each) => each.positions.some((p) => isHeld(p, on))));
    });

    it(`remind of no known brand with seed ${String(seed)}`, () => {
      for (const supplier of inventSuppliers(definition, on, seed)) assert.doesNotMatch(supplier.name, brands);
    });
  }

  it('are the same for the same seed and others for another', () => {
    assert.deepEqual(inventSuppliers(definition, on, 5), inventSuppliers(definition, on, 5));
    assert.notDeepEqual(inventSuppliers(definition, on, 5), inventSuppliers(definition, on, 6));
  });

  it('show every standing, and evidence in every state of its life', () => {
    const suppliers = inventSuppliers(definition, on, 1);
    const standings = suppliers.map((each) => supplierStanding(each.standing, on).standing);
    assert.equal(standings.filter((each) => each === 'excluded').length, 1);
    assert.ok(standings.includes('suspended'));
    const states = new Set(suppliers.flatMap((each) => each.evidence.map((e) => evidenceState(e, on))));
    assert.ok(states.has('current') && states.has('lapses-soon') && states.has('lapsed'));
  });

  it('carry only identifiers, numbers and addresses that are plainly invented', () => {
    for (const supplier of inventSuppliers(definition, on, 1)) {
      assert.ok(supplier.demonstration);
      assert.match(supplier.identifier?.number ?? '', /^ZZ\d{6}$/);
      assert.equal(identifierProblem('GB-COH', supplier.identifier?.number ?? ''), undefined);
      assert.match(supplier.website ?? '', /\.example$/);
      for (const each of supplier.evidence) assert.match(each.number, /^INVENTED-/);
      for (const each of supplier.contacts) {
        assert.match(each.email ?? '', /\.example$/);
        assert.match(each.phone ?? '', /^01632 960\d{3}$/);
      }
      for (const each of supplier.circular) {
        assert.ok(supplier.evidence.some((e) => e.scheme === each.evidenceScheme && e.number === each.evidenceNumber));
      }
    }
  });
});

for (const { engine, skip } of engines) {
  describe(`loading the demonstration's suppliers on ${engine}`, { skip }, () => {
    it('fills the register once, whatever the day, and keeps the counts of the lots', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const first = await database.transact((trx) => loadDemoSuppliers(trx, { demoFolder, on, seed: 1 }));
      assert.deepEqual([first.added, first.ended, first.ids.length], [172, 0, 172]);
      const again = await database.transact((trx) =>
        loadDemoSuppliers(trx, { demoFolder, on: addDays(on, 9), seed: 1 }),
      );
      assert.deepEqual([again.added, again.ended], [0, 0]);

      const suppliers = createSuppliers({ database });
      const counts = await suppliers.positionCounts('RM6098', on);
      assert.deepEqual([counts.suppliers, counts.sme], [172, 104]);
      assert.deepEqual(
        counts.lots.map((each) => [each.lot, each.suppliers, each.sme]),
        Object.entries(definition.lots).map(([lot, each]) => [lot, each.suppliers, each.sme]),
      );
    });

    it('ends the positions of an earlier demonstration with another seed', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await database.transact((trx) => loadDemoSuppliers(trx, { demoFolder, on, seed: 1 }));
      const later = addDays(on, 3);
      const second = await database.transact((trx) => loadDemoSuppliers(trx, { demoFolder, on: later, seed: 2 }));
      assert.equal(second.added, second.ended);
      const suppliers = createSuppliers({ database });
      assert.equal((await suppliers.positionCounts('RM6098', later)).suppliers, 172);
    });
  });
}
