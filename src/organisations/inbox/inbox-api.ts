import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { noSuchNotice, personOf } from './inbox-pages.ts';
import type { Inbox } from './inbox-service.ts';

const nullable = Type.Union([Type.String(), Type.Null()]);
const notice = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  text: Type.String({ description: 'Paragraphs, separated by an empty line' }),
  href: Type.String({ description: 'Where to go on: a path of this service' }),
  due: Type.Union([Type.String(), Type.Null()], { description: 'London date it should be done by' }),
  organisation: nullable,
  madeAt: Type.String(),
  readAt: nullable,
  settledAt: Type.Union([Type.String(), Type.Null()], { description: 'When what it asked for was done' }),
});
const id = Type.String({ pattern: '^\\d{1,18}$' });

/** The inbox as data. */
export function inboxApi({ inbox }: { readonly inbox: Inbox }): FastifyPluginAsyncTypebox {
  return async (server) => {
    const list = {
      config: { policy: 'inbox.read' },
      schema: {
        summary: 'Your notices: those you have not read, and a page of those you have',
        tags: ['inbox'],
        querystring: Type.Object({ before: Type.Optional(id) }),
        response: { 200: Type.Object({ unread: Type.Array(notice), read: Type.Array(notice), older: nullable }) },
      },
    };
    server.get('/api/v1/inbox', list, async (request) => {
      const { unread, read, older } = await inbox.page(personOf(request), request.query.before);
      return { unread: [...unread], read: [...read], older: older ?? null };
    });
    const mark = {
      config: { policy: 'inbox.mark' },
      schema: {
        summary: 'Mark one of your notices as read',
        tags: ['inbox'],
        params: Type.Object({ id }),
        response: { 200: Type.Object({ href: Type.String() }) },
      },
    };
    server.post('/api/v1/inbox/:id/read', mark, async (request) => {
      const href = await inbox.markRead(personOf(request), request.params.id);
      if (href === undefined) throw noSuchNotice();
      return { href };
    });
  };
}
