import type { Clock } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { Member, Organisations } from '../../organisations/index.ts';
import { type Actor, actorReference, type PolicyTable } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { contractScope, reachesWhole } from '../contract-scope.ts';
import { canonicalJson } from '../documents/order-form.ts';
import type { By } from '../orders/order-service.ts';
import type { CallOff, Party } from './call-off.ts';
import { askToSign, signed } from './call-off-notices.ts';
import type { CallOffs } from './call-off-service.ts';
import { lockCallOff } from './call-off-store.ts';
import { keepDocument, nameSignatory, sign } from './call-off-write-store.ts';

/** Signing of call-offs that both sides sign. */
export interface Signing {
  /** People of the actor's side who may sign: their limit reaches the value of the contract. */
  candidates(actor: Actor, callOff: CallOff): Promise<readonly Member[]>;
  /** Which side of the call-off the actor may sign or name for; undefined for neither. */
  partyOf(actor: Actor, callOff: CallOff): Party | undefined;
  /** Names who signs for the actor's side, as long as nobody has signed. */
  name(by: By, id: string, membership: string): Promise<Outcome<undefined>>;
  /** Signs for the actor's side, as who was named, the document with the hash that was shown. */
  sign(by: By, id: string, hash: string): Promise<Outcome<undefined>>;
}

export interface SigningOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly organisations: Organisations;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly callOffs: Pick<CallOffs, 'get' | 'document'>;
}

export function createSigning(options: SigningOptions): Signing {
  const { database, clock, organisations, policies, callOffs } = options;
  const now = () => clock.now().toString();

  function partyOf(actor: Actor, callOff: CallOff): Party | undefined {
    const mine = policies.scope('call-offs.sign', actor);
    if (reachesWhole(mine, callOff)) return 'buyer';
    return mine.some((each) => each.supplier === callOff.supplier) ? 'supplier' : undefined;
  }

  async function candidates(actor: Actor, callOff: CallOff): Promise<readonly Member[]> {
    const party = partyOf(actor, callOff);
    if (party === undefined) return [];
    const id = party === 'buyer' ? callOff.organisation : (await organisations.ofSupplier(callOff.supplier))?.id;
    const members = id === undefined ? [] : await organisations.members(id);
    return members.filter(
      (each) =>
        (party === 'supplier' || each.site === null || callOff.sites.every((site) => site === each.site)) &&
        each.signingLimit !== null &&
        exact(each.signingLimit).gte(exact(callOff.valueGross)),
    );
  }

  /** Does the work while nobody else changes the call-off; authorities sign nothing. */
  async function held(
    { actor, requestId }: By,
    id: string,
    action: string,
    work: Parameters<typeof database.transact<Outcome<undefined>>>[0],
  ): Promise<Outcome<undefined>> {
    const reached = await contractScope(policies.scope(action, actor), () => Promise.resolve([]));
    const scope = { ...reached, whole: true };
    return database.transact(async (transaction) => {
      const callOff = await lockCallOff(transaction, scope, id, now());
      if (callOff === undefined) return fail(unknown);
      const done = await work(transaction);
      if (!done.ok) return done;
      const trace = requestId === undefined ? {} : { requestId };
      await recordAudit(transaction, actor, { action, subject: `call-off:${id}`, ...trace });
      return done;
    });
  }

  return {
    candidates,
    partyOf,
    name: async (by, id, membership) => {
      const view = await callOffs.get(by.actor, id);
      const party = view === undefined ? undefined : partyOf(by.actor, view.callOff);
      if (view === undefined || party === undefined) return fail(unknown);
      if (view.callOff.signedCopy !== null || view.callOff.signatures.some((each) => each.signedAt !== null))
        return fail(signedAlready);
      const found = (await candidates(by.actor, view.callOff)).find((each) => each.id === membership);
      if (found === undefined) return fail(notACandidate);
      const { callOff } = view;
      const organisation =
        party === 'buyer' ? callOff.organisation : ((await organisations.ofSupplier(callOff.supplier))?.id ?? '');
      const before = callOff.signatures.find((each) => each.party === party)?.person;
      return held(by, id, 'call-offs.name-signatory', async (transaction) => {
        // Read again under the lock: the other side may have signed meanwhile, and its document names who signs.
        await nameSignatory(transaction, id, { party, membership, by: actorReference(by.actor), at: now() });
        if (found.person !== before)
          await askToSign(transaction, callOff, { person: found.person, organisation, before });
        return succeed(undefined);
      });
    },
    sign: async (by, id, hash) => {
      const view = await callOffs.get(by.actor, id);
      const party = view === undefined ? undefined : partyOf(by.actor, view.callOff);
      if (view === undefined || party === undefined || by.actor.kind !== 'person') return fail(unknown);
      const { signatures, formation } = view.callOff;
      if (view.callOff.signedCopy !== null) return fail(signedAlready);
      const { personId } = by.actor;
      const mine = signatures.find((each) => each.party === party);
      if (mine?.signedAt != null) return mine.person === personId ? succeed(undefined) : fail(signedAlready);
      if (formation !== 'signatures') return fail(notSigned);
      if (signatures.length < 2) return fail(nobodyNamed);
      if (mine?.person !== personId) return fail(notYou);
      // A limit may have been lowered since the naming.
      if (!(await candidates(by.actor, view.callOff)).some((each) => each.id === mine.membership))
        return fail(notACandidate);
      const document = await callOffs.document(by.actor, id);
      if (document?.hash !== hash) return fail(otherDocument);
      return held(by, id, 'call-offs.sign', async (transaction) => {
        const at = now();
        await keepDocument(transaction, id, { hash, content: canonicalJson(document.form), at });
        const done = await sign(transaction, id, { party, membership: mine.membership, hash, at });
        if (done) await signed(transaction, id, personId);
        return done ? succeed(undefined) : fail(signedAlready);
      });
    },
  };
}

const problem = (code: string, message: string, remedy: string, path?: string): Problem => ({
  ...{ code, message, remedy },
  ...(path === undefined ? {} : { path }),
});

const unknown = problem(
  'call-off-unknown',
  'There is no such call-off contract among those you may sign.',
  'Look at your call-off contracts again.',
);
const signedAlready = problem('signed', 'It was signed already.', 'Look at the contract again.');
const notSigned = problem('not-signed', 'This contract binds without signatures.', 'Look at the contract again.');
const notACandidate = problem(
  'signing-limit',
  'This person may not sign for the value of the contract.',
  'Name somebody whose signing limit reaches it, or have an administrator raise the limit.',
  'membership',
);
const nobodyNamed = problem(
  'signatories-missing',
  'Both sides have to name who signs first, because the document names them.',
  'Name your signatory, and ask the other side to name theirs.',
);
const notYou = problem('not-signatory', 'Somebody else is named to sign for your side.', 'Ask them, or name yourself.');
const otherDocument = problem(
  'other-document',
  'The document changed since you looked at it.',
  'Read it again, then sign it.',
);
