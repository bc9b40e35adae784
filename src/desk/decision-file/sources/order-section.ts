import type { Block, SectionContent } from '../decision-file.ts';
import { type LineRecord, type OrderRecord, versionInForce } from './order-record.ts';
import { dayOr, londonDay, londonTime, type NameOf, pounds } from './words.ts';

const eventWords: Readonly<Record<string, string>> = {
  placed: 'Placed',
  accepted: 'Accepted by the supplier',
  declined: 'Declined by the supplier',
  cancelled: 'Cancelled by the buyer',
  'change-proposed': 'Change proposed by the supplier',
  'change-accepted': 'Change agreed by the buyer',
  'change-refused': 'Change refused by the buyer',
};

const bindingKinds: readonly string[] = ['accepted', 'change-accepted'];

/** What was ordered, every version of it, and everything that happened to it. */
export function orderSection(order: OrderRecord, nameOf: NameOf): SectionContent {
  const current = versionInForce(order);
  const versions = order.versions.map((version): Block => ({
    kind: 'table',
    caption: order.versions.length === 1 ? 'Lines' : `Lines, version ${String(version.version)}`,
    columns: [
      { heading: 'Line', numeric: true },
      { heading: 'What' },
      { heading: 'Quantity', numeric: true },
      { heading: 'Each, without VAT', numeric: true },
      { heading: 'Without VAT', numeric: true },
      { heading: 'VAT', numeric: true },
      { heading: 'With VAT', numeric: true },
    ],
    rows: [
      ...version.lines.map((line) => [
        String(line.number),
        lineTitle(line),
        String(line.quantity),
        pounds(line.unitPrice),
        pounds(line.net),
        line.vatPercent === null ? pounds(line.vat) : `${pounds(line.vat)} (${line.vatPercent} %)`,
        pounds(line.gross),
      ]),
      ['', 'Total', '', '', pounds(version.net), pounds(version.vat), pounds(version.gross)],
    ],
  }));
  return {
    blocks: [
      {
        kind: 'facts',
        rows: [
          { label: 'Order', value: order.number },
          { label: 'Call-off contract', value: order.callOffNumber },
          { label: 'Placed', value: londonTime(order.placedAt) },
          { label: 'Buyer’s own reference', value: order.buyerReference === '' ? 'None' : order.buyerReference },
          {
            label: 'Deliver to',
            value: `${order.deliverTo.name}, ${order.deliverTo.address}, ${order.deliverTo.postcode}`,
          },
          { label: 'Invoice to', value: order.invoiceTo },
          { label: 'Expected by', value: dayOr(current.expectedBy, 'No day was named') },
          { label: 'Most it can come to over the whole term', value: `${pounds(current.commitmentNet)} without VAT` },
        ],
      },
      ...versions,
      {
        kind: 'table',
        caption: 'What happened',
        columns: [{ heading: 'When' }, { heading: 'What' }, { heading: 'By' }, { heading: 'Reason' }],
        rows: order.events.map((event) => [
          londonTime(event.at),
          eventWords[event.kind] ?? event.kind,
          nameOf(event.actor),
          event.reason === '' ? 'None given' : event.reason,
        ]),
      },
    ],
    data: order,
    facts: { agreedChanges: agreedChanges(order) },
  };
}

function lineTitle({ title, mpn, condition }: LineRecord): string {
  const details = [mpn, condition ?? ''].filter((each) => each !== '');
  return details.length === 0 ? title : `${title} (${details.join(', ')})`;
}

/** Changes both sides agreed to after the order was placed, with the money before and after. */
function agreedChanges(order: OrderRecord) {
  return order.events.flatMap((event, index) => {
    if (!bindingKinds.includes(event.kind)) return [];
    const before = order.versions.find((each) => each.version === order.events[index - 1]?.version);
    const after = order.versions.find((each) => each.version === event.version);
    if (before === undefined || after === undefined || before.version === after.version) return [];
    return [{ on: londonDay(event.at), before: before.net, after: after.net }];
  });
}
