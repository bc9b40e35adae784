import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { productPath } from '../../catalogue/index.ts';
import { daysBetween, formatDate, formatDay } from '../../kernel/dates.ts';
import { formatCount, formatMoney } from '../../kernel/money.ts';
import { notFound } from '../../platform/http/index.ts';
import { nothingThere } from '../page-parts.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import type { Comparison, Comparisons } from './comparison-service.ts';

const params = Type.Object({ id: Type.String({ maxLength: 40 }) });
const money = Type.String();
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);

/** Offers side by side as the interface gives them. */
export const ComparisonSchema = Type.Object({
  on: Type.String(),
  neededBy: orNull(Type.String()),
  quantity: Type.Integer(),
  sentence: Type.String(),
  offers: Type.Array(
    Type.Object({
      ...{ offer: Type.String(), title: Type.String(), mpn: Type.String(), slug: Type.String() },
      ...{ supplier: Type.String(), agreement: Type.String(), lot: Type.String(), condition: Type.String() },
      quantity: Type.Integer({ description: 'What is ordered: whole packs, at least the smallest order' }),
      ...{ unitPrice: money, deliveredNet: money, deliveredGross: money },
      arrives: Type.String({ description: 'If it is ordered today' }),
      ...{ warrantyMonths: Type.Integer(), stock: orNull(Type.Integer()), backOrder: Type.Boolean() },
      carbon: orNull(
        Type.Object(
          { low: Type.Number(), typical: Type.Number(), high: Type.Number(), of: Type.String() },
          { description: 'Making one, kg CO2e; makers cannot be ranked by it' },
        ),
      ),
      chosen: Type.Boolean(),
      whyNot: Type.Array(Type.String(), { description: 'Why it does not fit; empty where it does' }),
    }),
  ),
});

const letters = ['A', 'B', 'C', 'D'];

/** Offers side by side for a basket and for a purchase, as pages and for programs. */
export function comparisonPages({ comparisons }: { readonly comparisons: Comparisons }): FastifyPluginAsyncTypebox {
  return async (server) => {
    const schema = { hide: true, params };
    const basket = { policy: 'baskets.edit' };
    const purchase = { policy: 'purchases.read' };
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    });
    server.get('/basket/:id/compare', { schema, config: basket }, async (request, reply) => {
      const found = await comparisons.ofBasket(request.actor, request.params.id);
      if (found === undefined) throw nothingThere();
      const back = { href: purchasingPaths.basket(), text: 'Basket' };
      return reply.page('purchasing/views/comparison.njk', context(found, back));
    });
    server.get('/purchases/:id/compare', { schema, config: purchase }, async (request, reply) => {
      const found = await comparisons.ofPurchase(request.actor, request.params.id);
      if (found === undefined) throw nothingThere();
      const back = { href: purchasingPaths.purchase(request.params.id), text: 'Purchase' };
      return reply.page('purchasing/views/comparison.njk', context(found, back));
    });
    const answers = { tags: ['Buying'], params, response: { 200: ComparisonSchema } };
    const data = (found: Comparison | undefined) => {
      if (found === undefined) {
        throw notFound('There is nothing to compare at this address.', 'List your baskets at /api/v1/baskets.', []);
      }
      return { ...found, offers: found.offers.map((each) => ({ ...each, whyNot: [...each.whyNot] })) };
    };
    server.get(
      '/api/v1/baskets/:id/comparison',
      { config: basket, schema: { ...answers, summary: 'Offers side by side for the first thing in a basket' } },
      async (request) => data(await comparisons.ofBasket(request.actor, request.params.id)),
    );
    server.get(
      '/api/v1/purchases/:id/comparison',
      { config: purchase, schema: { ...answers, summary: 'Offers side by side for what a purchase is for' } },
      async (request) => data(await comparisons.ofPurchase(request.actor, request.params.id)),
    );
  };
}

function context(made: Comparison, back: { readonly href: string; readonly text: string }) {
  return {
    title: 'Offers side by side',
    back,
    caption: `For ${formatCount(made.quantity)}, ordered on ${formatDay(made.on)}`,
    sentence: made.sentence,
    neededBy: made.neededBy === null ? undefined : formatDate(made.neededBy),
    ranks: made.offers.some((each) => each.carbon !== null),
    offers: made.offers.map((each, index) => ({
      ...{ letter: letters[index], title: each.title, supplier: each.supplier, chosen: each.chosen },
      ...{ condition: each.condition, lot: `Lot ${each.lot}`, warranty: `${String(each.warrantyMonths)} months` },
      href: productPath(each.slug, { quantity: each.quantity, offer: each.offer }),
      price: formatMoney(each.unitPrice),
      quantity: each.quantity === made.quantity ? undefined : `${formatCount(each.quantity)}, because of packs`,
      net: formatMoney(each.deliveredNet),
      gross: formatMoney(each.deliveredGross),
      arrives: formatDate(each.arrives),
      carbon:
        each.carbon === null
          ? 'No figure declared'
          : `${each.carbon.low.toFixed(0)} to ${each.carbon.high.toFixed(0)} kg, ${each.carbon.of === 'seller' ? 'as its seller declares' : 'category default'}`,
      whyNot: each.whyNot,
    })),
    pictures: { wide: drawing(made, 1180, 210), narrow: drawing(made, 320, 30) },
  };
}

/** A bar of days for each offer from today to its arrival, and a line at the day it is needed by. Units of the drawing. */
function drawing({ on, neededBy, offers }: Comparison, width: number, left: number) {
  const days = offers.map((each) => daysBetween(on, each.arrives));
  const needed = neededBy === null ? undefined : daysBetween(on, neededBy);
  const end = Math.max(1, ...days, needed ?? 0);
  // What is left of the bars for the day beside them.
  const room = width - left - 160;
  const at = (day: number): number => Math.round(left + (Math.max(0, day) / end) * room);
  const [row, top] = [34, 34];
  return {
    ...{ width, height: top + offers.length * row + 6 },
    needed:
      needed === undefined || neededBy === null
        ? undefined
        : {
            x: at(needed),
            text: `Needed by ${formatDate(neededBy)}`,
            anchor: at(needed) > width / 2 ? 'end' : 'start',
          },
    bars: offers.map((each, index) => ({
      name: left > 100 ? `${letters[index] ?? ''}  ${each.supplier}` : (letters[index] ?? ''),
      ...{ x: left, y: top + index * row, width: Math.max(2, at(days[index] ?? 0) - left) },
      ...{ textX: at(days[index] ?? 0) + 8, textY: top + index * row + 15 },
      text: formatDate(each.arrives),
      fits: each.whyNot.length === 0,
    })),
  };
}
