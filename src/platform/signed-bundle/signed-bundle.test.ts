import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { ZipFile } from 'yazl';
import { canonicalJson, makeBundle, verifyBundle } from './index.ts';
import { isEntryName, manifestName, signatureName } from './manifest.ts';
import { bundleLimits, readZip } from './read-zip.ts';
import { newSigningKey } from './signing-key.ts';

const key = newSigningKey();
const content = {
  kind: 'decision-file',
  schemaVersion: 1,
  subject: 'order:abc123def456',
  madeAt: '2026-11-23T10:00:00Z',
  service: 'https://calloff.example',
  auditHead: { position: 7, seal: 'a'.repeat(64) },
  entries: [
    { name: 'index.html', bytes: Buffer.from('<!doctype html><p>Thirty laptops for £18,400</p>') },
    { name: 'order.json', bytes: Buffer.from('{"net":"18400.00"}') },
    { name: 'documents/order-form.pdf', bytes: Buffer.from('%PDF-1.7 an order form') },
  ],
};
const made = await makeBundle(content, key);

/** The entries of a bundle, to be put together again otherwise. */
async function partsOf(bytes: Buffer): Promise<Map<string, Buffer>> {
  const read = await readZip(bytes, bundleLimits);
  assert.ok(read.ok);
  return new Map(read.value);
}

async function zipOf(parts: Iterable<readonly [string, Buffer]>, compress = true): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of parts) zip.addBuffer(bytes, name, { mtime: new Date(0), mode: 0o100644, compress });
  zip.end();
  return buffer(zip.outputStream);
}

async function codes(bytes: Buffer, expectFingerprint?: string): Promise<readonly string[]> {
  const result = await verifyBundle(bytes, expectFingerprint === undefined ? {} : { expectFingerprint });
  assert.equal(result.valid, result.problems.length === 0);
  return result.problems.map((each) => (each.path === undefined ? each.code : `${each.code} ${each.path}`));
}

describe('a signed bundle', () => {
  it('is valid as it was made, says what it is and whose key signed', async () => {
    const result = await verifyBundle(made.bytes, { expectFingerprint: key.fingerprint.toUpperCase() });
    assert.deepEqual(result.problems, []);
    assert.equal(result.valid, true);
    assert.equal(result.fingerprint, key.fingerprint);
    assert.equal(result.manifest?.subject, content.subject);
    assert.deepEqual(
      result.manifest.entries.map((each) => each.name),
      ['documents/order-form.pdf', 'index.html', 'order.json'],
    );
  });

  it('has the same bytes when made again, and the same content hash at another time and in another order', async () => {
    const again = await makeBundle({ ...content, entries: [...content.entries].reverse() }, key);
    assert.ok(again.bytes.equals(made.bytes));
    const later = await makeBundle({ ...content, madeAt: '2027-01-01T00:00:00Z', auditHead: null }, newSigningKey());
    assert.equal(later.contentHash, made.contentHash);
    assert.ok(!later.bytes.equals(made.bytes));
  });

  it('signed with another key than expected is said to be whole, but not valid', async () => {
    assert.deepEqual(await codes(made.bytes, 'f'.repeat(64)), [`key-not-expected ${signatureName}`]);
  });

  it('packed anew without any change is valid: what counts is what it holds', async () => {
    assert.deepEqual(await codes(await zipOf([...(await partsOf(made.bytes))].reverse(), false)), []);
  });

  const tampered: readonly (readonly [string, (parts: Map<string, Buffer>) => void, readonly string[]])[] = [
    [
      'an entry changed',
      (parts) => parts.set('order.json', Buffer.from('{"net":"18900.00"}')),
      ['entry-changed order.json'],
    ],
    ['an entry taken out', (parts) => parts.delete('order.json'), ['entry-missing order.json']],
    ['an entry put in', (parts) => parts.set('more.json', Buffer.from('{}')), ['entry-added more.json']],
    ['an entry put in under a hidden name', (parts) => parts.set('.more', Buffer.from('{}')), ['entry-name .more']],
    [
      'an entry renamed',
      (parts) => {
        parts.set('order2.json', parts.get('order.json') ?? Buffer.alloc(0));
        parts.delete('order.json');
      },
      ['entry-missing order.json', 'entry-added order2.json'],
    ],
    ['no manifest', (parts) => parts.delete(manifestName), [`entry-missing ${manifestName}`]],
    ['no signature', (parts) => parts.delete(signatureName), [`entry-missing ${signatureName}`]],
    [
      'a manifest of the same meaning with a space in it',
      (parts) => parts.set(manifestName, Buffer.from(` ${String(parts.get(manifestName))}`)),
      [`manifest-unreadable ${manifestName}`],
    ],
    [
      'a manifest that says another time',
      (parts) => parts.set(manifestName, Buffer.from(String(parts.get(manifestName)).replace('2026', '2025'))),
      [`signature-wrong ${signatureName}`],
    ],
    [
      'the manifest of an entry changed with the entry',
      (parts) => {
        const text = String(parts.get(manifestName));
        parts.set(
          manifestName,
          Buffer.from(text.replace(/"contentHash":"[0-9a-f]{64}"/, `"contentHash":"${'0'.repeat(64)}"`)),
        );
      },
      [`signature-wrong ${signatureName}`, `entry-changed ${manifestName}`],
    ],
  ];
  for (const [what, change, problems] of tampered) {
    it(`with ${what} is found out`, async () => {
      const parts = await partsOf(made.bytes);
      change(parts);
      assert.deepEqual(await codes(await zipOf(parts)), problems);
    });
  }

  it('with the manifest and signature of somebody else’s key is theirs, and shows as theirs', async () => {
    const theirs = newSigningKey();
    const forged = await makeBundle({ ...content, entries: content.entries.slice(0, 1) }, theirs);
    assert.deepEqual(await codes(forged.bytes), []);
    assert.deepEqual(await codes(forged.bytes, key.fingerprint), [`key-not-expected ${signatureName}`]);
  });

  it('in which a key claims another’s fingerprint is found out', async () => {
    const parts = await partsOf(made.bytes);
    const theirs = await partsOf((await makeBundle(content, newSigningKey())).bytes);
    const text = String(theirs.get(signatureName)).replace(
      /"fingerprint":"[0-9a-f]{64}"/,
      `"fingerprint":"${key.fingerprint}"`,
    );
    parts.set(signatureName, Buffer.from(text));
    assert.deepEqual(await codes(await zipOf(parts)), [`signature-wrong ${signatureName}`]);
  });

  it('cut short anywhere is no bundle', async () => {
    const lengths = fc.integer({ min: 0, max: made.bytes.length - 1 });
    await fc.assert(
      fc.asyncProperty(lengths, async (length) => {
        assert.equal((await verifyBundle(made.bytes.subarray(0, length))).valid, false);
      }),
    );
  });

  it('shows every single changed byte of an entry, its manifest or its signature', async () => {
    const parts = [...(await partsOf(made.bytes))];
    const place = fc.nat().chain((at) => {
      const [name, bytes] = parts[at % parts.length] ?? ['', Buffer.alloc(1)];
      return fc.record({
        name: fc.constant(name),
        index: fc.nat(bytes.length - 1),
        flip: fc.integer({ min: 1, max: 255 }),
      });
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ name, index, flip }) => {
        const changed = parts.map(([each, bytes]): [string, Buffer] => {
          if (each !== name) return [each, bytes];
          const copy = Buffer.from(bytes);
          copy[index] = (copy[index] ?? 0) ^ flip;
          return [each, copy];
        });
        assert.equal((await verifyBundle(await zipOf(changed))).valid, false, `${name} at ${String(index)}`);
      }),
    );
  });

  it('with any byte of the file changed is refused, or still holds exactly what was signed', async () => {
    const whole = await partsOf(made.bytes);
    const place = fc.record({ index: fc.nat(made.bytes.length - 1), flip: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(place, async ({ index, flip }) => {
        const copy = Buffer.from(made.bytes);
        copy[index] = (copy[index] ?? 0) ^ flip;
        if ((await verifyBundle(copy)).valid) assert.deepEqual(await partsOf(copy), whole);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a hostile file', () => {
  it('with two entries of one name is refused', async () => {
    const parts = await partsOf(made.bytes);
    assert.deepEqual(await codes(await zipOf([...parts, ['order.json', Buffer.from('{}')]])), [
      'entry-twice order.json',
    ]);
  });

  it('that says it unpacks to more than a bundle may hold is not unpacked', async () => {
    const bomb = await zipOf([['index.html', Buffer.alloc(20_000_000)]]);
    assert.ok(bomb.length < 40_000);
    const result = await verifyBundle(bomb, { limits: { entries: 10, bytes: 1_000_000 } });
    assert.deepEqual(
      result.problems.map((each) => each.code),
      ['bundle-too-large'],
    );
    const many = await zipOf([...Array(11).keys()].map((each) => [`e${String(each)}`, Buffer.alloc(0)] as const));
    const counted = await verifyBundle(many, { limits: { entries: 10, bytes: 1_000_000 } });
    assert.deepEqual(
      counted.problems.map((each) => each.code),
      ['bundle-too-large'],
    );
  });

  it('that unpacks to more than it says is found out', async () => {
    const bomb = Buffer.from(await zipOf([['index.html', Buffer.alloc(2_000_000)]]));
    // The size claimed by the directory's record of the entry: 24 bytes in.
    bomb.writeUInt32LE(1000, bomb.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + 24);
    assert.equal((await verifyBundle(bomb)).valid, false);
  });

  it('with bytes before, behind or between its entries is refused', async () => {
    assert.deepEqual(await codes(Buffer.concat([Buffer.from('#!/bin/sh\n'), made.bytes])), ['bundle-unreadable']);
    assert.deepEqual(await codes(Buffer.concat([made.bytes, Buffer.from('more')])), ['bundle-unreadable']);
    const copy = Buffer.from(made.bytes);
    const directory = copy.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    const padded = Buffer.concat([copy.subarray(0, directory), Buffer.alloc(7), copy.subarray(directory)]);
    padded.writeUInt32LE(directory + 7, padded.length - 6);
    assert.deepEqual(await codes(padded), ['bundle-hidden-data']);
  });

  it('that is no ZIP at all, or empty, is unreadable', async () => {
    assert.deepEqual(await codes(Buffer.from('hello')), ['bundle-unreadable']);
    assert.deepEqual(await codes(Buffer.alloc(0)), ['bundle-unreadable']);
  });

  const names: readonly (readonly [string, boolean])[] = [
    ['index.html', true],
    ['documents/order-form.pdf', true],
    ['../x', false],
    ['/x', false],
    ['a/../b', false],
    ['a//b', false],
    ['a/', false],
    ['', false],
    ['A.json', false],
    ['a\\b', false],
    ['c:x', false],
    ['.hidden', false],
    ['a/.hidden', false],
    ['a b', false],
    ['café.html', false],
    ['x'.repeat(201), false],
  ];
  for (const [name, allowed] of names) {
    it(`${allowed ? 'may' : 'may not'} hold an entry called ${JSON.stringify(name.slice(0, 30))}`, () => {
      assert.equal(isEntryName(name), allowed);
    });
  }
});

describe('canonical JSON', () => {
  it('is one text for one value, whatever the order of its keys', () => {
    assert.equal(
      canonicalJson({ b: [1, null, true], a: { d: 'é"', c: '' } }),
      '{"a":{"c":"","d":"é\\""},"b":[1,null,true]}',
    );
    assert.throws(() => canonicalJson(Number.NaN));
  });

  it('means what the value means', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
