import type { Clock } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { type Actor, actorReference, type PolicyTable } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { type AgreementsOf, type ContractScope, contractScope } from '../contract-scope.ts';
import { answerBy, type OrderingOptions, type ToldOfOrder } from '../ordering.ts';
import type { ListCursor } from '../scope-clauses-store.ts';
import { type Order, type OrderEvent, type OrderRow, versionInForce } from './order.ts';
import { mayFollow, type OrderEventKind, type OrderParty, type OrderStatus, orderStatus } from './order-life.ts';
import { nothingYet, orderProgress, type OrderProgress, type ProgressFacts } from './order-progress.ts';
import { findOrder, listOrders, lockOrder } from './order-store.ts';
import { addOrderEvent, addVersion } from './order-write-store.ts';
import { type ProposedChange, proposedVersion } from './proposed-change.ts';

/** Who did it, and the request it came with. */
export interface By {
  readonly actor: Actor;
  readonly requestId?: string;
}

/** What somebody decides about an order, having seen it with that many events. */
export interface OrderAct {
  readonly id: string;
  /** Number of events the order had when it was looked at: two tabs never both act. */
  readonly seen: number;
}

/** An order with where it stands and what the one who asks may do with it. */
export interface OrderView {
  readonly order: Order;
  readonly status: OrderStatus;
  readonly progress: OrderProgress;
  readonly may: readonly OrderEventKind[];
}

/** A row of a list: where the order stands, and how far it has come. */
export type ListedOrder = OrderRow & { readonly status: OrderStatus; readonly progress: OrderProgress };

/** Orders, within what the actor's roles reach. What they do not reach is not there: undefined, or an unknown order. */
export interface Orders {
  get(actor: Actor, id: string): Promise<OrderView | undefined>;
  /** Newest first; `next` continues, null at the end. */
  list(
    actor: Actor,
    wanted: {
      readonly party?: OrderParty;
      readonly callOff?: string;
      readonly after?: ListCursor | undefined;
      readonly limit: number;
    },
  ): Promise<{
    readonly items: readonly ListedOrder[];
    readonly next: ListCursor | null;
  }>;
  accept(by: By, act: OrderAct): Promise<Outcome<OrderView>>;
  decline(by: By, act: OrderAct & { readonly reason: string }): Promise<Outcome<OrderView>>;
  propose(by: By, act: OrderAct & { readonly change: ProposedChange }): Promise<Outcome<OrderView>>;
  acceptChange(by: By, act: OrderAct): Promise<Outcome<OrderView>>;
  refuseChange(by: By, act: OrderAct & { readonly reason: string }): Promise<Outcome<OrderView>>;
  cancel(by: By, act: OrderAct & { readonly reason: string }): Promise<Outcome<OrderView>>;
}

export interface OrderOptions extends OrderingOptions {
  readonly database: Database;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly agreementsOf: AgreementsOf;
  /** What arrived and is charged of orders, by id. */
  readonly progressOf: (handle: Handle, orders: readonly string[]) => Promise<ReadonlyMap<string, ProgressFacts>>;
}

/** The acts, who does them and which policy they ask for. */
const acts = {
  accepted: { policy: 'orders.answer', by: 'supplier', means: 'accepted' },
  declined: { policy: 'orders.answer', by: 'supplier', means: 'declined' },
  'change-proposed': { policy: 'orders.answer', by: 'supplier', means: 'changed' },
  'change-accepted': { policy: 'orders.decide', by: 'buyer', means: 'agreed' },
  'change-refused': { policy: 'orders.decide', by: 'buyer', means: 'refused' },
  cancelled: { policy: 'orders.cancel', by: 'buyer', means: 'cancelled' },
} as const;
type ActKind = keyof typeof acts;

export function createOrders(options: OrderOptions): Orders {
  const { database, clock, policies, agreementsOf } = options;

  /** What the actor reaches under a policy; as one party only, when it is named. */
  async function scopeFor(action: string, actor: Actor, party?: OrderParty): Promise<ContractScope> {
    const whole = await contractScope(policies.scope(action, actor), agreementsOf);
    if (party === 'supplier') return { ...whole, organisations: [], sites: [], agreements: [] };
    return party === 'buyer' ? { ...whole, suppliers: [], agreements: [] } : whole;
  }

  /** `handle` is asked how far the order has come; without it nothing can have arrived yet. */
  async function viewFor(actor: Actor, order: Order, handle?: Handle): Promise<OrderView> {
    const status = statusOf(order, clock);
    const may = Object.entries(acts).flatMap(([kind, { policy, by }]) => {
      const reached = policies
        .scope(policy, actor)
        .some((each) =>
          by === 'supplier'
            ? each.supplier === order.supplier
            : each.organisation === order.organisation && (each.site === null || each.site === order.site),
        );
      return reached ? mayFollow(status, by).filter((each) => each === kind) : [];
    });
    const asked = status === 'accepted' && handle !== undefined;
    const facts = asked ? (await options.progressOf(handle, [order.id])).get(order.id) : undefined;
    return { order, status, progress: orderProgress(status, facts ?? nothingYet), may };
  }

  async function act(
    { actor, requestId }: By,
    kind: ActKind,
    wanted: OrderAct & { readonly reason?: string; readonly change?: ProposedChange },
  ): Promise<Outcome<OrderView>> {
    const { policy, by } = acts[kind];
    const scope = await scopeFor(policy, actor, by);
    return database.transact(async (transaction) => {
      const order = await lockOrder(transaction, scope, wanted.id);
      if (order === undefined) return fail(unknownOrder(wanted.id));
      const did = order.events[wanted.seen];
      // The same act again, as from a double click: it is done.
      if (did?.kind === kind && did.actor === actorReference(actor))
        return succeed(await viewFor(actor, order, transaction));
      // Only now, because the lock may have been waited for beyond the time to answer.
      const at = clock.now().toString();
      const status = statusOf(order, clock);
      if (order.events.length !== wanted.seen || !mayFollow(status, by).includes(kind)) {
        return fail(notNow(order, status, acts[kind].means));
      }
      const reason = wanted.reason?.trim() ?? '';
      if (needsReason.has(kind) && reason === '') return fail(reasonMissing);
      const made = await nextEvent(transaction, order, kind, wanted.change, at);
      if (!made.ok) return made;
      const event = { ...made.value, actor: actorReference(actor), reason, at };
      await addOrderEvent(transaction, order.id, event);
      await recordAudit(transaction, actor, {
        action: policy,
        subject: `order:${order.id}`,
        detail: { kind, version: event.version, number: order.number },
        ...(requestId === undefined ? {} : { requestId }),
      });
      const after = (await findOrder(transaction, scope, order.id)) ?? order;
      await options.tell?.(transaction, toldOf(after, kind));
      return succeed(await viewFor(actor, after));
    });
  }

  /** The event an act adds, with the version it proposes or puts into force. */
  async function nextEvent(
    transaction: Handle,
    order: Order,
    kind: ActKind,
    change: ProposedChange | undefined,
    at: string,
  ): Promise<Outcome<Omit<OrderEvent, 'actor' | 'reason' | 'at'>>> {
    const last = order.events.at(-1);
    const current = versionInForce(order);
    const event = { position: order.events.length + 1, kind, version: current.version, proposedVersion: null };
    switch (kind) {
      case 'change-proposed': {
        if (change === undefined) throw new Error('A proposal needs what it proposes');
        const proposed = proposedVersion(current, change, order.versions.length + 1);
        if (!proposed.ok) return proposed;
        await addVersion(transaction, order.id, proposed.value, at);
        const until = answerBy(options, order.agreement, 'buyer');
        return succeed({ ...event, proposedVersion: proposed.value.version, answerBy: until });
      }
      case 'change-accepted':
        return succeed({ ...event, version: last?.proposedVersion ?? current.version, answerBy: null });
      case 'change-refused':
        return succeed({ ...event, answerBy: answerBy(options, order.agreement, 'supplier') });
      case 'accepted':
      case 'declined':
      case 'cancelled':
        return succeed({ ...event, answerBy: null });
    }
  }

  return {
    get: async (actor, id) => {
      const order = await findOrder(database.handle, await scopeFor('orders.read', actor), id);
      return order === undefined ? undefined : viewFor(actor, order, database.handle);
    },
    list: async (actor, { party, limit, ...wanted }) => {
      const scope = await scopeFor('orders.read', actor, party);
      const rows = await listOrders(database.handle, scope, { ...wanted, limit: limit + 1 });
      const now = clock.now();
      const listed = rows.slice(0, limit);
      const accepted = listed.filter((each) => orderStatus(each.last, now) === 'accepted').map((each) => each.id);
      const facts = await options.progressOf(database.handle, accepted);
      const items = listed.map((each): ListedOrder => {
        const status = orderStatus(each.last, now);
        return { ...each, status, progress: orderProgress(status, facts.get(each.id) ?? nothingYet) };
      });
      const end = items.at(-1);
      return { items, next: rows.length > limit && end !== undefined ? { at: end.placedAt, id: end.id } : null };
    },
    accept: (by, wanted) => act(by, 'accepted', wanted),
    decline: (by, wanted) => act(by, 'declined', wanted),
    propose: (by, wanted) => act(by, 'change-proposed', wanted),
    acceptChange: (by, wanted) => act(by, 'change-accepted', wanted),
    refuseChange: (by, wanted) => act(by, 'change-refused', wanted),
    cancel: (by, wanted) => act(by, 'cancelled', wanted),
  };
}

/** What is told of the last thing that happened to an order. */
export function toldOf(order: Order, kind: OrderEventKind | 'lapsed'): ToldOfOrder {
  const { id, organisation, site, supplier, number, title, purchase, events } = order;
  const last = events.at(-1);
  const { gross, commitmentNet } = versionInForce(order);
  return {
    ...{ order: id, kind, organisation, site, supplier, number, title, purchase, gross, commitmentNet },
    position: events.length,
    placedBy: events[0]?.actor ?? '',
    reason: kind === 'lapsed' ? '' : (last?.reason ?? ''),
    answerBy: kind === 'lapsed' ? null : (last?.answerBy ?? null),
  };
}

const needsReason: ReadonlySet<ActKind> = new Set(['declined', 'change-refused', 'cancelled']);

const reasonMissing: Problem = {
  code: 'reason-missing',
  path: 'reason',
  message: 'Nothing says why.',
  remedy: 'Give a reason; the other side reads it.',
};

function statusOf(order: Order, clock: Clock): OrderStatus {
  const last = order.events.at(-1);
  if (last === undefined) throw new Error(`Nothing happened to order ${order.id}`);
  return orderStatus(last, clock.now());
}

function unknownOrder(id: string): Problem {
  return {
    code: 'order-unknown',
    value: id,
    message: 'There is no such order among those you may act on.',
    remedy: 'Look at your orders again.',
  };
}

function notNow(order: Order, status: OrderStatus, means: string): Problem {
  return {
    code: 'order-state',
    value: status,
    message: `${order.number} cannot be ${means} now: ${standsWords[status]}.`,
    remedy: 'Look at the order again; somebody may have acted on it meanwhile.',
  };
}

const standsWords: Readonly<Record<OrderStatus, string>> = {
  placed: 'it waits for the supplier’s answer',
  'change-proposed': 'a change is proposed, and the buyer has to answer',
  accepted: 'the supplier has accepted it',
  declined: 'the supplier declined it',
  cancelled: 'the buyer cancelled it',
  lapsed: 'nobody answered in time, so it lapsed',
};
