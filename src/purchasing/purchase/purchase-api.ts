import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Outcome } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { HttpError, notFound } from '../../platform/http/index.ts';
import {
  AskSchema,
  checksJson,
  ChecksSchema,
  purchaseJson,
  purchaseRow,
  PurchaseRowSchema,
  PurchaseSchema,
} from './purchase-json.ts';
import type { Purchases } from './purchases.ts';

const tags = ['Purchases'];
const params = Type.Object({ id: Type.String({ maxLength: 40 }) });
const closed = { additionalProperties: false } as const;
const reason = Type.String({ maxLength: 2000, default: '' });

/** `/api/v1/purchases…`: what the pages between basket and order do, for programs with a key of an organisation. */
export function purchaseApi({ purchases }: { readonly purchases: Purchases }): FastifyPluginAsyncTypebox {
  const view = async (actor: Actor, id: string) => {
    const found = await purchases.get(actor, id);
    if (found === undefined) throw notFound('There is no such purchase among yours.', 'See the list for the ids.');
    return found;
  };
  return async (server) => {
    const read = { config: { policy: 'purchases.read' } };
    const list = {
      ...read,
      schema: {
        tags,
        summary: 'Purchases, newest first',
        querystring: Type.Object({
          after: Type.Optional(Type.String({ maxLength: 40, description: '`next` of the page before' })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
        }),
        response: {
          200: Type.Object({ items: Type.Array(PurchaseRowSchema), next: Type.Union([Type.String(), Type.Null()]) }),
        },
      },
    };
    server.get('/api/v1/purchases', list, async (request) => {
      const { after, limit = 25 } = request.query;
      const found = await purchases.list(request.actor, {
        limit: limit + 1,
        ...(after === undefined ? {} : { after }),
      });
      const items = found.slice(0, limit);
      return { items: items.map(purchaseRow), next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    });
    server.get(
      '/api/v1/purchases/:id',
      {
        ...read,
        schema: {
          tags,
          summary: 'One purchase, with its checks and approvals',
          params,
          response: { 200: PurchaseSchema },
        },
      },
      async (request) => purchaseJson(await view(request.actor, request.params.id)),
    );
    server.get(
      '/api/v1/purchases/:id/checks',
      {
        ...read,
        schema: {
          tags,
          summary: 'The checks before a commitment: as they stand, or as they stood when it was placed',
          params,
          response: { 200: ChecksSchema },
        },
      },
      async (request) => checksJson(await view(request.actor, request.params.id)),
    );
    server.post(
      '/api/v1/purchases',
      {
        config: { policy: 'purchases.request' },
        schema: {
          tags,
          summary: 'Ask to buy a basket as it was seen; the same version again is the same purchase',
          body: AskSchema,
          response: { 201: PurchaseSchema },
        },
      },
      async (request, reply) => {
        const { budget = null, overBudget, ...asked } = request.body;
        const id = done(
          await purchases.ask(byOf(request), {
            ...{ ...asked, budget },
            ...(overBudget === undefined ? {} : { overBudget }),
          }),
        );
        return reply.status(201).send(purchaseJson(await view(request.actor, id)));
      },
    );
    const answers = { params, response: { 200: PurchaseSchema } };
    server.post(
      '/api/v1/purchases/:id/decide',
      {
        config: { policy: 'purchases.approve' },
        schema: {
          tags,
          summary: 'Approve or refuse the step that waits; the same decision again changes nothing',
          ...answers,
          body: Type.Object({ step: Type.Integer({ minimum: 1 }), approve: Type.Boolean(), reason }, closed),
        },
      },
      async (request) => {
        const { id } = request.params;
        done(await purchases.decide(byOf(request), { id, ...request.body }));
        return purchaseJson(await view(request.actor, id));
      },
    );
    server.post(
      '/api/v1/purchases/:id/allow-excess',
      {
        config: { policy: 'budgets.exceed' },
        schema: {
          tags,
          summary: 'Let a purchase exceed its budget by what is missing now',
          ...answers,
          body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }, closed),
        },
      },
      async (request) => {
        const { id } = request.params;
        done(await purchases.allowExcess(byOf(request), { id, ...request.body }));
        return purchaseJson(await view(request.actor, id));
      },
    );
    server.post(
      '/api/v1/purchases/:id/withdraw',
      {
        config: { policy: 'purchases.request' },
        schema: { tags, summary: 'Take back a request of your own', ...answers },
      },
      async (request) => {
        done(await purchases.withdraw(byOf(request), request.params.id));
        return purchaseJson(await view(request.actor, request.params.id));
      },
    );
    server.post(
      '/api/v1/purchases/:id/place',
      {
        config: { policy: 'purchases.place' },
        schema: {
          tags,
          summary: 'Place the order at the approved price; the same purchase again gives the same order',
          params,
          response: { 200: Type.Object({ order: Type.String({ description: 'Id of the order' }) }) },
        },
      },
      async (request) => ({ order: done(await purchases.place(byOf(request), request.params.id)).id }),
    );
  };
}

function byOf(request: { readonly actor: Actor; readonly id: string }) {
  return { actor: request.actor, requestId: request.id };
}

const late = new Set(['purchase-state', 'basket-changed', 'price-moved', 'quote-expired', 'over-budget']);

/** The value, or the refusal: 404 for what is not the caller's, 409 for what came too late, 422 for what is wrong. */
function done<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  const code = outcome.problems[0]?.code ?? '';
  const status = code === 'purchase-unknown' || code === 'basket-unknown' ? 404 : late.has(code) ? 409 : 422;
  throw new HttpError(status, 'This cannot be done', outcome.problems);
}
