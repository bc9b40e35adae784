import type { Clock } from '../../kernel/dates.ts';
import type { Actor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { SecretBox } from '../../platform/secret-box/index.ts';
import { type Account, createAccount } from './account/account.ts';
import { createChanging } from './account/changing.ts';
import { createRecovery, type Recovery } from './account/recovery.ts';
import { createElsewhere, type Elsewhere } from './elsewhere/elsewhere.ts';
import { createIdentityProvider, type ProviderSettings } from './elsewhere/identity-provider.ts';
import { factorsOf } from './factors/factor-store.ts';
import { createPasskeys, type Passkeys } from './factors/passkeys.ts';
import { createSecondFactors, type SecondFactors } from './factors/second-factors.ts';
import type { PersonSessions } from './person-sessions.ts';
import { createRegistration, type Registration } from './registering/registration.ts';
import { createEnter } from './sign-in/entering.ts';
import { createGates } from './sign-in/gates.ts';
import { createSignIn, type Persona, type SignIn } from './sign-in/sign-in-service.ts';
import { createSignInStep, type SignInStep } from './sign-in/sign-in-step.ts';
import { createTokens } from './tokens.ts';

export interface PeopleOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly personSessions: PersonSessions;
  /** Keeps what must be read again, such as the keys of authenticator apps. */
  readonly box: SecretBox;
  /** Where people find the service, without a slash at the end: for the links in letters. */
  readonly baseUrl: () => string;
  /** The sign-in service outside; an empty issuer or client id: there is none. */
  readonly provider: ProviderSettings;
  /** Whether this is a demonstration: only then may anybody be somebody invented. */
  readonly demonstration: boolean;
  /** Whom the demonstration offers to sign in as. */
  readonly personas: () => Promise<readonly Persona[]>;
}

/** A refusal to somebody known. */
export interface Refusal {
  /** Method and route, as the route is written. */
  readonly route: string;
  readonly asked: unknown;
  readonly status: number;
  readonly requestId: string;
}

/** Accounts of people: every way in, what guards them, and their keeping. */
export interface People {
  readonly signIn: SignIn;
  readonly registration: Registration;
  readonly signInStep: SignInStep;
  readonly secondFactors: SecondFactors;
  readonly passkeys: Passkeys;
  readonly recovery: Recovery;
  readonly account: Account;
  /** Signing in through a service outside; undefined where none is configured. */
  readonly elsewhere: Elsewhere | undefined;
  /** Writes down that somebody known asked for what is not theirs. */
  noteRefusal(actor: Actor, refusal: Refusal): Promise<void>;
}

export function createPeople(options: PeopleOptions): People {
  const { database, clock, personSessions, demonstration, baseUrl, box } = options;
  const tokens = createTokens(clock);
  const gates = createGates({ database, clock });
  const enter = createEnter({ personSessions, tokens, factors: factorsOf });
  const changing = createChanging({ personSessions, baseUrl });
  const common = { database, clock, tokens, gates, enter, changing, personSessions, baseUrl, box };
  const secondFactors = createSecondFactors(common);
  const passkeys = createPasskeys({ ...common, secondFactors });
  const { issuer, clientId } = options.provider;
  const provider = issuer === '' || clientId === '' ? undefined : createIdentityProvider(options.provider);
  return {
    signIn: createSignIn({
      database,
      gates,
      enter,
      personas: demonstration ? options.personas : () => Promise.resolve([]),
    }),
    registration: createRegistration(common),
    signInStep: createSignInStep({ ...common, secondFactors }),
    secondFactors,
    passkeys,
    recovery: createRecovery({ ...common, secondFactors }),
    account: createAccount({ ...common, secondFactors, passkeys }),
    elsewhere: provider === undefined ? undefined : createElsewhere({ ...common, provider }),
    noteRefusal: (actor, { route, asked, status, requestId }) =>
      recordAudit(database.handle, actor, {
        action: 'access.refused',
        subject: `route:${route}`,
        detail: { status, asked },
        requestId,
      }),
  };
}
