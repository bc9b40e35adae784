import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { formatCount } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { formatDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { firstText } from '../query-text.ts';
import { type FoundList, findList, listParams, notYet, refused } from './found-list.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import { priceListPaths as paths } from './price-list-paths.ts';
import { changeWords } from './price-list-words.ts';

/** Checking once more, then publishing: the one commitment of a price list. */
export function publishPages(services: PriceListPageServices): FastifyPluginAsyncTypebox {
  const { priceLists } = services;

  const checked = async (request: FastifyRequest, id: string): Promise<FoundList> => {
    const found = await findList(services, request, id);
    if (found.list.state === 'checked' && !found.list.checkOnly) return found;
    const why = found.list.checkOnly
      ? 'This list was sent to be checked only.'
      : 'Only a list that was checked and has no mistakes can be published.';
    throw notYet(why, found.list);
  };

  return async (server) => {
    const show = { config: { policy: 'price-list.accept' }, schema: { hide: true, params: listParams } };
    server.get('/price-lists/:id/publish', show, async (request, reply) =>
      reply.page(
        'catalogue/price-list-pages/views/publish.njk',
        context(await checked(request, request.params.id), []),
      ),
    );

    const publish = { config: { policy: 'price-list.accept' }, schema: { hide: true, params: listParams } };
    server.post('/price-lists/:id/publish', publish, async (request, reply) => {
      const found = await checked(request, request.params.id);
      const body: Readonly<Record<string, unknown>> = { ...(request.body as object | null) };
      const repairs = firstText(body['repairs']) === 'yes';
      const proposed = found.list.counts?.repairs ?? 0;
      if (proposed > 0 && !repairs) {
        reply.status(400);
        return reply.page(
          'catalogue/price-list-pages/views/publish.njk',
          context(found, [
            {
              code: 'repairs-not-accepted',
              path: 'repairs',
              message: `The ${plural(proposed, 'repair is', 'repairs are')} not accepted.`,
              remedy: 'Tick the box if they are right, or correct the file and send it again.',
            },
          ]),
        );
      }
      const by = { actor: request.actor, requestId: request.id };
      const done = await priceLists.accept(found.list.id, { repairs }, by);
      if (!done.ok) throw refused(done.problems, found.list);
      return reply.redirect(paths.list(found.list.id), 303);
    });
  };
}

function context({ list, supplier, shown }: FoundList, problems: readonly Problem[]) {
  const { counts } = list;
  const lines = counts?.rows ?? 0;
  return {
    title: 'Check before publishing',
    paths,
    shown,
    list,
    counts,
    changes: changeWords.map((each) => ({ ...each, count: counts?.changes[each.kind] ?? 0 })),
    button: `Publish ${plural(lines, 'price')} for ${supplier} on lot ${list.lot} from ${formatDate(list.validFrom)}`,
    heldText: formatCount(counts?.held ?? 0),
    repairsText: `I accept the ${plural(counts?.repairs ?? 0, 'repair')}`,
    problems: problems.map((each) => ({ ...each, href: `#${each.path ?? ''}` })),
    problem: problems[0],
  };
}
