import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** Seconds a code of an authenticator app stands for (RFC 6238). */
const period = 30;
const settings = { issuer: 'Calloff', algorithm: 'SHA1', digits: 6, period } as const;

/** A new key for an authenticator app, as text to type: 160 bits. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The address an authenticator app reads from a QR code. */
export function totpAddress(secret: string, email: string): string {
  return new TOTP({ ...settings, label: email, secret: Secret.fromBase32(secret) }).toString();
}

/**
 * The time step the code is of, undefined when it is of none near now. The step before and the one after count too:
 * clocks differ, and typing takes time.
 */
export function totpStep(secret: string, code: string, now: Temporal.Instant): number | undefined {
  const totp = new TOTP({ ...settings, secret: Secret.fromBase32(secret) });
  const timestamp = now.epochMilliseconds;
  const delta = totp.validate({ token: code, timestamp, window: 1 });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / period) + delta;
}

/** Letters and figures nobody takes for another. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * Ten codes for when the other factors are lost, as `abcd-efgh-jkmn-pqrs-tuvw-xyz2`: 118 random bits each, so that a plain
 * hash of them cannot be turned back by trying.
 */
export function newRecoveryCodes(): readonly string[] {
  const group = (): string => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return Array.from({ length: 10 }, () => Array.from({ length: 6 }, group).join('-'));
}

/** What was typed: an app's code, a recovery code as it was given out, or neither. */
export function readCode(text: string): { readonly kind: 'totp' | 'recovery-code'; readonly code: string } | undefined {
  const plain = text.toLowerCase().replaceAll(/[\s-]/g, '');
  if (/^\d{6}$/.test(plain)) return { kind: 'totp', code: plain };
  if (!/^[a-z0-9]{24}$/.test(plain)) return undefined;
  return { kind: 'recovery-code', code: (plain.match(/.{4}/g) ?? []).join('-') };
}
