import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '../../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../../kernel/outcome.ts';
import { type Actor, type PersonActor, publicActor } from '../../../platform/access/index.ts';
import { recordAudit } from '../../../platform/audit/index.ts';
import type { Database, Handle } from '../../../platform/database/index.ts';
import { newId, type StartedSession } from '../../../platform/operator/index.ts';
import type { Changing } from '../account/changing.ts';
import { ownPath } from '../own-path.ts';
import { peoplePaths } from '../people-paths.ts';
import * as people from '../person-store.ts';
import type { Enter, Entered, Visit } from '../sign-in/entering.ts';
import type { GivenToken, Tokens } from '../tokens.ts';
import type { IdentityProvider, KnownElsewhere } from './identity-provider.ts';
import * as store from './identity-store.ts';

/**
 * Whoever came back is in; or has an account here that must be signed in to once, to join the two; or had signed in before and
 * joined them.
 */
export type CameBack =
  | { readonly kind: 'entered'; readonly entered: Entered }
  | { readonly kind: 'join'; readonly token: string }
  | { readonly kind: 'joined'; readonly session: StartedSession };

/** Signing in through a service outside. */
export interface Elsewhere {
  /** As people know it. */
  readonly name: string;
  /** `joinTo`: whoever signed in and wants the account joined to the identity. */
  begin(next: string | undefined, joinTo?: PersonActor): Promise<{ readonly href: string; readonly step: GivenToken }>;
  /**
   * `query`: what the browser was sent back with. `browserSecret`: what it kept meanwhile. `actor`: who is signed in in it. Nothing
   * counts twice.
   */
  comeBack(
    query: URLSearchParams,
    browserSecret: string | undefined,
    actor: Actor,
    visit: Visit,
  ): Promise<Outcome<CameBack>>;
  /**
   * Joins the account to the identity the token stands for, and renews the session; undefined when the token is gone or another
   * person's.
   */
  join(actor: PersonActor, token: string, requestId: string): Promise<Outcome<StartedSession | undefined>>;
}

const Begun = Type.Object({
  nonce: Type.String(),
  verifier: Type.String(),
  next: Type.Optional(Type.String()),
  /** Id of the person whose account is to be joined. */
  joinTo: Type.Optional(Type.String()),
});
const Identity = Type.Object({ issuer: Type.String(), subject: Type.String() });

const notAccepted = (name: string) =>
  fail({
    code: 'sign-in-service',
    message: `The sign-in through ${name} was not finished.`,
    remedy: 'Try again, or sign in with your password.',
  });

const joinedElsewhere = (name: string) =>
  fail({
    code: 'sign-in-service-taken',
    message: `Whoever you are at ${name} is joined to another account here.`,
    remedy: 'Sign in to that account and take the sign-in service off it first.',
  });

export function createElsewhere(services: {
  readonly database: Database;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly enter: Enter;
  readonly changing: Changing;
  readonly provider: IdentityProvider;
  readonly baseUrl: () => string;
}): Elsewhere {
  const { database, clock, tokens, enter, changing, provider, baseUrl } = services;
  const { name } = provider;
  const now = (): string => clock.now().toString();
  const returnTo = (): string => `${baseUrl()}${peoplePaths.cameBack()}`;

  /** Joins an identity to the account of somebody who signed in; undefined when it is another's. */
  const joinTo = async (
    transaction: Handle,
    actor: PersonActor,
    identity: store.Identity,
    requestId: string,
  ): Promise<Outcome<StartedSession | undefined>> => {
    const begun = await changing.begin(transaction, actor);
    if (!begun.ok) return begun;
    if (!(await store.joinIdentity(transaction, actor.personId, identity, now()))) return succeed(undefined);
    const session = await changing.done(transaction, actor, {
      person: begun.value,
      action: 'people.identity-joined',
      what: `The account was joined to ${name}, by which it can be signed in to.`,
      requestId,
    });
    return succeed(session);
  };

  const meet = (who: KnownElsewhere, next: string | undefined, visit: Visit): Promise<Outcome<CameBack>> =>
    database.transact(async (transaction) => {
      const sign = async (personId: string, to: string | undefined) => {
        const entry = { personId, method: 'sign-in-service', confirmed: false, next: to, visit } as const;
        return succeed({ kind: 'entered', entered: await enter(transaction, entry) } as const);
      };
      const joined = await store.personOfIdentity(transaction, who);
      if (joined !== undefined) return sign(joined, next);
      const { email } = who;
      if (email === undefined) {
        return fail({
          code: 'sign-in-service-email',
          message: `${name} does not say that your e-mail address is yours.`,
          remedy: 'Confirm the address there first, or make an account with a password.',
        });
      }
      const identity = { issuer: who.issuer, subject: who.subject };
      const person = await people.findPersonByEmail(transaction, email);
      if (person !== undefined) {
        // That a service outside knows the address is not enough to open an account that is here already.
        const { secret } = await tokens.make(transaction, 'link-service', person.id, identity);
        return succeed({ kind: 'join', token: secret } as const);
      }
      const id = newId();
      const called = (who.name ?? '').trim().slice(0, 120) || (email.split('@')[0] ?? email);
      const added = await people.insertPerson(transaction, { id, email, name: called, passwordHash: null, now: now() });
      if (!added || !(await store.joinIdentity(transaction, id, identity, now()))) return notAccepted(name);
      await recordAudit(transaction, publicActor, {
        action: 'people.register',
        subject: `person:${id}`,
        detail: { method: 'sign-in-service' },
        requestId: visit.requestId,
      });
      return sign(id, next ?? peoplePaths.start());
    });

  return {
    name,
    begin: async (next, whose) => {
      const { href, state, nonce, verifier } = await provider.begin(returnTo());
      const detail = {
        nonce,
        verifier,
        ...(next === undefined ? {} : { next }),
        ...(whose === undefined ? {} : { joinTo: whose.personId }),
      };
      const step = await database.transact((transaction) =>
        tokens.make(transaction, 'sign-in-service', null, detail, state),
      );
      return { href, step };
    },
    comeBack: async (query, browserSecret, actor, visit) => {
      // Only the browser that began it may end it: else a stranger's sign-in could be slipped into it.
      const state = query.get('state');
      if (state === null || browserSecret !== state) return notAccepted(name);
      const used = await database.transact((transaction) => tokens.use(transaction, 'sign-in-service', state));
      if (used === undefined || !Value.Check(Begun, used.detail)) return notAccepted(name);
      const { nonce, verifier, next } = used.detail;
      const back = new URL(`${returnTo()}?${query.toString()}`);
      const who = await provider.finish(back, { state, nonce, verifier }).catch(() => undefined);
      if (who === undefined) return notAccepted(name);
      if (used.detail.joinTo === undefined) return meet(who, ownPath(next), visit);
      // Whoever began it has to be who is signed in now.
      if (actor.kind !== 'person' || actor.personId !== used.detail.joinTo) return notAccepted(name);
      const joined = await database.transact((transaction) => joinTo(transaction, actor, who, visit.requestId));
      if (!joined.ok) return joined;
      return joined.value === undefined ? joinedElsewhere(name) : succeed({ kind: 'joined', session: joined.value });
    },
    join: (actor, token, requestId) =>
      database.transact(async (transaction) => {
        const found = await tokens.look(transaction, 'link-service', token);
        if (found?.personId !== actor.personId || !Value.Check(Identity, found.detail)) return succeed(undefined);
        await tokens.use(transaction, 'link-service', token);
        return joinTo(transaction, actor, found.detail, requestId);
      }),
  };
}
