import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { figureGroups } from '../../contracts/index.ts';
import { formatDate, today } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Actor, OrganisationKind } from '../../platform/access/index.ts';
import { badRequest, notFound } from '../../platform/http/index.ts';
import { csvText } from '../../platform/tables/index.ts';
import { deskPaths } from '../desk-paths.ts';
import { chartOf } from './desk-figures.ts';
import { figurePlace } from './figure-place.ts';
import type { FigureServices } from './figure-services.ts';
import { type FigureTable, figureTable, readPeriod } from './figure-table.ts';

const titles: Readonly<Record<OrganisationKind, string>> = {
  authority: 'Spend',
  buyer: 'Your spend',
  supplier: 'Your orders',
};

const by = Type.Enum([...figureGroups]);
const params = Type.Object({ by });
const querystring = Type.Object({
  from: Type.Optional(
    Type.String({ maxLength: 40, description: 'First day, YYYY-MM-DD; eleven months before this one when absent' }),
  ),
  to: Type.Optional(Type.String({ maxLength: 40, description: 'Last day, YYYY-MM-DD; today when absent' })),
  organisation: Type.Optional(
    Type.String({ maxLength: 40, description: 'Which of your organisations; an authority, else a buyer, when absent' }),
  ),
});

const money = Type.String({ description: 'Pounds without VAT' });
const percent = Type.Union([Type.String(), Type.Null()]);
const sums = {
  orders: Type.Integer(),
  buyers: Type.Integer(),
  spend: money,
  sme: money,
  goods: money,
  secondLife: money,
  smePercent: percent,
  secondLifePercent: percent,
};
/** The figures as data. */
export const FigureTableSchema = Type.Object({
  by,
  from: Type.String(),
  to: Type.String(),
  rows: Type.Array(Type.Object({ key: Type.String(), name: Type.String(), ...sums })),
  total: Type.Object(sums),
});

/** The table as it goes into JSON. */
export function figureJson(table: FigureTable) {
  return { ...table, rows: table.rows.map((each) => ({ ...each })), total: { ...table.total } };
}

const columnsOfFile = [
  [
    'key',
    'name',
    'orders',
    'buyers',
    'spend excluding VAT',
    'with SMEs',
    'SME percent',
    'goods',
    'refurbished',
    'refurbished percent',
  ],
];

/** The table as CSV, a row each and no total, so that sums stay right. */
export function figureCsv(table: FigureTable): string {
  const rows = table.rows.map((each) => [
    each.key,
    each.name,
    String(each.orders),
    String(each.buyers),
    each.spend,
    each.sme,
    each.smePercent ?? '',
    each.goods,
    each.secondLife,
    each.secondLifePercent ?? '',
  ]);
  return csvText([...columnsOfFile, ...rows]);
}

/** Spend and orders by month, lot, sector and supplier: page, CSV and JSON. */
export function figurePages(services: FigureServices): FastifyPluginAsyncTypebox {
  const { clock } = services;

  async function tableFor(
    actor: Actor,
    group: FigureTable['by'],
    query: { from?: string; to?: string; organisation?: string },
  ) {
    const on = today(clock);
    const period = readPeriod(query, on);
    if (!period.ok) throw badRequest(period.problems);
    const place = await figurePlace(services, actor, query.organisation);
    if (place === undefined) {
      throw notFound('You read the figures of no such organisation.', 'Look at your desk.', [
        { text: 'Your desk', href: deskPaths.desk() },
      ]);
    }
    return { table: await figureTable(services, { ...place.scope, ...period.value }, group), on, place };
  }

  return async (server) => {
    const read = { config: { policy: 'figures.read' } } as const;
    server.get(
      '/desk/figures/:by',
      { ...read, schema: { hide: true, params, querystring } },
      async (request, reply) => {
        const { table, on, place } = await tableFor(request.actor, request.params.by, request.query);
        const asked = { organisation: place.organisation, from: table.from, to: table.to };
        return reply.page('desk/figures/views/figures.njk', {
          title: `${titles[place.kind]} by ${table.by}`,
          place,
          section: 'desk',
          paths: deskPaths,
          table,
          group: table.by,
          period: `${formatDate(table.from)} to ${formatDate(table.to)}`,
          tabs: place.groups.map((each) => ({
            text: `By ${each}`,
            href: deskPaths.figures(each, asked),
            here: each === table.by,
          })),
          rows: table.rows.map((each) => ({ ...each, spend: formatMoney(each.spend) })),
          total: { ...table.total, spend: formatMoney(table.total.spend) },
          chart: table.total.orders === 0 ? undefined : chartOf(table, on),
          csv: deskPaths.figuresFile(table.by, asked),
        });
      },
    );
    server.get(
      '/desk/figures/:by.csv',
      { ...read, schema: { hide: true, params, querystring } },
      async (request, reply) => {
        const { table } = await tableFor(request.actor, request.params.by, request.query);
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="spend-by-${table.by}.csv"`)
          .send(figureCsv(table));
      },
    );
    const schema = {
      tags: ['Figures'],
      summary:
        'Spend and orders of your agreements, or of your own organisation, by month, lot, sector, supplier or buyer',
      params,
      querystring,
      response: { 200: FigureTableSchema },
    };
    server.get('/api/v1/figures/:by', { ...read, schema }, async (request) =>
      figureJson((await tableFor(request.actor, request.params.by, request.query)).table),
    );
  };
}
