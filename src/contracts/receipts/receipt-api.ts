import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Outcome } from '../../kernel/outcome.ts';
import { HttpError, notFound } from '../../platform/http/index.ts';
import { newId } from '../../platform/operator/index.ts';
import {
  effectsJson,
  OrderReceiptsSchema,
  orderReceiptsJson,
  ReceiptEffectsSchema,
  receiptFromInput,
  ReceiptInputSchema,
} from './receipt-json.ts';
import type { Receipts } from './receipt-service.ts';

const tags = ['Receipts'];
const id = Type.String({ maxLength: 40 });
const params = Type.Object({ id });
const receiptParams = Type.Object({ id, receipt: id });
const IdSchema = Type.Object({ id: Type.String() });
const key = Type.Optional(
  Type.String({ pattern: '^[\\w-]{8,60}$', description: 'Yours: sent twice, it is one receipt' }),
);
const note = Type.String({ minLength: 1, maxLength: 500 });
const closed = { additionalProperties: false } as const;

/** `/api/v1/orders/…/receipts`: what arrived, recording it, taking it back and correcting it. */
export function receiptApi({ receipts }: { readonly receipts: Receipts }): FastifyPluginAsyncTypebox {
  return async (server) => {
    const read = {
      config: { policy: 'receipts.read' },
      schema: { tags, summary: 'What arrived of an order', params, response: { 200: OrderReceiptsSchema } },
    };
    server.get('/api/v1/orders/:id/receipts', read, async (request) =>
      orderReceiptsJson(found(await receipts.show(request.actor, request.params.id))),
    );

    const record = {
      config: { policy: 'receipts.record' },
      schema: {
        tags,
        summary: 'Record what arrived; invoices that waited for it are matched',
        params,
        body: Type.Object({ ...ReceiptInputSchema.properties, key }, closed),
        response: { 201: IdSchema },
      },
    };
    server.post('/api/v1/orders/:id/receipts', record, async (request, reply) => {
      const { key: mine, ...input } = request.body;
      const receipt = done(receiptFromInput(input));
      const by = { actor: request.actor, requestId: request.id };
      return reply
        .status(201)
        .send({ id: done(await receipts.record(by, request.params.id, receipt, mine ?? newId())).id });
    });

    const effects = {
      config: { policy: 'receipts.record' },
      schema: {
        tags,
        summary: 'What taking a receipt back would do to invoices',
        params: receiptParams,
        response: { 200: ReceiptEffectsSchema },
      },
    };
    server.get('/api/v1/orders/:id/receipts/:receipt/effects', effects, async (request) =>
      effectsJson(found(await receipts.effects(request.actor, request.params.id, request.params.receipt))),
    );

    const reverse = {
      config: { policy: 'receipts.record' },
      schema: {
        tags,
        summary: 'Take a whole receipt back; it stays to be seen',
        params: receiptParams,
        body: Type.Object({ note }, closed),
        response: { 200: IdSchema },
      },
    };
    server.post('/api/v1/orders/:id/receipts/:receipt/reverse', reverse, async (request) => {
      const { id: order, receipt } = request.params;
      const by = { actor: request.actor, requestId: request.id };
      return { id: done(await receipts.reverse(by, order, receipt, request.body.note)).id };
    });

    const correct = {
      config: { policy: 'receipts.record' },
      schema: {
        tags,
        summary: 'Take a receipt back and record another in its place',
        params: receiptParams,
        body: Type.Object({ note, instead: ReceiptInputSchema, key }, closed),
        response: { 200: IdSchema },
      },
    };
    server.post('/api/v1/orders/:id/receipts/:receipt/correct', correct, async (request) => {
      const { id: order, receipt } = request.params;
      const { note: why, instead, key: mine } = request.body;
      const by = { actor: request.actor, requestId: request.id };
      const how = { note: why, key: mine ?? newId() };
      return { id: done(await receipts.correct(by, order, receipt, done(receiptFromInput(instead)), how)).id };
    });
  };
}

function found<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw none();
}

function done<T>(outcome: Outcome<T> | undefined): T {
  const value = found(outcome);
  if (value.ok) return value.value;
  throw new HttpError(422, 'It could not be done', value.problems);
}

function none(): HttpError {
  return notFound('There is no such order or receipt among yours.', 'See /api/v1/orders for their ids.');
}
