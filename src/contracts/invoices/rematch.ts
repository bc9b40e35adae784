import { today } from '../../kernel/dates.ts';
import { inForce } from '../../kernel/dated.ts';
import type { DecimalText } from '../../kernel/money.ts';
import { actorReference } from '../../platform/access/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { type Order, versionInForce } from '../orders/order.ts';
import { receiptsOf } from '../receipts/receipt-store.ts';
import type { By } from '../receipts/receipt-service.ts';
import { keptByLine, type Receipt } from '../receipts/rules/receipt.ts';
import { chargedSoFar, type Invoice, isPaid, type LineOnInvoice, standingOf } from './invoice.ts';
import { tellClaimed } from './invoice-notices.ts';
import { addInvoiceEvents, invoicesOfOrder } from './invoice-store.ts';
import { type OrderedLine, withInstalments } from './rules/invoice.ts';
import { type Difference, matchInvoice } from './rules/matching.ts';
import { countLine, type TakeWorld } from './take-invoice.ts';

/** What becomes of a line of an invoice once other goods are held to have arrived. */
export interface RematchEffect {
  readonly invoice: Invoice;
  readonly line: LineOnInvoice;
  /** `claimed`: it is paid already, so that its credit is claimed. */
  readonly to: 'matched' | 'waits' | 'claimed';
  readonly differences: readonly Difference[];
}

/**
 * What follows for invoices of an order from what is kept of it: what waited for goods that are there matches, and what
 * matched goods that are not there any more waits again, or is claimed back where it is paid. Oldest invoice first.
 */
export function rematchEffects(
  all: readonly Invoice[],
  ordered: readonly OrderedLine[],
  kept: ReadonlyMap<number, number>,
  dueOf: (invoice: Invoice) => 'first-day' | 'last-day' | undefined,
): readonly RematchEffect[] {
  const again = (line: LineOnInvoice): boolean =>
    line.state === 'waiting' || (line.state === 'matched' && line.orderLine !== null);
  const settled: Invoice[] = all.map((invoice) =>
    invoice.kind === 'invoice' ? { ...invoice, lines: invoice.lines.filter((each) => !again(each)) } : invoice,
  );
  const effects: RematchEffect[] = [];
  for (const [index, invoice] of all.entries()) {
    const open = invoice.kind === 'invoice' ? invoice.lines.filter(again) : [];
    if (open.length === 0) continue;
    const document = { ...invoice, orderNumber: '', credits: null, lines: open };
    const soFar = chargedSoFar(settled, kept, ordered);
    const found = matchInvoice(document, { lines: ordered, soFar, instalmentsDue: dueOf(invoice) });
    const stays = open.filter((line, at) => {
      const now = found[at];
      const short = now?.differences.length !== 0 && now?.verdict === 'waiting';
      const differences = now?.differences ?? [];
      if (line.state === 'waiting' && now?.verdict === 'matched') {
        effects.push({ invoice, line, to: 'matched', differences });
        return true;
      }
      if (line.state === 'matched' && short)
        effects.push({ invoice, line, to: isPaid(invoice, line) ? 'claimed' : 'waits', differences });
      return line.state === 'matched' && !short;
    });
    settled[index] = { ...invoice, lines: invoice.lines.filter((each) => !again(each) || stays.includes(each)) };
  }
  return effects;
}

/** What follows for the order's invoices if these were its receipts. */
export async function effectsOn(
  world: TakeWorld,
  handle: Handle,
  order: Order,
  receipts: readonly Receipt[],
): Promise<readonly RematchEffect[]> {
  const all = (await invoicesOfOrder(handle, order.id)).map((each) => standingOf(each, world.rules));
  const ordered = withInstalments(versionInForce(order).lines, order);
  return rematchEffects(
    all,
    ordered,
    keptByLine(receipts),
    (invoice) => inForce(world.instalmentsDue, invoice.issuedOn)?.on,
  );
}

/** Matches the invoices of an order that is locked anew, after a receipt or once one is taken back; `why` goes into events. */
export async function rematchOrder(
  world: TakeWorld,
  transaction: Handle,
  order: Order,
  by: By,
  why: string,
): Promise<void> {
  const effects = await effectsOn(world, transaction, order, await receiptsOf(transaction, order.id));
  const positions = new Map<string, number>();
  for (const { invoice, line, to, differences } of effects) {
    const position = (positions.get(invoice.id) ?? invoice.events.length) + 1;
    positions.set(invoice.id, position);
    await addInvoiceEvents(transaction, invoice.id, [
      {
        ...{ position, kind: to, line: line.number, note: to === 'matched' ? '' : why },
        facts: differences.length === 0 ? {} : { differences },
        actor: actorReference(by.actor),
        at: world.clock.now().toString(),
      },
    ]);
    if (to === 'claimed') {
      await tellClaimed(transaction, invoice, { line: line.number, position, note: why });
      continue;
    }
    const net: DecimalText = to === 'matched' ? line.net : line.gaveBackNet;
    const counted = { line: line.number, net, on: today(world.clock), position };
    await countLine(world, transaction, { id: invoice.id, order }, counted);
  }
}
