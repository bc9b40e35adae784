import { contractPaths, lastDayOf, orderProgressWords } from '../../contracts/index.ts';
import { addDays, addMonths, formatDate, today } from '../../kernel/dates.ts';
import { exact, formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { actsAs, dayOfInstant, lookedThrough, type OrderReads } from '../order-reads.ts';
import type { RecentOrders, StandSource, WaitingItem, WaitingSource } from '../waiting.ts';

/** Days for which an order that came to nothing is still pointed out. */
const fellFor = 14;
/** Months before its end from which a call-off is pointed out. A wording, not a rule. */
const endsWithin = 3;

/** Orders that wait for the buyer: a change to decide on, or one that came to nothing and may be bought elsewhere. */
export function orderWaiting({ orders, suppliers }: OrderReads): WaitingSource {
  return async (actor, now) => {
    if (!actsAs(actor, 'buyer')) return [];
    const on = today({ now: () => now });
    const { items } = await orders.list(actor, { party: 'buyer', limit: lookedThrough });
    const names = await suppliers.summaries(new Set(items.map((each) => each.supplier)), on);
    return items.flatMap((order): readonly WaitingItem[] => {
      const { organisation, title, last } = order;
      const supplier = names.get(order.supplier)?.name ?? order.supplier;
      const href = contractPaths.order(order.id);
      if (order.status === 'change-proposed') {
        return [
          {
            organisation,
            due: last.answerBy === null ? null : dayOfInstant(last.answerBy),
            title: `${supplier} proposes a change to ${title}`,
            why: `Order ${order.number}, ${formatMoney(order.net)} excluding VAT. Without an answer it lapses.`,
            verb: 'Accept or refuse',
            href,
          },
        ];
      }
      const fell = order.status === 'declined' || order.status === 'lapsed';
      const since = dayOfInstant(order.status === 'lapsed' && last.answerBy !== null ? last.answerBy : last.at);
      if (!fell || since < addDays(on, -fellFor)) return [];
      const why = order.status === 'declined' ? `${supplier} declined on` : `${supplier} did not answer by`;
      return [
        {
          organisation,
          due: null,
          title: `${title}: the order came to nothing`,
          why: `${why} ${formatDate(since)}.${last.reason === '' ? '' : ` ${last.reason}`}`,
          verb: 'Buy elsewhere',
          href,
        },
      ];
    });
  };
}

/** Call-offs near their ceiling or their end, and those whose award must be published. */
export function callOffWaiting({ callOffs }: OrderReads): WaitingSource {
  return async (actor, now) => {
    if (!actsAs(actor, 'buyer')) return [];
    const on = today({ now: () => now });
    const { items } = await callOffs.list(actor, { limit: lookedThrough });
    const own = new Set(
      actor.kind === 'person'
        ? actor.memberships.flatMap((each) => (each.kind === 'buyer' ? each.organisation : []))
        : [],
    );
    return items.flatMap(({ callOff, state, meter, duty }): readonly WaitingItem[] => {
      const { organisation, title, number } = callOff;
      if (!own.has(organisation)) return [];
      const found: WaitingItem[] = [];
      const href = contractPaths.callOff(callOff.id);
      if (duty.duty === 'publish' && callOff.publication === null && duty.by !== null) {
        found.push({
          organisation,
          due: duty.by,
          title: `Publish the award of ${title}`,
          why: `You must, because ${duty.because}.`,
          verb: 'See the notice',
          href: contractPaths.publication(callOff.id),
        });
      }
      if (state === 'awaiting-signatures') {
        found.push({
          organisation,
          due: null,
          title: `${title} waits for signatures`,
          why: `Call-off ${number}.`,
          verb: 'See who signs',
          href,
        });
      }
      // An order that made its own call-off fills it: only what can be ordered from is watched.
      if (state === 'live' && callOff.ends !== null && meter.warning !== null) {
        found.push({
          organisation,
          due: null,
          title: `${title} is at ${exact(meter.percent).toFixed(0)}% of its ceiling`,
          why: `${formatMoney(meter.left)} of ${formatMoney(meter.ceiling)} are left, excluding VAT. ${meter.stopped ? 'Nothing more can be ordered without a variation.' : 'At the ceiling nothing more can be ordered without a variation.'}`,
          verb: 'See the meter',
          href,
        });
      }
      const ends = lastDayOf(callOff);
      if (state === 'live' && ends !== null && ends >= on && ends <= addMonths(on, endsWithin)) {
        found.push({
          organisation,
          due: ends,
          title: `${title} ends on ${formatDate(ends)}`,
          why: `Call-off ${number}. What you still need must be ordered by then.`,
          verb: 'Plan what follows',
          href,
        });
      }
      return found;
    });
  };
}

/** Orders that were accepted and are to come. */
export function onTheirWay({ orders, suppliers }: OrderReads): StandSource {
  return async (actor, now) => {
    if (!actsAs(actor, 'buyer')) return [];
    const on = today({ now: () => now });
    const { items } = await orders.list(actor, { party: 'buyer', limit: lookedThrough });
    const coming = items.filter(
      (each) => each.status === 'accepted' && each.expectedBy !== null && each.expectedBy >= on,
    );
    const names = await suppliers.summaries(new Set(coming.map((each) => each.supplier)), on);
    const organisations = new Set(items.map((each) => each.organisation));
    return [...organisations].map((organisation) => {
      const own = coming.filter((each) => each.organisation === organisation);
      const told = own.slice(0, 2).map((each) => {
        const from = names.get(each.supplier)?.name ?? each.supplier;
        return `${each.title} from ${from}${each.expectedBy === null ? '' : `, due ${formatDate(each.expectedBy)}`}.`;
      });
      return {
        organisation,
        title: 'On their way',
        value: plural(own.length, 'order'),
        text: own.length === 0 ? 'Nothing is to come.' : told.join(' '),
        link: { text: 'All orders', href: contractPaths.orders() },
      };
    });
  };
}

/** The buyer's last orders. */
export function recentOrders({ orders, suppliers }: OrderReads): RecentOrders {
  return async (actor, now) => {
    if (!actsAs(actor, 'buyer')) return [];
    const { items } = await orders.list(actor, { party: 'buyer', limit: 20 });
    const names = await suppliers.summaries(new Set(items.map((each) => each.supplier)), today({ now: () => now }));
    return items.map((each) => ({
      organisation: each.organisation,
      title: each.title,
      href: contractPaths.order(each.id),
      with: names.get(each.supplier)?.name ?? each.supplier,
      status: orderProgressWords[each.progress],
      net: each.net,
    }));
  };
}
