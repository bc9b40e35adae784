import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { today } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { plural } from '../../kernel/text.ts';
import type { Actor } from '../../platform/access/index.ts';
import { HttpError, receiveUpload } from '../../platform/http/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { invoicePaths as paths } from '../invoices/invoice-paths.ts';
import { dateParts, type Fields, fieldsOf } from '../invoices/pages/form-fields.ts';
import { type InvoicePageServices, mayOn } from '../invoices/pages/invoice-page-services.ts';
import type { OrderReceipts } from './receipt-service.ts';
import { linesOf, noOrder, problemsOnForm, readReceipt, reasonChoices, receiptView } from './receipt-form.ts';
import { receiptChangePages } from './receipt-change-pages.ts';
import { serialsOfFile } from './rules/serials.ts';

const params = Type.Object({ id: Type.String({ maxLength: 40 }) });

/** What arrived of an order, and recording it: typed, pasted, or serial numbers from a file. */
export function receiptPages(services: InvoicePageServices): FastifyPluginAsyncTypebox {
  const { receipts, clock } = services;

  const find = async (actor: Actor, id: string): Promise<OrderReceipts> => {
    const found = await receipts.show(actor, id);
    if (found !== undefined) return found;
    throw noOrder();
  };

  const shown = (actor: Actor, found: OrderReceipts, fields: Fields, problems: readonly Problem[]) => {
    const { order } = found;
    const mayRecord = found.open && mayOn(services, 'receipts.record', actor, order);
    const lines = linesOf(found);
    const left = lines.reduce((sum, each) => sum + each.left, 0);
    return {
      title: `What arrived of order ${order.number}`,
      section: 'orders',
      paths,
      order: { id: order.id, number: order.number, title: order.title },
      says: left === 0 ? 'Everything has arrived.' : `${plural(left, 'piece is', 'pieces are')} still to come.`,
      lines,
      mayRecord,
      whyNot: found.open ? '' : 'The supplier has to accept the order first.',
      key: fields['key'] ?? newId(),
      fields: { ...dateParts('receivedOn', today(clock)), ...fields },
      reasons: reasonChoices,
      receipts: found.receipts.toReversed().map((each) => receiptView(each, found, mayRecord)),
      ...problemsOnForm(problems),
    };
  };

  return async (server) => {
    const view = 'contracts/receipts/views/receipts.njk';
    const read = { config: { policy: 'receipts.read' }, schema: { hide: true, params } };
    server.get('/orders/:id/receipts', read, async (request, reply) =>
      reply.page(view, shown(request.actor, await find(request.actor, request.params.id), {}, [])),
    );

    const record = { config: { policy: 'receipts.record' }, schema: { hide: true, params } };
    server.post('/orders/:id/receipts', record, async (request, reply) => {
      const { id } = request.params;
      const found = await find(request.actor, id);
      const fields = fieldsOf(request.body);
      const { receipt, problems } = readReceipt(fields, found);
      const key = /^[\w-]{8,60}$/.test(fields['key'] ?? '') ? (fields['key'] ?? '') : newId();
      const by = { actor: request.actor, requestId: request.id };
      const outcome =
        problems.length > 0 ? { ok: false as const, problems } : await receipts.record(by, id, receipt, key);
      if (outcome === undefined) throw noOrder();
      if (outcome.ok) return reply.redirect(paths.receipts(id), 303);
      return reply.status(400).page(view, shown(request.actor, found, fields, outcome.problems));
    });

    const file = { config: { policy: 'receipts.record', upload: true }, schema: { hide: true, params } };
    server.post('/orders/:id/receipts/serials', file, async (request, reply) => {
      const found = await find(request.actor, request.params.id);
      const again = (status: number, problems: readonly Problem[]) =>
        reply.status(status).page(
          view,
          shown(
            request.actor,
            found,
            {},
            problems.map((each) => ({ ...each, path: 'file' })),
          ),
        );
      try {
        const upload = await receiveUpload(request, { maxBytes: 2_097_152 });
        const parts: Uint8Array[] = [];
        for await (const part of upload.file.stream) parts.push(part);
        const line = Number(upload.fields['line'] ?? '0') || 0;
        const serials = await serialsOfFile(Buffer.concat(parts), line);
        if (!serials.ok) return await again(400, serials.problems);
        const fields = Object.fromEntries(
          [...serials.value].flatMap(([at, of]) => [
            [`serials-${String(at)}`, of.join('\n')],
            [`kept-${String(at)}`, String(of.length)],
          ]),
        );
        return await reply.page(view, shown(request.actor, found, fields, []));
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        return again(error.status, error.problems);
      }
    });
    await server.register(receiptChangePages(services));
  };
}
