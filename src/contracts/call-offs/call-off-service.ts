import type { Agreements } from '../../agreements/index.ts';
import { today } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Suppliers } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import { reachesWhole } from '../contract-scope.ts';
import type { DocumentPackOf } from '../documents/document-pack.ts';
import { documentHash, type FormDocument, readOrderForm } from '../documents/order-form.ts';
import type { OrderDraft } from '../order-draft.ts';
import type { PlacedOrder } from '../ordering.ts';
import type { By } from '../orders/order-service.ts';
import type { ListCursor } from '../scope-clauses-store.ts';
import { scopeFor, unknownCallOff } from './call-off-access.ts';
import { formOf, variationFormsOf } from './call-off-form.ts';
import type { WantedOrder } from './call-off-order.ts';
import { type CallOff, type CallOffState, callOffState, formedAt, type Publication } from './call-off.ts';
import { findCallOff, findSignedDocument, listCallOffs } from './call-off-store.ts';
import { draftUnder, type OrderUnderOptions, orderUnder } from './order-under-call-off.ts';
import { type PublicationDuty, publicationDuty } from './publication.ts';
import type { PublicationNotice } from './publication-notice.ts';
import { readMeter } from './read-meter.ts';
import { type NoticeOptions, readNotice } from './read-notice.ts';
import { recordPublication } from './record-publication.ts';
import type { SpendMeter } from './spend-meter.ts';
import { type AskedVariation, varyCallOff } from './vary-call-off.ts';

/** A call-off with where it stands, its meter and its duty to be published. */
export interface CallOffView {
  readonly callOff: CallOff;
  readonly state: CallOffState;
  readonly meter: SpendMeter;
  readonly duty: PublicationDuty;
  /** Policies of call-offs under which the actor may act on this one. */
  readonly may: readonly string[];
}

/** Call-off contracts, within what the actor's roles reach. */
export interface CallOffs {
  get(actor: Actor, id: string): Promise<CallOffView | undefined>;
  /** Newest first; `next` continues, null at the end. */
  list(
    actor: Actor,
    wanted: { readonly after?: ListCursor | undefined; readonly limit: number },
  ): Promise<{ readonly items: readonly CallOffView[]; readonly next: ListCursor | null }>;
  /** The order form as it stands, with its hash; undefined where the agreement has no documents or the actor no sight of it. */
  document(actor: Actor, id: string): Promise<FormDocument | undefined>;
  /** The form of each variation, oldest first; empty where there is none, or the actor has no sight of the call-off. */
  variationForms(actor: Actor, id: string): Promise<readonly FormDocument[]>;
  /** The notice of its award, ready to be published; undefined where the actor has no sight of the call-off. */
  notice(actor: Actor, id: string): Promise<PublicationNotice | undefined>;
  /** The order as it would be placed, priced by the call-off's own list. */
  draft(actor: Actor, id: string, wanted: WantedOrder): Promise<Outcome<OrderDraft>>;
  /** Places it. The same key again gives the same order. */
  order(by: By, id: string, wanted: WantedOrder & { readonly key: string }): Promise<Outcome<PlacedOrder>>;
  vary(by: By, id: string, wanted: AskedVariation): Promise<Outcome<CallOffView>>;
  recordPublication(by: By, id: string, publication: Publication): Promise<Outcome<CallOffView>>;
}

export interface CallOffOptions extends OrderUnderOptions, NoticeOptions {
  readonly agreements: Agreements;
  readonly suppliers: Pick<Suppliers, 'get' | 'summaries'>;
  readonly documents: DocumentPackOf;
}

const acts = ['call-offs.order', 'call-offs.name-signatory', 'call-offs.sign', 'call-offs.vary', 'call-offs.publish'];

export function createCallOffs(options: CallOffOptions): CallOffs {
  const { database, clock, agreements, policies, organisations, rules } = options;
  const { handle } = database;
  const now = () => clock.now().toString();

  async function dutyOf(callOff: CallOff): Promise<PublicationDuty> {
    return publicationDuty({
      facts: await organisations.buyerFacts(callOff.organisation, callOff.commencedOn),
      regime: agreements.find(callOff.agreement)?.regime.id.value,
      reference: agreements.reference,
      net: callOff.ceiling,
      gross: callOff.valueGross,
      commencedOn: callOff.commencedOn,
      formedAt: formedAt(callOff),
    });
  }

  async function viewFor(actor: Actor, callOff: CallOff): Promise<CallOffView> {
    const may = acts.filter((action) => {
      const mine = policies.scope(action, actor);
      if (mine.some((each) => each.kind === 'supplier' && each.supplier === callOff.supplier)) return true;
      // A site orders for itself; what binds the whole contract is for whoever reaches all its sites.
      if (action !== 'call-offs.order') return reachesWhole(mine, callOff);
      return mine.some(
        (each) =>
          each.organisation === callOff.organisation && (each.site === null || callOff.sites.includes(each.site)),
      );
    });
    return {
      callOff,
      state: callOffState(callOff, today(clock)),
      meter: await readMeter(handle, callOff, rules, now()),
      duty: await dutyOf(callOff),
      may,
    };
  }

  async function viewAfter({ actor }: By, id: string, done: Outcome<undefined>): Promise<Outcome<CallOffView>> {
    if (!done.ok) return done;
    const callOff = await findCallOff(handle, await scopeFor(options, 'call-offs.read', actor), id, now());
    return callOff === undefined ? fail(unknownCallOff(id)) : succeed(await viewFor(actor, callOff));
  }

  return {
    get: async (actor, id) => {
      const callOff = await findCallOff(handle, await scopeFor(options, 'call-offs.read', actor), id, now());
      return callOff === undefined ? undefined : viewFor(actor, callOff);
    },
    list: async (actor, wanted) => {
      const { limit } = wanted;
      const rows = await listCallOffs(
        handle,
        await scopeFor(options, 'call-offs.read', actor),
        { ...wanted, limit: limit + 1 },
        now(),
      );
      const items = await Promise.all(rows.slice(0, limit).map((each) => viewFor(actor, each)));
      const end = items.at(-1)?.callOff;
      return { items, next: rows.length > limit && end !== undefined ? { at: end.madeAt, id: end.id } : null };
    },
    document: async (actor, id) => {
      const callOff = await findCallOff(handle, await scopeFor(options, 'call-offs.read', actor), id, now());
      if (callOff === undefined) return undefined;
      // What somebody signed stays as it was, whatever organisations and sites are called by now.
      const signed = await findSignedDocument(handle, callOff.id);
      const form = signed === undefined ? await formOf(options, callOff) : readOrderForm(signed);
      return form === undefined ? undefined : { form, hash: documentHash(form), madeAt: callOff.madeAt };
    },
    variationForms: async (actor, id) => {
      const callOff = await findCallOff(handle, await scopeFor(options, 'call-offs.read', actor), id, now());
      return callOff === undefined ? [] : variationFormsOf(options, callOff);
    },
    notice: async (actor, id) => {
      const callOff = await findCallOff(handle, await scopeFor(options, 'call-offs.read', actor), id, now());
      return callOff === undefined ? undefined : readNotice(options, callOff, await dutyOf(callOff));
    },
    draft: (actor, id, wanted) => draftUnder(options, actor, id, wanted),
    order: (by, id, wanted) => orderUnder(options, by, id, wanted),
    vary: async (by, id, wanted) => viewAfter(by, id, await varyCallOff(options, by, id, wanted)),
    recordPublication: async (by, id, publication) =>
      viewAfter(by, id, await recordPublication(options, by, id, publication)),
  };
}
