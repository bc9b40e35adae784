import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openSecretBox } from './index.ts';

describe('the secret box', () => {
  it('gives back what was put in, and shows nothing of it', async () => {
    const box = await openSecretBox({ secret: 'the secret of this installation', dataDir: 'not used' });
    const sealed = box.seal('JBSWY3DPEHPK3PXP', 'person:ada');
    assert.equal(box.open(sealed, 'person:ada'), 'JBSWY3DPEHPK3PXP');
    assert.ok(!sealed.includes('JBSWY3DP'));
    assert.notEqual(box.seal('JBSWY3DPEHPK3PXP', 'person:ada'), sealed, 'equal secrets do not look equal');
  });

  it('opens for nobody else, with no other key, and not when changed', async () => {
    const box = await openSecretBox({ secret: 'the secret of this installation', dataDir: 'not used' });
    const sealed = box.seal('JBSWY3DPEHPK3PXP', 'person:ada');
    const other = await openSecretBox({ secret: 'another secret', dataDir: 'not used' });
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    assert.throws(() => box.open(sealed, 'person:bob'));
    assert.throws(() => other.open(sealed, 'person:ada'));
    assert.throws(() => box.open(changed, 'person:ada'));
  });

  it('keeps a key of its own in the data folder, for its user alone, where none is configured', async (t) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'calloff-box-'));
    t.after(() => rm(dataDir, { recursive: true }));
    const [first, second] = await Promise.all([
      openSecretBox({ secret: '', dataDir }),
      openSecretBox({ secret: '', dataDir }),
    ]);
    assert.equal(second.open(first.seal('x', 'y'), 'y'), 'x');
    assert.equal((await stat(join(dataDir, 'secret.key'))).mode & 0o777, 0o600);
  });
});
