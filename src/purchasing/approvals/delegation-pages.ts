import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import { formatDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { type Fields, textOf } from '../basket/basket-form.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import type { Delegations } from './delegations.ts';

/** Where an approver lets another approve for a time. */
export function delegationPages({ delegations }: { readonly delegations: Delegations }): FastifyPluginAsync {
  const route = { schema: { hide: true }, config: { policy: 'approvals.delegate' } };

  async function page(reply: FastifyReply, actor: Actor, problems: readonly Problem[]) {
    const found = await delegations.list(actor);
    if (problems.length > 0) reply.status(400);
    return reply.page('purchasing/views/delegations.njk', {
      title: 'Let somebody approve for you',
      problems: problems.map((each) => ({ ...each, href: `#${each.path ?? ''}-${found[0]?.organisation ?? ''}` })),
      back: purchasingPaths.purchases(),
      action: purchasingPaths.delegations(),
      organisations: found.map((each) => ({
        ...each,
        given: each.given.map((one) => ({
          text: `${one.toName}, from ${formatDate(one.fromOn)} to ${formatDate(one.untilOn)}`,
          endHref: purchasingPaths.endDelegation(one.id),
        })),
      })),
    });
  }

  return async (server: FastifyInstance) => {
    server.get(purchasingPaths.delegations(), route, (request, reply) => page(reply, request.actor, []));
    server.post(purchasingPaths.delegations(), route, async (request, reply) => {
      const fields: Fields = { ...(request.body as object | null) };
      const done = await delegations.give(
        { actor: request.actor, requestId: request.id },
        {
          ...{ organisation: textOf(fields, 'organisation'), to: textOf(fields, 'to') },
          ...{ fromOn: textOf(fields, 'fromOn'), untilOn: textOf(fields, 'untilOn') },
        },
      );
      return done.ok ? reply.redirect(purchasingPaths.delegations(), 303) : page(reply, request.actor, done.problems);
    });
    server.post<{ Params: { readonly id: string } }>(
      '/purchases/delegations/:id/end',
      route,
      async (request, reply) => {
        const ended = await delegations.end({ actor: request.actor, requestId: request.id }, request.params.id);
        if (!ended) throw notFound('You let nobody approve under this address.', 'Look at whom you let approve.');
        return reply.redirect(purchasingPaths.delegations(), 303);
      },
    );
  };
}
