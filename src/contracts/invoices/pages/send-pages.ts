import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { today } from '../../../kernel/dates.ts';
import type { Problem } from '../../../kernel/outcome.ts';
import { plural } from '../../../kernel/text.ts';
import { HttpError, notFound, receiveUpload } from '../../../platform/http/index.ts';
import { csvText } from '../../../platform/tables/index.ts';
import type { Order } from '../../orders/order.ts';
import { invoicePaths as paths } from '../invoice-paths.ts';
import { invoiceColumns } from '../reading/invoice-columns.ts';
import { largestInvoice, readInvoiceFile } from '../reading/read-invoice.ts';
import { otherOrder } from '../invoice-service.ts';
import { totalsProblems } from '../rules/arithmetic.ts';
import { documentProblems } from '../rules/document-problems.ts';
import { lawfulRoundings } from '../take-invoice.ts';
import { dateField, type Fields, fieldsOf } from './form-fields.ts';
import type { InvoicePageServices } from './invoice-page-services.ts';
import { beginWith, formOf, type FormLine, linesOfOrder, linesSent, onForm, readSendForm } from './send-form.ts';

const params = Type.Object({ id: Type.String({ maxLength: 40 }) });

interface Shown {
  readonly order?: Order;
  readonly fields: Fields;
  readonly lines: readonly FormLine[];
  readonly problems?: readonly Problem[];
  readonly read?: string;
}

/** Invoices a supplier sends, and those a buyer records: typed in, or filled from a file and looked over. */
export function sendPages(services: InvoicePageServices): FastifyPluginAsyncTypebox {
  const { invoices, orders, clock } = services;
  const { vatRounding } = services.agreements.reference;

  const page = (reply: FastifyReply, side: 'supplier' | 'buyer', shown: Shown) => {
    const { order, problems = [] } = shown;
    const id = order?.id ?? '';
    const ofBuyer = side === 'buyer';
    return reply.page('contracts/invoices/views/new.njk', {
      title: ofBuyer ? `Record an invoice for order ${order?.number ?? ''}` : 'Send an invoice',
      section: 'orders',
      paths,
      back: ofBuyer
        ? { text: `Order ${order?.number ?? ''}`, href: paths.order(id) }
        : { text: 'Your invoices', href: paths.supplierList() },
      action: ofBuyer ? paths.record(id) : paths.send(),
      fileAction: ofBuyer ? paths.recordFile(id) : paths.sendFile,
      needsOrder: !ofBuyer,
      asksReceived: ofBuyer,
      fields: shown.fields,
      lines: shown.lines,
      read: shown.read,
      fileFirst: !ofBuyer && order === undefined && shown.read === undefined,
      button: ofBuyer ? 'Record and match' : 'Send the invoice',
      problems: problems.map((each) => ({ ...each, href: `#${each.path ?? 'number'}` })),
    });
  };

  const orderOf = async (request: FastifyRequest, id: string): Promise<Order> => {
    const found = await orders.get(request.actor, id);
    if (found !== undefined) return found.order;
    throw notFound('There is no such order among yours.', 'Look at your orders.', [
      { text: 'Your orders', href: '/orders' },
    ]);
  };

  const sentFor = async (request: FastifyRequest, order: Order | undefined) =>
    order === undefined ? [] : ((await invoices.ofOrder(request.actor, order.id))?.invoices ?? []);

  /** Fills the form from the file that was sent; a file that cannot be read is told above the empty form. */
  const filled = async (request: FastifyRequest, reply: FastifyReply, side: 'supplier' | 'buyer', order?: Order) => {
    const refused = (status: number, problems: readonly Problem[]) =>
      page(reply.status(status), side, {
        ...(order === undefined ? {} : { order }),
        fields: beginWith(today(clock)),
        lines: linesOfOrder(order, []),
        problems: problems.slice(0, 20).map((each) => ({ ...each, path: 'file', message: inTable(each) })),
      });
    try {
      const { file } = await receiveUpload(request, { maxBytes: largestInvoice });
      const parts: Uint8Array[] = [];
      for await (const part of file.stream) parts.push(part);
      const read = await readInvoiceFile(Buffer.concat(parts));
      if (!read.ok) return await refused(400, read.problems);
      const { value } = read;
      const named = value.orderNumber;
      const other = order !== undefined && named !== '' && named.toUpperCase() !== order.number.toUpperCase();
      const wrong = [
        ...(other ? [otherOrder(named, order.number)] : []),
        ...documentProblems(value),
        ...totalsProblems(value, lawfulRoundings(vatRounding, value.issuedOn)),
      ];
      const form = formOf(read.value);
      return await page(reply.status(wrong.length > 0 ? 400 : 200), side, {
        ...(order === undefined ? {} : { order }),
        fields: { ...beginWith(today(clock)), ...form.fields },
        lines: form.lines,
        problems: wrong.map(onForm),
        read: plural(read.value.lines.length, 'line'),
      });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      return refused(error.status, error.problems);
    }
  };

  return async (server) => {
    const send = { config: { policy: 'invoices.send' }, schema: { hide: true } };
    server.get('/supplier/invoices/new', send, async (request, reply) => {
      const wanted = fieldsOf(request.query)['order'] ?? '';
      const found = /^[a-z0-9]{8,20}$/.test(wanted) ? await orders.get(request.actor, wanted) : undefined;
      return page(reply, 'supplier', {
        ...(found === undefined ? {} : { order: found.order }),
        fields: { ...beginWith(today(clock)), orderNumber: found?.order.number ?? wanted.slice(0, 60) },
        lines: linesOfOrder(found?.order, await sentFor(request, found?.order)),
      });
    });

    server.post('/supplier/invoices/new', send, async (request, reply) => {
      const fields = fieldsOf(request.body);
      const document = readSendForm(fields);
      const sent = document.ok
        ? await invoices.send({ actor: request.actor, requestId: request.id }, document.value, 'typed')
        : document;
      if (sent.ok) return reply.redirect(paths.invoice(sent.value.id), 303);
      return page(reply.status(400), 'supplier', {
        fields,
        lines: linesSent(fields),
        problems: sent.problems.map(onForm),
      });
    });

    const sendFile = { config: { policy: 'invoices.send', upload: true }, schema: { hide: true } };
    server.post('/supplier/invoices/file', sendFile, (request, reply) => filled(request, reply, 'supplier'));

    server.get('/supplier/invoices/template.csv', send, async (_request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="invoice.csv"')
        .send(
          `\u{feff}${csvText([invoiceColumns.map((each) => each.heading), invoiceColumns.map((each) => each.example)])}`,
        ),
    );

    const record = { config: { policy: 'invoices.decide' }, schema: { hide: true, params } };
    server.get('/orders/:id/invoices/new', record, async (request, reply) => {
      const order = await orderOf(request, request.params.id);
      return page(reply, 'buyer', {
        order,
        fields: beginWith(today(clock)),
        lines: linesOfOrder(order, await sentFor(request, order)),
      });
    });

    server.post('/orders/:id/invoices/new', record, async (request, reply) => {
      const order = await orderOf(request, request.params.id);
      const fields = fieldsOf(request.body);
      const on = dateField(fields, 'receivedOn');
      const document = readSendForm(fields);
      const sent =
        document.ok && on !== undefined
          ? await invoices.record(
              { actor: request.actor, requestId: request.id },
              order.id,
              { ...document.value, orderNumber: order.number },
              { on, source: 'typed' },
            )
          : {
              ok: false as const,
              problems: [...(document.ok ? [] : document.problems), ...(on === undefined ? [noDay] : [])],
            };
      if (sent === undefined)
        throw notFound('You may not record invoices for this order.', 'Ask your contract manager.');
      if (sent.ok) return reply.redirect(paths.invoice(sent.value.id), 303);
      return page(reply.status(400), 'buyer', {
        order,
        fields,
        lines: linesSent(fields),
        problems: sent.problems.map(onForm),
      });
    });

    const recordFile = { config: { policy: 'invoices.decide', upload: true }, schema: { hide: true, params } };
    server.post('/orders/:id/invoices/file', recordFile, async (request, reply) =>
      filled(request, reply, 'buyer', await orderOf(request, request.params.id)),
    );
  };
}

const noDay: Problem = {
  code: 'not-a-date',
  path: 'receivedOn-day',
  message: 'The day you received it is no date.',
  remedy: 'Write day, month and year.',
};

/** A problem of a file with where it is. */
function inTable({ row, column, message }: Problem): string {
  const where = [row === undefined ? '' : `Row ${String(row)}`, column ?? ''].filter((each) => each !== '').join(', ');
  return where === '' ? message : `${where}: ${message}`;
}
