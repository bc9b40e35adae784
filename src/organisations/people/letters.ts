import type { Mail } from '../../platform/post/index.ts';

/** What accounts write to people. Plain words; an address stands alone in its paragraph. */
export const letters = {
  verify: (to: string, name: string, link: string): Mail => ({
    to,
    kind: 'people.verify',
    subject: 'Confirm your e-mail address',
    text: paragraphs(
      `Hello ${name}`,
      'Open this address to confirm that this mailbox is yours and to finish making your Calloff account. It works once, for 24 hours.',
      link,
      'If you did not ask for an account, you need do nothing: without you there will be none.',
    ),
  }),
  known: (to: string, name: string, signIn: string, recover: string): Mail => ({
    to,
    kind: 'people.known',
    subject: 'You have a Calloff account already',
    text: paragraphs(
      `Hello ${name}`,
      'Somebody, perhaps you, asked for a Calloff account with this e-mail address. It has one, so nothing was made or changed. Sign in here:',
      signIn,
      'If you forgot your password, set a new one here:',
      recover,
    ),
  }),
  recover: (to: string, name: string, link: string): Mail => ({
    to,
    kind: 'people.recover',
    subject: 'Set a new password',
    text: paragraphs(
      `Hello ${name}`,
      'Open this address to set a new password for your Calloff account. It works once, for one hour.',
      link,
      'If you did not ask for it, you need do nothing: your password stays as it is.',
    ),
  }),
  newEmail: (to: string, name: string, link: string): Mail => ({
    to,
    kind: 'people.new-email',
    subject: 'Confirm your new e-mail address',
    text: paragraphs(
      `Hello ${name}`,
      'Open this address to use this mailbox for your Calloff account from now on. It works once, for 24 hours.',
      link,
      'If you did not ask for it, you need do nothing.',
    ),
  }),
  factorReset: (to: string, name: string, by: string, organisation: string, link: string): Mail => ({
    to,
    kind: 'people.factor-reset',
    subject: 'Your second factor was reset',
    text: paragraphs(
      `Hello ${name}`,
      `${by} of ${organisation} reset your second factor because it is lost. It no longer works, and you were signed out everywhere.`,
      'Open this address, sign in, and set up a new one. It works once, for 3 days.',
      link,
      'If you still have it and asked for nothing, do not open the address: write to another administrator of your organisation at once.',
    ),
  }),
  /** To whoever reset it. */
  factorResetDone: (to: string, name: string, whose: string, organisation: string): Mail => ({
    to,
    kind: 'people.factor-reset-done',
    subject: `You reset the second factor of ${whose}`,
    text: paragraphs(
      `Hello ${name}`,
      `You reset the second factor of ${whose} in ${organisation}. They were signed out and got a letter with which they set up a new one.`,
      'If this was not you, set a new password at once and tell another administrator.',
    ),
  }),
  /** To administrators of the other organisations the person is in. */
  factorResetTold: (to: string, name: string, whose: string, here: string, organisation: string): Mail => ({
    to,
    kind: 'people.factor-reset-told',
    subject: `The second factor of ${whose} was reset`,
    text: paragraphs(
      `Hello ${name}`,
      `An administrator of ${organisation} reset the second factor of ${whose}, who acts for ${here} too. A new one is set up with a letter to their mailbox.`,
      `If that is strange, ask ${whose}, or end their membership of ${here} until you know.`,
    ),
  }),
  /** Tells of a change that somebody else could have made. `what` is a sentence in the past. */
  changed: (to: string, name: string, what: string, recover: string): Mail => ({
    to,
    kind: 'people.changed',
    subject: 'Your Calloff account was changed',
    text: paragraphs(
      `Hello ${name}`,
      `${what} Other sessions were ended.`,
      'If this was not you, set a new password here at once, and tell an administrator of your organisation:',
      recover,
    ),
  }),
};

function paragraphs(...texts: readonly string[]): string {
  return texts.join('\n\n');
}
