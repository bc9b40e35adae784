import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import type { Outcome, Problem } from '../../kernel/outcome.ts';
import { HttpError, notFound } from '../../platform/http/index.ts';
import { basketData, BasketSchema, BasketToPriceSchema, isoDay, quantity, termMonths } from './basket-data.ts';
import type { Baskets } from './basket-service.ts';

const tags = ['Buying'];
const closed = { additionalProperties: false } as const;
const id = Type.String({ maxLength: 40 });
const params = Type.Object({ id });
const offer = Type.String({ pattern: '^\\d{1,18}$' });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);

const Put = Type.Object({ organisation: id, offer, quantity }, closed);
const Change = Type.Object(
  {
    version: Type.Integer({ minimum: 1, description: 'The version that was looked at: any other is refused' }),
    site: Type.Optional(id),
    reference: Type.Optional(Type.String({ maxLength: 60 })),
    termMonths: Type.Optional(orNull(termMonths)),
    neededBy: Type.Optional(orNull(isoDay)),
    lines: Type.Optional(
      Type.Array(
        Type.Object(
          {
            offer,
            quantity: Type.Integer({ minimum: 0, maximum: 1_000_000, description: '0 takes it out' }),
            services: Type.Optional(Type.Array(Type.Object({ service: Type.String(), quantity }, closed))),
          },
          closed,
        ),
        {
          maxItems: 40,
          description: 'Lines to change; those that are not named stay. Named services replace those there',
        },
      ),
    ),
  },
  closed,
);

/** `/api/v1/baskets…`: what the basket's pages show and do. */
export function basketApi({ baskets }: { readonly baskets: Baskets }): FastifyPluginAsyncTypebox {
  return async (server) => {
    const config = { policy: 'baskets.edit' };
    const show = async (request: FastifyRequest, basket: string) => {
      const view = await baskets.get(request.actor, basket);
      if (view === undefined) throw missing();
      return basketData(view);
    };
    server.get(
      '/api/v1/baskets',
      {
        config,
        schema: {
          tags,
          summary: 'Your open baskets, one for each supplier and lot, priced as of today',
          response: { 200: Type.Object({ items: Type.Array(BasketSchema) }) },
        },
      },
      async (request) => ({ items: (await baskets.list(request.actor)).map(basketData) }),
    );
    server.post(
      '/api/v1/baskets',
      {
        config,
        schema: {
          tags,
          summary: 'Put an offer into a basket: sets its quantity, so that the same again changes nothing',
          body: Put,
          response: { 200: BasketSchema },
        },
      },
      async (request) => {
        const put = await baskets.put({ actor: request.actor, requestId: request.id }, request.body);
        return show(request, done(put));
      },
    );
    server.get(
      '/api/v1/baskets/:id',
      {
        config,
        schema: {
          tags,
          summary: 'A basket with VAT by line, delivery, route and what changed since it was looked at',
          params,
          response: { 200: BasketSchema },
        },
      },
      (request) => show(request, request.params.id),
    );
    server.put(
      '/api/v1/baskets/:id',
      {
        config,
        schema: {
          tags,
          summary: 'Change a basket as it was shown; a changed one is refused with 409',
          params,
          body: Change,
          response: { 200: BasketSchema },
        },
      },
      async (request) => {
        const { id: basket } = request.params;
        const view = await baskets.get(request.actor, basket);
        if (view === undefined) throw missing();
        const { lines = [], neededBy, ...rest } = request.body;
        const unknown = lines.findIndex((each) => !view.lines.some((line) => line.offer === each.offer));
        if (unknown >= 0) {
          throw refused([
            {
              ...{ code: 'line-unknown', path: `lines.${unknown}.offer`, value: lines[unknown]?.offer ?? '' },
              ...{ message: 'The basket has no line of this offer.', remedy: 'Put it in with POST /api/v1/baskets.' },
            },
          ]);
        }
        const change = {
          ...rest,
          ...(neededBy === undefined ? {} : { neededBy: neededBy === null ? null : dayOf(neededBy) }),
          lines: view.lines.map((line) => {
            const asked = lines.find((each) => each.offer === line.offer);
            return {
              ...{ offer: line.offer, quantity: asked?.quantity ?? line.quantity },
              services: asked?.services ?? line.services,
            };
          }),
        };
        done(await baskets.change({ actor: request.actor, requestId: request.id }, basket, change));
        return show(request, basket);
      },
    );
    server.post(
      '/api/v1/baskets/price',
      {
        config: { policy: 'baskets.price' },
        schema: {
          tags,
          summary: 'Price lines as baskets would be, without keeping anything',
          body: BasketToPriceSchema,
          response: { 200: Type.Object({ baskets: Type.Array(BasketSchema) }) },
        },
      },
      async (request) => {
        const { neededBy, ...wanted } = request.body;
        const priced = await baskets.price({
          ...wanted,
          ...(neededBy === undefined ? {} : { neededBy: dayOf(neededBy) }),
        });
        return { baskets: done(priced).map(basketData) };
      },
    );
  };
}

function dayOf(text: string): IsoDate {
  const day = parseIsoDate(text);
  if (day !== undefined) return day;
  throw refused([
    {
      ...{ code: 'day', path: 'neededBy', value: text, message: 'The day it is needed by is no date.' },
      remedy: 'Write it as 2027-01-05.',
    },
  ]);
}

function done<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw refused(outcome.problems);
}

function refused(problems: readonly Problem[]): HttpError {
  const [first] = problems;
  if (first?.code === 'basket-unknown') return missing();
  return new HttpError(first?.code === 'basket-changed' ? 409 : 422, 'It was not done', problems);
}

function missing(): HttpError {
  return notFound('There is no basket at this address that you may see.', 'List your baskets at /api/v1/baskets.', []);
}
