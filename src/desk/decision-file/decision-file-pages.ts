import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { MoreOfOrder } from '../../contracts/index.ts';
import type { Actor, PolicyTable } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { makeAction } from './decision-file-policies.ts';
import type { DecisionFiles } from './decision-files.ts';
import { exceptionCodes } from './exceptions.ts';
import { sectionTitles } from './section-keys.ts';

const params = Type.Object({ id: Type.String({ pattern: '^[a-z0-9]{8,20}$', description: 'Id of the order' }) });
const tags = ['Decision files'];

const DecisionFileSchema = Type.Object({
  schemaVersion: Type.Integer(),
  subject: Type.Object({
    order: Type.String(),
    number: Type.String(),
    title: Type.String(),
    buyer: Type.String(),
    supplier: Type.String(),
    agreement: Type.String(),
    lot: Type.String(),
    placedAt: Type.String(),
    net: Type.String({ description: 'Pounds without VAT' }),
    gross: Type.String(),
  }),
  exceptions: Type.Array(
    Type.Object({
      code: Type.Enum([...exceptionCodes]),
      breach: Type.Boolean({ description: 'Against a rule; the others call for a look' }),
      text: Type.String(),
      section: Type.String(),
    }),
  ),
  sections: Type.Array(
    Type.Object({
      key: Type.Enum(Object.keys(sectionTitles)),
      title: Type.String(),
      blocks: Type.Array(Type.Unknown({ description: 'As people read it: text, facts or a table' })),
      data: Type.Unknown({ description: 'The same as values; null where nothing is recorded' }),
    }),
  ),
});

/** Where an order's decision file is had. */
export const decisionFilePaths = {
  bundle: (order: string): string => `/orders/${order}/decision-file`,
};

/** The one button of an order that gathers everything decided about it; nothing for whoever may not have it. */
export function decisionFileOfOrder(
  policies: Pick<PolicyTable, 'scope'>,
  actor: Actor,
  order: { readonly id: string },
): readonly MoreOfOrder[] {
  if (!policies.scope(makeAction, actor).some((each) => each.kind !== 'supplier')) return [];
  return [
    {
      title: 'Decision file',
      text: 'Everything that was decided about this purchase, exceptions first, signed so that a change shows.',
      link: { text: 'Save the decision file', href: decisionFilePaths.bundle(order.id) },
    },
  ];
}

/** The signed decision file of an order to save, and its content as JSON. */
export function decisionFilePages(services: { readonly decisionFiles: DecisionFiles }): FastifyPluginAsyncTypebox {
  const { decisionFiles } = services;
  const config = { policy: makeAction };
  return async (server) => {
    for (const url of ['/orders/:id/decision-file', '/api/v1/orders/:id/decision-file.zip']) {
      const schema = url.startsWith('/api')
        ? { tags, summary: 'Everything decided about a purchase, as a signed ZIP file', params }
        : { hide: true, params };
      server.get(url, { config, schema }, async (request, reply) => {
        const bundle = await decisionFiles.make({ actor: request.actor, requestId: request.id }, request.params.id);
        if (bundle === undefined) throw unknownOrder();
        return reply
          .type('application/zip')
          .header('content-disposition', `attachment; filename="${bundle.name}"`)
          .header('x-content-hash', bundle.contentHash)
          .send(bundle.bytes);
      });
    }
    server.get(
      '/api/v1/orders/:id/decision-file',
      {
        config,
        schema: {
          tags,
          summary: 'Everything decided about a purchase, exceptions first',
          params,
          response: { 200: DecisionFileSchema },
        },
      },
      async (request) => {
        const file = await decisionFiles.read({ actor: request.actor, requestId: request.id }, request.params.id);
        if (file === undefined) throw unknownOrder();
        return {
          ...file,
          exceptions: [...file.exceptions],
          sections: file.sections.map((each) => ({ ...each, blocks: [...each.blocks] })),
        };
      },
    );
  };
}

function unknownOrder() {
  return notFound('There is no such order among those whose record you may see.', 'Look at your orders again.', [
    { text: 'Orders', href: '/orders' },
  ]);
}
