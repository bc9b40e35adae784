import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { formatDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { plural } from '../../kernel/text.ts';
import { HttpError, receiveUpload } from '../../platform/http/index.ts';
import { csvText } from '../../platform/tables/index.ts';
import { invoicePaths as paths } from '../invoices/invoice-paths.ts';
import { fieldsOf } from '../invoices/pages/form-fields.ts';
import { type CallOffColumn, callOffColumns } from './call-off-columns.ts';
import { type CallOffImporter, type CallOffImportResult, largestImport } from './import-service.ts';
import type { CallOffToImport } from './read-call-offs.ts';

/** Importing running call-offs: the file is checked and shown, and imported by a second step that checks it again. */
export function callOffImportPages({
  callOffImporter,
  firstAgreement,
}: {
  readonly callOffImporter: CallOffImporter;
  /** Number of an installed agreement, for the template. */
  readonly firstAgreement: string;
}): FastifyPluginAsyncTypebox {
  const page = (reply: FastifyReply, result?: CallOffImportResult, refused: readonly Problem[] = []) =>
    reply.page('contracts/call-off-import/views/import.njk', {
      title: 'Import running call-offs',
      section: 'orders',
      paths,
      result,
      callOffs: result?.callOffs.map((each) => ({
        ...each,
        term: `${formatDate(each.start)} to ${formatDate(each.end)}`,
        ceiling: formatMoney(each.ceiling),
        spent: formatMoney(each.spent),
      })),
      rows:
        result === undefined
          ? ''
          : csvText([callOffColumns.map((each) => each.heading), ...result.callOffs.map(cellsOf)]),
      summary: [
        ...refused.map((each) => ({ ...each, href: '#file' })),
        ...(result === undefined || result.problems.length === 0
          ? []
          : [
              {
                message: `The file has ${plural(result.problems.length, 'mistake')}.`,
                remedy: 'Each is listed below.',
                href: '#file',
              },
            ]),
      ],
    });

  return async (server) => {
    const config = { policy: 'call-offs.import' } as const;
    server.get('/call-offs/import', { config, schema: { hide: true } }, (_request, reply) => page(reply));

    server.get('/call-offs/import/template.csv', { config, schema: { hide: true } }, async (_request, reply) => {
      const example = callOffColumns.map((each) => (each.key === 'agreement' ? firstAgreement : each.example));
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="call-offs.csv"')
        .send(`\u{feff}${csvText([callOffColumns.map((each) => each.heading), example])}`);
    });

    server.post(
      '/call-offs/import',
      { config: { ...config, upload: true }, schema: { hide: true } },
      async (request, reply) => {
        try {
          const { file } = await receiveUpload(request, { maxBytes: largestImport.maxBytes });
          const parts: Uint8Array[] = [];
          for await (const part of file.stream) parts.push(part);
          const by = { actor: request.actor, requestId: request.id };
          const result = await callOffImporter.import(by, Buffer.concat(parts), { dryRun: true });
          return await page(reply.status(result.problems.length > 0 ? 400 : 200), result);
        } catch (error) {
          if (!(error instanceof HttpError)) throw error;
          return page(reply.status(error.status), undefined, error.problems);
        }
      },
    );

    server.post('/call-offs/import/accept', { config, schema: { hide: true } }, async (request, reply) => {
      const rows = Buffer.from(fieldsOf(request.body)['rows'] ?? '');
      const result = await callOffImporter.import({ actor: request.actor, requestId: request.id }, rows, {
        dryRun: false,
      });
      if (result.applied) return reply.redirect('/call-offs', 303);
      return page(reply.status(400), result);
    });
  };
}

/** A call-off as the file has it: what was checked is what is imported. */
function cellsOf(callOff: CallOffToImport): readonly string[] {
  const cells: Readonly<Record<CallOffColumn, string>> = {
    ...callOff,
    agreementName: '',
    publishedOn: callOff.published?.on ?? '',
    publishedAs: callOff.published?.as ?? '',
    publishedAt: callOff.published?.at ?? '',
    signedOn: callOff.signedOn ?? '',
  };
  return callOffColumns.map((each) => cells[each.key]);
}
