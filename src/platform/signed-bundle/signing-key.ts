import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Signature } from './manifest.ts';
import { manifestName, sha256 } from './manifest.ts';

/** A key pair as it is kept: DER in base64. */
export interface SigningKey {
  /** SHA-256 of the public key's DER in lower-case hexadecimal: how people tell keys apart. */
  readonly fingerprint: string;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** PKCS #8. */
  readonly privateKey: string;
}

/** Said before what is signed, so that a signature made for a bundle is never one for anything else. */
const purpose = Buffer.from('calloff signed bundle 1\n');

/** A new Ed25519 key pair. */
export function newSigningKey(): SigningKey {
  const pair = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return {
    fingerprint: sha256(pair.publicKey),
    publicKey: pair.publicKey.toString('base64'),
    privateKey: pair.privateKey.toString('base64'),
  };
}

/** Signs a manifest's bytes. The same key and bytes give the same signature. */
export function signManifest(manifest: Uint8Array, key: SigningKey): Signature {
  const secret = createPrivateKey({ key: Buffer.from(key.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return {
    algorithm: 'Ed25519',
    covers: manifestName,
    fingerprint: key.fingerprint,
    publicKey: key.publicKey,
    signature: sign(null, Buffer.concat([purpose, manifest]), secret).toString('base64'),
  };
}

/** Whether the signature is by its own public key over these bytes, and its fingerprint that key's. Never throws. */
export function isSignedBy(manifest: Uint8Array, signature: Signature): boolean {
  const der = exactBase64(signature.publicKey);
  const mark = exactBase64(signature.signature);
  if (der === undefined || mark === undefined || sha256(der) !== signature.fingerprint) return false;
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.concat([purpose, manifest]), key, mark);
  } catch {
    return false;
  }
}

/** The bytes of a base64 text that is written in the one right way. */
function exactBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
