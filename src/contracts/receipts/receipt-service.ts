import { type Clock, isoDate, today } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { cleanLine, listInWords } from '../../kernel/text.ts';
import { type Actor, actorReference, type PolicyTable } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { type AgreementsOf, contractScope } from '../contract-scope.ts';
import { orderStatus } from '../orders/order-life.ts';
import { findOrder, lockOrder } from '../orders/order-store.ts';
import { type Order, versionInForce } from '../orders/order.ts';
import { type MissingGoods, missingGoods } from './missing-goods-store.ts';
import { receiptProblems } from './rules/check-receipt.ts';
import { keptByLine, type NewReceipt, type Receipt } from './rules/receipt.ts';
import { serialKey } from './rules/serials.ts';
import * as store from './receipt-store.ts';

export interface By {
  readonly actor: Actor;
  readonly requestId: string;
}

/** An order with what arrived of it. */
export interface OrderReceipts {
  readonly order: Order;
  readonly receipts: readonly Receipt[];
  /** Kept, by number of the order's line. */
  readonly kept: ReadonlyMap<number, number>;
  /** Whether the order stands so that something can arrive: its supplier accepted it. */
  readonly open: boolean;
}

export interface Receipts {
  /** What arrived of an order the actor may see; undefined for any other. */
  show(actor: Actor, order: string): Promise<OrderReceipts | undefined>;
  /** Orders of the actor's buyers of which goods are missing: some came, or all should have come. */
  missing(actor: Actor): Promise<readonly MissingGoods[]>;
  /** Records what arrived; undefined for an order the actor may not receive. `key` says which form: sent twice, it is one. */
  record(
    by: By,
    order: string,
    receipt: NewReceipt,
    key: string,
  ): Promise<Outcome<{ readonly id: string }> | undefined>;
  /** Takes a whole receipt back; it stays to be seen. */
  reverse(by: By, order: string, receipt: string, note: string): Promise<Outcome<{ readonly id: string }> | undefined>;
  /** Takes a receipt back and records another in its place, in one step. */
  correct(
    by: By,
    order: string,
    receipt: string,
    instead: NewReceipt,
    how: { readonly note: string; readonly key: string },
  ): Promise<Outcome<{ readonly id: string }> | undefined>;
  /** What taking a receipt back would do to invoices, another in its place or none; undefined for what the actor may not do. */
  effects(
    actor: Actor,
    order: string,
    receipt: string,
    instead?: NewReceipt,
  ): Promise<readonly ReceiptEffect[] | undefined>;
}

export interface ReceiptWorld {
  readonly database: Database;
  readonly clock: Clock;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly agreementsOf: AgreementsOf;
  /** What follows from a receipt or its reversal, in the same transaction: invoices that waited are matched. */
  readonly received: (transaction: Handle, order: Order, by: By, why: string) => Promise<void>;
  /** What would follow if these were the receipts of the order. */
  readonly effects: (handle: Handle, order: Order, receipts: readonly Receipt[]) => Promise<readonly ReceiptEffect[]>;
}

/** What becomes of a line of an invoice once a receipt is taken back or corrected. */
export interface ReceiptEffect {
  readonly invoice: { readonly id: string; readonly number: string };
  readonly line: { readonly number: number; readonly title: string; readonly net: string };
  /** `matched`: it is to be paid. `waits`: it waits for goods again. `claimed`: it is paid, and claimed back. */
  readonly to: 'matched' | 'waits' | 'claimed';
}

export function createReceipts(world: ReceiptWorld): Receipts {
  const { database, clock, policies, agreementsOf, received } = world;
  const scopeOf = (action: string, actor: Actor) => contractScope(policies.scope(action, actor), agreementsOf);
  /** Only buyers record what arrived, whatever the scopes of a key say. */
  const recording = (actor: Actor) =>
    contractScope(
      policies.scope('receipts.record', actor).filter((each) => each.kind === 'buyer'),
      agreementsOf,
    );

  const isOpen = (order: Order): boolean => {
    const last = order.events.at(-1);
    return last !== undefined && orderStatus(last, clock.now()) === 'accepted';
  };

  /** Writes a receipt of an order that is locked, with its trace. */
  const add = async (
    transaction: Handle,
    order: Order,
    receipts: readonly Receipt[],
    receipt: NewReceipt,
    key: string,
    by: By,
  ): Promise<Outcome<{ readonly id: string }>> => {
    if (!isOpen(order)) return fail(notAccepted);
    const lines = versionInForce(order).lines;
    const placedOn = isoDate(order.placedAt.slice(0, 10));
    const known = { lines, kept: keptByLine(receipts), placedOn, today: today(clock) };
    const mpns = new Map(lines.map((each) => [each.number, each.mpn]));
    const problems = receiptProblems(receipt, known);
    if (problems.length > 0) return fail(...problems);
    await store.lockSerials(transaction, order.organisation);
    const taken = await serialsTaken(transaction, order.organisation, receipt, mpns);
    if (taken.length > 0) return fail(...taken);
    const added = newId();
    await store.addReceipt(transaction, {
      ...receipt,
      ...{ note: cleanLine(receipt.note).slice(0, 500), id: added, order: order.id, organisation: order.organisation },
      ...{ reverses: null, actor: actorReference(by.actor), recordedAt: clock.now().toString(), key, mpns },
    });
    await recordAudit(transaction, by.actor, {
      action: 'receipts.record',
      subject: `order:${order.id}`,
      detail: { receipt: added, lines: receipt.lines.map(({ line, kept, rejected }) => ({ line, kept, rejected })) },
      requestId: by.requestId,
    });
    return succeed({ id: added });
  };

  /** Writes that a receipt of an order that is locked is taken back; `fresh` unless it was before. */
  const takeBack = async (
    transaction: Handle,
    order: Order,
    receipts: readonly Receipt[],
    wrong: Receipt,
    note: string,
    by: By,
  ): Promise<Outcome<{ readonly id: string; readonly fresh: boolean }>> => {
    const already = receipts.find((each) => each.reverses === wrong.id);
    if (already !== undefined) return succeed({ id: already.id, fresh: false });
    const reason = cleanLine(note).slice(0, 500);
    if (wrong.reverses !== null || reason === '') return fail(wrong.reverses === null ? reasonMissing : reversal);
    const added = newId();
    await store.addReceipt(transaction, {
      ...wrong,
      ...{ id: added, lines: wrong.lines.map((each) => ({ ...each, serials: [] })), note: reason, order: order.id },
      ...{ organisation: order.organisation, reverses: wrong.id, actor: actorReference(by.actor) },
      ...{ recordedAt: clock.now().toString(), key: `reverse:${wrong.id}`, mpns: new Map() },
    });
    await recordAudit(transaction, by.actor, {
      action: 'receipts.record',
      subject: `order:${order.id}`,
      detail: { receipt: added, reverses: wrong.id },
      requestId: by.requestId,
    });
    return succeed({ id: added, fresh: true });
  };

  return {
    show: async (actor, id) => {
      const order = await findOrder(database.handle, await scopeOf('receipts.read', actor), id);
      if (order === undefined) return undefined;
      const receipts = await store.receiptsOf(database.handle, id);
      return { order, receipts, kept: keptByLine(receipts), open: isOpen(order) };
    },

    missing: async (actor) => missingGoods(database.handle, await recording(actor), today(clock)),

    record: async (by, id, receipt, key) => {
      const scope = await recording(by.actor);
      return database.transact(async (transaction) => {
        const order = await lockOrder(transaction, scope, id);
        if (order === undefined) return undefined;
        const before = await store.findByKey(transaction, id, key);
        if (before !== undefined) return succeed({ id: before });
        const added = await add(transaction, order, await store.receiptsOf(transaction, id), receipt, key, by);
        if (added.ok) await received(transaction, order, by, '');
        return added;
      });
    },

    reverse: async (by, id, receipt, note) => {
      const scope = await recording(by.actor);
      return database.transact(async (transaction) => {
        const order = await lockOrder(transaction, scope, id);
        const receipts = order === undefined ? [] : await store.receiptsOf(transaction, id);
        const wrong = receipts.find((each) => each.id === receipt);
        if (order === undefined || wrong === undefined) return undefined;
        const taken = await takeBack(transaction, order, receipts, wrong, note, by);
        if (taken.ok && taken.value.fresh) await received(transaction, order, by, whyOf(wrong, note));
        return taken.ok ? succeed({ id: taken.value.id }) : taken;
      });
    },

    correct: async (by, id, receipt, instead, { note, key }) => {
      const scope = await recording(by.actor);
      return database
        .transact(async (transaction) => {
          const order = await lockOrder(transaction, scope, id);
          const receipts = order === undefined ? [] : await store.receiptsOf(transaction, id);
          const wrong = receipts.find((each) => each.id === receipt);
          if (order === undefined || wrong === undefined) return undefined;
          const before = await store.findByKey(transaction, id, key);
          if (before !== undefined) return succeed({ id: before });
          const taken = await takeBack(transaction, order, receipts, wrong, note, by);
          if (!taken.ok) return taken;
          if (!taken.value.fresh) return fail(takenBack);
          const added = await add(transaction, order, await store.receiptsOf(transaction, id), instead, key, by);
          // The receipt was taken back already: only throwing undoes that.
          if (!added.ok) throw new Refused(added.problems);
          await received(transaction, order, by, whyOf(wrong, note));
          return added;
        })
        .catch((error: unknown) => {
          if (error instanceof Refused) return fail(...error.problems);
          throw error;
        });
    },

    effects: async (actor, id, receipt, instead) => {
      const order = await findOrder(database.handle, await recording(actor), id);
      if (order === undefined) return undefined;
      const receipts = await store.receiptsOf(database.handle, id);
      const wrong = receipts.find((each) => each.id === receipt);
      if (wrong === undefined) return undefined;
      const reversal: Receipt = { ...wrong, id: 'reversal', reverses: wrong.id };
      const another: Receipt | undefined =
        instead === undefined ? undefined : { ...wrong, ...instead, id: 'instead', reverses: null };
      return world.effects(database.handle, order, [
        ...receipts,
        reversal,
        ...(another === undefined ? [] : [another]),
      ]);
    },
  };
}

class Refused extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super('The receipt cannot be corrected so');
    this.problems = problems;
  }
}

function whyOf({ position }: Receipt, note: string): string {
  return `Receipt ${String(position)} was taken back: ${cleanLine(note).slice(0, 500)}`;
}

/** Serial numbers the buyer received before, named with the order they came with. */
async function serialsTaken(
  transaction: Handle,
  organisation: string,
  receipt: NewReceipt,
  mpns: ReadonlyMap<number, string>,
): Promise<readonly Problem[]> {
  const wanted = receipt.lines.flatMap(({ line, serials }) =>
    serials.map((serial) => ({ line, serial, mpn: mpns.get(line) ?? '' })),
  );
  const taken = await store.knownSerials(transaction, organisation, wanted);
  const words = (line: number): readonly string[] =>
    wanted.flatMap((each) => {
      if (each.line !== line) return [];
      const found = taken.find((known) => known.mpn === each.mpn && known.serialKey === serialKey(each.serial));
      return found === undefined ? [] : [`${each.serial} (order ${found.order})`];
    });
  return receipt.lines.flatMap(({ line }) => {
    const found = words(line);
    if (found.length === 0) return [];
    return [
      {
        code: 'serial-known',
        path: `lines/${String(line)}/serials`,
        message: `Received before: ${listInWords(found.slice(0, 10))}.`,
        remedy: 'Correct the number, or reverse the receipt it was recorded with.',
      },
    ];
  });
}

const notAccepted: Problem = {
  code: 'order-not-accepted',
  message: 'The supplier has not accepted this order, so nothing can have arrived of it.',
  remedy: 'Wait for the answer, or ask the supplier.',
};
const reasonMissing: Problem = {
  code: 'reason-missing',
  path: 'note',
  message: 'Say why the receipt is taken back.',
  remedy: 'A few words are enough.',
};
const takenBack: Problem = {
  code: 'taken-back',
  path: 'note',
  message: 'The receipt was taken back already, so it cannot be corrected.',
  remedy: 'Record what arrived anew.',
};
const reversal: Problem = {
  code: 'is-a-reversal',
  path: 'note',
  message: 'This entry takes a receipt back itself.',
  remedy: 'Record what arrived anew.',
};
