/** What a mail server made of a letter. */
export type SendResult =
  | { readonly kind: 'sent' }
  /** It will never take this letter. */
  | { readonly kind: 'refused'; readonly problem: string }
  /** It may take it later. */
  | { readonly kind: 'later'; readonly problem: string }
  /** It cannot be reached or does not know us: no letter can go. */
  | { readonly kind: 'away'; readonly problem: string };

/** A letter its recipient's server puts off is given up after so many hours. */
export const giveUpHours = 96;

/** Seconds until the next attempt after so many failed ones: 1, 2, 4 … minutes, six hours at the most. */
export function retrySeconds(failures: number): number {
  return Math.min(60 * 2 ** Math.max(0, failures - 1), 6 * 3600);
}

/** Milliseconds until a server that is away is tried again, after so many times: 1, 2, 4 … seconds, five minutes at the most. */
export function awayMs(times: number): number {
  return Math.min(1000 * 2 ** Math.max(0, times - 1), 300_000);
}

/** What an error of sending means. A refusal of this letter or its recipient for good is 5xx, for now 4xx (RFC 5321, 4.2.1). */
export function judgeFailure(error: {
  readonly message: string;
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
}): SendResult {
  const problem = error.message.slice(0, 1000) || 'The mail server gave no reason';
  const { code, command, responseCode } = error;
  // The sender's own address refused, as a wrong password, is a mistake in the settings and not of one letter.
  const ofLetter = (code === 'EENVELOPE' && command !== 'MAIL FROM') || code === 'EMESSAGE';
  if (!ofLetter) return { kind: 'away', problem };
  return { kind: typeof responseCode === 'number' && responseCode < 500 ? 'later' : 'refused', problem };
}
