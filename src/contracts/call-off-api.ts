import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { isoDate, type IsoDate } from '../kernel/dates.ts';
import { fail, type Problem } from '../kernel/outcome.ts';
import type { Actor } from '../platform/access/index.ts';
import { receiveUpload } from '../platform/http/index.ts';
import { byOf, done, found, id, listQuery, params, tags } from './api-answers.ts';
import type { CallOffs } from './call-offs/call-off-service.ts';
import { noticeText } from './call-offs/publication-notice.ts';
import { largestSignedCopy, type SignedCopies } from './call-offs/signed-copy.ts';
import type { Signing } from './call-offs/signing.ts';
import {
  CallOffListSchema,
  CallOffViewSchema,
  DocumentSchema,
  NoticeSchema,
  PlacedOrderSchema,
  SigningSchema,
  type SigningView,
} from './contract-schemas.ts';
import { cursorText, parseCursor } from './list-cursor.ts';

const closed = { additionalProperties: false } as const;
const day = Type.String({ format: 'date' });
const key = Type.String({ pattern: '^[a-z0-9]{8,20}$', description: 'Yours: the same key never does it twice' });
const words = Type.String({ minLength: 1, maxLength: 1000 });
const hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Of the order form, as `/signing` gives it' });

const noDay: Problem = {
  code: 'day-missing',
  path: 'signedOn',
  message: 'The day of the last signature is missing.',
  remedy: 'Send it as signedOn=YYYY-MM-DD in the address.',
};

export interface CallOffApiServices {
  readonly callOffs: CallOffs;
  readonly signing: Signing;
  readonly signedCopies: SignedCopies;
}

/** `/api/v1/call-offs…`: what the pages of call-offs show and do. */
export function callOffApi({ callOffs, signing, signedCopies }: CallOffApiServices): FastifyPluginAsyncTypebox {
  return async (server) => {
    const read = { config: { policy: 'call-offs.read' } };
    const guard = (policy: string) => ({ config: { policy } });
    const view = { 200: CallOffViewSchema };

    /** Who signs a call-off, and what; as the page of signing shows it. */
    async function signingView(actor: Actor, callOffId: string): Promise<SigningView> {
      const { callOff } = found(await callOffs.get(actor, callOffId));
      const { formation, signatures, signedCopy } = callOff;
      const candidates = await signing.candidates(actor, callOff);
      return {
        ...{ formation, signatures, signedCopy, party: signing.partyOf(actor, callOff) ?? null },
        hash: (await callOffs.document(actor, callOffId))?.hash ?? null,
        candidates: candidates.map(({ id: membership, name, jobTitle, signingLimit }) => ({
          ...{ membership, name, jobTitle, signingLimit },
        })),
      };
    }

    server.get(
      '/api/v1/call-offs',
      {
        ...read,
        schema: {
          ...{ tags, summary: 'Call-off contracts, newest first', querystring: listQuery },
          response: { 200: CallOffListSchema },
        },
      },
      async (request) => {
        const { after, limit = 25 } = request.query;
        const page = await callOffs.list(request.actor, { after: parseCursor(after), limit });
        return { items: page.items, next: page.next === null ? null : cursorText(page.next) };
      },
    );
    server.get(
      '/api/v1/call-offs/:id',
      { ...read, schema: { tags, summary: 'One call-off contract, with its meter', params, response: view } },
      async (request) => found(await callOffs.get(request.actor, request.params.id)),
    );
    server.get(
      '/api/v1/call-offs/:id/order-form',
      {
        ...read,
        schema: {
          ...{ tags, summary: 'Its order form, with the hash that is signed', params },
          response: { 200: DocumentSchema },
        },
      },
      async (request) => found(await callOffs.document(request.actor, request.params.id)),
    );
    const wanted = Type.Object(
      {
        key,
        site: id,
        lines: Type.Array(
          Type.Object({ number: Type.Integer({ minimum: 1 }), quantity: Type.Integer({ minimum: 1 }) }, closed),
          { minItems: 1, maxItems: 1000 },
        ),
        title: Type.Optional(Type.String({ maxLength: 200 })),
        buyerReference: Type.Optional(Type.String({ maxLength: 100 })),
      },
      closed,
    );
    server.post(
      '/api/v1/call-offs/:id/orders',
      {
        ...guard('call-offs.order'),
        schema: {
          ...{ tags, summary: 'Order from a call-off contract, up to its ceiling', params, body: wanted },
          response: { 201: PlacedOrderSchema },
        },
      },
      async (request, reply) => {
        const { title = '', buyerReference = '', ...rest } = request.body;
        const order = { ...rest, title, buyerReference };
        return reply.status(201).send(done(await callOffs.order(byOf(request), request.params.id, order)));
      },
    );

    const variation = Type.Object(
      {
        ...{ key, ground: Type.String({ maxLength: 60 }), reason: words, evidence: words, decidedBy: words },
        changeNet: Type.String({ maxLength: 20, description: 'Pounds without VAT; negative takes away' }),
        ends: Type.Optional(day),
        notice: Type.Optional(Type.Object({ reference: Type.String({ maxLength: 200 }), on: day }, closed)),
      },
      closed,
    );
    server.post(
      '/api/v1/call-offs/:id/variations',
      {
        ...guard('call-offs.vary'),
        schema: { tags, summary: 'Record a variation on a lawful ground', params, body: variation, response: view },
      },
      async (request) => {
        const { ends, notice, ...rest } = request.body;
        return done(
          await callOffs.vary(byOf(request), request.params.id, {
            ...rest,
            ends: ends === undefined ? null : isoDate(ends),
            notice: notice === undefined ? null : { ...notice, on: isoDate(notice.on) },
          }),
        );
      },
    );

    server.get(
      '/api/v1/call-offs/:id/publication-notice',
      {
        ...read,
        schema: {
          ...{ tags, summary: 'The notice of its award, as fields and ready to paste', params },
          response: { 200: NoticeSchema },
        },
      },
      async (request) => {
        const notice = found(await callOffs.notice(request.actor, request.params.id));
        return { ...notice, text: noticeText(notice) };
      },
    );
    const published = Type.Object(
      { place: Type.String({ maxLength: 1000 }), reference: Type.String({ maxLength: 1000 }), publishedOn: day },
      closed,
    );
    server.put(
      '/api/v1/call-offs/:id/publication',
      {
        ...guard('call-offs.publish'),
        schema: { tags, summary: 'Record where the award was published', params, body: published, response: view },
      },
      async (request) => {
        const publication = { ...request.body, publishedOn: isoDate(request.body.publishedOn) };
        return done(await callOffs.recordPublication(byOf(request), request.params.id, publication));
      },
    );

    const who = { 200: SigningSchema };
    server.get(
      '/api/v1/call-offs/:id/signing',
      {
        ...read,
        schema: { tags, summary: 'Who signs, who could, and the hash of what both sign', params, response: who },
      },
      async (request) => signingView(request.actor, request.params.id),
    );
    server.put(
      '/api/v1/call-offs/:id/signatory',
      {
        ...guard('call-offs.name-signatory'),
        schema: {
          ...{ tags, summary: 'Name who signs for your side', params, response: who },
          body: Type.Object({ membership: id }, closed),
        },
      },
      async (request) => {
        done(await signing.name(byOf(request), request.params.id, request.body.membership));
        return signingView(request.actor, request.params.id);
      },
    );
    server.post(
      '/api/v1/call-offs/:id/signatures',
      {
        ...guard('call-offs.sign'),
        schema: {
          ...{ tags, summary: 'Sign the order form with that hash, as the person named for your side', params },
          body: Type.Object({ hash }, closed),
          response: who,
        },
      },
      async (request) => {
        done(await signing.sign(byOf(request), request.params.id, request.body.hash));
        return signingView(request.actor, request.params.id);
      },
    );

    server.post(
      '/api/v1/call-offs/:id/signed-copy',
      {
        config: { policy: 'call-offs.sign', upload: true },
        schema: {
          tags,
          summary: 'Send the PDF both signed on paper, in a form, with the day of the last signature',
          params,
          querystring: Type.Object(
            { signedOn: Type.Optional(day) },
            { description: 'The day of the last signature; needed' },
          ),
          consumes: ['multipart/form-data'],
          response: who,
        },
      },
      async (request) => {
        const { actor, params: address, query } = request;
        found(await callOffs.get(actor, address.id));
        const signedOn = query.signedOn === undefined ? done<IsoDate>(fail(noDay)) : isoDate(query.signedOn);
        const { file } = await receiveUpload(request, { maxBytes: largestSignedCopy });
        const parts: Uint8Array[] = [];
        for await (const part of file.stream) parts.push(part);
        const copy = { file: Buffer.concat(parts), name: file.name, signedOn };
        done(await signedCopies.record(byOf(request), address.id, copy));
        return signingView(actor, address.id);
      },
    );
    server.get(
      '/api/v1/call-offs/:id/signed-copy',
      { ...read, schema: { tags, summary: 'The PDF both signed on paper', params, produces: ['application/pdf'] } },
      async (request, reply) => {
        const { callOff } = found(await callOffs.get(request.actor, request.params.id));
        const file = found(await signedCopies.read(request.actor, callOff.id));
        return reply
          .type('application/pdf')
          .header('content-disposition', `attachment; filename="signed-copy-${callOff.number}.pdf"`)
          .header('x-content-type-options', 'nosniff')
          .send(file);
      },
    );
  };
}
