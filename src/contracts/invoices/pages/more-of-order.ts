import { formatDate } from '../../../kernel/dates.ts';
import { plural } from '../../../kernel/text.ts';
import type { Actor } from '../../../platform/access/index.ts';
import { type Order, versionInForce } from '../../orders/order.ts';
import type { MoreOfOrder } from '../../pages/contract-page-services.ts';
import { invoicePaths as paths } from '../invoice-paths.ts';
import { standingReceipts } from '../../receipts/rules/receipt.ts';
import { type InvoicePageServices, mayOn } from './invoice-page-services.ts';

/** What the page of an order says of its receipts and invoices. */
export function moreOfOrder(
  services: Pick<InvoicePageServices, 'invoices' | 'receipts' | 'policies'>,
): (actor: Actor, order: Order) => Promise<readonly MoreOfOrder[]> {
  return async (actor, order) => {
    const arrived = await services.receipts.show(actor, order.id);
    const charged = await services.invoices.ofOrder(actor, order.id);
    if (arrived?.open !== true || charged === undefined) return [];
    const wanted = versionInForce(order).lines.filter((each) => each.kind !== 'delivery');
    const left = wanted.reduce(
      (sum, each) => sum + Math.max(0, each.quantity - (arrived.kept.get(each.number) ?? 0)),
      0,
    );
    const kept = wanted.reduce((sum, each) => sum + (arrived.kept.get(each.number) ?? 0), 0);
    const lastOn = standingReceipts(arrived.receipts)
      .map((each) => each.receivedOn)
      .toSorted()
      .at(-1);
    const came =
      lastOn === undefined ? '' : `${plural(kept, 'piece')} arrived and kept, the last on ${formatDate(lastOn)}. `;
    const wrong = charged.invoices.filter((each) => each.state === 'in-dispute');
    const count = charged.invoices.length;
    const invoices =
      count === 0 ? 'No invoice has come yet.' : `${plural(count, 'document')}, ${String(wrong.length)} in dispute.`;
    const latest = wrong[0] ?? charged.invoices.at(-1);
    return [
      {
        title: 'Receipts',
        text: `${came}${left === 0 ? 'Everything has arrived.' : `${plural(left, 'piece is', 'pieces are')} still to come.`}`,
        link: {
          text: mayOn(services, 'receipts.record', actor, order) ? 'Record what arrived' : 'See what arrived',
          href: paths.receipts(order.id),
        },
      },
      {
        title: 'Invoices',
        text: invoices,
        ...(latest === undefined ? {} : { link: { text: `Look at ${latest.number}`, href: paths.invoice(latest.id) } }),
      },
      ...(mayOn(services, 'invoices.send', actor, order)
        ? [
            {
              title: 'Charge this order',
              text: 'Once the goods are there, send the invoice.',
              link: { text: 'Send an invoice', href: paths.send(order.id) },
            },
          ]
        : []),
      ...(mayOn(services, 'invoices.decide', actor, order)
        ? [
            {
              title: 'An invoice on paper',
              text: 'If one reached you another way, record it to have it matched.',
              link: { text: 'Record an invoice', href: paths.record(order.id) },
            },
          ]
        : []),
    ];
  };
}
