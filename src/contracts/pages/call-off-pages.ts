import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { CallOffView } from '../call-offs/call-off-service.ts';
import { noticeText } from '../call-offs/publication-notice.ts';
import { contractPaths as paths } from '../contract-paths.ts';
import { cursorText, parseCursor } from '../list-cursor.ts';
import type { Actor } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { orderFormPdf } from '../documents/order-form-pdf.ts';
import { callOffPage, callOffRow } from './call-off-view.ts';
import { type ContractPageServices, namesFor } from './contract-page-services.ts';
import { recordPages } from './record-pages.ts';
import { signedCopyPages } from './signed-copy-pages.ts';
import { orderFromPages } from './order-from-pages.ts';
import { orderRow } from './order-view.ts';

const params = Type.Object({ id: Type.String({ maxLength: 40 }) });
const perPage = 25;
const hide = true;

/** The pages of call-off contracts: the list, one with its meter, and what is done under it. */
export function callOffPages(services: ContractPageServices): FastifyPluginAsyncTypebox {
  const { callOffs, orders, organisations } = services;

  async function view(actor: Actor, id: string): Promise<CallOffView> {
    const found = await callOffs.get(actor, id);
    if (found !== undefined) return found;
    throw notFound('There is no such call-off contract among yours.', 'Look at your call-off contracts.', [
      { text: 'Your call-off contracts', href: paths.callOffs() },
    ]);
  }

  async function shown(actor: Actor, found: CallOffView) {
    const { callOff } = found;
    const names = await namesFor(services, [callOff]);
    const sites = await organisations.sites(callOff.organisation);
    const under = await orders.list(actor, { callOff: callOff.id, limit: perPage });
    const notice = await callOffs.notice(actor, callOff.id);
    const warnings = services.rules(callOff.agreement)?.spendWarnings.value ?? [];
    return {
      title: `Call-off contract ${callOff.number}`,
      section: 'orders',
      paths,
      callOff: callOffPage(found, names, warnings, new Map(sites.map((each) => [each.id, each.name]))),
      orders: under.items.map((each) => orderRow(each, names)),
      notice: notice === undefined ? '' : noticeText(notice),
      hasForm: (await callOffs.document(actor, callOff.id)) !== undefined,
    };
  }

  return async (server) => {
    const read = { config: { policy: 'call-offs.read' }, schema: { hide } };
    server.get('/call-offs', read, async (request, reply) => {
      const after = parseCursor((request.query as Readonly<Record<string, unknown>>)['after']);
      const page = await callOffs.list(request.actor, { after, limit: perPage });
      const names = await namesFor(
        services,
        page.items.map((each) => each.callOff),
      );
      return reply.page('contracts/views/call-offs.njk', {
        title: 'Call-off contracts',
        section: 'orders',
        rows: page.items.map((each) => callOffRow(each, names)),
        next: page.next === null ? undefined : { href: paths.callOffs(cursorText(page.next)) },
        previous: after === undefined ? undefined : { href: paths.callOffs() },
      });
    });

    const one = { config: { policy: 'call-offs.read' }, schema: { hide, params } };
    server.get('/call-offs/:id', one, async (request, reply) =>
      reply.page(
        'contracts/views/call-off.njk',
        await shown(request.actor, await view(request.actor, request.params.id)),
      ),
    );

    server.get('/call-offs/:id/order-form', one, async (request, reply) => {
      const found = await view(request.actor, request.params.id);
      const document = await callOffs.document(request.actor, found.callOff.id);
      if (document === undefined) {
        throw notFound('There is no order form here for this call-off.', 'Ask the buyer for the signed document.');
      }
      return reply.page('contracts/views/order-form.njk', {
        title: document.form.title,
        section: 'orders',
        paths,
        id: found.callOff.id,
        number: found.callOff.number,
        ...document,
      });
    });
    server.get('/call-offs/:id/order-form.pdf', one, async (request, reply) => {
      const found = await view(request.actor, request.params.id);
      const document = await callOffs.document(request.actor, found.callOff.id);
      if (document === undefined) {
        throw notFound('There is no order form here for this call-off.', 'Ask the buyer for the signed document.');
      }
      const file = await orderFormPdf(document);
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="order-form-${found.callOff.number}.pdf"`)
        .send(file);
    });
    await server.register(orderFromPages(services, { view, shown }));
    await server.register(recordPages(services, { view, shown }));
    await server.register(signedCopyPages(services, { view, shown }));
  };
}
