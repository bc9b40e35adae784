/** How long to wait after wrong guesses: some are free, then each doubles the wait, up to a most. */
export interface GateRule {
  readonly free: number;
  /** Seconds. */
  readonly most: number;
}

/**
 * Nobody is locked out: somebody who guesses at an account only makes it slow, to about a hundred guesses a day. A passkey
 * or a sign-in service is not kept waiting, because there is nothing to guess.
 */
export const accountGate: GateRule = { free: 3, most: 900 };
/** Many people share the address of a school or a hospital, so more is free. */
export const addressGate: GateRule = { free: 20, most: 300 };

/** After this many hours without a guess, the count begins anew. */
export const gateHours = 24;

/** Seconds still to wait before the next guess, after so many wrong ones with the last so many seconds ago; 0: none. */
export function waitSeconds(rule: GateRule, failures: number, sinceLast: number): number {
  if (failures < rule.free) return 0;
  const delay = Math.min(2 ** (failures - rule.free + 1), rule.most);
  return Math.max(0, Math.ceil(delay - sinceLast));
}

/** `8 seconds`, `1 minute`, `15 minutes`. */
export function waitWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${String(seconds)} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${String(minutes)} minutes`;
}
