import { formatDay } from '../../kernel/dates.ts';
import { exact, formatMoney } from '../../kernel/money.ts';
import { contractPaths as paths } from '../contract-paths.ts';
import type { OrderDraft } from '../order-draft.ts';
import { type Order, type OrderLine, type OrderVersion, versionInForce } from '../orders/order.ts';
import type { OrderStatus } from '../orders/order-life.ts';
import type { ListedOrder, OrderView } from '../orders/order-service.ts';
import { dayOf, momentOf, type Names } from './contract-page-services.ts';
import { eventWords, progressWords } from './order-words.ts';

/** A row of a list of orders as the page shows it. */
export function orderRow(row: ListedOrder, names: Names) {
  return {
    href: paths.order(row.id),
    number: row.number,
    title: row.title,
    buyer: names.buyer(row.organisation),
    supplier: names.supplier(row.supplier),
    placed: dayOf(row.placedAt),
    status: progressWords[row.progress],
    answerBy: row.last.answerBy === null || row.status === 'lapsed' ? '' : `Answer by ${dayOf(row.last.answerBy)}`,
    net: formatMoney(row.net),
  };
}

/** A line as the table of an order shows it. */
function lineRow(line: OrderLine) {
  return {
    number: line.number,
    title: line.title,
    about: [line.mpn, line.kind === 'goods' ? line.condition : line.kind === 'service' ? 'service' : '']
      .filter((each) => each !== null && each !== '')
      .join(', '),
    quantity: line.quantity,
    each: formatMoney(line.unitPrice),
    net: formatMoney(line.net),
    vat: formatMoney(line.vat),
    vatPercent: line.vatPercent === null ? 'No VAT' : `${line.vatPercent}%`,
    gross: formatMoney(line.gross),
  };
}

/** Lines and totals of an order that is not placed yet. */
export function linesView(draft: Pick<OrderDraft, 'lines' | 'net' | 'vat' | 'gross'>) {
  return {
    lines: draft.lines.map((line, index) => lineRow({ ...line, number: index + 1 })),
    net: formatMoney(draft.net),
    vat: formatMoney(draft.vat),
    gross: formatMoney(draft.gross),
  };
}

function versionView(version: OrderVersion) {
  return {
    lines: version.lines.map(lineRow),
    net: formatMoney(version.net),
    vat: formatMoney(version.vat),
    gross: formatMoney(version.gross),
    expected: version.expectedBy === null ? 'No day agreed' : formatDay(version.expectedBy),
    note: version.note,
  };
}

/** What differs between the lines in force and those proposed, a sentence each. */
export function differences(before: OrderVersion, after: OrderVersion): readonly string[] {
  const lines = after.lines.flatMap((line) => {
    const old = before.lines.find((each) => each.number === line.number);
    if (old === undefined) return [];
    return [
      ...(exact(old.unitPrice).eq(exact(line.unitPrice))
        ? []
        : [`${line.title}: ${formatMoney(line.unitPrice)} each instead of ${formatMoney(old.unitPrice)}.`]),
      ...(old.mpn === line.mpn && old.title === line.title
        ? []
        : [`Line ${line.number}: ${line.title} ${line.mpn} instead of ${old.title} ${old.mpn}.`]),
    ];
  });
  if (before.expectedBy === after.expectedBy || after.expectedBy === null) return lines;
  const was = before.expectedBy === null ? 'no day' : formatDay(before.expectedBy);
  return [...lines, `Delivery by ${formatDay(after.expectedBy)} instead of ${was}.`];
}

/** The page of one order, as whoever asks may see it. */
export function orderPage({ order, status, progress, may }: OrderView, names: Names, siteName: string) {
  const version = versionInForce(order);
  const last = order.events.at(-1);
  const proposed =
    status === 'change-proposed' ? order.versions.find((each) => each.version === last?.proposedVersion) : undefined;
  return {
    id: order.id,
    number: order.number,
    title: order.title,
    seen: order.events.length,
    buyer: names.buyer(order.organisation),
    supplier: names.supplier(order.supplier),
    site: siteName,
    status: progressWords[progress],
    says: saying(order, status, names),
    deliverTo: order.deliverTo,
    invoiceTo: order.invoiceTo,
    buyerReference: order.buyerReference,
    agreement: order.agreement,
    lot: order.lot,
    callOff: { number: order.callOffNumber, href: paths.callOff(order.callOff) },
    placed: momentOf(order.placedAt),
    ...versionView(version),
    plainGross: version.gross,
    proposed:
      proposed === undefined ? undefined : { ...versionView(proposed), differences: differences(version, proposed) },
    events: order.events.toReversed().map((each) => ({
      what: eventWords[each.kind],
      when: momentOf(each.at),
      reason: each.reason || (order.versions.find((one) => one.version === each.proposedVersion)?.note ?? ''),
    })),
    may: {
      answer: may.includes('accepted'),
      decide: may.includes('change-accepted'),
      cancel: may.includes('cancelled'),
    },
  };
}

/** Where the order stands and what happens next, in two sentences. */
function saying(order: Order, status: OrderStatus, names: Names): { readonly main: string; readonly also: string } {
  const last = order.events.at(-1);
  const until = last?.answerBy == null ? '' : ` until the end of ${dayOf(last.answerBy)}`;
  const supplier = names.supplier(order.supplier);
  const because = last?.reason === undefined || last.reason === '' ? '' : `“${last.reason}”`;
  switch (status) {
    case 'placed':
      return {
        main: `${supplier} can accept, decline or propose a change${until}.`,
        also: 'Without an answer the order lapses and binds nobody.',
      };
    case 'change-proposed':
      return {
        main: `${supplier} proposes a change. ${names.buyer(order.organisation)} can accept or refuse it${until}.`,
        also: 'Until then the order stands as it was placed.',
      };
    case 'accepted':
      return {
        main: `${supplier} accepted the order on ${dayOf(last?.at ?? order.placedAt)}.`,
        also: 'It binds both sides.',
      };
    case 'declined':
      return {
        main: `${supplier} declined the order. ${because}`,
        also: 'Nothing is owed. Its money is free for another order.',
      };
    case 'cancelled':
      return { main: `The order was cancelled before it was accepted. ${because}`, also: 'Nothing is owed.' };
    case 'lapsed':
      return {
        main: 'The order lapsed: nobody answered in time.',
        also: 'Nothing is owed. Its money is free for another order.',
      };
  }
}
