import { invoicePaths, type Invoicing } from '../../contracts/index.ts';
import { formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { actsAs, organisationFor } from '../order-reads.ts';
import type { WaitingItem, WaitingSource } from '../waiting.ts';

interface InvoiceReads {
  readonly invoicing: { readonly invoices: Pick<Invoicing['invoices'], 'list'> };
}

/** Invoices a desk looks through, newest first. */
const lookedThrough = 100;

/** Invoices with a line in dispute: the buyer decides, the supplier answers. Only the lines named are disputed. */
export function disputedInvoices({ invoicing }: InvoiceReads, kind: 'buyer' | 'supplier'): WaitingSource {
  return async (actor) => {
    if (!actsAs(actor, kind)) return [];
    const { items } = await invoicing.invoices.list(actor, { states: ['in-dispute'], kind, limit: lookedThrough });
    return items.flatMap((invoice): readonly WaitingItem[] => {
      const organisation = kind === 'buyer' ? invoice.organisation : organisationFor(actor, invoice.supplier);
      if (organisation === undefined) return [];
      const disputed = invoice.lines.filter((each) => each.state === 'disputed');
      const [first] = disputed;
      const what = first === undefined ? '' : `${first.title}, ${formatMoney(first.net)} excluding VAT. `;
      return [
        {
          ...{ organisation, due: invoice.due },
          title: `Invoice ${invoice.number} does not match`,
          why: `${what}${plural(disputed.length, 'line')} of ${String(invoice.lines.length)} in dispute, on order ${invoice.orderNumber}.`,
          verb: kind === 'buyer' ? 'Decide' : 'Answer',
          href: invoicePaths.invoice(invoice.id),
        },
      ];
    });
  };
}
