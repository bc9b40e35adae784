import { type Agreements, findLot } from '../../agreements/index.ts';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { searchPath } from '../../catalogue/index.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { bandsOfBasket, nothingThere, type PurchasingPageServices, shownProblems } from '../page-parts.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import { basketContext, type Fields, readChange, textOf } from './basket-form.ts';
import type { Baskets } from './basket-service.ts';

interface ById {
  readonly id: string;
}

interface AskedFor {
  readonly href: string;
  readonly ready: boolean;
}

/** The baskets of whoever looks. */
export function basketPages(services: PurchasingPageServices): FastifyPluginAsync {
  const { baskets, purchases } = services;
  /** Where a basket stands that was asked for as it is now. */
  const askedFor = async (actor: Parameters<Baskets['get']>[0]): Promise<ReadonlyMap<string, AskedFor>> =>
    new Map(
      (await purchases.list(actor)).flatMap(({ id, basket, status }) =>
        status === 'waiting-for-approval' || status === 'ready'
          ? [[basket, { href: purchasingPaths.purchase(id), ready: status === 'ready' }] as const]
          : [],
      ),
    );
  const basketPage = async (actor: Parameters<Baskets['get']>[0], problems: readonly Problem[]) => {
    const [open, asked] = await Promise.all([baskets.list(actor), askedFor(actor)]);
    return {
      ...{ title: 'Basket', section: 'basket', problems: shownProblems(problems) },
      baskets: await Promise.all(
        open.map(async (each) => ({
          ...basketContext(each, lotNameOf(services.agreements, each.basket)),
          bands: await bandsOfBasket(services.priceBands, each),
          asked: asked.get(each.basket.id),
        })),
      ),
      ...{ searchHref: searchPath(), purchasesHref: purchasingPaths.purchases() },
    };
  };

  return async (server: FastifyInstance) => {
    server.get(
      purchasingPaths.basket(),
      { schema: { hide: true }, config: { policy: 'baskets.edit' } },
      async (request, reply) => {
        return reply.page('purchasing/views/basket.njk', await basketPage(request.actor, []));
      },
    );

    server.post<{ Params: ById }>(
      '/basket/:id',
      { schema: { hide: true }, config: { policy: 'baskets.edit' } },
      async (request, reply) => {
        const fields: Fields = { ...(request.body as object | null) };
        const view = await baskets.get(request.actor, request.params.id);
        if (view === undefined) throw nothingThere();
        const done = await baskets.change(
          { actor: request.actor, requestId: request.id },
          request.params.id,
          readChange(view, fields),
        );
        if (done.ok) {
          const buy = textOf(fields, 'then') === 'buy' && view.route !== undefined;
          return reply.redirect(buy ? purchasingPaths.ask(request.params.id) : purchasingPaths.basket(), 303);
        }
        reply.status(done.problems.some((each) => each.code === 'basket-changed') ? 409 : 400);
        return reply.page('purchasing/views/basket.njk', await basketPage(request.actor, done.problems));
      },
    );
  };
}

/** `Lot 8, Technology Catalogue`, as the agreement names it. */
function lotNameOf(
  agreements: Agreements,
  { agreement, lot }: { readonly agreement: string; readonly lot: string },
): string {
  const pack = agreements.find(agreement);
  const found = pack === undefined ? undefined : findLot(pack, lot);
  return found === undefined ? `Lot ${lot}` : `Lot ${lot}, ${found.name.value}`;
}
