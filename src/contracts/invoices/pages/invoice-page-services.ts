import type { Agreements } from '../../../agreements/index.ts';
import { type Clock, today } from '../../../kernel/dates.ts';
import type { Organisations, Suppliers } from '../../../organisations/index.ts';
import type { Actor, PolicyTable } from '../../../platform/access/index.ts';
import type { Orders } from '../../orders/order-service.ts';
import type { Receipts } from '../../receipts/receipt-service.ts';
import type { Invoices } from '../invoice-service.ts';

/** What the pages of receipts and invoices use. */
export interface InvoicePageServices {
  readonly clock: Clock;
  readonly agreements: Pick<Agreements, 'reference'>;
  readonly invoices: Invoices;
  readonly receipts: Receipts;
  readonly orders: Orders;
  readonly organisations: Pick<Organisations, 'organisationsByIds'>;
  readonly suppliers: Pick<Suppliers, 'summaries'>;
  readonly policies: Pick<PolicyTable, 'scope'>;
}

/** Names of the organisations and suppliers of some rows, by id. */
export async function namesOf(
  { organisations, suppliers, clock }: Pick<InvoicePageServices, 'organisations' | 'suppliers' | 'clock'>,
  rows: readonly { readonly organisation: string; readonly supplier: string }[],
): Promise<{ buyer(id: string): string; supplier(id: string): string }> {
  const buyers = await organisations.organisationsByIds(rows.map((each) => each.organisation));
  const sellers = await suppliers.summaries(new Set(rows.map((each) => each.supplier)), today(clock));
  return { buyer: (id) => buyers.get(id)?.name ?? id, supplier: (id) => sellers.get(id)?.name ?? id };
}

/** Whether the actor may do it to something of that organisation or supplier: what a page offers. */
export function mayOn(
  { policies }: Pick<InvoicePageServices, 'policies'>,
  action: string,
  actor: Actor,
  on: { readonly organisation: string; readonly site: string; readonly supplier: string },
): boolean {
  return policies
    .scope(action, actor)
    .some((each) =>
      each.kind === 'supplier'
        ? each.supplier === on.supplier
        : each.kind === 'buyer' &&
          each.organisation === on.organisation &&
          (each.site === null || each.site === on.site),
    );
}
