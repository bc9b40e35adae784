import type { Problem } from '../../../kernel/outcome.ts';

/** Why a name cannot be used; undefined when it can. Names are what people say they are. */
export function nameProblem(name: string): Problem | undefined {
  if (name === '') {
    return { code: 'name', path: 'name', message: 'Your name is missing.', remedy: 'Enter it as colleagues know it.' };
  }
  if (name.length > 120) {
    return { code: 'name', path: 'name', message: 'The name is too long.', remedy: 'Use 120 characters at the most.' };
  }
  return undefined;
}

/** Why a mail address in lower case cannot be used; undefined when it can. Whether it exists, the letter finds out. */
export function emailProblem(email: string): Problem | undefined {
  if (/^[^\s@<>()",;:\\]{1,64}@[^\s@<>()",;:\\.]+(\.[^\s@<>()",;:\\.]+)+$/.test(email) && email.length <= 254) {
    return undefined;
  }
  return {
    code: 'email',
    path: 'email',
    message: 'This is not an e-mail address.',
    remedy: 'Enter it like name@school.example.',
  };
}
