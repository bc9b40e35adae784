import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { fail, type Outcome, succeed } from '../../../kernel/outcome.ts';
import { publicActor } from '../../../platform/access/index.ts';
import { recordAudit } from '../../../platform/audit/index.ts';
import type { Database, Handle } from '../../../platform/database/index.ts';
import { type SecondFactors, wrongCode } from '../factors/second-factors.ts';
import { ownPath } from '../own-path.ts';
import type { Tokens } from '../tokens.ts';
import type { Enter, Entered, Visit } from './entering.ts';

/** A sign-in that waits for its second factor. */
export interface WaitingStep {
  readonly personId: string;
  readonly next: string | undefined;
}

/** The second step of signing in. */
export interface SignInStep {
  look(secret: string | undefined): Promise<WaitingStep | undefined>;
  /** Ends the step with a code; undefined when there is none (any more). */
  withCode(secret: string | undefined, code: string, visit: Visit): Promise<Outcome<Entered> | undefined>;
  /** Ends the step within the transaction that was shown another second factor of the same person. */
  pass(transaction: Handle, secret: string, visit: Visit): Promise<Entered | undefined>;
}

const methods = ['password', 'passkey', 'sign-in-service', 'demonstration'] as const;
const Detail = Type.Object({
  method: Type.Union(methods.map((each) => Type.Literal(each))),
  next: Type.Optional(Type.String()),
});

export function createSignInStep(services: {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly secondFactors: SecondFactors;
  readonly enter: Enter;
}): SignInStep {
  const { database, tokens, secondFactors, enter } = services;
  const look = async (secret: string | undefined) => {
    if (secret === undefined) return undefined;
    const found = await tokens.look(database.handle, 'second-factor', secret);
    if (found === undefined || !Value.Check(Detail, found.detail)) return undefined;
    const { personId, detail } = found;
    return personId === null ? undefined : { personId, next: ownPath(detail.next) };
  };
  const pass: SignInStep['pass'] = async (transaction, secret, visit) => {
    const used = await tokens.use(transaction, 'second-factor', secret);
    if (used === undefined || !Value.Check(Detail, used.detail)) return undefined;
    const { personId, detail } = used;
    const { method, next } = detail;
    if (personId === null) return undefined;
    return enter(transaction, { personId, method, confirmed: true, next: ownPath(next), visit });
  };
  return {
    look,
    pass,
    withCode: async (secret, code, visit) => {
      const waiting = await look(secret);
      if (waiting === undefined || secret === undefined) return undefined;
      const { personId } = waiting;
      const waits = await secondFactors.slow(personId, visit.from);
      if (waits !== undefined) return fail(waits);
      return database.transact(async (transaction) => {
        if (!(await secondFactors.take(transaction, personId, code))) {
          await recordAudit(transaction, publicActor, {
            action: 'people.sign-in-refused',
            subject: `person:${personId}`,
            detail: { method: 'code' },
            requestId: visit.requestId,
          });
          return fail(wrongCode);
        }
        await secondFactors.right(transaction, personId, visit.from);
        const entered = await pass(transaction, secret, visit);
        return entered === undefined ? undefined : succeed(entered);
      });
    },
  };
}
