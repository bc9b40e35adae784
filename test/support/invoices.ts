import { contractPolicies, createInvoicing, invoicePolicies, type OrderDraftLine } from '../../src/contracts/index.ts';
import { isoDate } from '../../src/kernel/dates.ts';
import { PolicyTable } from '../../src/platform/access/index.ts';
import type { Engine } from '../../src/platform/database/index.ts';
import { contractWorld, laptops, orderDraft } from './contracts.ts';

/** The world of contracts with receipts and invoices, and an order that its supplier accepted: 30 laptops, tags, free delivery. */
export async function invoiceWorld(engine: Engine) {
  const world = await contractWorld(engine);
  const policies = new PolicyTable([...contractPolicies, ...invoicePolicies]);
  const invoicing = createInvoicing({ ...world, policies, reference: world.agreements.reference });
  const { people } = world;
  const placeAccepted = async (...lines: readonly OrderDraftLine[]) => {
    const placed = await world.database.transact((transaction) =>
      world.ordering.placeOrder(transaction, people.buyer, orderDraft(lines.length > 0 ? lines : usualLines)),
    );
    if (!placed.ok) throw new Error(JSON.stringify(placed.problems));
    const accepted = await world.orders.accept({ actor: people.supplier }, { id: placed.value.id, seen: 1 });
    if (!accepted.ok) throw new Error(JSON.stringify(accepted.problems));
    return placed.value;
  };
  return { ...world, ...invoicing, policies, placeAccepted };
}

export type InvoiceWorld = Awaited<ReturnType<typeof invoiceWorld>>;

const usualLines: readonly OrderDraftLine[] = [
  laptops(30),
  { ...laptops(30, '2.50'), kind: 'service', mpn: '', title: 'Asset tag', follows: 1 },
  { ...laptops(1, '0.00'), kind: 'delivery', mpn: '', title: 'Delivery', follows: null },
];

/** A receipt of everything of the usual order, or of some laptops and as many tags. */
export function arrived(laptopCount = 30, serials: readonly string[] = []) {
  return {
    receivedOn: isoDate('2026-11-23'),
    note: '',
    lines: [1, 2].map((line) => ({
      line,
      kept: laptopCount,
      rejected: 0,
      reason: null,
      serials: line === 1 ? serials : [],
    })),
  };
}
