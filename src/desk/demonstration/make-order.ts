import { versionInForce } from '../../contracts/index.ts';
import { today } from '../../kernel/dates.ts';
import { exact, toPence } from '../../kernel/money.ts';
import type { PersonActor } from '../../platform/access/index.ts';
import { type DemoWorld, done } from './demonstration-world.ts';

interface By {
  readonly actor: PersonActor;
  readonly requestId: string;
}

/** A line of an invoice; a charge nobody ordered belongs to no line of the order. */
interface ChargedLine {
  readonly number: number;
  readonly orderLine: number | null;
  readonly mpn: string;
  readonly title: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly net: string;
  readonly vatPercent: string | null;
}

/** Accepts an order that waits for its supplier. */
export async function acceptOrder({ contracts }: DemoWorld, seller: By, id: string): Promise<void> {
  const found = await contracts.orders.get(seller.actor, id);
  if (found === undefined) throw new Error(`The demonstration's supplier does not see order ${id}`);
  if (found.status !== 'placed') return;
  done(
    `accepting ${found.order.number}`,
    await contracts.orders.accept(seller, { id, seen: found.order.events.length }),
  );
}

/** Records what arrived of the first line, with serial numbers where they are told. */
export async function receive(
  { invoicing, clock }: DemoWorld,
  by: By,
  order: string,
  { kept, serials }: { readonly kept: number; readonly serials?: string },
): Promise<void> {
  const numbers = serials === undefined ? [] : Array.from({ length: kept }, (_each, index) => `${serials}${index + 1}`);
  const line = { line: 1, kept, rejected: 0, reason: null, serials: numbers };
  const receipt = { receivedOn: today(clock), note: '', lines: [line] };
  done(`receiving ${order}`, await invoicing.receipts.record(by, order, receipt, `demonstration:${order}`));
}

/** The supplier's invoice for the whole order; `charged` each instead of the price ordered, `delivery` on top. Gives its id. */
export async function sendInvoice(
  { contracts, invoicing, clock }: DemoWorld,
  seller: By,
  id: string,
  wanted: { readonly invoice: string; readonly charged?: string; readonly delivery?: string },
): Promise<string> {
  const found = await contracts.orders.get(seller.actor, id);
  if (found === undefined) throw new Error(`The demonstration's supplier does not see order ${id}`);
  const before = await invoicing.invoices.ofOrder(seller.actor, id);
  const sent = before?.invoices.find((each) => each.number === wanted.invoice);
  if (sent !== undefined) return sent.id;
  const lines = versionInForce(found.order).lines.map((each, index): ChargedLine => {
    const unitPrice = each.kind === 'goods' ? (wanted.charged ?? each.unitPrice) : each.unitPrice;
    const net = toPence(exact(unitPrice).mul(each.quantity)).toFixed(2);
    const { mpn, title, vatPercent } = each;
    return {
      number: index + 1,
      orderLine: each.number,
      mpn,
      title,
      quantity: String(each.quantity),
      unitPrice,
      net,
      vatPercent,
    };
  });
  if (wanted.delivery !== undefined) {
    const { delivery } = wanted;
    const vatPercent = lines[0]?.vatPercent ?? null;
    lines.push({
      number: lines.length + 1,
      orderLine: null,
      mpn: '',
      title: 'Delivery',
      quantity: '1',
      unitPrice: delivery,
      net: delivery,
      vatPercent,
    });
  }
  const net = lines.reduce((sum, each) => sum.plus(each.net), exact(0));
  // Every line has the rate of the first.
  const vat = toPence(net.mul(exact(lines[0]?.vatPercent ?? '0')).div(100));
  const document = {
    ...{ kind: 'invoice' as const, number: wanted.invoice, issuedOn: today(clock), orderNumber: found.order.number },
    ...{ credits: null, lines, net: net.toFixed(2), vat: vat.toFixed(2), gross: net.plus(vat).toFixed(2) },
  };
  return done(`invoicing ${found.order.number}`, await invoicing.invoices.send(seller, document, 'typed')).id;
}
