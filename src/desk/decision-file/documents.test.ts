import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { ZipFile } from 'yazl';
import { contractWorld, laptops } from '../../../test/support/contracts.ts';
import { contractPolicies } from '../../contracts/index.ts';
import { isoDate } from '../../kernel/dates.ts';
import { PolicyTable } from '../../platform/access/index.ts';
import { bundleCommands, createSigningKeys } from '../../platform/signed-bundle/index.ts';
import { readZip } from '../../platform/signed-bundle/read-zip.ts';
import { createViews } from '../../platform/views/index.ts';
import { createDecisionFiles } from './decision-files.ts';
import { decisionFilePolicies } from './index.ts';
import { documentsSource } from './sources/documents-source.ts';

const templates = resolve(import.meta.dirname, '../..');

async function zipOf(entries: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of entries) zip.addBuffer(bytes, name);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

describe('the documents of a decision file', () => {
  it('are the order form, the signed copy and every variation, hashed; a changed one is found', async (t) => {
    const world = await contractWorld('pglite');
    const folder = await mkdtemp(join(tmpdir(), 'calloff-documents-'));
    t.after(async () => {
      await world.database.close();
      await rm(folder, { recursive: true });
    });
    const { database, clock, people, ordering, orders, callOffs, signing, signedCopies } = world;
    const { id } = await database.transact((transaction) =>
      ordering.makeCallOff(transaction, people.buyer, {
        ...{ organisation: 'northmoor1', supplier: 'marrowby-systems', agreement: 'RM6098', lot: '2' },
        ...{ route: 'direct-award', title: 'Laptops', formation: 'signatures', ceiling: '3950.00' },
        ...{ valueGross: '4740.00', madeFrom: 'award:file', sites: ['northmoors1'], prices: [laptops(1)] },
        ...{ starts: isoDate('2026-11-01'), ends: isoDate('2028-10-31'), commencedOn: isoDate('2026-10-01') },
      }),
    );
    const by = { actor: people.buyer };
    await signing.name(by, id, 'mbuyerperson');
    await signing.name({ actor: people.supplier }, id, 'msupplierman');
    const copy = Buffer.from('%PDF-1.7\nsigned by both\n%%EOF\n');
    const kept = await signedCopies.record(by, id, { file: copy, name: 'copy.pdf', signedOn: isoDate('2026-11-20') });
    assert.ok(kept.ok);
    const varied = await callOffs.vary(by, id, {
      ...{ ground: 'unforeseen', changeNet: '395.00', key: 'variation1', reason: 'More pupils came' },
      ...{ evidence: 'Board minutes', decidedBy: 'The board', ends: isoDate('2028-11-30') },
      notice: { reference: 'N-1', on: isoDate('2026-11-20') },
    });
    assert.ok(varied.ok);
    const lines = [{ number: 1, quantity: 2 }];
    const order = { site: 'northmoors1', lines, title: '', buyerReference: '', key: 'orderone1' };
    const placed = await callOffs.order(by, id, order);
    assert.ok(placed.ok);
    const files = createDecisionFiles({
      ...{ database, clock, policies: new PolicyTable([...contractPolicies, ...decisionFilePolicies]) },
      views: createViews({ folders: [templates], icon: () => '', asset: () => '' }),
      signingKeys: createSigningKeys({ database, clock }),
      address: { current: 'https://calloff.example' },
      order: async (actor, each) => (await orders.get(actor, each))?.order,
      names: () => Promise.resolve({ buyer: 'Northmoor', supplier: 'Marrowby' }),
      sources: [documentsSource({ callOffs, signedCopies })],
    });
    const bundle = await files.make(by, placed.value.id);
    assert.ok(bundle);
    const again = await files.make(by, placed.value.id);
    assert.equal(again?.contentHash, bundle.contentHash, 'the PDFs are the same bytes each time');

    const read = await readZip(bundle.bytes, { entries: 100, bytes: 10_000_000 });
    assert.ok(read.ok);
    const names = ['order-form.pdf', 'order-form.json', 'signed-copy.pdf', 'variation-1.pdf', 'variation-1.json'];
    const manifest = JSON.parse(String(read.value.get('manifest.json'))) as Readonly<Record<string, unknown>>;
    for (const name of names) {
      const bytes = read.value.get(`documents/${name}`);
      assert.ok(bytes, name);
      const digest: string = createHash('sha256').update(bytes).digest('hex');
      assert.ok(JSON.stringify(manifest).includes(digest), `the manifest has the hash of ${name}`);
    }
    assert.deepEqual(read.value.get('documents/signed-copy.pdf'), copy);
    assert.match(String(read.value.get('documents/variation-1.json')), /4,345\.00[\s\S]*N-1, 20 November 2026/);
    assert.match(String(read.value.get('index.html')), /Variation 1 of C-000001/);

    const verify = bundleCommands(() => Promise.reject(new Error('needs no data'))).find(
      (each) => each.name === 'file verify',
    );
    assert.ok(verify);
    const verified = async (bytes: Buffer) => {
      await writeFile(join(folder, 'file.zip'), bytes);
      let out = '';
      const code = await verify.run(
        { file: 'file.zip' },
        {},
        {
          ...{ clock, json: true, terminal: false, columns: 200, signal: new AbortController().signal },
          write: (text) => (out += text),
          writeError: (text) => (out += text),
          input: (name) => createReadStream(join(folder, name)),
          resolve: (path) => resolve(folder, path),
          progress: () => undefined,
        },
      );
      return { code, out };
    };
    assert.deepEqual(
      await verified(bundle.bytes).then(({ code, out }) => [code, (JSON.parse(out) as { problems: unknown }).problems]),
      [0, []],
    );
    for (const name of ['order-form.pdf', 'signed-copy.pdf', 'variation-1.pdf']) {
      const entries = new Map(read.value);
      const bytes = Buffer.from(read.value.get(`documents/${name}`) ?? '');
      bytes.writeUInt8((bytes.at(40) ?? 0) ^ 1, Math.min(40, bytes.length - 1));
      entries.set(`documents/${name}`, bytes);
      const found = await verified(await zipOf(entries));
      assert.deepEqual([found.code, found.out.includes(`documents/${name}`)], [1, true], name);
    }
  });
});
