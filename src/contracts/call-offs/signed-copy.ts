import { createHash } from 'node:crypto';
import { type Clock, formatDate, type IsoDate, today } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { Organisations } from '../../organisations/index.ts';
import { type Actor, actorReference, type PolicyTable } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { readFileChunks, storeFile } from '../../platform/files/index.ts';
import { contractScope } from '../contract-scope.ts';
import type { By } from '../orders/order-service.ts';
import type { CallOff, Party } from './call-off.ts';
import type { CallOffs } from './call-off-service.ts';
import { lockCallOff } from './call-off-store.ts';
import { addSignedCopy, findSignedCopyFile } from './signed-copy-store.ts';

/** Bytes of the largest signed copy. */
export const largestSignedCopy = 10_485_760;

/** A contract both signed on paper: the copy stands for both signatures. */
export interface SignedCopies {
  /**
   * Keeps the copy the buyer sends, with the day of the last signature as the person says it. The same copy again is the
   * same; another one is refused.
   */
  record(
    by: By,
    id: string,
    copy: { readonly file: Uint8Array; readonly name: string; readonly signedOn: IsoDate },
  ): Promise<Outcome<undefined>>;
  /** The copy, for whoever may read the contract; undefined where there is none. */
  read(actor: Actor, id: string): Promise<Buffer | undefined>;
}

export function createSignedCopies(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly organisations: Pick<Organisations, 'members' | 'ofSupplier'>;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly callOffs: Pick<CallOffs, 'get'>;
}): SignedCopies {
  const { database, clock, organisations, policies, callOffs } = options;

  /** The membership of who is named for the party, if the limit still reaches the value. */
  async function signatory(callOff: CallOff, party: Party): Promise<string | undefined> {
    const named = callOff.signatures.find((each) => each.party === party);
    const id = party === 'buyer' ? callOff.organisation : (await organisations.ofSupplier(callOff.supplier))?.id;
    const members = id === undefined ? [] : await organisations.members(id);
    const member = members.find((each) => each.id === named?.membership);
    const limit = member?.signingLimit ?? null;
    return limit !== null && exact(limit).gte(exact(callOff.valueGross)) ? member?.id : undefined;
  }

  return {
    record: async ({ actor, requestId }, id, { file, name, signedOn }) => {
      if (actor.kind !== 'person') return fail(unknown);
      const whole = await contractScope(policies.scope('call-offs.sign', actor), () => Promise.resolve([]));
      const scope = { ...whole, suppliers: [], whole: true };
      const wrong = pdfProblem(file);
      if (wrong !== undefined) return fail(wrong);
      const view = await callOffs.get(actor, id);
      if (view === undefined) return fail(unknown);
      // Read before the lock, which holds the only connection of an embedded database; who is named is compared under it.
      const [buyer, supplier] = [await signatory(view.callOff, 'buyer'), await signatory(view.callOff, 'supplier')];
      return database.transact(async (transaction): Promise<Outcome<undefined>> => {
        const at = clock.now().toString();
        const callOff = await lockCallOff(transaction, scope, id, at);
        if (callOff === undefined) return fail(unknown);
        const hash = createHash('sha256').update(file).digest('hex');
        // A second click sends the same bytes.
        if (callOff.signedCopy !== null)
          return callOff.signedCopy.hash === hash ? succeed(undefined) : fail(anotherCopy);
        if (callOff.formation !== 'signatures') return fail(notSigned);
        if (callOff.signatures.some((each) => each.signedAt !== null)) return fail(signedHere);
        const day = dayProblem(callOff, signedOn, today(clock));
        if (day !== undefined) return fail(day);
        const named = callOff.signatures.map((each) => each.membership);
        if (buyer === undefined || supplier === undefined || !named.includes(buyer) || !named.includes(supplier))
          return fail(nobodyNamed);
        const stored = await storeFile(
          { handle: transaction },
          { name, source: pieces([file]), maxBytes: largestSignedCopy },
        );
        if (!stored.ok) return stored;
        await addSignedCopy(transaction, id, {
          ...{ hash, file: stored.value.id, name: stored.value.name, signedOn, buyer, supplier },
          ...{ actor: actorReference(actor), at },
        });
        await recordAudit(transaction, actor, {
          action: 'call-offs.sign',
          subject: `call-off:${id}`,
          detail: { copy: hash, signedOn, buyer, supplier },
          ...(requestId === undefined ? {} : { requestId }),
        });
        return succeed(undefined);
      });
    },
    read: async (actor, id) => {
      const view = await callOffs.get(actor, id);
      if (view?.callOff.signedCopy == null) return undefined;
      const file = await findSignedCopyFile(database.handle, view.callOff.id);
      if (file === undefined) return undefined;
      const parts: Buffer[] = [];
      for await (const part of readFileChunks(database.handle, file)) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}

/** What keeps the bytes from being a whole PDF; looked at by content, whatever the name says. */
export function pdfProblem(file: Uint8Array): Problem | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const begins = /^%PDF-[12]\.\d/.test(bytes.subarray(0, 8).toString('latin1'));
  const ends = bytes.subarray(-2048).toString('latin1').includes('%%EOF');
  if (begins && ends) return undefined;
  const message = begins ? 'The PDF is cut off: its end is missing.' : 'The file is not a PDF.';
  return problem('not-a-pdf', message, 'Scan the signed contract and save it as PDF, then choose that file.', 'file');
}

/** What is wrong with the day of the last signature: one to come, or one before there was anything to sign. */
export function dayProblem(callOff: Pick<CallOff, 'commencedOn'>, signedOn: IsoDate, on: IsoDate): Problem | undefined {
  const remedy = 'Write the day that stands beside the last signature.';
  if (signedOn > on) return problem('day-ahead', 'The day of the last signature is still to come.', remedy, 'on');
  if (signedOn >= callOff.commencedOn) return undefined;
  const began = formatDate(callOff.commencedOn);
  return problem(
    'day-too-early',
    `It cannot have been signed before ${began}, when the procurement began.`,
    remedy,
    'on',
  );
}

async function* pieces(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
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
const notSigned = problem('not-signed', 'This contract binds without signatures.', 'Look at the contract again.');
const anotherCopy = problem('signed', 'Another signed copy is kept already.', 'Look at the contract again.', 'file');
const signedHere = problem(
  'signed-here',
  'One side has signed the order form here.',
  'Have the other side sign it here too: one document carries both signatures.',
);
const nobodyNamed = problem(
  'signatories-missing',
  'Both sides have to name who signs, with a signing limit that reaches the value.',
  'Name your signatory, and ask the other side to name theirs.',
);
