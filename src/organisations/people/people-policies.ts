import type { Policy } from '../../platform/access/index.ts';

/** Who may do what with accounts: everybody with their own, nobody with another's. */
export const peoplePolicies: readonly Policy[] = [
  // What is known only to the person is the right: a password, a passkey, a letter's link.
  { action: 'people.sign-in', means: 'sign in', operator: false, anyone: true },
  { action: 'people.persona', means: 'sign in as somebody of the demonstration', operator: false, anyone: true },
  { action: 'people.register', means: 'make an account', operator: false, anyone: true },
  { action: 'people.recover', means: 'set a new password by mail', operator: false, anyone: true },
  { action: 'people.sign-out', means: 'sign out', operator: false, signedIn: true },
  { action: 'people.confirm', means: 'give a second factor', operator: false, signedIn: true },
  { action: 'people.account', means: 'see your account', operator: false, signedIn: true },
  { action: 'people.change', means: 'change your account', operator: false, signedIn: true },
];
