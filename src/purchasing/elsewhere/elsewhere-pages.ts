import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import { searchPath } from '../../catalogue/index.ts';
import { type Clock, today } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { plural } from '../../kernel/text.ts';
import type { MoreOfOrder, Order, OrderStatus } from '../../contracts/index.ts';
import type { Suppliers } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { type Fields, textOf } from '../basket/basket-form.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import type { Elsewhere, ElsewhereView } from './elsewhere-service.ts';

export interface ElsewherePageServices {
  readonly elsewhere: Elsewhere;
  readonly clock: Clock;
  readonly suppliers: Pick<Suppliers, 'summaries'>;
  /** Where an order is shown. */
  readonly orderHref: (id: string) => string;
}

interface ById {
  readonly id: string;
}

/** What the page of an order that came to nothing says to whoever may order it again. */
export function elsewhereOfOrder(
  elsewhere: Pick<Elsewhere, 'may'>,
  actor: Actor,
  order: Order,
  status: OrderStatus,
): readonly MoreOfOrder[] {
  if (!elsewhere.may(actor, order, status)) return [];
  return [
    {
      title: 'Still needed?',
      text: 'See who else offers the same. Quantities, site and purchase order number are kept.',
      link: { text: 'Order it from somebody else', href: purchasingPaths.elsewhere(order.id) },
    },
  ];
}

/** Who else offers what was ordered, and one button to put it into the basket. */
export function elsewherePages(services: ElsewherePageServices): FastifyPluginAsync {
  const { elsewhere, suppliers, clock, orderHref } = services;
  const path = '/orders/:id/elsewhere';
  const schema = { hide: true };
  const missing = () =>
    notFound('There is no order at this address that you may order again.', 'Look at your orders.', [
      { text: 'Your orders', href: '/orders' },
    ]);

  async function page(reply: FastifyReply, view: ElsewhereView, problems: readonly Problem[]) {
    const { order } = view;
    const names = await suppliers.summaries(
      [order.supplier, ...view.suppliers.map((each) => each.supplier)],
      today(clock),
    );
    const name = (id: string): string => names.get(id)?.name ?? id;
    if (problems.length > 0) reply.status(409);
    return reply.page('purchasing/views/elsewhere.njk', {
      title: 'Order it from somebody else',
      problems: problems.map((each) => ({ ...each, href: '#offers' })),
      order: { number: order.number, title: order.title, href: orderHref(order.id), supplier: name(order.supplier) },
      action: purchasingPaths.elsewhere(order.id),
      searchHref: searchPath({ agreement: order.agreement, lot: order.lot }),
      suppliers: view.suppliers.map((each) => ({
        id: each.supplier,
        name: name(each.supplier),
        delivered: formatMoney(each.delivered),
        arrives: plural(each.leadDays, 'working day'),
        offers: each.offers.map((one) => ({
          title: one.wanted.title,
          quantity: one.quantity,
          each: formatMoney(one.unitPrice),
          more: one.quantity > one.wanted.quantity,
        })),
        missing: each.missing.map((one) => one.title),
      })),
    });
  }

  return async (server: FastifyInstance) => {
    server.get<{ Params: ById }>(path, { schema, config: { policy: 'baskets.edit' } }, async (request, reply) => {
      const view = await elsewhere.find(request.actor, request.params.id);
      if (view === undefined) throw missing();
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
      return page(reply, view, []);
    });
    server.post<{ Params: ById }>(path, { schema, config: { policy: 'baskets.edit' } }, async (request, reply) => {
      const fields: Fields = { ...(request.body as object | null) };
      const { id } = request.params;
      const put = await elsewhere.put({ actor: request.actor, requestId: request.id }, id, textOf(fields, 'supplier'));
      if (put?.ok === true) return reply.redirect(purchasingPaths.basket(), 303);
      const view = await elsewhere.find(request.actor, id);
      if (view === undefined || put === undefined) throw missing();
      return page(reply, view, put.problems);
    });
  };
}
