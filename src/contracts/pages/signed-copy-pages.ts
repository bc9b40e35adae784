import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { HttpError, notFound, receiveUpload } from '../../platform/http/index.ts';
import type { CallOffView } from '../call-offs/call-off-service.ts';
import { largestSignedCopy } from '../call-offs/signed-copy.ts';
import { contractPaths as paths } from '../contract-paths.ts';
import { dateField, type Fields } from '../invoices/pages/form-fields.ts';
import type { ContractPageServices } from './contract-page-services.ts';
import type { OneCallOff } from './order-from-pages.ts';

const params = Type.Object({ id: Type.String({ maxLength: 40 }) });

/** The signed copy of a contract: sent by the buyer, read by both sides. */
export function signedCopyPages(
  { signedCopies }: ContractPageServices,
  { view, shown }: OneCallOff,
): FastifyPluginAsyncTypebox {
  async function page(
    reply: FastifyReply,
    actor: Actor,
    found: CallOffView,
    fields: Fields = {},
    problems: readonly Problem[] = [],
  ) {
    const part = (name: string, classes: string) => ({ name, classes, value: fields[`on-${name}`] ?? '' });
    return reply.page('contracts/views/signed-copy.njk', {
      ...(await shown(actor, found)),
      title: `Signed copy of ${found.callOff.number}`,
      ready: found.callOff.signatures.length === 2,
      on: [
        part('day', 'govuk-input--width-2'),
        part('month', 'govuk-input--width-2'),
        part('year', 'govuk-input--width-4'),
      ],
      problems: problems.map((each) => ({ ...each, href: each.path === 'on' ? '#on-day' : '#file' })),
      errors: Object.fromEntries(problems.map((each) => [each.path ?? '', { text: `${each.message} ${each.remedy}` }])),
    });
  }

  return async (server) => {
    const sign = { config: { policy: 'call-offs.sign' }, schema: { hide: true, params } };
    server.get('/call-offs/:id/signed-copy', sign, async (request, reply) =>
      page(reply, request.actor, await view(request.actor, request.params.id)),
    );
    const send = { ...sign, config: { policy: 'call-offs.sign', upload: true } };
    server.post('/call-offs/:id/signed-copy', send, async (request, reply) => {
      const { actor } = request;
      const found = await view(actor, request.params.id);
      const { id } = found.callOff;
      try {
        const { fields, file } = await receiveUpload(request, { maxBytes: largestSignedCopy });
        const parts: Uint8Array[] = [];
        for await (const part of file.stream) parts.push(part);
        const signedOn = dateField(fields, 'on');
        const copy = { file: Buffer.concat(parts), name: file.name };
        const done =
          signedOn === undefined
            ? { ok: false as const, problems: [noDay] }
            : await signedCopies.record({ actor, requestId: request.id }, id, { ...copy, signedOn });
        if (done.ok) return await reply.redirect(paths.callOff(id), 303);
        return await page(reply.status(422), actor, found, fields, done.problems);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        return page(
          reply.status(error.status),
          actor,
          found,
          {},
          error.problems.map((each) => ({ ...each, path: 'file' })),
        );
      }
    });

    const read = { config: { policy: 'call-offs.read' }, schema: { hide: true, params } };
    server.get('/call-offs/:id/signed-copy.pdf', read, async (request, reply) => {
      const found = await view(request.actor, request.params.id);
      const file = await signedCopies.read(request.actor, found.callOff.id);
      if (file === undefined) {
        throw notFound('There is no signed copy of this contract.', 'Look at the contract for how it was signed.');
      }
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="signed-copy-${found.callOff.number}.pdf"`)
        .header('x-content-type-options', 'nosniff')
        .send(file);
    });
  };
}

const noDay: Problem = {
  code: 'not-a-date',
  path: 'on',
  message: 'The day of the last signature is no date.',
  remedy: 'Write day, month and year.',
};
