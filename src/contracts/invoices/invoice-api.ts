import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import type { Outcome } from '../../kernel/outcome.ts';
import { HttpError, notFound } from '../../platform/http/index.ts';
import type { Invoice } from './invoice.ts';
import type { Invoices } from './invoice-service.ts';
import { cursorText, readCursor } from './pages/cursor.ts';
import { invoiceFromInput } from './reading/read-invoice.ts';
import { InvoiceInputSchema } from './reading/invoice-schema.ts';
import { differenceInWords } from './rules/difference-words.ts';
import { invoiceStates, lineStates } from './rules/invoice-state.ts';

const tags = ['Invoices'];
const datePattern = '^\\d{4}-\\d{2}-\\d{2}$';
const params = Type.Object({ id: Type.String({ maxLength: 40 }) });
const lineParams = Type.Object({
  id: Type.String({ maxLength: 40 }),
  line: Type.Integer({ minimum: 1, maximum: 9999 }),
});
const money = Type.String({ description: 'Pounds, two decimals' });
const DifferenceSchema = Type.Object({
  kind: Type.String(),
  amount: money,
  expected: Type.Union([Type.String(), Type.Null()]),
  found: Type.Union([Type.String(), Type.Null()]),
  period: Type.Optional(Type.Object({ from: Type.String(), to: Type.String() })),
  says: Type.String(),
});
/** An invoice with where it stands. */
export const InvoiceSchema = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  number: Type.String(),
  order: Type.String({ description: 'Number of the order' }),
  issuedOn: Type.String(),
  receivedOn: Type.String(),
  state: Type.Enum([...invoiceStates]),
  due: Type.Union([Type.String(), Type.Null()]),
  ...{ net: money, vat: money, gross: money },
  money: Type.Object({ payable: money, waiting: money, disputed: money, paid: money, overpaid: money }),
  /** Send it along with a decision: it is not done on something else. */
  seen: Type.Integer(),
  lines: Type.Array(
    Type.Object({
      number: Type.Integer(),
      orderLine: Type.Union([Type.Integer(), Type.Null()]),
      title: Type.String(),
      quantity: Type.String(),
      unitPrice: Type.String(),
      net: money,
      vat: money,
      state: Type.Enum([...lineStates]),
      period: Type.Union([Type.Object({ from: Type.String(), to: Type.String() }), Type.Null()], {
        description: 'What it charges for; of a line paid again and again, the instalments it was found to charge',
      }),
      source: Type.String({ description: 'How the file it came in numbers it' }),
      differences: Type.Array(DifferenceSchema),
    }),
  ),
});
const ActSchema = Type.Object({
  note: Type.String({ minLength: 1, maxLength: 1000 }),
  seen: Type.Integer({ minimum: 0 }),
});

/** `/api/v1/invoices…`: what the pages do, for programs with a key of an organisation. */
export function invoiceApi({ invoices }: { readonly invoices: Invoices }): FastifyPluginAsyncTypebox {
  return async (server) => {
    const list = {
      config: { policy: 'invoices.read' },
      schema: {
        tags,
        summary: 'Invoices and credit notes, newest first',
        querystring: Type.Object({
          state: Type.Optional(Type.Enum([...invoiceStates])),
          after: Type.Optional(Type.String({ maxLength: 80 })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
        }),
        response: {
          200: Type.Object({ items: Type.Array(InvoiceSchema), next: Type.Union([Type.String(), Type.Null()]) }),
        },
      },
    };
    server.get('/api/v1/invoices', list, async (request) => {
      const { state, after, limit = 25 } = request.query;
      const wanted = { limit, after: readCursor(after ?? ''), ...(state === undefined ? {} : { states: [state] }) };
      const page = await invoices.list(request.actor, wanted);
      return { items: page.items.map(invoiceJson), next: page.next === undefined ? null : cursorText(page.next) };
    });

    const show = {
      config: { policy: 'invoices.read' },
      schema: { tags, summary: 'One invoice', params, response: { 200: InvoiceSchema } },
    };
    server.get('/api/v1/invoices/:id', show, async (request) => {
      const found = await invoices.show(request.actor, request.params.id);
      if (found === undefined) throw none();
      return invoiceJson(found.invoice);
    });

    const send = {
      config: { policy: 'invoices.send' },
      schema: {
        tags,
        summary: 'Send an invoice or credit note for an order; the same again is the same invoice',
        body: InvoiceInputSchema,
        response: { 201: Type.Object({ id: Type.String() }) },
      },
    };
    server.post('/api/v1/invoices', send, async (request, reply) => {
      const document = invoiceFromInput(request.body);
      const by = { actor: request.actor, requestId: request.id };
      const sent = document.ok ? await invoices.send(by, document.value, 'interface') : document;
      return reply.status(201).send({ id: done(sent).id });
    });

    const record = {
      config: { policy: 'invoices.decide' },
      schema: {
        tags,
        summary: 'Record an invoice or credit note that reached you another way, for an order of yours',
        params,
        body: Type.Object({ receivedOn: Type.String({ pattern: datePattern }), invoice: InvoiceInputSchema }),
        response: { 201: Type.Object({ id: Type.String() }) },
      },
    };
    server.post('/api/v1/orders/:id/invoices', record, async (request, reply) => {
      const document = invoiceFromInput(request.body.invoice);
      const on = dayOf(request.body.receivedOn, '/receivedOn');
      const by = { actor: request.actor, requestId: request.id };
      const received = { on, source: 'interface' } as const;
      const sent = document.ok ? await invoices.record(by, request.params.id, document.value, received) : document;
      return reply.status(201).send({ id: done(sent).id });
    });

    const pay = {
      config: { policy: 'invoices.decide' },
      schema: {
        tags,
        summary: 'Note a payment of what is agreed',
        params,
        body: Type.Object({
          amount: Type.String({ pattern: '^\\d{1,12}(\\.\\d{1,2})?$', description: 'Pounds with VAT' }),
          paidOn: Type.String({ pattern: datePattern }),
          reference: Type.String({ minLength: 1, maxLength: 100 }),
          seen: Type.Integer({ minimum: 0 }),
        }),
        response: { 200: InvoiceSchema },
      },
    };
    server.post('/api/v1/invoices/:id/payments', pay, async (request) => {
      const { id } = request.params;
      const payment = { ...request.body, paidOn: dayOf(request.body.paidOn, '/paidOn') };
      done(await invoices.pay({ actor: request.actor, requestId: request.id }, id, payment));
      const found = await invoices.show(request.actor, id);
      if (found === undefined) throw none();
      return invoiceJson(found.invoice);
    });

    for (const [path, policy, act] of [
      ['dispute', 'invoices.decide', 'dispute'],
      ['accept', 'invoices.decide', 'accept'],
      ['uphold', 'invoices.decide', 'uphold'],
      ['claim', 'invoices.decide', 'claim'],
      ['drop', 'invoices.decide', 'drop'],
      ['evidence', 'invoices.send', 'evidence'],
      ['withdraw', 'invoices.send', 'withdraw'],
    ] as const) {
      const route = {
        config: { policy },
        schema: {
          tags,
          summary: actWords[act],
          params: lineParams,
          body: ActSchema,
          response: { 200: Type.Object({ id: Type.String() }) },
        },
      };
      server.post(`/api/v1/invoices/:id/lines/:line/${path}`, route, async (request) => {
        const { id, line } = request.params;
        const by = { actor: request.actor, requestId: request.id };
        return { id: done(await invoices.act(by, id, { ...request.body, line, act })).id };
      });
    }
  };
}

const actWords = {
  dispute: 'Dispute a line, until it is paid',
  accept: 'Accept a disputed line as charged',
  uphold: 'Keep a dispute the supplier answered',
  claim: 'Claim a credit for a line that is paid',
  drop: 'Drop such a claim',
  evidence: 'Answer a dispute or claim with evidence',
  withdraw: 'Withdraw a charge in dispute',
} as const;

function dayOf(text: string, path: string): IsoDate {
  const day = parseIsoDate(text);
  if (day !== undefined) return day;
  const problem = { code: 'not-a-date', path, message: `"${text}" is not a date.`, remedy: 'Write it as YYYY-MM-DD.' };
  throw new HttpError(422, 'It could not be done', [problem]);
}

function done<T>(outcome: Outcome<T> | undefined): T {
  if (outcome === undefined) throw none();
  if (outcome.ok) return outcome.value;
  throw new HttpError(422, 'It could not be done', outcome.problems);
}

function none(): HttpError {
  return notFound('There is no such invoice among yours.', 'See /api/v1/invoices for their ids.');
}

/** An invoice as it goes into JSON. */
export function invoiceJson(invoice: Invoice) {
  const {
    id,
    kind,
    number,
    orderNumber,
    issuedOn,
    receivedOn,
    state,
    due,
    net,
    vat,
    gross,
    money: of,
    events,
    lines,
  } = invoice;
  return {
    ...{ id, kind, number, order: orderNumber, issuedOn, receivedOn, state, due, net, vat, gross },
    money: { ...of },
    seen: events.length,
    lines: lines.map((each) => ({
      number: each.number,
      orderLine: each.orderLine,
      title: each.title,
      quantity: each.quantity,
      unitPrice: each.unitPrice,
      net: each.net,
      vat: each.vat,
      state: each.state,
      period: each.period ?? null,
      source: each.source ?? '',
      differences: each.differences.map((one) => ({ ...one, says: differenceInWords(one) })),
    })),
  };
}
