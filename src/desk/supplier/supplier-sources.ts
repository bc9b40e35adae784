import type { PriceLists, PriceListState } from '../../catalogue/index.ts';
import { contractPaths, orderProgressWords } from '../../contracts/index.ts';
import { priceListPaths } from '../../catalogue/index.ts';
import { formatDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { type Actor, membershipsOf } from '../../platform/access/index.ts';
import { actsAs, dayOfInstant, lookedThrough, organisationFor, type OrderReads } from '../order-reads.ts';
import type { RecentOrders, WaitingItem, WaitingSource } from '../waiting.ts';

/** Orders the supplier has to answer, by the end of their time. */
export function ordersToAnswer({ orders, organisations }: OrderReads): WaitingSource {
  return async (actor) => {
    if (!actsAs(actor, 'supplier')) return [];
    const { items } = await orders.list(actor, { party: 'supplier', limit: lookedThrough });
    const waiting = items.filter((each) => each.status === 'placed');
    const names = await organisations.organisationsByIds([...new Set(waiting.map((each) => each.organisation))]);
    return waiting.flatMap((order): readonly WaitingItem[] => {
      const organisation = organisationFor(actor, order.supplier);
      if (organisation === undefined) return [];
      const { answerBy } = order.last;
      const by = answerBy === null ? '' : ` Without an answer by ${formatDate(dayOfInstant(answerBy))} it lapses.`;
      return [
        {
          organisation,
          due: answerBy === null ? null : dayOfInstant(answerBy),
          title: `${order.title} for ${names.get(order.organisation)?.name ?? 'a buyer'}`,
          why: `Order ${order.number}, ${formatMoney(order.net)} excluding VAT.${by}`,
          verb: 'Accept or decline',
          href: contractPaths.answer(order.id),
        },
      ];
    });
  };
}

const listWords: Readonly<Partial<Record<PriceListState, { readonly text: string; readonly verb: string }>>> = {
  refused: { text: 'has mistakes', verb: 'Put it right' },
  'needs-mapping': { text: 'has columns nobody could read', verb: 'Say what they are' },
  checked: { text: 'is checked and not yet published', verb: 'Publish it' },
};

/** Lists a desk looks through for each supplier. */
const listsLooked = 50;

/** Price lists that need the supplier: the newest of each lot, where it is not in force. */
export function listsToMend({ priceLists }: { readonly priceLists: Pick<PriceLists, 'list'> }): WaitingSource {
  return async (actor: Actor) => {
    const found: WaitingItem[] = [];
    for (const { supplier, organisation, roles } of membershipsOf(actor)) {
      if (supplier === null || !roles.includes('supplier-catalogue-manager')) continue;
      const seen = new Set<string>();
      for (const list of await priceLists.list({ supplierId: supplier, limit: listsLooked })) {
        const place = `${list.agreement} ${list.lot}`;
        const words = listWords[list.state];
        if (seen.has(place) || list.checkOnly) continue;
        seen.add(place);
        if (words === undefined) continue;
        const wrong = list.counts?.rejected ?? 0;
        found.push({
          organisation,
          due: list.validFrom,
          title: `Your price list for lot ${list.lot} ${words.text}`,
          why: `${list.fileName}, prices from ${formatDate(list.validFrom)}.${wrong === 0 ? '' : ` ${plural(wrong, 'line')} cannot be used.`} Until it is published the prices before it hold.`,
          verb: words.verb,
          href: priceListPaths.list(list.id),
        });
      }
    }
    return found;
  };
}

/** The supplier's last orders. */
export function ordersReceived({ orders, organisations }: OrderReads): RecentOrders {
  return async (actor) => {
    if (!actsAs(actor, 'supplier')) return [];
    const { items } = await orders.list(actor, { party: 'supplier', limit: 20 });
    const names = await organisations.organisationsByIds([...new Set(items.map((each) => each.organisation))]);
    return items.flatMap((each) => {
      const organisation = organisationFor(actor, each.supplier);
      if (organisation === undefined) return [];
      return {
        organisation,
        title: each.title,
        href: contractPaths.order(each.id),
        with: names.get(each.organisation)?.name ?? 'A buyer',
        status: orderProgressWords[each.progress],
        net: each.net,
      };
    });
  };
}
