import type { Problem } from '../../../kernel/outcome.ts';

/** Long is what counts: no rules about kinds of characters (NIST SP 800-63B, 3.1.1; OWASP ASVS 5, 6.2). */
export const passwordLength = { least: 12, most: 128 } as const;

/** What belongs to the person, and is tried first by whoever knows them. */
export interface Owner {
  readonly email: string;
  readonly name: string;
}

const simple = (text: string): string => text.normalize('NFKC').toLowerCase();

/** What is left when figures and signs at both ends are taken away: `!Liverpool2026!` is Liverpool. */
const core = (text: string): string => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');

/** The shortest part of which the text is a repetition: `abab` is `ab`. */
function period(text: string): string {
  const at = `${text}${text}`.indexOf(text, 1);
  return text.slice(0, at);
}

/** Whether each character is the one after, or before, the one to its left: `abcdefghijkl`, `987654321098`. */
function isRun(text: string): boolean {
  const codes = [...text].map((each) => each.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  const next = (step: number) => step === 1 || step === -9;
  const previous = (step: number) => step === -1 || step === 9;
  return steps.every(next) || steps.every(previous);
}

/**
 * Why a password cannot be used; undefined when it can. `known` tells whether a text in lower case is in the list of
 * passwords that became public.
 */
export function passwordProblem(password: string, owner: Owner, known: (text: string) => boolean): Problem | undefined {
  const path = 'password';
  const { length } = [...password.normalize('NFKC')];
  if (length < passwordLength.least) {
    return {
      code: 'password-short',
      path,
      message: `The password needs at least ${String(passwordLength.least)} characters.`,
      remedy: 'Three or four words that do not belong together are easy to remember.',
    };
  }
  if (length > passwordLength.most) {
    return {
      code: 'password-long',
      path,
      message: `The password may have ${String(passwordLength.most)} characters at the most.`,
      remedy: 'Choose a shorter one.',
    };
  }
  const text = simple(password);
  const part = period(text);
  const guessed = [text, part, core(text), core(part)];
  if (guessed.some(known) || part.length < 4 || isRun(part)) {
    return {
      code: 'password-known',
      path,
      message: 'This password is among the first that others try.',
      remedy: 'Choose one that is yours alone: three or four words that do not belong together.',
    };
  }
  const own = ownWords(owner);
  const left = own.reduce((rest, word) => rest.replaceAll(word, ''), text);
  if (left !== text && core(left).length < 4) {
    return {
      code: 'password-own',
      path,
      message: 'This password is made from your name, your e-mail address or the name of this service.',
      remedy: 'Choose one that nobody who knows you would try.',
    };
  }
  return undefined;
}

function ownWords({ email, name }: Owner): readonly string[] {
  return [...simple(email).split(/[^\p{L}\p{N}]+/u), ...simple(name).split(/\s+/), 'calloff']
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length);
}
