import type { Agreements } from '../../agreements/index.ts';
import { type Clock, formatDate, isoDate, today } from '../../kernel/dates.ts';
import type { Organisations, Suppliers } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { CallOffRulesOf } from '../call-off-rules.ts';
import type { CallOffs } from '../call-offs/call-off-service.ts';
import type { SignedCopies } from '../call-offs/signed-copy.ts';
import type { Signing } from '../call-offs/signing.ts';
import type { Order } from '../orders/order.ts';
import type { OrderStatus } from '../orders/order-life.ts';
import type { Orders } from '../orders/order-service.ts';

/** Something a page shows of a neighbour, such as the receipts and invoices of an order. */
export interface MoreOfOrder {
  readonly title: string;
  readonly text: string;
  readonly link?: { readonly text: string; readonly href: string };
}

/** What the pages of orders and call-offs use. */
export interface ContractPageServices {
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly organisations: Organisations;
  readonly suppliers: Pick<Suppliers, 'summaries'>;
  readonly orders: Orders;
  readonly callOffs: CallOffs;
  readonly signing: Signing;
  readonly signedCopies: SignedCopies;
  /** The agreement's rules of call-offs; undefined for agreements that are not installed. */
  readonly rules: CallOffRulesOf;
  /** What others keep of an order and the actor may see; nothing where it is absent. */
  readonly moreOfOrder?: (actor: Actor, order: Order, status: OrderStatus) => Promise<readonly MoreOfOrder[]>;
}

/** Names of organisations and suppliers by id, read together. */
export interface Names {
  buyer(id: string): string;
  supplier(id: string): string;
}

export async function namesFor(
  { organisations, suppliers, clock }: Pick<ContractPageServices, 'organisations' | 'suppliers' | 'clock'>,
  rows: readonly { readonly organisation: string; readonly supplier: string }[],
): Promise<Names> {
  const buyers = await organisations.organisationsByIds(rows.map((each) => each.organisation));
  const sellers = await suppliers.summaries(new Set(rows.map((each) => each.supplier)), today(clock));
  return {
    buyer: (id) => buyers.get(id)?.name ?? id,
    supplier: (id) => sellers.get(id)?.name ?? id,
  };
}

/** `23 November 2026` in London, of an instant. */
export function dayOf(instant: string): string {
  return formatDate(
    isoDate(Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London').toPlainDate().toString()),
  );
}

/** `23 November 2026 at 10:42`, London time. */
export function momentOf(instant: string): string {
  const time = Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London').toPlainTime();
  return `${dayOf(instant)} at ${time.toString({ smallestUnit: 'minute' })}`;
}
