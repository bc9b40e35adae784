import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Outcome } from '../../kernel/outcome.ts';
import { HttpError, notFound } from '../../platform/http/index.ts';
import { needData, NeedSchema } from './need-data.ts';
import type { Needs } from './need-service.ts';

const tags = ['Buying'];
const params = Type.Object({ id: Type.String({ maxLength: 40 }) });
const reason = Type.String({ minLength: 1, maxLength: 1000 });
const closed = { additionalProperties: false } as const;
const one = { 200: NeedSchema };

/** `/api/v1/needs…`: baskets kept for a further competition. */
export function needApi({ needs }: { readonly needs: Needs }): FastifyPluginAsyncTypebox {
  return async (server) => {
    const show = async (request: FastifyRequest, id: string) => {
      const view = await needs.get(request.actor, id);
      if (view === undefined) throw missing();
      return needData(view);
    };
    const edit = { policy: 'baskets.edit' };
    const read = { policy: 'purchases.read' };
    server.get(
      '/api/v1/needs',
      {
        config: read,
        schema: {
          tags,
          summary: 'Baskets kept for a further competition, newest first',
          response: { 200: Type.Object({ items: Type.Array(NeedSchema) }) },
        },
      },
      async (request) => ({ items: (await needs.list(request.actor)).map(needData) }),
    );
    server.get(
      '/api/v1/needs/:id',
      { config: read, schema: { tags, summary: 'A need with its basket as it was kept', params, response: one } },
      (request) => show(request, request.params.id),
    );
    server.post(
      '/api/v1/baskets/:id/keep',
      {
        config: edit,
        schema: {
          tags,
          summary: 'Keep a basket for a further competition; the same version again gives the same need',
          params,
          body: Type.Object({ version: Type.Integer({ minimum: 1 }), reason }, closed),
          response: one,
        },
      },
      async (request) =>
        show(request, done(await needs.keep(byOf(request), { basket: request.params.id, ...request.body }))),
    );
    server.post(
      '/api/v1/needs/:id/take-back',
      { config: edit, schema: { tags, summary: 'Make it a basket of yours again', params, response: one } },
      async (request) => {
        done(await needs.takeBack(byOf(request), request.params.id));
        return show(request, request.params.id);
      },
    );
    server.post(
      '/api/v1/needs/:id/close',
      {
        config: edit,
        schema: {
          tags,
          summary: 'End a need that is no more, or was met otherwise',
          params,
          body: Type.Object({ reason }, closed),
          response: one,
        },
      },
      async (request) => {
        done(await needs.close(byOf(request), request.params.id, request.body.reason));
        return show(request, request.params.id);
      },
    );
  };
}

const byOf = (request: FastifyRequest) => ({ actor: request.actor, requestId: request.id });

function done<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  const [first] = outcome.problems;
  if (first?.code === 'need-unknown' || first?.code === 'basket-unknown') throw missing();
  const conflict = ['basket-changed', 'need-over', 'basket-there'].includes(first?.code ?? '');
  throw new HttpError(conflict ? 409 : 422, 'It was not done', outcome.problems);
}

function missing(): HttpError {
  return notFound('There is nothing at this address that you may see.', 'List your needs at /api/v1/needs.', []);
}
