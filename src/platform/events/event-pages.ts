import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { recordAudit } from '../audit/index.ts';
import type { Policy } from '../access/index.ts';
import type { Database } from '../database/index.ts';
import { notFound } from '../http/index.ts';
import { inLondon, operatorPaths } from '../operator/index.ts';
import type { EventDispatcher } from './event-dispatcher.ts';
import { countDeliveries, listFailed, retryDelivery } from './event-progress.ts';

export const eventPolicies: readonly Policy[] = [
  { action: 'events.retry', means: 'hand an event on again', operator: true },
];

const home = '/operator/events';
const retryHref = (handler: string, id: string): string => `${home}/${encodeURIComponent(handler)}/${id}/retry`;

/** Events that could not be handled and were set aside, and handing one on again. */
export function eventPages(services: {
  readonly database: Database;
  readonly events: EventDispatcher;
}): FastifyPluginAsyncTypebox {
  const { database, events } = services;
  return async (server) => {
    const reading = { config: { policy: 'operator.read' }, schema: { hide: true } };
    server.get(home, reading, async (_request, reply) => {
      const [failed, counts] = await Promise.all([listFailed(database.handle, 100), countDeliveries(database.handle)]);
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
      return reply.page('platform/events/views/events.njk', {
        title: 'Events set aside',
        operatorHref: operatorPaths.desk(),
        counts,
        failed: failed.map(({ handler, event, attempts, failedAt, problem }) => ({
          id: event.id,
          handler,
          kind: event.kind,
          subject: event.subject,
          attempts,
          failed: inLondon(failedAt),
          problem,
          retryHref: retryHref(handler, event.id),
        })),
      });
    });
    const params = Type.Object({
      handler: Type.String({ maxLength: 100 }),
      id: Type.String({ pattern: '^\\d{1,18}$' }),
    });
    const retry = { config: { policy: 'events.retry' }, schema: { hide: true, params } };
    server.post(`${home}/:handler/:id/retry`, retry, async (request, reply) => {
      const { handler, id } = request.params;
      const again = await database.transact(async (transaction) => {
        if (!(await retryDelivery(transaction, handler, id))) return false;
        await recordAudit(transaction, request.actor, {
          action: 'events.retry',
          subject: `event:${id}`,
          detail: { handler },
          requestId: request.id,
        });
        return true;
      });
      if (!again) {
        throw notFound('No such event is set aside.', 'It may have been handled meanwhile: look at the list.', [
          { text: 'See events set aside', href: home },
        ]);
      }
      events.wake();
      return reply.redirect(home, 303);
    });
  };
}
