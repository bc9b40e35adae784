import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { formatDate, isoDate, today } from '../../../kernel/dates.ts';
import { formatMoney } from '../../../kernel/money.ts';
import type { Actor } from '../../../platform/access/index.ts';
import { badRequest } from '../../../platform/http/index.ts';
import { invoicePaths as paths } from '../invoice-paths.ts';
import { paymentTimesCsv, paymentTimesJson, PaymentTimesSchema } from '../payment-times-json.ts';
import { periodFrom, type PromptPayments } from '../prompt-payments.ts';
import { type InvoicePageServices, namesOf } from './invoice-page-services.ts';

const day = Type.Optional(
  Type.String({ maxLength: 40, description: 'YYYY-MM-DD; the last twelve months when absent' }),
);
const querystring = Type.Object({ from: day, to: day });

type Services = InvoicePageServices & { readonly promptPayments: PromptPayments };

/** What was paid within the time the rule gives, by buyer: page, CSV and JSON. */
export function paymentTimesPages(services: Services): FastifyPluginAsyncTypebox {
  const { clock, promptPayments, agreements } = services;

  async function tableFor(actor: Actor, asked: { from?: string; to?: string }) {
    const period = periodFrom(asked, today(clock));
    if (!period.ok) throw badRequest(period.problems);
    const table = await promptPayments.read(actor, period.value);
    const names = await namesOf(
      services,
      table.rows.map(({ organisation }) => ({ organisation, supplier: '' })),
    );
    return paymentTimesJson(table, names);
  }

  return async (server) => {
    const read = { config: { policy: 'invoices.read' } } as const;
    server.get('/invoices/payment-times', { ...read, schema: { hide: true, querystring } }, async (request, reply) => {
      const table = await tableFor(request.actor, request.query);
      const { total, rule } = table;
      const source = agreements.reference.sources.find((each) => each.key === rule?.source);
      const rowOf = (each: typeof total) => ({
        ...each,
        percent: each.percent === null ? 'None due' : `${each.percent}%`,
        lateGross: formatMoney(each.lateGross),
        meanDaysLate: each.meanDaysLate ?? 'None',
      });
      return reply.page('contracts/invoices/views/payment-times.njk', {
        title: 'Invoices paid in time',
        section: 'orders',
        paths,
        asked: { from: table.from, to: table.to },
        period: `${formatDate(isoDate(table.from))} to ${formatDate(isoDate(table.to))}`,
        rows: table.rows.map((each) => ({ ...rowOf(each), name: each.name })),
        total: rowOf(total),
        any: total.invoices > 0,
        rule:
          rule === null
            ? undefined
            : {
                days: rule.days,
                since: formatDate(isoDate(rule.from)),
                source: source?.title ?? rule.source,
                href: source?.url,
              },
        csv: paths.paymentTimesFile(table.from, table.to),
      });
    });
    server.get(
      '/invoices/payment-times.csv',
      { ...read, schema: { hide: true, querystring } },
      async (request, reply) =>
        reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="payment-times.csv"')
          .send(`\u{feff}${paymentTimesCsv(await tableFor(request.actor, request.query))}`),
    );
    const schema = {
      tags: ['Invoices'],
      summary: 'Invoices paid within the time the rule gives, by buyer',
      querystring,
      response: { 200: PaymentTimesSchema },
    };
    server.get('/api/v1/invoices/payment-times', { ...read, schema }, async (request) =>
      tableFor(request.actor, request.query),
    );
  };
}
