import { exact } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';
import { instalmentsOf } from '../instalments.ts';
import type { ProgressFacts } from '../orders/order-progress.ts';
import { linesInForce, type ProgressLine } from '../orders/progress-store.ts';
import { keptOfOrders } from '../receipts/receipt-store.ts';
import { chargedSoFar, type Invoice, standingOf } from './invoice.ts';
import { invoicesOfOrders } from './invoice-store.ts';

/** What arrived and is charged of orders that were found within somebody's scope, by id. */
export async function progressOfOrders(
  handle: Handle,
  orders: readonly string[],
): Promise<ReadonlyMap<string, ProgressFacts>> {
  if (orders.length === 0) return new Map();
  const lines = await linesInForce(handle, orders);
  const kept = await keptOfOrders(handle, orders);
  // What has to be paid by when is of no concern here, so no rule is asked for.
  const invoices = (await invoicesOfOrders(handle, orders)).map((each) => standingOf(each, []));
  return new Map(
    orders.map((order) => [
      order,
      factsOf(
        lines.filter((each) => each.order === order),
        kept.get(order) ?? new Map(),
        invoices.filter((each) => each.order === order),
      ),
    ]),
  );
}

function factsOf(
  lines: readonly ProgressLine[],
  kept: ReadonlyMap<number, number>,
  invoices: readonly Invoice[],
): ProgressFacts {
  const receivable = lines.filter((each) => each.kind !== 'delivery');
  const ordered = lines.map((each) => ({
    ...each,
    instalments: each.kind === 'delivery' ? [] : instalmentsOf(each.unit, each),
  }));
  const charged = chargedSoFar(invoices, kept, ordered);
  const priced = ordered.filter((each) => !exact(each.unitPrice).isZero());
  const full = priced.filter(({ number, quantity, instalments }) =>
    exact(charged.get(number)?.invoiced ?? '0').greaterThanOrEqualTo(quantity * Math.max(1, instalments.length)),
  );
  const sum = (of: (line: ProgressLine) => number) => receivable.reduce((all, each) => all + of(each), 0);
  const sent = invoices.filter((each) => each.kind === 'invoice');
  return {
    ordered: sum((each) => each.quantity),
    kept: sum((each) => Math.min(each.quantity, kept.get(each.number) ?? 0)),
    toCharge: priced.length,
    charged: full.length,
    anyCharged: sent.some((each) => each.state !== 'settled'),
    disputed: sent.some((each) => each.state === 'in-dispute' || each.state === 'claimed'),
    unpaid: sent.some((each) => each.state === 'to-pay' || each.state === 'waiting'),
  };
}
