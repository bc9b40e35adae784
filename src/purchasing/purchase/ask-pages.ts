import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import { productPath } from '../../catalogue/index.ts';
import { exact, formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { plural } from '../../kernel/text.ts';
import { basketContext, countOf, type Fields, textOf } from '../basket/basket-form.ts';
import type { Baskets } from '../basket/basket-service.ts';
import { type Equivalent, lessBy, lessWords } from '../before-you-buy/equivalents.ts';
import { nothingThere, type PurchasingPageServices, shownProblems } from '../page-parts.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import { conditionsOf } from './purchase-service.ts';

interface ById {
  readonly id: string;
}

/** What is answered before something is bought: conditions, what there is besides buying new, the budget, the reason. */
export function askPages(services: PurchasingPageServices): FastifyPluginAsync {
  const { baskets, purchases } = services;
  async function askPage(
    reply: FastifyReply,
    actor: Parameters<Baskets['get']>[0],
    id: string,
    fields: Fields,
    problems: readonly Problem[],
  ) {
    const view = await baskets.get(actor, id);
    if (view === undefined) throw nothingThere();
    const { basket, route } = view;
    if (route === undefined) return reply.redirect(purchasingPaths.basket(), 303);
    const compared = route === 'catalogue' ? [] : await purchases.compare(view);
    const besides = await services.beforeYouBuy.look(view);
    const budgets = await purchases.budgets(basket.organisation);
    if (problems.length > 0) reply.status(400);
    return reply.page('purchasing/views/ask.njk', {
      title: route === 'catalogue' ? 'Ask to buy' : 'Award at the listed price',
      problems: shownProblems(problems),
      back: purchasingPaths.basket(),
      basket: basketContext(view),
      conditions: conditionsOf(services, basket.agreement, basket.lot, route).map((each) => ({
        ...each,
        answer: textOf(fields, `condition-${each.id}`),
        problem: problems.find((one) => one.path === `condition-${each.id}`)?.message,
      })),
      compared: compared.map((each) => ({
        ...each,
        unitPrice: formatMoney(each.unitPrice),
        delivered: formatMoney(each.delivered),
      })),
      budgets: budgets.map((each) => ({
        ...{ id: each.id, name: `${each.code}, ${each.name}`, chosen: textOf(fields, 'budget') === each.id },
        left: formatMoney(exact(each.amount).minus(each.committed)),
      })),
      overBudgetAsked: problems.some((each) => each.code === 'over-budget') || textOf(fields, 'overBudget') !== '',
      overBudget: textOf(fields, 'overBudget'),
      budgetProblem: problems.find((each) => each.path === 'budget')?.message,
      equivalents: besides.equivalents.map(equivalentContext),
      assets: besides.assets,
      secondLife: textOf(fields, 'secondLife'),
      reason: textOf(fields, 'reason'),
      likeOrders: textOf(fields, 'likeOrders'),
    });
  }

  return async (server: FastifyInstance) => {
    const askPath = '/basket/:id/buy';
    server.get<{ Params: ById }>(
      askPath,
      { schema: { hide: true }, config: { policy: 'purchases.request' } },
      (request, reply) => askPage(reply, request.actor, request.params.id, {}, []),
    );
    server.post<{ Params: ById }>(
      askPath,
      { schema: { hide: true }, config: { policy: 'purchases.request' } },
      async (request, reply) => {
        const fields: Fields = { ...(request.body as object | null) };
        const conditions = Object.fromEntries(
          Object.keys(fields).flatMap((name) =>
            name.startsWith('condition-') ? [[name.slice('condition-'.length), textOf(fields, name)]] : [],
          ),
        );
        const view = await baskets.get(request.actor, request.params.id);
        const [best] = view === undefined ? [] : (await services.beforeYouBuy.look(view)).equivalents;
        const asked = await purchases.ask(
          { actor: request.actor, requestId: request.id },
          {
            ...{ basket: request.params.id, version: countOf(textOf(fields, 'version')), conditions },
            budget: textOf(fields, 'budget') === '' ? null : textOf(fields, 'budget'),
            ...{ reason: textOf(fields, 'reason'), likeOrders: textOf(fields, 'likeOrders') },
            overBudget: textOf(fields, 'overBudget'),
            ...(best === undefined
              ? {}
              : {
                  secondLife: {
                    ...{
                      condition: best.condition,
                      less: lessBy(best),
                      answer: textOf(fields, 'secondLife').slice(0, 500),
                    },
                  },
                }),
          },
        );
        if (!asked.ok) return askPage(reply, request.actor, request.params.id, fields, asked.problems);
        return reply.redirect(purchasingPaths.purchase(asked.value), 303);
      },
    );
  };
}

function equivalentContext(each: Equivalent) {
  const { condition, title } = each;
  return {
    // Some makers have the condition in the name.
    title: title.toLowerCase().endsWith(condition.toLowerCase()) ? title : `${title}, ${condition}`,
    ...{ supplier: each.supplier, href: productPath(each.slug) },
    price: formatMoney(each.unitPrice),
    words: lessWords({ condition, less: lessBy(each) }),
    warranty: `${String(each.warrantyMonths)} months of warranty`,
    lead: `delivered in ${plural(each.leadTimeDays, 'working day')}`,
    carbon:
      each.carbonKg === null
        ? 'no figure declared'
        : `${exact(each.carbonKg).toString()} kg CO2e for making it, declared`,
  };
}
