import { createHash } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { canonicalJson } from './canonical-json.ts';

/** Names of the two entries a bundle has besides its content. */
export const manifestName = 'manifest.json';
export const signatureName = 'signature.json';

const hex64 = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });
const closed = { additionalProperties: false };

const entrySchema = Type.Object(
  {
    name: Type.String(),
    sha256: hex64('Of the bytes'),
    size: Type.Integer({ minimum: 0, description: 'Bytes, unpacked' }),
  },
  closed,
);
export type ManifestEntry = Static<typeof entrySchema>;

/** What a bundle is and every file in it; what the signature covers. */
export const manifestSchema = Type.Object(
  {
    format: Type.Literal('calloff-signed-bundle'),
    version: Type.Literal(1, { description: 'Of this manifest' }),
    kind: Type.String({ description: 'What the bundle is, such as decision-file' }),
    schemaVersion: Type.Integer({ minimum: 1, description: 'Of the content, within its kind' }),
    subject: Type.String({ description: 'What it is about, <kind>:<id>' }),
    madeAt: Type.String({ description: 'ISO 8601, UTC' }),
    service: Type.String({ description: 'Address of the service that made it' }),
    auditHead: Type.Union([
      Type.Object({ position: Type.Integer(), seal: hex64('The newest seal of the audit chain') }, closed),
      Type.Null({ description: 'Nothing was sealed yet' }),
    ]),
    contentHash: hex64('Over the entries alone: the same content has the same'),
    entries: Type.Array(entrySchema),
  },
  closed,
);
export type Manifest = Static<typeof manifestSchema>;

export const signatureSchema = Type.Object(
  {
    algorithm: Type.Literal('Ed25519'),
    covers: Type.Literal(manifestName),
    fingerprint: hex64('SHA-256 of the public key'),
    publicKey: Type.String({ description: 'SubjectPublicKeyInfo, DER, base64' }),
    signature: Type.String({ description: 'base64' }),
  },
  closed,
);
export type Signature = Static<typeof signatureSchema>;

/** SHA-256 in lower-case hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 over the canonical list of entries: says what is in a bundle, not when or by whom it was made. */
export function contentHashOf(entries: readonly ManifestEntry[]): string {
  const list = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sha256(canonicalJson(list.map(({ name, sha256: hash, size }) => [name, hash, size])));
}

/**
 * Names an entry may have: lower-case letters, digits, dots, hyphens and slashes, no part that begins with a dot. Safe to
 * unpack on every system, and no two of them differ by capitals alone.
 */
export function isEntryName(name: string): boolean {
  return name.length <= 200 && /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)*$/.test(name) && !name.includes('..');
}
