import type { FastifyPluginAsync } from 'fastify';
import { cleanLine } from '../kernel/text.ts';
import { badRequest } from '../platform/http/index.ts';
import type { CataloguePageServices } from './catalogue-page-services.ts';
import { allTexts, firstText } from './query-text.ts';
import { footprintsView } from './views/footprints-view.ts';

const rowsOnAPage = 25;
const mostPages = 4000;
const longestSearch = 200;

/** Models whose makers published what they emit: one looks there for a device, whether or not anybody offers it. */
export function footprintPages(services: CataloguePageServices): FastifyPluginAsync {
  return async (server) => {
    server.get('/catalogue/footprints', { schema: { hide: true } }, async (request, reply) => {
      const raw: Readonly<Record<string, unknown>> = { ...(request.query as object) };
      const text = cleanLine(allTexts(raw['q']).join(' ')).slice(0, longestSearch);
      const [manufacturer, category, sort] = ['manufacturer', 'category', 'sort'].map((name) => firstText(raw[name]));
      const page = Number(firstText(raw['page']) || '1');
      if (!Number.isInteger(page) || page < 1 || page > mostPages) {
        throw badRequest([
          {
            code: 'page-wrong',
            path: 'page',
            value: firstText(raw['page']).slice(0, 40),
            message: 'There is no such page.',
            remedy: 'Leave the page out of the address to see the first.',
          },
        ]);
      }
      const query = {
        text,
        manufacturer: manufacturer === '' ? undefined : manufacturer,
        // A category that is not there any more leaves nothing out.
        category: services.categories.get(category ?? '')?.id,
        byEmissions: sort === 'emissions',
        page,
        pageSize: rowsOnAPage,
      };
      const found = await services.footprints(query);
      return reply.page('catalogue/views/footprints.njk', footprintsView(query, found, services.categories));
    });
  };
}
