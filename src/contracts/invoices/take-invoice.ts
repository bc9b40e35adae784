import { createHash } from 'node:crypto';
import type { InstalmentsDue, VatRounding } from '../../agreements/index.ts';
import { inForce } from '../../kernel/dated.ts';
import { type Clock, type IsoDate, isoDate, today } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { addSpend, type SpendRow } from '../call-offs/call-off-write-store.ts';
import { orderStatus } from '../orders/order-life.ts';
import { type Order, versionInForce } from '../orders/order.ts';
import { receiptsOf } from '../receipts/receipt-store.ts';
import { keptByLine } from '../receipts/rules/receipt.ts';
import type { By } from '../receipts/receipt-service.ts';
import { creditEffects, type CreditEffect } from './apply-credit.ts';
import { chargedSoFar, type DaysToPay, type Invoice, standingOf } from './invoice.ts';
import type { InvoiceEvent, InvoiceSource, StoredLine } from './invoice-record.ts';
import { tellDisputed } from './invoice-notices.ts';
import * as store from './invoice-store.ts';
import { totalsProblems, type VatRoundingMethod } from './rules/arithmetic.ts';
import { documentProblems } from './rules/document-problems.ts';
import { type InvoiceDocument, withInstalments } from './rules/invoice.ts';
import { type MatchedLine, matchInvoice } from './rules/matching.ts';

export interface TakeWorld {
  readonly clock: Clock;
  readonly rules: readonly DaysToPay[];
  readonly vatRounding: readonly VatRounding[];
  readonly instalmentsDue: readonly InstalmentsDue[];
}

export interface DocumentToTake {
  readonly document: InvoiceDocument;
  readonly source: InvoiceSource;
  /** The day from which the time to pay counts: today for what a supplier sends. */
  readonly receivedOn: IsoDate;
}

/** Takes an invoice or credit note for an order that is locked: matches it, disputes what differs, counts what is right. */
export async function takeInvoice(
  world: TakeWorld,
  transaction: Handle,
  order: Order,
  { document, source, receivedOn }: DocumentToTake,
  by: By,
): Promise<Outcome<{ readonly id: string; readonly fresh: boolean }>> {
  const now = world.clock.now();
  const numberKey = document.number.toLowerCase().replace(/\s+/gu, '');
  const fingerprint = fingerprintOf(document, order.id);
  const known = await store.findNumber(transaction, order.supplier, numberKey);
  if (known !== undefined) return sentBefore(known, fingerprint, document.number);
  const last = order.events.at(-1);
  if (last === undefined || orderStatus(last, now) !== 'accepted') return fail(notAccepted(order.number));
  const problems = [
    ...documentProblems(document),
    ...dayProblems(document, receivedOn, order, today(world.clock)),
    ...totalsProblems(document, lawfulRoundings(world.vatRounding, document.issuedOn)),
  ];
  if (problems.length > 0) return fail(...problems);

  const invoices = (await store.invoicesOfOrder(transaction, order.id)).map((each) => standingOf(each, world.rules));
  const lines = withInstalments(versionInForce(order).lines, order);
  const kept = keptByLine(await receiptsOf(transaction, order.id));
  const instalmentsDue = inForce(world.instalmentsDue, document.issuedOn)?.on;
  const matched = matchInvoice(document, { lines, soFar: chargedSoFar(invoices, kept, lines), instalmentsDue });
  const stored = matched.map(({ line, orderLine, vat, period }): StoredLine => ({
    ...line,
    orderLine,
    vat,
    period,
    source: line.source ?? '',
  }));
  const corrected = document.kind === 'credit-note' ? correctedBy(document, invoices) : undefined;
  const effects = document.kind === 'credit-note' ? effectsOf(document, stored, corrected) : succeed([]);
  if (!effects.ok) return effects;

  const id = newId();
  const actor = actorReference(by.actor);
  const at = now.toString();
  const added = await store.addInvoice(transaction, {
    id,
    supplier: order.supplier,
    organisation: order.organisation,
    order: order.id,
    callOff: order.callOff,
    site: order.site,
    agreement: order.agreement,
    kind: document.kind,
    number: document.number,
    credits: corrected?.id ?? null,
    issuedOn: document.issuedOn,
    receivedOn,
    net: document.net,
    vat: document.vat,
    gross: document.gross,
    sentAt: at,
    numberKey,
    fingerprint,
    source,
    actor,
    lines: stored,
  });
  if (!added) {
    const winner = await store.findNumber(transaction, order.supplier, numberKey);
    if (winner === undefined) throw new Error(`Invoice ${document.number} was neither stored nor found`);
    return sentBefore(winner, fingerprint, document.number);
  }
  const events = matched.map((each, index) => firstEvent(document, each, index + 1, actor, at));
  await store.addInvoiceEvents(transaction, id, events);
  const disputed = events.filter((each) => each.kind === 'disputed');
  await tellDisputed(
    transaction,
    { ...order, id, number: document.number, gross: document.gross },
    { lines: disputed.flatMap((each) => each.line ?? []), position: disputed[0]?.position ?? 0, note: '' },
  );
  const on = today(world.clock);
  if (document.kind === 'invoice') {
    for (const each of matched) {
      if (each.verdict === 'matched')
        await countLine(world, transaction, { id, order }, { line: each.line.number, net: each.net, on, position: 0 });
    }
  } else if (corrected !== undefined) {
    await applyCredit(world, transaction, { id, order, corrected, effects: effects.value, actor, at, on });
  }
  await recordAudit(transaction, by.actor, {
    action: 'invoices.send',
    subject: `invoice:${id}`,
    detail: { order: order.id, kind: document.kind, lines: matched.map((each) => each.verdict), gross: document.gross },
    requestId: by.requestId,
  });
  return succeed({ id, fresh: true });
}

interface ChargedInvoice {
  readonly id: string;
  readonly order: { readonly id: string; readonly callOff: string };
}

/** What a line counts for from now on: `net` in all, because of the event with that position. */
interface CountedLine {
  readonly line: number;
  readonly net: DecimalText;
  readonly on: IsoDate;
  readonly position: number;
}

/** Has a line count for `net` on the meter of its call-off, whatever it counted for before. */
export async function countLine(
  world: Pick<TakeWorld, 'clock'>,
  transaction: Handle,
  invoice: ChargedInvoice,
  counted: CountedLine,
): Promise<void> {
  const row = await spendOf(transaction, invoice, counted);
  if (row !== undefined) await addSpend(transaction, row, world.clock.now().toString());
}

/** What moves the meter so that a line counts for `net`; undefined where it does already. The order is locked. */
export async function spendOf(
  transaction: Handle,
  { id, order }: ChargedInvoice,
  { line, net, on, position }: CountedLine,
): Promise<SpendRow | undefined> {
  const source = `invoice:${id}:${String(line)}`;
  const before = await store.countedNet(transaction, order.callOff, source);
  const amount = exact(net).minus(exact(before ?? '0'));
  if (amount.isZero()) return undefined;
  return {
    callOff: order.callOff,
    order: order.id,
    kind: amount.isNegative() ? 'credited' : 'invoiced',
    net: amount.abs().toFixed(2),
    on,
    source: before === undefined ? source : `${source}:${String(position)}`,
  };
}

function firstEvent(
  document: InvoiceDocument,
  matched: MatchedLine,
  position: number,
  actor: string,
  at: string,
): InvoiceEvent {
  const { differences, verdict, line } = matched;
  // What a credit note may not give back was refused before; the rest of it is as it says.
  const kind =
    document.kind === 'credit-note' || verdict === 'matched' ? 'matched' : verdict === 'waiting' ? 'waits' : 'disputed';
  return {
    position,
    kind,
    line: line.number,
    facts: differences.length === 0 ? {} : { differences },
    note: '',
    actor: kind === 'disputed' ? 'system' : actor,
    at,
  };
}

function correctedBy(document: InvoiceDocument, invoices: readonly Invoice[]): Invoice | undefined {
  const wanted = (document.credits ?? '').toLowerCase().replace(/\s+/gu, '');
  return invoices.find((each) => each.kind === 'invoice' && each.number.toLowerCase().replace(/\s+/gu, '') === wanted);
}

function effectsOf(
  document: InvoiceDocument,
  lines: readonly StoredLine[],
  corrected: Invoice | undefined,
): Outcome<readonly CreditEffect[]> {
  if (corrected === undefined) {
    return fail({
      code: 'credits-unknown',
      path: '/credits',
      message: `There is no invoice ${document.credits ?? ''} for this order that a credit note could correct.`,
      remedy: 'Write the number of the invoice as it was sent.',
    });
  }
  return creditEffects(lines, corrected);
}

async function applyCredit(
  world: TakeWorld,
  transaction: Handle,
  credit: {
    readonly id: string;
    readonly order: Order;
    readonly corrected: Invoice;
    readonly effects: readonly CreditEffect[];
    readonly actor: string;
    readonly at: string;
    readonly on: IsoDate;
  },
): Promise<void> {
  const { id, order, corrected, effects, actor, at, on } = credit;
  const first = corrected.events.length + 1;
  await store.addInvoiceEvents(
    transaction,
    corrected.id,
    effects.map((each, index) => ({
      position: first + index,
      kind: each.kind === 'settles' ? 'credited' : 'gave-back',
      line: each.target.number,
      facts: { net: each.net, vat: each.vat, creditNote: id },
      note: '',
      actor,
      at,
    })),
  );
  for (const [index, { target, net, from, kind }] of effects.entries()) {
    if (kind === 'settles') {
      const rest = exact(target.net).minus(exact(net)).toFixed(2);
      const counted = { line: target.number, net: rest, on, position: first + index };
      await countLine(world, transaction, { id: corrected.id, order }, counted);
    } else {
      const entry = { callOff: order.callOff, order: order.id, kind: 'credited', net, on } as const;
      await addSpend(transaction, { ...entry, source: `invoice:${id}:${String(from)}` }, at);
    }
  }
}

/** The ways to round VAT that were lawful on the day. */
export function lawfulRoundings(rules: readonly VatRounding[], on: IsoDate): readonly VatRoundingMethod[] {
  return rules.filter((each) => each.from <= on && (each.to === undefined || on <= each.to)).map((each) => each.method);
}

function dayProblems(document: InvoiceDocument, receivedOn: IsoDate, order: Order, day: IsoDate): readonly Problem[] {
  const placed = isoDate(order.placedAt.slice(0, 10));
  const problems: Problem[] = [];
  const add = (code: string, path: string, message: string, remedy: string): void => {
    problems.push({ code, path, message, remedy });
  };
  if (document.issuedOn > day)
    add('in-the-future', '/issuedOn', 'The date of the invoice is still to come.', 'Correct it.');
  if (document.issuedOn < placed)
    add('before-the-order', '/issuedOn', 'The date of the invoice is before the order.', 'Correct it.');
  if (receivedOn > day) add('in-the-future', '/receivedOn', 'The day it was received is still to come.', 'Correct it.');
  if (receivedOn < document.issuedOn)
    add(
      'before-the-invoice',
      '/receivedOn',
      'It cannot be received before it was written.',
      'Correct one of the dates.',
    );
  if (document.lines.length === 0) add('no-lines', '/lines', 'The invoice has no lines.', 'Add at least one.');
  return problems;
}

function sentBefore(
  known: { readonly id: string; readonly fingerprint: string },
  fingerprint: string,
  number: string,
): Outcome<{ readonly id: string; readonly fresh: boolean }> {
  if (known.fingerprint === fingerprint) return succeed({ id: known.id, fresh: false });
  return fail({
    code: 'duplicate',
    path: '/number',
    value: number,
    message: `Number ${number} was used before, for another invoice or credit note.`,
    remedy: 'Give this one a number of its own.',
  });
}

function notAccepted(number: string): Problem {
  return {
    code: 'order-not-accepted',
    path: '/orderNumber',
    message: `Order ${number} is not accepted, so it cannot be charged.`,
    remedy: 'Accept the order first, or correct the number.',
  };
}

/** What the document says, whatever it came in. */
function fingerprintOf({ lines, ...facts }: InvoiceDocument, order: string): string {
  const plain = (value: DecimalText | null): string | null => (value === null ? null : exact(value).toFixed());
  const rows = lines.map((each) => [
    each.orderLine,
    each.mpn,
    each.title,
    plain(each.quantity),
    plain(each.unitPrice),
    plain(each.net),
    plain(each.vatPercent),
    ...(each.period == null ? [] : [each.period.from, each.period.to]),
  ]);
  const said = [
    order,
    facts.kind,
    facts.number,
    facts.issuedOn,
    facts.credits,
    plain(facts.net),
    plain(facts.vat),
    plain(facts.gross),
    rows,
  ];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}
