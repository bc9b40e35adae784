import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 bits, in letters that need no escaping in addresses and headers. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * How a secret is stored. A plain hash is enough: 256 random bits cannot be tried through, and a slow hash would only make
 * each request slow.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A short random name for a session or key, safe to show and to log. */
export function newId(): string {
  return randomBytes(9).toString('base64url').replace(/[-_]/g, 'x').toLowerCase();
}
