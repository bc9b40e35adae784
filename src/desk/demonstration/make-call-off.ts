import type { CallOffDraft } from '../../contracts/index.ts';
import { addDays, addMonths, today } from '../../kernel/dates.ts';
import { exact, toPence } from '../../kernel/money.ts';
import { type DemoWorld, done, requestId } from './demonstration-world.ts';
import { acceptOrder, receive, sendInvoice } from './make-order.ts';
import type { DemoCallOff } from './work-definition.ts';

/** Goods of the demonstration carry the standard rate. */
const vat = { vatCategory: 'standard', vatPercent: '20' } as const;

/** Makes the contract once, with its orders, receipts and invoices; one that is signed waits for the buyer's signature. */
export async function makeCallOff(world: DemoWorld, wanted: DemoCallOff): Promise<void> {
  const actor = await world.actor(wanted.by);
  const by = { actor, requestId };
  const seller = { actor: await world.actor(wanted.seller), requestId };
  world.back(wanted.startsMonths * 30 + 3);
  const listed = await world.contracts.callOffs.list(actor, { limit: 100 });
  let id = listed.items.find((each) => each.callOff.title === wanted.title)?.callOff.id;
  if (id === undefined) {
    const draft = draftOf(world, wanted);
    const made = await world.database.transact((transaction) =>
      world.contracts.ordering.makeCallOff(transaction, actor, draft, requestId),
    );
    id = made.id;
  }
  const callOff = id;
  if (wanted.notice !== undefined) {
    const publication = { place: 'Contracts Finder', reference: wanted.notice, publishedOn: today(world.clock) };
    done('publishing', await world.contracts.callOffs.recordPublication(by, callOff, publication));
  }
  if (wanted.formation === 'signatures') {
    for (const side of [by, seller]) {
      const view = await world.contracts.callOffs.get(side.actor, callOff);
      if (view === undefined || view.callOff.signatures.some((each) => each.signedAt !== null)) return;
      const membership = side.actor.memberships[0]?.id ?? '';
      done('naming', await world.contracts.signing.name(side, callOff, membership));
    }
    const document = await world.contracts.callOffs.document(seller.actor, callOff);
    done('signing', await world.contracts.signing.sign(seller, callOff, document?.hash ?? ''));
  }
  for (const each of wanted.orders) {
    world.back(each.days);
    const { title, reference } = each;
    const lines = [{ number: each.line, quantity: each.quantity }];
    const ordered = { site: `demo${each.site}`, lines, title, buyerReference: reference, key: reference };
    const order = done(`ordering ${reference}`, await world.contracts.callOffs.order(by, callOff, ordered)).id;
    world.back(each.days, 4);
    await acceptOrder(world, seller, order);
    if (each.kept === undefined) continue;
    world.back(each.days, 24 * 7);
    await receive(world, by, order, { kept: each.kept });
    if (each.invoice === undefined) continue;
    world.back(each.days, 24 * 8);
    const { invoice, charged } = each;
    const sent = await sendInvoice(world, seller, order, { invoice, ...(charged === undefined ? {} : { charged }) });
    const found = (await world.invoicing.invoices.show(actor, sent))?.invoice;
    if (found === undefined || charged !== undefined || found.events.some((event) => event.kind === 'paid')) continue;
    world.back(each.days, 24 * 20);
    const payment = { amount: found.money.payable, paidOn: today(world.clock), reference: `BACS ${reference}` };
    done(
      `paying ${reference}`,
      await world.invoicing.invoices.pay(by, sent, { ...payment, seen: found.events.length }),
    );
  }
}

function draftOf({ agreement, clock }: DemoWorld, wanted: DemoCallOff): CallOffDraft {
  const starts = addDays(today(clock), 3);
  const { supplier, lot, route, title, formation, ceiling } = wanted;
  return {
    ...{ supplier, agreement, lot, route, title, formation, ceiling, starts },
    organisation: `demo${wanted.organisation}`,
    valueGross: toPence(exact(ceiling).mul('1.2')).toFixed(2),
    ends: addDays(addMonths(starts, wanted.months), -1),
    commencedOn: addDays(starts, -60),
    sites: wanted.sites.map((each) => `demo${each}`),
    prices: wanted.prices.map(({ mpn, title: name, price }) => ({
      ...{ kind: 'goods' as const, offer: null, service: null, product: null, mpn, title: name, condition: 'new' },
      ...{ unit: 'each', unitPrice: price, ...vat },
    })),
    madeFrom: `demonstration:${wanted.key}`,
  };
}
