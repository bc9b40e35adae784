import { type Clock, type IsoDate, today } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { type Actor, actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { queueMail } from '../../platform/post/index.ts';
import { settleNotices } from '../inbox/notify.ts';
import { lockRegister } from '../register-write-store.ts';
import { readRegister } from '../supplier-store.ts';
import type { Evidence, StandingEvent, Supplier } from '../supplier.ts';
import type { AuthorityScope } from './authority-scope.ts';
import { evidenceProblems, evidenceLetter } from './evidence-renewal.ts';
import {
  type Reinstatement,
  reinstatementProblems,
  type StandingScope,
  type Suspension,
  suspensionProblems,
} from './standing-decision.ts';
import type { LotPlace, StandingEffect, StandingTouches } from './standing-effect.ts';
import { tellStanding } from './standing-notices.ts';
import * as store from './standing-store.ts';

/** Who acts, and in which request. `system`: somebody at the machine itself, by the command line. */
export interface StandingBy {
  readonly actor: Actor | 'system';
  readonly requestId?: string;
}

/** The authority's decisions on suppliers. Each is made once, however often it is sent. */
export interface SupplierStandings {
  /** Hides the supplier's offers on the lots concerned from the day on. Running call-offs go on. */
  suspend(supplier: string, suspension: Suspension, by: StandingBy): Promise<Outcome<StandingEvent>>;
  /** Lifts a suspension of exactly that scope. */
  reinstate(supplier: string, reinstatement: Reinstatement, by: StandingBy): Promise<Outcome<StandingEvent>>;
  /** What buyers have going on with the supplier on these lots: what a suspension stops, and what it leaves as it is. */
  effects(supplier: string, lots: readonly LotPlace[], on: IsoDate): Promise<readonly StandingEffect[]>;
  /** Asks the supplier by letter for what follows evidence that ends; gives how many letters went out (0: today already). */
  askForEvidence(
    supplier: string,
    evidence: { readonly scheme: string; readonly number: string },
    by: StandingBy,
  ): Promise<Outcome<number>>;
  /** Records a certificate: a new one, or the same with a later last day. */
  recordEvidence(supplier: string, evidence: Evidence, by: StandingBy): Promise<Outcome<Evidence>>;
  /** The last day each was asked on, by `requestKey`. */
  askedOn(suppliers: readonly string[]): Promise<ReadonlyMap<string, IsoDate>>;
}

/** The key under which `askedOn` keeps a day. */
export function requestKey(supplier: string, evidence: { readonly scheme: string; readonly number: string }): string {
  return JSON.stringify([supplier, evidence.scheme, evidence.number]);
}

/** By what reminders of evidence that ends are named. */
export function evidenceKey(supplier: string, evidence: Pick<Evidence, 'scheme' | 'number' | 'to'>): string {
  return `evidence-lapsing:${supplier}:${evidence.scheme}:${evidence.number}:${evidence.to ?? ''}`;
}

export function createSupplierStandings({
  database,
  clock,
  authority,
  touches = [],
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly authority: Pick<AuthorityScope, 'authorities'>;
  /** What the modules of buying know of what is going on with a supplier. */
  readonly touches?: readonly StandingTouches[];
}): SupplierStandings {
  const unknown = (supplier: string): Problem => ({
    code: 'supplier-unknown',
    path: 'supplier',
    value: supplier,
    message: `There is no supplier ${supplier} on an agreement of yours.`,
    remedy: 'Look for it in the register.',
  });

  /** The agreements the actor runs; undefined: all there are. */
  async function runs(action: string, { actor }: StandingBy): Promise<readonly string[] | undefined> {
    if (actor === 'system') return undefined;
    return (await authority.authorities(action, actor)).flatMap((each) => each.agreements);
  }

  /**
   * The supplier, if the actor runs an agreement on which it holds a position; for a decision on the supplier as a whole all of
   * them: nobody decides on another authority's agreement.
   */
  function within(
    suppliers: readonly Supplier[],
    id: string,
    agreements: readonly string[] | undefined,
    scope?: StandingScope,
  ): Outcome<Supplier> {
    const supplier = suppliers.find((each) => each.id === id);
    if (supplier === undefined) return fail(unknown(id));
    if (agreements === undefined) return succeed(supplier);
    const held = [...new Set(supplier.positions.map((each) => each.agreement))];
    if (!held.some((each) => agreements.includes(each))) return fail(unknown(id));
    const concerned = scope === undefined ? [] : scope.agreement === null ? held : [scope.agreement];
    const others = concerned.filter((each) => !agreements.includes(each));
    if (others.length === 0) return succeed(supplier);
    return fail({
      code: 'agreement-of-others',
      path: 'scope',
      message: `${others.join(', ')} is not run by you.`,
      remedy: 'Choose an agreement you run.',
    });
  }

  async function decide(
    id: string,
    event: StandingEvent,
    action: string,
    by: StandingBy,
    problemsOf: (supplier: Supplier, on: IsoDate) => readonly Problem[],
  ): Promise<Outcome<StandingEvent>> {
    const agreements = await runs('suppliers.suspend', by);
    return database.transact(async (transaction) => {
      await lockRegister(transaction);
      const { suppliers } = await readRegister(transaction);
      const found = within(suppliers, id, agreements, event);
      if (!found.ok) return found;
      if (await store.hasStandingEvent(transaction, id, event)) return succeed(event);
      const problems = problemsOf(found.value, today(clock));
      if (problems.length > 0) return fail(...problems);
      await store.addStandingEvent(transaction, id, event);
      const { agreement, lot, from, to } = event;
      const lots = found.value.positions.filter(
        (each) => (agreement === null || each.agreement === agreement) && (lot === null || each.lot === lot),
      );
      const reach = { supplier: id, lots, on: from };
      const affected = [];
      for (const each of touches) affected.push(...(await each.affected(transaction, reach)));
      const told = await tellStanding(transaction, found.value, event, affected);
      await recordAudit(transaction, by.actor, {
        action,
        subject: `supplier:${id}`,
        detail: { agreement, lot, from, to, told },
        ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
      });
      return succeed(event);
    });
  }

  return {
    suspend: (id, wanted, by) => {
      const suspension = { ...wanted, reason: wanted.reason.trim() };
      return decide(id, { kind: 'suspended', ...suspension }, 'suppliers.suspend', by, (supplier, on) =>
        suspensionProblems(supplier, suspension, on),
      );
    },
    reinstate: (id, wanted, by) => {
      const reinstatement = { ...wanted, reason: wanted.reason.trim() };
      return decide(id, { kind: 'reinstated', to: null, ...reinstatement }, 'suppliers.reinstate', by, (supplier, on) =>
        reinstatementProblems(supplier, reinstatement, on),
      );
    },
    effects: async (supplier, lots, on) => {
      const found = [];
      for (const each of touches) found.push(...(await each.effects(database.handle, { supplier, lots, on })));
      return found;
    },
    askForEvidence: async (id, wanted, by) => {
      const agreements = await runs('suppliers.evidence', by);
      const day = today(clock);
      return database.transact(async (transaction) => {
        const { suppliers } = await readRegister(transaction);
        const found = within(suppliers, id, agreements);
        if (!found.ok) return found;
        const supplier = found.value;
        const evidence = supplier.evidence.find(
          (each) => each.scheme === wanted.scheme && each.number === wanted.number,
        );
        if (evidence?.to == null) return fail(noSuchEvidence(wanted));
        const known = await store.addressesOfSupplier(transaction, id);
        const contacts = supplier.contacts.flatMap((each) => (each.email === null ? [] : [each.email.toLowerCase()]));
        const addresses = known.length > 0 ? known : [...new Set(contacts)];
        if (addresses.length === 0) return fail(nobodyToAsk(supplier));
        const request = { supplier: id, scheme: evidence.scheme, number: evidence.number, askedOn: day };
        const fresh = await store.addEvidenceRequest(transaction, {
          ...request,
          id: newId(),
          endsOn: evidence.to,
          at: clock.now().toString(),
          actor: by.actor === 'system' ? 'system' : actorReference(by.actor),
          letters: addresses.length,
        });
        if (!fresh) return succeed(0);
        for (const to of addresses) {
          await queueMail(transaction, {
            to,
            ...evidenceLetter(supplier, evidence, day),
            key: `evidence:${requestKey(id, evidence)}:${day}:${to}`,
          });
        }
        await recordAudit(transaction, by.actor, {
          action: 'suppliers.evidence',
          subject: `supplier:${id}`,
          detail: { asked: evidence.scheme, endsOn: evidence.to, letters: addresses.length },
          ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
        });
        return succeed(addresses.length);
      });
    },
    recordEvidence: async (id, evidence, by) => {
      const agreements = await runs('suppliers.evidence', by);
      return database.transact(async (transaction) => {
        await lockRegister(transaction);
        const { suppliers } = await readRegister(transaction);
        const found = within(suppliers, id, agreements);
        if (!found.ok) return found;
        const problems = evidenceProblems(evidence, found.value.evidence, today(clock));
        if (problems.length > 0) return fail(...problems);
        const known = found.value.evidence.some((each) => JSON.stringify(each) === JSON.stringify(evidence));
        if (known) return succeed(evidence);
        await store.putEvidence(transaction, id, evidence);
        for (const each of found.value.evidence) {
          if (each.scheme === evidence.scheme) await settleNotices(transaction, evidenceKey(id, each));
        }
        await recordAudit(transaction, by.actor, {
          action: 'suppliers.evidence',
          subject: `supplier:${id}`,
          detail: { recorded: evidence.scheme, from: evidence.from, to: evidence.to },
          ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
        });
        return succeed(evidence);
      });
    },
    askedOn: async (suppliers) => {
      const found = await store.lastRequests(database.handle, suppliers);
      return new Map(found.map((each) => [requestKey(each.supplier, each), each.askedOn]));
    },
  };
}

function noSuchEvidence({ scheme, number }: { readonly scheme: string; readonly number: string }): Problem {
  return {
    code: 'evidence-unknown',
    path: 'evidence',
    value: number,
    message: `The register holds no ${scheme} ${number} of this supplier with a last day.`,
    remedy: 'Look at its evidence in the register.',
  };
}

function nobodyToAsk({ name }: Supplier): Problem {
  return {
    code: 'nobody-to-ask',
    path: 'supplier',
    message: `${name} has nobody here one could write to.`,
    remedy: 'Ask it in another way, and record the certificate when it arrives.',
  };
}
