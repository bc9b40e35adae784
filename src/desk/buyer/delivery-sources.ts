import { invoicePaths, type Invoicing } from '../../contracts/index.ts';
import { formatDate, today } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import type { Suppliers } from '../../organisations/index.ts';
import { actsAs } from '../order-reads.ts';
import type { WaitingItem, WaitingSource } from '../waiting.ts';

interface DeliveryReads {
  readonly invoicing: { readonly receipts: Pick<Invoicing['receipts'], 'missing'> };
  readonly suppliers: Pick<Suppliers, 'summaries'>;
}

/** Orders of which goods are missing: some came, or all should have come. */
export function deliveriesMissing({ invoicing, suppliers }: DeliveryReads): WaitingSource {
  return async (actor, now) => {
    if (!actsAs(actor, 'buyer')) return [];
    const on = today({ now: () => now });
    const found = await invoicing.receipts.missing(actor);
    const names = await suppliers.summaries(new Set(found.map((each) => each.supplier)), on);
    return found.map((each): WaitingItem => {
      const { organisation, title, number, ordered, kept, lastOn, expectedBy } = each;
      const from = names.get(each.supplier)?.name ?? each.supplier;
      const missing = ordered - kept;
      const expected = expectedBy === null ? '' : ` Expected by ${formatDate(expectedBy)}.`;
      return {
        organisation,
        due: expectedBy,
        title:
          kept === 0 ? `${title}: nothing has been recorded as arrived` : `${title}: ${kept} of ${ordered} arrived`,
        why: `Order ${number} from ${from}.${lastOn === null ? '' : ` The last came on ${formatDate(lastOn)}.`}${expected} ${plural(missing, 'piece is', 'pieces are')} missing${kept === 0 ? '' : '; only what arrived is to be paid'}.`,
        verb: 'Record receipt',
        href: invoicePaths.receipts(each.id),
      };
    });
  };
}
