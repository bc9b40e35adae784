import { hash, parseOptions, verify } from '@node-rs/argon2';

/** argon2id as OWASP's password storage guidance sets it: 19 MiB, two passes, one lane. Raise them and hashes follow. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The same text however the keyboard wrote it. */
const normal = (password: string): string => password.normalize('NFKC');

/** The password as it is stored. */
export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), parameters);
}

/** Whether the stored hash was made with less than what is asked for today. */
export function isWeaklyHashed(stored: string): boolean {
  const made = parseOptions(stored);
  return made.memoryCost < parameters.memoryCost || made.timeCost < parameters.timeCost;
}

let nobodys: Promise<string> | undefined;

/**
 * Whether the password is the one stored. With nothing stored it takes as long and says no, so that the time of the
 * answer does not tell who has an account.
 */
export async function isPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  nobodys ??= hashPassword('nobody has this password, and nobody gets in with it');
  const matches = await verify(stored ?? (await nobodys), normal(password));
  return matches && stored !== null && stored !== undefined;
}
