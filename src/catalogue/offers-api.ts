import type { FastifyPluginAsync } from 'fastify';
import type { Agreements } from '../agreements/index.ts';
import { type Clock, today } from '../kernel/dates.ts';
import { badRequest } from '../platform/http/index.ts';
import { OfferPageSchema, OfferQuerySchema } from './offers-schemas.ts';
import { parseOfferQuery, type RawQuery } from './search-query.ts';
import type { Search } from './search-service.ts';

export interface OffersApiServices {
  readonly clock: Clock;
  readonly search: Search;
  readonly agreements: Agreements;
}

function isRecord(value: unknown): value is RawQuery {
  return typeof value === 'object' && value !== null;
}

/** `GET /api/v1/offers`. */
export function offersApi({ agreements, clock, search }: OffersApiServices): FastifyPluginAsync {
  return async (server) => {
    server.get(
      '/api/v1/offers',
      {
        // The schema describes; reading the parameters says what is wrong with each, with its value and what to do.
        validatorCompiler: () => () => true,
        schema: {
          tags: ['Offers'],
          summary: 'Find offers: search, filter, count, sort and page',
          querystring: OfferQuerySchema,
          response: { 200: OfferPageSchema },
        },
      },
      async (request) => {
        const raw = isRecord(request.query) ? request.query : {};
        const places = agreements.reference.deliveryPlaces;
        const query = parseOfferQuery(raw, { day: today(clock), unknown: 'refuse', places });
        if (!query.ok) throw badRequest(query.problems);
        const page = await search.search(query.value);
        if (!page.ok) throw badRequest(page.problems);
        return page.value;
      },
    );
  };
}
