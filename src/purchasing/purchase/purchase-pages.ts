import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import { formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { membershipsOf } from '../../platform/access/index.ts';
import { inLondon } from '../../platform/operator/index.ts';
import { countOf, type Fields, textOf } from '../basket/basket-form.ts';
import type { Baskets } from '../basket/basket-service.ts';
import { bandsOf, nothingThere, type PurchasingPageServices, shownProblems } from '../page-parts.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import { purchaseContext, statusWords } from './purchase-view.ts';

interface ById {
  readonly id: string;
}

/** What was asked for, with its approvals, up to the order. */
export function purchasePages(services: PurchasingPageServices): FastifyPluginAsync {
  const { purchases } = services;
  async function purchasePage(
    reply: FastifyReply,
    actor: Parameters<Baskets['get']>[0],
    id: string,
    problems: readonly Problem[],
  ) {
    const view = await purchases.get(actor, id);
    if (view === undefined) throw nothingThere();
    if (problems.length > 0) reply.status(409);
    return reply.page('purchasing/views/purchase.njk', {
      ...purchaseContext(view, services),
      confirmHref:
        actor.kind === 'person' && actor.confirmedAt === null
          ? services.confirmHref(purchasingPaths.purchase(id))
          : undefined,
      bands: await bandsOf(
        services.priceBands,
        view.purchase.draft.lines.flatMap((each) =>
          each.kind === 'goods' ? [{ ...each, condition: each.condition ?? '' }] : [],
        ),
      ),
      problems: shownProblems(problems),
    });
  }

  return async (server: FastifyInstance) => {
    server.get(
      purchasingPaths.purchases(),
      { schema: { hide: true }, config: { policy: 'purchases.read' } },
      async (request, reply) => {
        const found = await purchases.list(request.actor);
        return reply.page('purchasing/views/purchases.njk', {
          title: 'Purchases',
          basketHref: purchasingPaths.basket(),
          delegationsHref: membershipsOf(request.actor).some((each) => each.roles.includes('approver'))
            ? purchasingPaths.delegations()
            : undefined,
          purchases: found.map((each) => ({
            ...{ href: purchasingPaths.purchase(each.id), title: each.draft.title, status: statusWords[each.status] },
            ...{
              gross: formatMoney(each.draft.gross),
              asked: inLondon(each.askedAt),
              waits: each.status === 'waiting-for-approval',
            },
          })),
        });
      },
    );

    const one = '/purchases/:id';
    server.get<{ Params: ById }>(
      one,
      { schema: { hide: true }, config: { policy: 'purchases.read' } },
      (request, reply) => purchasePage(reply, request.actor, request.params.id, []),
    );
    server.post<{ Params: ById }>(
      `${one}/decide`,
      { schema: { hide: true }, config: { policy: 'purchases.approve' } },
      async (request, reply) => {
        const fields: Fields = { ...(request.body as object | null) };
        const { id } = request.params;
        const done = await purchases.decide(
          { actor: request.actor, requestId: request.id },
          {
            id,
            step: countOf(textOf(fields, 'step')),
            approve: textOf(fields, 'decision') === 'approve',
            reason: textOf(fields, 'reason'),
          },
        );
        return done.ok
          ? reply.redirect(purchasingPaths.purchase(id), 303)
          : purchasePage(reply, request.actor, id, done.problems);
      },
    );
    server.post<{ Params: ById }>(
      `${one}/allow-excess`,
      { schema: { hide: true }, config: { policy: 'budgets.exceed' } },
      async (request, reply) => {
        const fields: Fields = { ...(request.body as object | null) };
        const { id } = request.params;
        const wanted = { id, reason: textOf(fields, 'excess-reason') };
        const done = await purchases.allowExcess({ actor: request.actor, requestId: request.id }, wanted);
        return done.ok
          ? reply.redirect(purchasingPaths.purchase(id), 303)
          : purchasePage(reply, request.actor, id, done.problems);
      },
    );
    server.post<{ Params: ById }>(
      `${one}/withdraw`,
      { schema: { hide: true }, config: { policy: 'purchases.request' } },
      async (request, reply) => {
        const { id } = request.params;
        const done = await purchases.withdraw({ actor: request.actor, requestId: request.id }, id);
        return done.ok
          ? reply.redirect(purchasingPaths.basket(), 303)
          : purchasePage(reply, request.actor, id, done.problems);
      },
    );
    server.post<{ Params: ById }>(
      `${one}/place`,
      { schema: { hide: true }, config: { policy: 'purchases.place' } },
      async (request, reply) => {
        const { id } = request.params;
        const done = await purchases.place({ actor: request.actor, requestId: request.id }, id);
        return done.ok
          ? reply.redirect(services.orderHref(done.value.id), 303)
          : purchasePage(reply, request.actor, id, done.problems);
      },
    );
  };
}
