import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { type Clock, parseIsoDate, today } from '../kernel/dates.ts';
import { badRequest, notFound } from '../platform/http/index.ts';
import { largestFile, type SupplierImporter } from './import/import-service.ts';
import { facetsJson, supplierJson, supplierSummaryJson } from './supplier-json.ts';
import { isRawQuery, parseSupplierQuery } from './supplier-query.ts';
import {
  ImportQuerySchema,
  ImportResultSchema,
  OnSchema,
  SupplierListSchema,
  SupplierQuerySchema,
  SupplierSchema,
} from './supplier-schemas.ts';
import type { Suppliers } from './supplier-service.ts';

export interface SupplierApiServices {
  readonly suppliers: Suppliers;
  readonly importer: SupplierImporter;
  readonly clock: Clock;
}

/** `/api/v1/suppliers…`: the register for programs, and its import. */
export function supplierApi({ suppliers, importer, clock }: SupplierApiServices): FastifyPluginAsyncTypebox {
  const tags = ['Suppliers'];

  return async (server) => {
    server.get(
      '/api/v1/suppliers',
      {
        // The schema describes; reading the parameters says what is wrong with each and what to do.
        validatorCompiler: () => () => true,
        schema: {
          tags,
          summary: 'Find suppliers: words, filters, counts and pages, by name',
          querystring: SupplierQuerySchema,
          response: { 200: SupplierListSchema },
        },
      },
      async (request) => {
        const raw: unknown = request.query;
        const query = parseSupplierQuery(isRawQuery(raw) ? raw : {}, { day: today(clock), unknown: 'refuse' });
        if (!query.ok) throw badRequest(query.problems);
        const page = await suppliers.list(query.value, query.value);
        if (!page.ok) throw badRequest(page.problems);
        const { total, items, facets, next } = page.value;
        return {
          on: query.value.on,
          total,
          totalIsExact: true,
          items: items.map(supplierSummaryJson),
          facets: facetsJson(facets),
          next: next ?? null,
        };
      },
    );

    server.get(
      '/api/v1/suppliers/:id',
      {
        schema: {
          tags,
          summary: 'One supplier on a day: positions, standing, evidence, contacts and circular supply',
          params: Type.Object({ id: Type.String({ description: 'Id of the supplier' }) }),
          querystring: OnSchema,
          response: { 200: SupplierSchema },
        },
      },
      async (request) => {
        const on = (request.query.on === undefined ? undefined : parseIsoDate(request.query.on)) ?? today(clock);
        const row = await suppliers.get(request.params.id, on);
        if (row === undefined) {
          throw notFound('There is no supplier with this id.', 'See /api/v1/suppliers for their ids.');
        }
        return supplierJson(row, on);
      },
    );

    await server.register(importRoute(importer));
  };
}

/** Its own plugin: only here is a body of CSV taken. */
function importRoute(importer: SupplierImporter): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.addContentTypeParser(
      ['text/csv', 'text/plain', 'application/octet-stream'],
      { parseAs: 'buffer', bodyLimit: largestFile },
      (_request, body, done) => {
        done(null, body);
      },
    );
    server.post(
      '/api/v1/suppliers/import',
      {
        config: { policy: 'suppliers.import' },
        bodyLimit: largestFile,
        schema: {
          tags: ['Suppliers'],
          summary: 'Import suppliers from CSV, all or nothing',
          description:
            'The body is the file, as text/csv. A file with a mistake is answered with 422 and changes nothing.',
          consumes: ['text/csv'],
          querystring: ImportQuerySchema,
          response: { 200: ImportResultSchema, 422: ImportResultSchema },
        },
      },
      async (request, reply) => {
        const body: unknown = request.body;
        const result = await importer.import(Readable.from(Buffer.isBuffer(body) ? [body] : []), {
          actor: request.actor,
          requestId: request.id,
          dryRun: request.query.dryRun === true,
          replace: request.query.replace === true,
        });
        return reply.status(result.problems.length > 0 ? 422 : 200).send({ ...result, problems: [...result.problems] });
      },
    );
  };
}
