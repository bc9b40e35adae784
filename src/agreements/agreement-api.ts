import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IsoDate } from '../kernel/dates.ts';
import { notFound } from '../platform/http/index.ts';
import {
  AgreementListSchema,
  AgreementSchema,
  LotListSchema,
  LotSchema,
  ThresholdsSchema,
} from './agreement-schemas.ts';
import { agreementSummary, agreementView, lotView, thresholdsView } from './agreement-view.ts';
import { type AgreementPack, findLot, type Lot } from './pack.ts';
import type { AgreementPageServices } from './pages/agreement-page-services.ts';
import { askedDate } from './pages/asked-date.ts';

const Query = Type.Object(
  { on: Type.Optional(Type.String({ description: 'Day asked about, YYYY-MM-DD; today in London when absent' })) },
  { additionalProperties: false },
);
const NumberParam = Type.Object({ number: Type.String({ description: 'Number of the agreement' }) });
const LotParams = Type.Object({
  number: Type.String({ description: 'Number of the agreement' }),
  lot: Type.String({ description: 'Number of the lot' }),
});

/** `/api/v1/agreements…` and `/api/v1/thresholds`. */
export function agreementApi(
  services: Pick<AgreementPageServices, 'agreements' | 'clock' | 'positions'>,
): FastifyPluginAsyncTypebox {
  const { agreements, clock } = services;
  const packOf = (number: string): AgreementPack => {
    const pack = agreements.find(number);
    if (pack === undefined) throw notFound('There is no agreement with this number.', 'See /api/v1/agreements.');
    return pack;
  };
  const lotOf = (pack: AgreementPack, number: string): Lot => {
    const lot = findLot(pack, number);
    if (lot === undefined) {
      throw notFound('The agreement has no lot with this number.', `See /api/v1/agreements/${pack.number.value}/lots.`);
    }
    return lot;
  };
  const counter = async (pack: AgreementPack, on: IsoDate) => {
    const counts = await services.positions(pack.number.value, on);
    return (lot: Lot) => {
      const found = counts.lots.find((each) => each.lot === lot.number);
      return { suppliers: found?.suppliers ?? 0, sme: found?.sme ?? 0 };
    };
  };
  const tags = ['Agreements'];

  return async (server) => {
    server.get(
      '/api/v1/agreements',
      {
        schema: {
          tags,
          summary: 'List agreements and where they stand on a day',
          querystring: Query,
          response: { 200: AgreementListSchema },
        },
      },
      async (request) => {
        const { on } = askedDate(request.query.on, clock);
        return { on, agreements: agreements.packs.map((pack) => agreementSummary(pack, on)) };
      },
    );

    server.get(
      '/api/v1/agreements/:number',
      {
        schema: {
          tags,
          summary: 'One agreement: term, charge and rules, each value with its source',
          params: NumberParam,
          querystring: Query,
          response: { 200: AgreementSchema },
        },
      },
      async (request) => agreementView(packOf(request.params.number), askedDate(request.query.on, clock).on),
    );

    server.get(
      '/api/v1/agreements/:number/lots',
      {
        schema: {
          tags,
          summary: 'The lots of an agreement, their routes and how many suppliers hold them',
          params: NumberParam,
          querystring: Query,
          response: { 200: LotListSchema },
        },
      },
      async (request) => {
        const pack = packOf(request.params.number);
        const { on } = askedDate(request.query.on, clock);
        const count = await counter(pack, on);
        const lots = pack.lots.map((lot) => ({ ...lotView(pack, lot), ...count(lot) }));
        return { agreement: pack.number.value, on, lots };
      },
    );

    server.get(
      '/api/v1/agreements/:number/lots/:lot',
      {
        schema: {
          tags,
          summary: 'One lot: scope, codes, categories, and each route with its reason and conditions',
          params: LotParams,
          querystring: Query,
          response: { 200: LotSchema },
        },
      },
      async (request) => {
        const pack = packOf(request.params.number);
        const lot = lotOf(pack, request.params.lot);
        const count = await counter(pack, askedDate(request.query.on, clock).on);
        return { ...lotView(pack, lot), ...count(lot) };
      },
    );

    server.get(
      '/api/v1/thresholds',
      {
        schema: {
          tags,
          summary: 'Procurement and publication thresholds in force on a day, with their sources',
          querystring: Query,
          response: { 200: ThresholdsSchema },
        },
      },
      async (request) => thresholdsView(agreements.reference, askedDate(request.query.on, clock).on),
    );
  };
}
