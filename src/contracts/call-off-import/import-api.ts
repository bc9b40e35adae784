import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { receiveUpload } from '../../platform/http/index.ts';
import { type CallOffImporter, type CallOffImportResult, largestImport } from './import-service.ts';

const text = Type.String();

/** What an import did, or would do. */
export const ImportResultSchema = Type.Object({
  rows: Type.Integer(),
  added: Type.Integer(),
  same: Type.Integer({ description: 'Imported before: they stay as they are' }),
  applied: Type.Boolean(),
  problems: Type.Array(
    Type.Object({
      code: text,
      row: Type.Optional(Type.Integer()),
      column: Type.Optional(text),
      value: Type.Optional(text),
      message: text,
      remedy: text,
    }),
  ),
});

/** The result as programs get it. */
export function importResultJson(result: CallOffImportResult): Static<typeof ImportResultSchema> {
  const { rows, added, same, applied, problems } = result;
  return {
    ...{ rows, added, same, applied },
    problems: problems.map(({ code, row, column, value, message, remedy }) => ({
      ...{ code, message, remedy },
      ...(row === undefined ? {} : { row }),
      ...(column === undefined ? {} : { column }),
      ...(value === undefined ? {} : { value }),
    })),
  };
}

/** `POST /api/v1/call-offs/import`: the page's check and import, for programs with a key of an organisation. */
export function callOffImportApi({
  callOffImporter,
}: {
  readonly callOffImporter: CallOffImporter;
}): FastifyPluginAsyncTypebox {
  return async (server) => {
    const route = {
      config: { policy: 'call-offs.import', upload: true },
      schema: {
        tags: ['Orders and call-offs'],
        summary: 'Import running call-offs from a file in a form: all rows or none; twice is the same as once',
        querystring: Type.Object({
          check: Type.Optional(Type.Boolean({ description: 'Only say what would be imported' })),
        }),
        consumes: ['multipart/form-data'],
        response: { 200: ImportResultSchema, 422: ImportResultSchema },
      },
    };
    server.post('/api/v1/call-offs/import', route, async (request, reply) => {
      const { file } = await receiveUpload(request, { maxBytes: largestImport.maxBytes });
      const parts: Uint8Array[] = [];
      for await (const part of file.stream) parts.push(part);
      const by = { actor: request.actor, requestId: request.id };
      const dryRun = request.query.check === true;
      const result = await callOffImporter.import(by, Buffer.concat(parts), { dryRun });
      return reply.status(result.problems.length > 0 ? 422 : 200).send(importResultJson(result));
    });
  };
}
