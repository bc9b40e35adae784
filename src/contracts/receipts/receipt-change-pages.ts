import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { invoicePaths as paths } from '../invoices/invoice-paths.ts';
import { type Fields, fieldsOf } from '../invoices/pages/form-fields.ts';
import { type InvoicePageServices, mayOn } from '../invoices/pages/invoice-page-services.ts';
import {
  fieldsOfReceipt,
  linesOf,
  noOrder,
  problemsOnForm,
  readReceipt,
  reasonChoices,
  receiptView,
} from './receipt-form.ts';
import type { OrderReceipts, ReceiptEffect } from './receipt-service.ts';
import { keptByLine, type Receipt } from './rules/receipt.ts';

const params = Type.Object({ id: Type.String({ maxLength: 40 }), receipt: Type.String({ maxLength: 40 }) });
const view = 'contracts/receipts/views/change.njk';

/** Taking a receipt back and correcting one, with what that does to invoices shown before. */
export function receiptChangePages(services: InvoicePageServices): FastifyPluginAsyncTypebox {
  const { receipts } = services;

  /** The receipt, if the actor may change it. */
  const find = async (actor: Actor, id: string, receipt: string) => {
    const found = await receipts.show(actor, id);
    const one = found?.receipts.find((each) => each.id === receipt);
    if (found === undefined || one === undefined || !mayOn(services, 'receipts.record', actor, found.order))
      throw noOrder();
    return { found, one, open: receiptView(one, found, true).mayReverse };
  };

  const shown = (
    { found, one }: { readonly found: OrderReceipts; readonly one: Receipt },
    page: {
      readonly fields: Fields;
      readonly effects?: readonly ReceiptEffect[] | undefined;
      readonly problems?: readonly Problem[];
      readonly correcting: boolean;
    },
  ) => {
    const { order, receipts: all } = found;
    const title = `${page.correcting ? 'Correct' : 'Take back'} receipt ${String(one.position)}`;
    // What is still to come once this receipt is gone.
    const others = all.filter((each) => each.id !== one.id);
    return {
      ...{ title, section: 'orders', paths, order: { id: order.id, number: order.number, title: order.title } },
      receipt: receiptView(one, found, false),
      correcting: page.correcting,
      action: page.correcting ? paths.correct(order.id, one.id) : paths.reverse(order.id, one.id),
      key: page.fields['key'] ?? newId(),
      fields: page.fields,
      lines: linesOf({ ...found, receipts: others, kept: keptByLine(others) }),
      reasons: reasonChoices,
      effects: page.effects === undefined ? undefined : { rows: page.effects.map(effectView) },
      ...problemsOnForm(page.problems ?? []),
    };
  };

  return async (server) => {
    const guard = { config: { policy: 'receipts.record' }, schema: { hide: true, params } };

    server.get('/orders/:id/receipts/:receipt/reverse', guard, async (request, reply) => {
      const { id, receipt } = request.params;
      const place = await find(request.actor, id, receipt);
      if (!place.open) return reply.redirect(paths.receipts(id), 303);
      const effects = await receipts.effects(request.actor, id, receipt);
      return reply.page(view, shown(place, { fields: {}, effects, correcting: false }));
    });
    server.post('/orders/:id/receipts/:receipt/reverse', guard, async (request, reply) => {
      const { id, receipt } = request.params;
      const fields = fieldsOf(request.body);
      const by = { actor: request.actor, requestId: request.id };
      const outcome = await receipts.reverse(by, id, receipt, fields['note'] ?? '');
      if (outcome === undefined) throw noOrder();
      if (outcome.ok) return reply.redirect(paths.receipts(id), 303);
      const place = await find(request.actor, id, receipt);
      const effects = await receipts.effects(request.actor, id, receipt);
      const page = { fields, effects, problems: outcome.problems, correcting: false };
      return reply.status(400).page(view, shown(place, page));
    });

    server.get('/orders/:id/receipts/:receipt/correct', guard, async (request, reply) => {
      const { id, receipt } = request.params;
      const place = await find(request.actor, id, receipt);
      if (!place.open) return reply.redirect(paths.receipts(id), 303);
      return reply.page(view, shown(place, { fields: fieldsOfReceipt(place.one), correcting: true }));
    });
    server.post('/orders/:id/receipts/:receipt/correct', guard, async (request, reply) => {
      const { id, receipt } = request.params;
      const { actor } = request;
      const place = await find(actor, id, receipt);
      const fields = fieldsOf(request.body);
      const read = readReceipt(fields, place.found);
      const key = /^[\w-]{8,60}$/.test(fields['key'] ?? '') ? (fields['key'] ?? '') : newId();
      const again = async (problems: readonly Problem[]) => {
        const effects = read.problems.length > 0 ? undefined : await receipts.effects(actor, id, receipt, read.receipt);
        return reply
          .status(problems.length > 0 ? 400 : 200)
          .page(view, shown(place, { fields: { ...fields, key }, effects, problems, correcting: true }));
      };
      if (read.problems.length > 0 || fields['act'] !== 'record') return again(read.problems);
      const by = { actor, requestId: request.id };
      const how = { note: fields['note'] ?? '', key };
      const outcome = await receipts.correct(by, id, receipt, { ...read.receipt, note: '' }, how);
      if (outcome === undefined) throw noOrder();
      if (outcome.ok) return reply.redirect(paths.receipts(id), 303);
      return again(outcome.problems);
    });
  };
}

function effectView({ invoice, line, to }: ReceiptEffect) {
  const money = `${formatMoney(line.net)} excluding VAT`;
  const says = {
    matched: `${money} matches and is to be paid.`,
    waits: `${money} waits for goods again and need not be paid until they are there.`,
    claimed: `${money} is paid already, so a credit is claimed for it.`,
  }[to];
  return { href: paths.invoice(invoice.id), number: invoice.number, title: line.title, says };
}
