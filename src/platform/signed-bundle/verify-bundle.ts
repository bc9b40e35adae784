import { Value } from 'typebox/value';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { canonicalJson } from './canonical-json.ts';
import {
  contentHashOf,
  type Manifest,
  manifestName,
  manifestSchema,
  sha256,
  type Signature,
  signatureName,
  signatureSchema,
} from './manifest.ts';
import { type BundleLimits, bundleLimits, readZip } from './read-zip.ts';
import { isSignedBy } from './signing-key.ts';

export interface BundleVerification {
  /** Whole, as it was signed, and by the expected key where one was named. */
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** What the manifest says; null where none could be read. Believe it only of a valid bundle. */
  readonly manifest: Manifest | null;
  /** Whose key signed; null while the signature is not right. */
  readonly fingerprint: string | null;
}

export interface VerifyOptions {
  /** SHA-256 of the public key that must have signed, hexadecimal. */
  readonly expectFingerprint?: string;
  readonly limits?: BundleLimits;
}

/** Checks a bundle from its bytes alone: no network, no database. Without an expected key it says only whose key it was. */
export async function verifyBundle(bytes: Buffer, options: VerifyOptions = {}): Promise<BundleVerification> {
  const zip = await readZip(bytes, options.limits ?? bundleLimits);
  if (!zip.ok) return { valid: false, problems: zip.problems, manifest: null, fingerprint: null };
  const entries = zip.value;
  const signature = readPart(entries, signatureName, isSignature);
  const manifest = readPart(entries, manifestName, isManifest);
  if (!manifest.ok || !signature.ok) {
    const problems = [manifest, signature].flatMap((each) => (each.ok ? [] : each.problems));
    return { valid: false, problems, manifest: null, fingerprint: null };
  }
  const problems: Problem[] = [];
  const signed = isSignedBy(manifest.value.bytes, signature.value.content);
  if (!signed) problems.push(wrongSignature);
  problems.push(...contentProblems(manifest.value.content, entries));
  const { fingerprint } = signature.value.content;
  const { expectFingerprint } = options;
  if (signed && expectFingerprint !== undefined && expectFingerprint.toLowerCase() !== fingerprint) {
    problems.push(otherKey(fingerprint, problems.length === 0));
  }
  return {
    valid: problems.length === 0,
    problems,
    manifest: manifest.value.content,
    fingerprint: signed ? fingerprint : null,
  };
}

interface Part<T> {
  readonly bytes: Buffer;
  readonly content: T;
}

const isManifest = (value: unknown): value is Manifest => Value.Check(manifestSchema, value);
const isSignature = (value: unknown): value is Signature => Value.Check(signatureSchema, value);

/** One of the two JSON parts. It must be written in the canonical way, so that no two readers see two things in it. */
function readPart<T>(
  entries: ReadonlyMap<string, Buffer>,
  name: string,
  is: (value: unknown) => value is T,
): Outcome<Part<T>> {
  const bytes = entries.get(name);
  if (bytes === undefined) return fail(missing(name));
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    if (is(value) && bytes.equals(Buffer.from(canonicalJson(value)))) return succeed({ bytes, content: value });
  } catch {
    // No JSON: said below.
  }
  return fail({
    code: 'manifest-unreadable',
    path: name,
    message: `${name} is not as this service writes it.`,
    remedy: 'The file was changed. Fetch it again from where it was made.',
  });
}

function contentProblems(manifest: Manifest, entries: ReadonlyMap<string, Buffer>): readonly Problem[] {
  const problems: Problem[] = [];
  const named = new Set<string>([manifestName, signatureName]);
  for (const { name, sha256: hash, size } of manifest.entries) {
    if (named.has(name)) problems.push(changed(manifestName));
    named.add(name);
    const bytes = entries.get(name);
    if (bytes === undefined) problems.push(missing(name));
    else if (bytes.length !== size || sha256(bytes) !== hash) problems.push(changed(name));
  }
  for (const name of entries.keys()) if (!named.has(name)) problems.push(added(name));
  if (contentHashOf(manifest.entries) !== manifest.contentHash) problems.push(changed(manifestName));
  return problems;
}

const wrongSignature: Problem = {
  code: 'signature-wrong',
  path: signatureName,
  message: 'The signature is not right for the manifest: one of the two was changed.',
  remedy: 'Take nothing from the file. Fetch it again from where it was made.',
};

function otherKey(fingerprint: string, otherwiseRight: boolean): Problem {
  const rest = otherwiseRight ? 'The file is whole and its signature is right, but it' : 'It';
  return {
    code: 'key-not-expected',
    path: signatureName,
    value: fingerprint,
    message: `${rest} was made with another key than the one you expect: ${fingerprint}.`,
    remedy: 'Compare the fingerprint with those the service publishes at /.well-known/calloff-signing-keys.json.',
  };
}

function missing(name: string): Problem {
  return {
    code: 'entry-missing',
    path: name,
    message: `${name} is not in the file.`,
    remedy: 'The file was changed. Fetch it again from where it was made.',
  };
}

function changed(name: string): Problem {
  return {
    code: 'entry-changed',
    path: name,
    message: `${name} is not as it was signed.`,
    remedy: 'Do not rely on it. Fetch the file again from where it was made.',
  };
}

function added(name: string): Problem {
  return {
    code: 'entry-added',
    path: name,
    message: `${name} was put in after signing.`,
    remedy: 'Do not rely on it. Fetch the file again from where it was made.',
  };
}
