import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixedClock } from '../../kernel/dates.ts';
import { pageServer } from '../../../test/support/page-server.ts';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { createSigningKeys, makeBundle, signingKeyPages, signingKeysPath, verifyBundle } from './index.ts';

const clock = fixedClock('2026-11-23T10:00:00Z');

for (const { engine, skip } of engines) {
  describe(`signing keys on ${engine}`, { skip }, () => {
    it('are one for everybody who asks first at the same time', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const asked = await Promise.all(
        Array.from({ length: 8 }, () => createSigningKeys({ database, clock }).current()),
      );
      assert.equal(new Set(asked.map((each) => each.fingerprint)).size, 1);
      assert.equal((await createSigningKeys({ database, clock }).published()).length, 1);
    });

    it('stay known after they were retired, without their secret half', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const keys = createSigningKeys({ database, clock });
      const first = await keys.current();
      const second = await keys.rotate('system');
      assert.notEqual(second, first.fingerprint);
      assert.equal((await keys.current()).fingerprint, second);
      const published = await keys.published();
      assert.deepEqual(
        new Set(published.map((each) => `${each.fingerprint} ${each.retiredAt ?? 'now'}`)),
        new Set([`${first.fingerprint} 2026-11-23T10:00:00Z`, `${second} now`]),
      );
    });

    it('are published with the fingerprints that verification names, and nothing secret', async (t) => {
      const database = await freshDatabase(engine);
      const server = await pageServer([]);
      t.after(async () => {
        await server.close();
        await database.close();
      });
      const signingKeys = createSigningKeys({ database, clock });
      await server.register(signingKeyPages({ signingKeys }));
      const answer = await server.inject(signingKeysPath);
      assert.equal(answer.statusCode, 200);
      const key = await signingKeys.current();
      const { bytes } = await makeBundle(
        {
          kind: 'x',
          schemaVersion: 1,
          subject: 'x:1',
          madeAt: '2026-11-23T10:00:00Z',
          service: '',
          auditHead: null,
          entries: [],
        },
        key,
      );
      const { fingerprint } = await verifyBundle(bytes);
      const { keys } = answer.json<{ keys: Record<string, unknown>[] }>();
      assert.deepEqual(keys, [
        {
          fingerprint,
          algorithm: 'Ed25519',
          publicKey: key.publicKey,
          madeAt: '2026-11-23T10:00:00Z',
          retiredAt: null,
        },
      ]);
      assert.ok(!answer.body.includes(key.privateKey));
    });
  });
}
