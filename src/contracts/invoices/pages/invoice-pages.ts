import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { isoDate, today } from '../../../kernel/dates.ts';
import { formatMoney, isDecimalText } from '../../../kernel/money.ts';
import type { Problem } from '../../../kernel/outcome.ts';
import type { Actor } from '../../../platform/access/index.ts';
import { notFound } from '../../../platform/http/index.ts';
import { buyerActs, type LineAct, supplierActs } from '../decide-line.ts';
import { invoicePaths as paths } from '../invoice-paths.ts';
import type { InvoiceAndOrder } from '../invoice-service.ts';
import { invoiceStates, type InvoiceState } from '../rules/invoice-state.ts';
import { dateField, dateParts, type Fields, fieldsOf, moneyField } from './form-fields.ts';
import { type InvoicePageServices, mayOn, namesOf } from './invoice-page-services.ts';
import { invoicePage, invoiceRow } from './invoice-view.ts';
import { invoiceStateWords } from './invoice-words.ts';
import { cursorText, readCursor } from './cursor.ts';

const params = Type.Object({ id: Type.String({ maxLength: 40 }) });
const lineParams = Type.Object({
  id: Type.String({ maxLength: 40 }),
  line: Type.Integer({ minimum: 1, maximum: 9999 }),
});
const perPage = 25;

/** Lists of invoices, one invoice, decisions about its lines, and payments. */
export function invoicePages(services: InvoicePageServices): FastifyPluginAsyncTypebox {
  const { invoices, clock } = services;

  const find = async (actor: Actor, id: string): Promise<InvoiceAndOrder> => {
    const found = await invoices.show(actor, id);
    if (found !== undefined) return found;
    throw noInvoice();
  };

  const shown = async (actor: Actor, found: InvoiceAndOrder, fields: Fields, problems: readonly Problem[]) => {
    const { invoice, order } = found;
    const names = await namesOf(services, [invoice]);
    const may = {
      decide: mayOn(services, 'invoices.decide', actor, order),
      answer: mayOn(services, 'invoices.send', actor, order),
    };
    const page = invoicePage(found, may, today(clock));
    return {
      title: page.name,
      section: 'orders',
      paths,
      invoice: page,
      buyer: names.buyer(invoice.organisation),
      supplier: names.supplier(invoice.supplier),
      order: { href: paths.order(order.id), number: order.number, title: order.title },
      back: may.answer && !may.decide ? paths.supplierList() : paths.list(),
      fields: { amount: page.left, ...dateParts('paidOn', today(clock)), ...fields },
      button: `Note ${formatMoney(page.left)} as paid`,
      problems: problems.map((each) => ({ ...each, href: `#${each.path ?? 'lines'}` })),
    };
  };

  return async (server) => {
    for (const [url, kind] of [
      ['/invoices', undefined],
      ['/supplier/invoices', 'supplier'],
    ] as const) {
      const list = { config: { policy: 'invoices.read' }, schema: { hide: true } };
      server.get(url, list, async (request, reply) => {
        const query = fieldsOf(request.query);
        const state = invoiceStates.find((each) => each === query['state']);
        const after = readCursor(query['after'] ?? '');
        const wanted = {
          limit: perPage,
          after,
          ...(kind === undefined ? {} : { kind }),
          ...(state === undefined ? {} : { states: [state] }),
        };
        const page = await invoices.list(request.actor, wanted);
        const names = await namesOf(services, page.items);
        const path = kind === 'supplier' ? paths.supplierList : paths.list;
        return reply.page('contracts/invoices/views/invoices.njk', {
          title: kind === 'supplier' ? 'Your invoices' : 'Invoices',
          section: 'orders',
          supplierSide: kind === 'supplier',
          sendHref: paths.send(),
          rows: page.items.map((each) => invoiceRow(each, names)),
          states: stateLinks(path, state),
          state,
          next: page.next === undefined ? undefined : { href: path(state, cursorText(page.next)) },
          previous: after === undefined ? undefined : { href: path(state) },
        });
      });
    }

    const read = { config: { policy: 'invoices.read' }, schema: { hide: true, params } };
    server.get('/invoices/:id', read, async (request, reply) => {
      const found = await find(request.actor, request.params.id);
      return reply.page('contracts/invoices/views/invoice.njk', await shown(request.actor, found, {}, []));
    });

    for (const [policy, acts, side] of [
      ['invoices.decide', buyerActs, 'decision'],
      ['invoices.send', supplierActs, 'answer'],
    ] as const) {
      const route = { config: { policy }, schema: { hide: true, params: lineParams } };
      server.post(`/invoices/:id/lines/:line/${side}`, route, async (request, reply) => {
        const { id, line } = request.params;
        const fields = fieldsOf(request.body);
        const chosen = acts.find((each) => each === fields['act']);
        const act: LineAct = {
          line,
          act: chosen ?? acts[0],
          note: fields[`note-${String(line)}`] ?? '',
          seen: Number(fields['seen'] ?? 0) || 0,
        };
        const outcome =
          chosen === undefined
            ? { ok: false as const, problems: [chooseFirst] }
            : await invoices.act({ actor: request.actor, requestId: request.id }, id, act);
        if (outcome === undefined) throw noInvoice();
        if (outcome.ok) return reply.redirect(paths.invoice(id), 303);
        const found = await find(request.actor, id);
        return reply
          .status(400)
          .page('contracts/invoices/views/invoice.njk', await shown(request.actor, found, fields, outcome.problems));
      });
    }

    const pay = { config: { policy: 'invoices.decide' }, schema: { hide: true, params } };
    server.post('/invoices/:id/payments', pay, async (request, reply) => {
      const { id } = request.params;
      const fields = fieldsOf(request.body);
      const amount = moneyField(fields, 'amount');
      const paidOn = dateField(fields, 'paidOn');
      const outcome = await invoices.pay({ actor: request.actor, requestId: request.id }, id, {
        amount: isDecimalText(amount) && amount.length < 16 ? amount : '0',
        paidOn: paidOn ?? isoDate('1970-01-01'),
        reference: fields['reference'] ?? '',
        seen: Number(fields['seen'] ?? 0) || 0,
      });
      if (outcome === undefined) throw noInvoice();
      if (outcome.ok) return reply.redirect(paths.invoice(id), 303);
      const found = await find(request.actor, id);
      return reply
        .status(400)
        .page('contracts/invoices/views/invoice.njk', await shown(request.actor, found, fields, outcome.problems));
    });
  };
}

function stateLinks(path: (state?: string) => string, chosen: InvoiceState | undefined) {
  return [
    { text: 'All', href: path(), current: chosen === undefined },
    ...invoiceStates.map((each) => ({
      text: invoiceStateWords[each].text,
      href: path(each),
      current: each === chosen,
    })),
  ];
}

const chooseFirst: Problem = {
  code: 'choose',
  path: 'lines',
  message: 'Choose what to do.',
  remedy: 'Press one of the buttons.',
};

function noInvoice() {
  return notFound('There is no such invoice among yours.', 'Look at your invoices.', [
    { text: 'Your invoices', href: paths.list() },
  ]);
}
