import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { parseIsoDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { contractPaths as paths } from '../contract-paths.ts';
import { cursorText, parseCursor } from '../list-cursor.ts';
import { versionInForce } from '../orders/order.ts';
import type { OrderView } from '../orders/order-service.ts';
import type { ProposedChange } from '../orders/proposed-change.ts';
import { type ContractPageServices, namesFor } from './contract-page-services.ts';
import { formCount, formText } from './form-text.ts';
import { orderPage, orderRow } from './order-view.ts';

const params = Type.Object({ id: Type.String({ maxLength: 40 }) });
const perPage = 25;
const hide = true;

/** The pages of orders: the buyer's list, the supplier's list, one order, and what each side may do with it. */
export function orderPages(services: ContractPageServices): FastifyPluginAsyncTypebox {
  const { orders, organisations } = services;

  async function view(actor: Actor, id: string): Promise<OrderView> {
    const found = await orders.get(actor, id);
    if (found !== undefined) return found;
    throw notFound('There is no such order among yours.', 'Look at your orders.', [
      { text: 'Your orders', href: paths.orders() },
    ]);
  }

  async function shown(actor: Actor, found: OrderView) {
    const { order } = found;
    const names = await namesFor(services, [order]);
    const site = await organisations.site(order.organisation, order.site);
    return {
      title: `Order ${order.number}`,
      section: 'orders',
      paths,
      order: orderPage(found, names, site?.name ?? ''),
      more: (await services.moreOfOrder?.(actor, order, found.status)) ?? [],
    };
  }

  return async (server) => {
    for (const [url, party] of [
      ['/orders', 'buyer'],
      ['/supplier/orders', 'supplier'],
    ] as const) {
      const list = { config: { policy: 'orders.read' }, schema: { hide } };
      server.get(url, list, async (request, reply) => {
        const after = parseCursor((request.query as Readonly<Record<string, unknown>>)['after']);
        const reads = party === 'supplier' ? { party } : {};
        const page = await orders.list(request.actor, { ...reads, after, limit: perPage });
        const names = await namesFor(services, page.items);
        const path = party === 'supplier' ? paths.supplierOrders : paths.orders;
        return reply.page('contracts/views/orders.njk', {
          title: party === 'supplier' ? 'Orders to you' : 'Orders',
          section: 'orders',
          party,
          rows: page.items.map((each) => orderRow(each, names)),
          waiting: page.items.filter((each) => each.status === (party === 'supplier' ? 'placed' : 'change-proposed'))
            .length,
          next: page.next === null ? undefined : { href: path(cursorText(page.next)) },
          previous: after === undefined ? undefined : { href: path() },
        });
      });
    }

    const read = { config: { policy: 'orders.read' }, schema: { hide, params } };
    server.get('/orders/:id', read, async (request, reply) =>
      reply.page('contracts/views/order.njk', await shown(request.actor, await view(request.actor, request.params.id))),
    );

    const answer = { config: { policy: 'orders.answer' }, schema: { hide, params } };
    server.get('/orders/:id/answer', answer, async (request, reply) => {
      const found = await view(request.actor, request.params.id);
      if (!found.may.includes('accepted')) return reply.redirect(paths.order(found.order.id), 303);
      return reply.page('contracts/views/answer.njk', answerContext(await shown(request.actor, found), {}, []));
    });
    server.post('/orders/:id/answer', answer, async (request, reply) => {
      const { body, actor, id: requestId } = request;
      const found = await view(actor, request.params.id);
      const { id } = found.order;
      const by = { actor, requestId };
      const act = { id, seen: formCount(body, 'seen') };
      const what = formText(body, 'answer');
      const done =
        what === 'accept'
          ? await orders.accept(by, act)
          : what === 'decline'
            ? await orders.decline(by, { ...act, reason: formText(body, 'reason') })
            : what === 'propose'
              ? await propose(by, act, found, body)
              : ({ ok: false, problems: [nothingChosen] } as const);
      if (done.ok) return reply.redirect(paths.order(id), 303);
      reply.status(422);
      return reply.page(
        'contracts/views/answer.njk',
        answerContext(await shown(actor, found), typed(body), done.problems),
      );
    });

    const decide = { config: { policy: 'orders.decide' }, schema: { hide, params } };
    server.post('/orders/:id/change', decide, async (request, reply) => {
      const { body, actor, id: requestId } = request;
      const found = await view(actor, request.params.id);
      const { id } = found.order;
      const act = { id, seen: formCount(body, 'seen') };
      const by = { actor, requestId };
      const done =
        formText(body, 'decision') === 'accept'
          ? await orders.acceptChange(by, act)
          : await orders.refuseChange(by, { ...act, reason: formText(body, 'reason') });
      if (done.ok) return reply.redirect(paths.order(id), 303);
      reply.status(422);
      return reply.page('contracts/views/order.njk', {
        ...(await shown(actor, found)),
        problems: linked(done.problems),
      });
    });

    const cancel = { config: { policy: 'orders.cancel' }, schema: { hide, params } };
    server.get('/orders/:id/cancel', cancel, async (request, reply) => {
      const found = await view(request.actor, request.params.id);
      if (!found.may.includes('cancelled')) return reply.redirect(paths.order(found.order.id), 303);
      return reply.page('contracts/views/cancel.njk', await shown(request.actor, found));
    });
    server.post('/orders/:id/cancel', cancel, async (request, reply) => {
      const { body, actor, id: requestId } = request;
      const found = await view(actor, request.params.id);
      const { id } = found.order;
      const reason = formText(body, 'reason');
      const done = await orders.cancel({ actor, requestId }, { id, seen: formCount(body, 'seen'), reason });
      if (done.ok) return reply.redirect(paths.order(id), 303);
      reply.status(422);
      return reply.page('contracts/views/cancel.njk', {
        ...(await shown(actor, found)),
        problems: linked(done.problems),
      });
    });
  };

  function propose(
    by: { readonly actor: Actor; readonly requestId: string },
    act: { readonly id: string; readonly seen: number },
    { order }: OrderView,
    body: unknown,
  ) {
    const day = formText(body, 'expected');
    const expectedBy = parseIsoDate(day);
    if (day !== '' && expectedBy === undefined)
      return Promise.resolve({ ok: false, problems: [dayUnreadable] } as const);
    const change: ProposedChange = {
      ...(expectedBy === undefined ? {} : { expectedBy }),
      note: formText(body, 'note'),
      lines: versionInForce(order).lines.map(({ number }) => {
        const [unitPrice, mpn, title] = ['price', 'mpn', 'title'].map((each) => formText(body, `${each}-${number}`));
        return {
          number,
          ...(unitPrice ? { unitPrice: unitPrice.replace(/[£,\s]/g, '') } : {}),
          ...(mpn ? { mpn } : {}),
          ...(title ? { title } : {}),
        };
      }),
    };
    return orders.propose(by, { ...act, change });
  }
}

const nothingChosen: Problem = {
  code: 'answer-missing',
  path: 'answer',
  message: 'No answer is chosen.',
  remedy: 'Choose whether to accept, decline or propose a change.',
};

const dayUnreadable: Problem = {
  code: 'day-unreadable',
  path: 'expected',
  message: 'The delivery day cannot be read.',
  remedy: 'Write it as 2026-11-30.',
};

function linked(problems: readonly Problem[]) {
  return problems.map((each) => ({ ...each, href: each.path === undefined ? '' : `#${each.path}` }));
}

function typed(body: unknown): Readonly<Record<string, string>> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.keys(body).map((key) => [key, formText(body, key)]));
}

function answerContext<T extends { readonly order: ReturnType<typeof orderPage> }>(
  context: T,
  values: Readonly<Record<string, string>>,
  problems: readonly Problem[],
) {
  const { order } = context;
  return {
    ...context,
    title: `Answer order ${order.number}`,
    problems: linked(problems),
    values,
    errors: Object.fromEntries(problems.map((each) => [each.path ?? '', { text: `${each.message} ${each.remedy}` }])),
    acceptText: `Accept order ${order.number} for ${formatMoney(order.plainGross)}`,
  };
}
