import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { isoDate } from '../kernel/dates.ts';
import { byOf, done, found, listQuery, params, tags } from './api-answers.ts';
import { callOffApi, type CallOffApiServices } from './call-off-api.ts';
import { OrderListSchema, OrderViewSchema } from './contract-schemas.ts';
import { cursorText, parseCursor } from './list-cursor.ts';
import type { Orders } from './orders/order-service.ts';

const closed = { additionalProperties: false } as const;
const seen = Type.Integer({ minimum: 1, description: 'Number of events the order had when it was looked at' });
const reason = Type.String({ minLength: 1, maxLength: 500 });
const response = { 200: OrderViewSchema };

/** `/api/v1/orders…` and `/api/v1/call-offs…`: what the pages show and do, for programs with a key of an organisation. */
export function contractApi(services: CallOffApiServices & { readonly orders: Orders }): FastifyPluginAsyncTypebox {
  const { orders } = services;
  return async (server) => {
    const read = { config: { policy: 'orders.read' } };
    server.get(
      '/api/v1/orders',
      {
        ...read,
        schema: { tags, summary: 'Orders, newest first', querystring: listQuery, response: { 200: OrderListSchema } },
      },
      async (request) => {
        const { after, limit = 25 } = request.query;
        const page = await orders.list(request.actor, { after: parseCursor(after), limit });
        return { items: page.items, next: page.next === null ? null : cursorText(page.next) };
      },
    );
    server.get(
      '/api/v1/orders/:id',
      {
        ...read,
        schema: { tags, summary: 'One order, with its lines and everything that happened', params, response },
      },
      async (request) => found(await orders.get(request.actor, request.params.id)),
    );

    const answer = { config: { policy: 'orders.answer' } };
    server.post(
      '/api/v1/orders/:id/accept',
      {
        ...answer,
        schema: { tags, summary: 'Accept an order as it is', params, body: Type.Object({ seen }, closed), response },
      },
      async (request) => done(await orders.accept(byOf(request), { ...request.params, ...request.body })),
    );
    server.post(
      '/api/v1/orders/:id/decline',
      {
        ...answer,
        schema: { tags, summary: 'Decline an order', params, body: Type.Object({ seen, reason }, closed), response },
      },
      async (request) => done(await orders.decline(byOf(request), { ...request.params, ...request.body })),
    );
    const changed = Type.Object(
      {
        number: Type.Integer({ minimum: 1 }),
        unitPrice: Type.Optional(Type.String({ maxLength: 20, examples: ['380.00'] })),
        mpn: Type.Optional(Type.String({ maxLength: 100 })),
        title: Type.Optional(Type.String({ maxLength: 200 })),
      },
      closed,
    );
    const proposal = Type.Object(
      {
        seen,
        note: reason,
        expectedBy: Type.Optional(Type.String({ format: 'date' })),
        lines: Type.Array(changed, { maxItems: 1000 }),
      },
      closed,
    );
    server.post(
      '/api/v1/orders/:id/propose',
      {
        ...answer,
        schema: { tags, summary: 'Propose a change: never a higher price', params, body: proposal, response },
      },
      async (request) => {
        const { expectedBy, seen: events, ...change } = request.body;
        const day = expectedBy === undefined ? {} : { expectedBy: isoDate(expectedBy) };
        return done(
          await orders.propose(byOf(request), { ...request.params, seen: events, change: { ...change, ...day } }),
        );
      },
    );
    const decide = { config: { policy: 'orders.decide' } };
    server.post(
      '/api/v1/orders/:id/accept-change',
      {
        ...decide,
        schema: { tags, summary: 'Accept a proposed change', params, body: Type.Object({ seen }, closed), response },
      },
      async (request) => done(await orders.acceptChange(byOf(request), { ...request.params, ...request.body })),
    );
    server.post(
      '/api/v1/orders/:id/refuse-change',
      {
        ...decide,
        schema: {
          tags,
          summary: 'Refuse a proposed change',
          params,
          body: Type.Object({ seen, reason }, closed),
          response,
        },
      },
      async (request) => done(await orders.refuseChange(byOf(request), { ...request.params, ...request.body })),
    );
    server.post(
      '/api/v1/orders/:id/cancel',
      {
        config: { policy: 'orders.cancel' },
        schema: {
          tags,
          summary: 'Cancel an order that is not accepted',
          params,
          body: Type.Object({ seen, reason }, closed),
          response,
        },
      },
      async (request) => done(await orders.cancel(byOf(request), { ...request.params, ...request.body })),
    );
    await server.register(callOffApi(services));
  };
}
