/** Where a person signs in and keeps the account. */
export const peoplePaths = {
  /** Where people are led who wanted nowhere else: what waits for them. */
  landing: () => '/desk',
  signIn: (next?: string) => withNext('/sign-in', next),
  signInStep: () => '/sign-in/second-factor',
  persona: (id: string) => `/sign-in/persona/${encodeURIComponent(id)}`,
  signOut: () => '/sign-out',
  register: (next?: string) => withNext('/register', next),
  registered: () => '/register/sent',
  verify: (token: string) => `/register/verify/${encodeURIComponent(token)}`,
  recover: () => '/recover',
  recoverSent: () => '/recover/sent',
  newPassword: (token: string) => `/recover/${encodeURIComponent(token)}`,
  account: () => '/account',
  newEmail: (token: string) => `/account/email/${encodeURIComponent(token)}`,
  confirm: (next?: string) => withNext('/account/confirm', next),
  secondFactor: (next?: string) => withNext('/account/second-factor', next),
  /** Through the sign-in service outside, and where it leads back to. */
  elsewhere: (next?: string) => withNext('/sign-in/service', next),
  cameBack: () => '/sign-in/service/callback',
  /** Joining one's account to the sign-in service outside, and taking it off. */
  service: () => '/account/service',
  unlink: (identity: string) => `/account/unlink?identity=${encodeURIComponent(identity)}`,
  /** Where the letter of a reset leads: a new second factor may be set up. */
  newFactor: (token: string) => `/account/new-factor/${encodeURIComponent(token)}`,
  join: (token: string) => `/account/join/${encodeURIComponent(token)}`,
  /** Where somebody new chooses, joins or makes an organisation. */
  start: () => '/organisations/start',
};

function withNext(path: string, next: string | undefined): string {
  return next === undefined || next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`;
}
