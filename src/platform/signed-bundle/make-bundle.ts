import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { canonicalJson } from './canonical-json.ts';
import {
  contentHashOf,
  isEntryName,
  type Manifest,
  type ManifestEntry,
  manifestName,
  sha256,
  signatureName,
} from './manifest.ts';
import { type SigningKey, signManifest } from './signing-key.ts';

/** A file to put into a bundle. */
export interface BundleEntry {
  /** `index.html`, `documents/order-form.pdf`: see `isEntryName`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface BundleContent {
  /** What it is, such as `decision-file`, and the version of its content's shape. */
  readonly kind: string;
  readonly schemaVersion: number;
  /** `<kind>:<id>`. */
  readonly subject: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly service: string;
  readonly auditHead: Manifest['auditHead'];
  readonly entries: readonly BundleEntry[];
}

export interface MadeBundle {
  readonly bytes: Buffer;
  readonly contentHash: string;
  readonly fingerprint: string;
}

/** Every entry bears this day: when a bundle was made stands in its manifest, where it is signed. */
const entryTime = new Date(Date.UTC(2000, 0, 1, 12));

/**
 * Packs and signs. Entries lie in the order of their names, the manifest and the signature last; the same content, time
 * and key give the same bytes. Throws for names no bundle may have: they are ours, not a person's.
 */
export async function makeBundle(content: BundleContent, key: SigningKey): Promise<MadeBundle> {
  const { kind, schemaVersion, subject, madeAt, service, auditHead } = content;
  const files = [...content.entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  refuseBadNames(files.map((each) => each.name));
  const entries: ManifestEntry[] = files.map(({ name, bytes }) => ({
    name,
    sha256: sha256(bytes),
    size: bytes.length,
  }));
  const contentHash = contentHashOf(entries);
  const manifest: Manifest = {
    format: 'calloff-signed-bundle',
    version: 1,
    kind,
    schemaVersion,
    subject,
    madeAt,
    service,
    auditHead,
    contentHash,
    entries,
  };
  const manifestBytes = Buffer.from(canonicalJson(manifest));
  const signature = Buffer.from(canonicalJson(signManifest(manifestBytes, key)));
  const zip = new ZipFile();
  const options = { mtime: entryTime, mode: 0o100644, compressionLevel: 6 };
  for (const { name, bytes } of files) zip.addBuffer(Buffer.from(bytes), name, options);
  zip.addBuffer(manifestBytes, manifestName, options);
  zip.addBuffer(signature, signatureName, options);
  zip.end();
  return { bytes: await buffer(zip.outputStream), contentHash, fingerprint: key.fingerprint };
}

function refuseBadNames(names: readonly string[]): void {
  const taken = new Set<string>([manifestName, signatureName]);
  for (const name of names) {
    if (!isEntryName(name)) throw new Error(`${name} cannot be the name of an entry`);
    if (taken.has(name)) throw new Error(`There are two entries called ${name}`);
    taken.add(name);
  }
}
