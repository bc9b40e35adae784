import type { Agreements } from '../../agreements/index.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { eligibilityOn, type Organisations, type Suppliers } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import { listEventsOn } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { makeAction } from './decision-file-policies.ts';
import type { DecisionSource } from './decision-files.ts';
import { auditSection } from './sources/audit-section.ts';
import { callOffSection, type CallOffSectionInput } from './sources/call-off-section.ts';
import { eligibilitySection } from './sources/eligibility-section.ts';
import { type InvoiceRecord, invoicesSection } from './sources/invoices-section.ts';
import type { OrderRecord } from './sources/order-record.ts';
import { orderSection } from './sources/order-section.ts';
import { type ReceiptsRecord, receiptsSection } from './sources/receipts-section.ts';
import { rulesSection } from './sources/rules-section.ts';
import { londonDay, type NameOf } from './sources/words.ts';

export interface SourceServices {
  readonly database: Database;
  readonly agreements: Agreements;
  readonly organisations: Organisations;
  readonly suppliers: Suppliers;
  /** The call-off an order belongs to, as contracts know it, if the actor's roles reach it. */
  readonly callOff: (actor: Actor, id: string) => Promise<CallOffSectionInput | undefined>;
  /** What arrived of an order, and its invoices, if the actor's roles reach it; absent: nothing is known of them. */
  readonly receipts?: (actor: Actor, order: string) => Promise<ReceiptsRecord | undefined>;
  readonly invoices?: (actor: Actor, order: string) => Promise<readonly InvoiceRecord[] | undefined>;
}

/** The sections every purchase has: who and by what right, rules, order, call-off, recorded events. */
export function standardSources(services: SourceServices): readonly DecisionSource[] {
  const { agreements, organisations, suppliers, database } = services;
  const began = async (actor: Actor, order: OrderRecord): Promise<IsoDate> =>
    (await services.callOff(actor, order.callOff))?.callOff.commencedOn ?? londonDay(order.placedAt);
  return [
    {
      key: 'eligibility',
      read: async ({ order, actor }) => {
        const { agreement, lot, supplier } = order;
        const on = await began(actor, order);
        const buyer = await organisations.organisation(order.organisation);
        const pack = agreements.find(agreement);
        if (buyer === undefined) return undefined;
        return eligibilitySection({
          ...{ buyer, agreement, lot },
          facts: await organisations.buyerFacts(order.organisation, on),
          eligibility: pack === undefined ? undefined : eligibilityOn(pack, buyer, on),
          supplierName: await supplierName(services, order),
          supplierMightTrade: await suppliers.mayTrade(supplier, agreement, lot, on),
        });
      },
    },
    {
      key: 'rules',
      read: async ({ order, actor }) => {
        const pack = agreements.find(order.agreement);
        if (pack === undefined) return undefined;
        const on = await began(actor, order);
        const facts = await organisations.buyerFacts(order.organisation, on);
        return rulesSection({ pack, lot: order.lot, reference: agreements.reference, facts, on });
      },
    },
    { key: 'order', read: async ({ order }) => orderSection(order, await namesIn(organisations, order)) },
    {
      key: 'call-off',
      read: async ({ order, actor }) => {
        const found = await services.callOff(actor, order.callOff);
        return found === undefined ? undefined : callOffSection(found);
      },
    },
    {
      key: 'receipts',
      read: async ({ order, actor }) => {
        const found = await services.receipts?.(actor, order.id);
        return found === undefined ? undefined : receiptsSection(order, found, await namesIn(organisations, order));
      },
    },
    {
      key: 'invoices',
      read: async ({ order, actor }) => {
        const found = await services.invoices?.(actor, order.id);
        return found === undefined ? undefined : invoicesSection(found, await namesIn(organisations, order));
      },
    },
    {
      key: 'audit',
      read: async ({ order }) => {
        const subjects = [`order:${order.id}`, `call-off:${order.callOff}`, `purchase:${order.purchase}`];
        const events = await listEventsOn(database.handle, subjects, makeAction);
        return auditSection(events, await namesIn(organisations, order));
      },
    },
  ];
}

/** The name under which the supplier stood in the register when the order was placed. */
export async function supplierName(
  { suppliers }: Pick<SourceServices, 'suppliers'>,
  order: Pick<OrderRecord, 'supplier' | 'placedAt'>,
): Promise<string> {
  const on = londonDay(order.placedAt);
  return (await suppliers.summaries([order.supplier], on)).get(order.supplier)?.name ?? order.supplier;
}

/** People of both sides by the reference events hold. */
export async function namesIn(organisations: Organisations, order: OrderRecord): Promise<NameOf> {
  const selling = await organisations.ofSupplier(order.supplier);
  const sides = [order.organisation, ...(selling === undefined ? [] : [selling.id])];
  const members = (await Promise.all(sides.map((each) => organisations.members(each)))).flat();
  const names = new Map(members.map((each) => [`person:${each.person}`, each.name]));
  return (reference) => names.get(reference) ?? (reference === 'system' ? 'The service itself' : reference);
}
