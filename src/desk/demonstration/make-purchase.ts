import { holidaysOf } from '../../agreements/index.ts';
import { addWorkingDays, today } from '../../kernel/dates.ts';
import { demoOffers } from './demonstration-store.ts';
import { type DemoWorld, done, requestId } from './demonstration-world.ts';
import { acceptOrder, receive, sendInvoice } from './make-order.ts';
import { type DemoPurchase, stages } from './work-definition.ts';

/** First day of the financial year in which the day is: budgets run from 1 April. */
export function yearOf(day: string): { readonly startsOn: string; readonly endsOn: string } {
  const date = Temporal.PlainDate.from(day);
  const first = date.month >= 4 ? date.year : date.year - 1;
  return { startsOn: `${first}-04-01`, endsOn: `${first + 1}-03-31` };
}

/** Takes a purchase as far as the demonstration says, from where it stands. Its reference is made once. */
export async function makePurchase(world: DemoWorld, wanted: DemoPurchase): Promise<void> {
  const { reference, days, stage } = wanted;
  const { startsOn } = yearOf(today(world.clock));
  const back = (hours: number): void => world.back(days, hours, wanted.budget === undefined ? undefined : startsOn);
  const reaches = (other: DemoPurchase['stage']): boolean => stages.indexOf(stage) >= stages.indexOf(other);
  const actor = await world.actor(wanted.by);
  const by = { actor, requestId };
  const what = (act: string): string => `${act} ${reference}`;
  const find = async () => (await world.purchases.list(actor)).find((each) => each.draft.buyerReference === reference);

  back(0);
  let purchase = await find();
  if (purchase === undefined) {
    const basket = await fill(world, wanted, by);
    if (!reaches('asked')) return;
    const view = await world.baskets.get(actor, basket);
    const budgets = await world.purchases.budgets(`demo${wanted.organisation}`);
    const asked = {
      ...{
        basket,
        version: view?.basket.version ?? 0,
        reason: wanted.reason,
        likeOrders: wanted.reason,
        conditions: {},
      },
      budget: budgets.find((each) => each.code === wanted.budget)?.id ?? null,
    };
    done(what('asking for'), await world.purchases.ask(by, asked));
    purchase = await find();
  }
  if (purchase === undefined || !reaches('approved')) return;
  const { id } = purchase;
  if (wanted.head !== undefined && purchase.status === 'waiting-for-approval') {
    back(1);
    const head = { actor: await world.actor(wanted.head), requestId };
    done(what('approving'), await world.purchases.decide(head, { id, step: 1, approve: true, reason: '' }));
  }
  if (!reaches('placed')) return;
  back(2);
  const order = done(what('placing'), await world.purchases.place(by, id)).id;
  if (!reaches('accepted') || wanted.seller === undefined) return;
  const seller = { actor: await world.actor(wanted.seller), requestId };
  back(5);
  await acceptOrder(world, seller, order);
  if (!reaches('received')) return;
  back(24 * 5);
  await receive(world, by, order, { ...wanted, kept: wanted.kept ?? wanted.quantity });
  if (wanted.invoice === undefined) return;
  back(24 * 6);
  const invoice = await sendInvoice(world, seller, order, { ...wanted, invoice: wanted.invoice });
  back(24 * 8);
  await settle(world, by, invoice, wanted);
}

/** Puts it into the basket with its services and reference; gives the basket. */
async function fill(
  world: DemoWorld,
  wanted: DemoPurchase,
  by: Parameters<DemoWorld['baskets']['put']>[0],
): Promise<string> {
  const { quantity, reference, services = [], neededIn } = wanted;
  const [offer] = await demoOffers(
    world.database.handle,
    { ...wanted, agreement: world.agreement },
    today(world.clock),
  );
  if (offer === undefined) throw new Error(`The demonstration has no offer ${wanted.mpn} of ${wanted.supplier}`);
  const put = { organisation: `demo${wanted.organisation}`, offer: offer.id, quantity };
  const basket = done(`putting ${reference} into a basket`, await world.baskets.put(by, put));
  const view = await world.baskets.get(by.actor, basket);
  if (view === undefined) throw new Error(`The basket of ${reference} is gone`);
  const offered = view.lines.flatMap((each) => (each.offer === offer.id ? each.offered : []));
  const added = offered.filter((each) => services.includes(each.name)).map((each) => ({ service: each.id, quantity }));
  const holidays = holidaysOf(world.agreements.reference, 'england-and-wales');
  const neededBy = neededIn === undefined ? null : addWorkingDays(today(world.clock), neededIn, holidays);
  const lines = [{ offer: offer.id, quantity, services: added }];
  done(
    `naming ${reference}`,
    await world.baskets.change(by, basket, { version: view.basket.version, reference, neededBy, lines }),
  );
  return basket;
}

/** Pays what is agreed, or disputes what does not match. */
async function settle(
  world: DemoWorld,
  by: { readonly actor: Parameters<DemoWorld['baskets']['get']>[0]; readonly requestId: string },
  id: string,
  wanted: DemoPurchase,
): Promise<void> {
  const found = (await world.invoicing.invoices.show(by.actor, id))?.invoice;
  if (found === undefined) throw new Error(`The invoice of ${wanted.reference} is gone`);
  const seen = found.events.length;
  if (wanted.stage === 'disputed') {
    const line = found.lines.at(-1)?.number ?? 1;
    if (found.events.some((each) => each.kind === 'disputed')) return;
    const act = { line, act: 'dispute' as const, note: wanted.dispute ?? '', seen };
    done(`disputing ${wanted.reference}`, await world.invoicing.invoices.act(by, id, act));
    return;
  }
  if (wanted.stage !== 'paid' || found.events.some((each) => each.kind === 'paid')) return;
  const payment = {
    amount: found.money.payable,
    paidOn: today(world.clock),
    reference: `BACS ${wanted.reference}`,
    seen,
  };
  done(`paying ${wanted.reference}`, await world.invoicing.invoices.pay(by, id, payment));
}
