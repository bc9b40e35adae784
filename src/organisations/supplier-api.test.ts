import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { exampleAgreements } from '../../test/fixtures/example-agreements.ts';
import { freshDatabase } from '../../test/support/databases.ts';
import { pageServer } from '../../test/support/page-server.ts';
import { fixedClock } from '../kernel/dates.ts';
import { createSupplierImporter, createSuppliers, knownAgreement, supplierApi } from './index.ts';

const agreements = await exampleAgreements();

describe('the import over the interface', () => {
  it('takes CSV from a key with the scope, and answers 422 with the mistakes of a bad file', async (t) => {
    const database = await freshDatabase('pglite');
    const clock = fixedClock('2026-11-23T10:00:00Z');
    const importer = createSupplierImporter({ database, clock, agreements: agreements.packs.map(knownAgreement) });
    const server = await pageServer([
      { action: 'suppliers.import', means: 'import suppliers', operator: true, anyone: true },
    ]);
    t.after(async () => {
      await server.close();
      await database.close();
    });
    await server.register(supplierApi({ suppliers: createSuppliers({ database }), importer, clock }));
    const send = (payload: string, query = '', type = 'text/csv; charset=utf-8'): Promise<LightMyRequestResponse> =>
      server.inject({
        method: 'POST',
        url: `/api/v1/suppliers/import${query}`,
        headers: { 'content-type': type },
        payload,
      });
    const good = 'agreement,lot,name,size\nRM6098,8,Ember,small\n';
    const dry = await send(good, '?dryRun=true');
    assert.deepEqual([dry.statusCode, dry.json<{ applied: boolean }>().applied], [200, false]);
    const done = await send(good);
    assert.deepEqual([done.statusCode, done.json<{ changes: { added: number } }>().changes.added], [200, 1]);
    const bad = await send('agreement,lot,name,size\nRM6098,99,Ember,small\n');
    assert.equal(bad.statusCode, 422);
    assert.equal(bad.json<{ problems: { code: string }[] }>().problems[0]?.code, 'unknown-lot');
    assert.equal((await send('{}', '', 'application/json')).statusCode, 422);
    assert.equal((await send('<a/>', '', 'application/xml')).statusCode, 415);
  });
});
