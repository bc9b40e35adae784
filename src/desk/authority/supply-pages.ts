import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { isAssumed, statusOn } from '../../agreements/index.ts';
import { productPath, searchPath } from '../../catalogue/index.ts';
import { contractPaths } from '../../contracts/index.ts';
import { addMonths, formatDate, formatMonth, isoDate, today } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { supplierPaths } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import { badRequest, notFound } from '../../platform/http/index.ts';
import { deskPaths } from '../desk-paths.ts';
import { readPeriod } from '../figures/figure-table.ts';
import { orderBreachCsv, orderBreaches, orderBreachJson, orderBreachView } from './order-breaches.ts';
import { agreementsRead, type AuthorityServices } from './authority-services.ts';

/** Months without an order after which a lot counts as unused. */
const unusedMonths = 6;
/** Rows shown of a list that names a few hundred at the most. */
const mostRows = 500;

const words = Type.String();
/** The breaches as data. */
export const OrderBreachSchema = Type.Object({
  from: words,
  to: words,
  orders: Type.Array(
    Type.Object({
      ...{ order: words, number: words, agreement: words, lot: words, line: Type.Integer(), mpn: words, title: words },
      ...{ quantity: Type.Integer(), unitPrice: Type.String({ description: 'Of one, pounds without VAT' }) },
      kind: Type.Enum(['list', 'maximum']),
      allowed: Type.String({ description: 'What one may cost' }),
      excess: Type.String({ description: 'Too much for all of them' }),
      on: Type.String({ description: 'Day on which the price was agreed: the list of that day holds' }),
      ...{ supplier: words, supplierName: words, buyer: words, buyerName: words },
    }),
  ),
});

/** Where buyers have no choice, what nobody buys, prices above the most allowed, and how the agreement ends. */
export function supplyPages(services: AuthorityServices): FastifyPluginAsyncTypebox {
  const { clock, suppliers, oversight, categories } = services;
  return async (server) => {
    const read = { config: { policy: 'authority.read' }, schema: { hide: true } } as const;

    server.get('/desk/supply', read, async (request, reply) => {
      const on = today(clock);
      const packs = await agreementsRead(services, request.actor);
      const found = await oversight.thinCategories(
        packs.map((each) => each.number.value),
        on,
      );
      const names = await suppliers.summaries(new Set(found.flatMap((each) => each.suppliers)), on);
      const lots = [];
      for (const pack of packs) {
        const number = pack.number.value;
        const orders = await services.ordersByLot(number, addMonths(on, -unusedMonths));
        const counts = await suppliers.positionCounts(number, on);
        for (const lot of pack.lots) {
          const holders = counts.lots.find((each) => each.lot === lot.number)?.suppliers ?? 0;
          const count = orders.get(lot.number) ?? 0;
          if (count > 0 && holders > 1) continue;
          lots.push({
            name: `Lot ${lot.number}, ${lot.shortName.value}`,
            href: `/agreements/${encodeURIComponent(number)}/lots/${encodeURIComponent(lot.number)}`,
            suppliers: holders,
            orders: count,
          });
        }
      }
      return reply.page('desk/authority/views/supply.njk', {
        title: 'Where buyers have no choice',
        section: 'desk',
        paths: deskPaths,
        heading:
          found.length === 0
            ? 'Every category has more than one supplier'
            : plural(
                found.length,
                'category of a lot has a single supplier',
                'categories of lots have a single supplier',
              ),
        months: unusedMonths,
        lots,
        more: Math.max(0, found.length - mostRows),
        rows: found.slice(0, mostRows).map((each) => ({
          category: categories.get(each.category)?.name ?? each.category,
          href: searchPath({ category: each.category, agreement: each.agreement, lot: each.lot }),
          lot: each.lot,
          offers: each.offers,
          supplier: names.get(each.suppliers[0] ?? '')?.name ?? each.suppliers[0],
          supplierHref: supplierPaths.supplier(each.suppliers[0] ?? ''),
        })),
      });
    });

    const periodQuery = Type.Object({
      from: Type.Optional(
        Type.String({ maxLength: 40, description: 'First day, YYYY-MM-DD; eleven months before this one when absent' }),
      ),
      to: Type.Optional(Type.String({ maxLength: 40, description: 'Last day, YYYY-MM-DD; today when absent' })),
    });
    const ordersAbove = async (actor: Actor, query: { from?: string; to?: string }) => {
      const period = readPeriod(query, today(clock));
      if (!period.ok) throw badRequest(period.problems);
      const agreementNumbers = (await agreementsRead(services, actor)).map((each) => each.number.value);
      return {
        period: period.value,
        rows: await orderBreaches(services, { agreements: agreementNumbers, ...period.value }),
      };
    };
    const prices = { ...read, schema: { hide: true, querystring: periodQuery } };
    server.get('/desk/prices.csv', prices, async (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="orders-above-their-price.csv"')
        .send(orderBreachCsv((await ordersAbove(request.actor, request.query)).rows)),
    );
    const shown = {
      config: read.config,
      schema: {
        tags: ['Figures'],
        summary: 'Orders above the list in force when their price was agreed, or above the most their lot allows',
        querystring: periodQuery,
        response: { 200: OrderBreachSchema },
      },
    };
    server.get('/api/v1/price-breaches', shown, async (request) => {
      const { period, rows } = await ordersAbove(request.actor, request.query);
      return { ...period, orders: rows.map(orderBreachJson) };
    });

    server.get('/desk/prices', prices, async (request, reply) => {
      const on = today(clock);
      const { period, rows: orders } = await ordersAbove(request.actor, request.query);
      const packs = await agreementsRead(services, request.actor);
      const numbers = packs.map((each) => each.number.value);
      const found = await oversight.breaches(numbers, on, mostRows);
      const names = await suppliers.summaries(new Set(found.map((each) => each.supplierId)), on);
      return reply.page('desk/authority/views/breaches.njk', {
        title: 'Prices above the most allowed',
        section: 'desk',
        paths: deskPaths,
        heading:
          found.length === 0
            ? 'No price is above the most allowed'
            : `${plural(found.length, 'offer')} above the most allowed`,
        orders: orderBreachView(orders, contractPaths.order),
        period: `${formatDate(period.from)} to ${formatDate(period.to)}`,
        csv: deskPaths.breachesFile(period),
        controlled: packs.some((each) => each.lots.some((lot) => lot.priceControls.length > 0)),
        rows: found.map((each) => ({
          title: each.title,
          mpn: each.mpn,
          href: productPath(each.slug),
          supplier: names.get(each.supplierId)?.name ?? each.supplierId,
          supplierHref: supplierPaths.supplier(each.supplierId),
          lot: each.lot,
          price: formatMoney(each.price),
          maximum: formatMoney(each.maximum),
        })),
      });
    });

    const params = Type.Object({ agreement: Type.String({ maxLength: 40 }) });
    server.get('/desk/term/:agreement', { ...read, schema: { hide: true, params } }, async (request, reply) => {
      const on = today(clock);
      const packs = await agreementsRead(services, request.actor);
      const pack = packs.find((each) => each.number.value === request.params.agreement);
      if (pack === undefined) {
        throw notFound('You run no such agreement.', 'Look at your desk.', [
          { text: 'Your desk', href: deskPaths.desk() },
        ]);
      }
      const status = statusOn(pack, on);
      const { extension } = pack.term;
      const starts = pack.successor?.starts.value;
      const month = (text: string): string => (/^\d{4}-\d{2}$/.test(text) ? formatMonth(isoDate(`${text}-01`)) : text);
      const row = (key: string, text: string, assumed = false) => ({ key, text, assumed });
      return reply.page('desk/authority/views/term.njk', {
        title: 'How the agreement ends',
        section: 'desk',
        paths: deskPaths,
        agreement: { number: pack.number.value, name: pack.name.value, href: `/agreements/${pack.number.value}` },
        heading: status.status === 'ended' ? 'The agreement has ended' : `${plural(status.daysLeft, 'day')} left`,
        after: await services.callOffsAfter(pack.number.value, status.ends),
        rows: [
          row('Ends on', formatDate(status.ends)),
          row('Initial term', `ended or ends on ${formatDate(status.initialTermEnds)}`),
          extension === undefined
            ? row('Extension', 'The agreement has none')
            : row(
                'Extension',
                extension.exercised.value
                  ? `Decided: it runs to ${formatDate(status.ends)}. Nothing is left to extend.`
                  : `Not decided. It could run to ${formatDate(status.latestEnd)}; decide before ${formatDate(status.initialTermEnds)}.`,
                isAssumed(extension.exercised),
              ),
          row(
            'Successor',
            starts === undefined
              ? 'None is planned'
              : `${pack.successor?.name.value ?? ''}, planned to start in ${month(starts)}`,
          ),
          row('Call-offs', status.callOffsMayOutlive ? 'May run on after the end' : 'End with the agreement'),
        ],
        steps: [
          {
            by: formatDate(addMonths(status.ends, -9)),
            text: 'Tell buyers and suppliers how the agreement ends and what follows',
            href: deskPaths.newAnnouncement(),
          },
          {
            by: formatDate(addMonths(status.ends, -3)),
            text: 'Remind buyers with competitions under way: the call-off must be made by the last day',
            href: deskPaths.newAnnouncement(),
          },
          { by: formatDate(status.ends), text: 'Last day on which a new call-off may be made' },
        ],
      });
    });
  };
}
