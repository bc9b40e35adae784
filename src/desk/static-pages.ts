import type { FastifyPluginAsync } from 'fastify';
import { describeApi, type OperationGroup } from './api-description.ts';
import { withAnswers } from './api-examples.ts';

/** How long the answers shown as examples are shown before they are asked for again, in milliseconds. */
const examplesLast = 60_000;

export interface StaticPagesOptions {
  /** The OpenAPI document as it is served; asked for when the page is shown, because routes join until the start. */
  readonly openapi: () => unknown;
  /** Address people use, without a slash at the end; empty: taken from the request. */
  readonly publicUrl?: string;
}

/** Help, statements, and the readable description of the interface made from the OpenAPI document. */
export function staticPages(options: StaticPagesOptions): FastifyPluginAsync {
  return async (server) => {
    server.get('/help', { schema: { hide: true } }, async (_request, reply) =>
      reply.page('desk/views/help.njk', { title: 'Help', section: 'help' }),
    );
    server.get('/accessibility', { schema: { hide: true } }, async (_request, reply) =>
      reply.page('desk/views/accessibility.njk', { title: 'Accessibility statement' }),
    );
    server.get('/privacy', { schema: { hide: true } }, async (_request, reply) =>
      reply.page('desk/views/privacy.njk', { title: 'Privacy and cookies' }),
    );
    const ask = async (url: string): Promise<unknown> => {
      const answer = await server.inject({ url, headers: { accept: 'application/json' } });
      return answer.statusCode === 200 ? answer.json<unknown>() : undefined;
    };
    let shown: { readonly until: number; readonly groups: Promise<readonly OperationGroup[]> } | undefined;
    server.get('/api', { schema: { hide: true } }, async (request, reply) => {
      if (shown === undefined || shown.until < performance.now()) {
        const groups = withAnswers(describeApi(options.openapi()), ask);
        shown = { until: performance.now() + examplesLast, groups };
      }
      const origin = options.publicUrl || `${request.protocol}://${request.host}`;
      return reply.page('desk/views/api.njk', { title: 'Open data and API', groups: await shown.groups, origin });
    });
  };
}
