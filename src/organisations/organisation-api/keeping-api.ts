import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { OrganisationWorks } from '../membership/organisation-works.ts';
import { actingOf, done, none, params, tags } from './api-answers.ts';
import { effectJson, plannedJson } from './organisation-json.ts';
import { checkQuery, ClosedSchema, KeepingSchema, PlannedSchema } from './keeping-schemas.ts';

/** `PUT /api/v1/organisations/{id}` and `…/close`: what the pages of changing and closing do, by the same functions. */
export function keepingApi({
  organisationWorks: { keeping, sites },
}: {
  readonly organisationWorks: OrganisationWorks;
}): FastifyPluginAsyncTypebox {
  return async (server) => {
    const change = {
      config: { policy: 'organisations.change' },
      schema: {
        tags,
        summary: 'Change what your organisation is, or ask the authority anew; what it had confirmed goes back to it',
        params,
        querystring: checkQuery,
        body: KeepingSchema,
        response: { 200: PlannedSchema },
      },
    };
    server.put('/api/v1/organisations/:id', change, async (request) => {
      const check = request.query.check === true;
      const planned = await keeping[check ? 'plan' : 'change'](request.params.id, request.body, actingOf(request));
      return plannedJson(done(planned), !check);
    });

    const close = {
      config: { policy: 'organisations.close' },
      schema: {
        tags,
        summary: 'Close your organisation once nothing binds it; with check: only what that does',
        params,
        querystring: checkQuery,
        body: Type.Object(
          { reason: Type.String({ maxLength: 1000, default: '', description: 'Needed to close it' }) },
          { additionalProperties: false },
        ),
        response: { 200: ClosedSchema },
      },
    };
    server.post('/api/v1/organisations/:id/close', close, async (request) => {
      const { id } = request.params;
      const effects = await keeping.closingEffects(id, null, request.actor);
      if (effects === undefined) throw none();
      const check = request.query.check === true;
      if (!check) done(await keeping.close(id, request.body.reason, actingOf(request)));
      return { applied: !check, effects: effects.map(effectJson) };
    });

    const ofSite = Type.Object({ ...params.properties, site: Type.String({ description: 'Id of the site' }) });
    const closeSite = {
      config: { policy: 'organisations.sites' },
      schema: {
        tags,
        summary: 'Close a site of your organisation; with check: only what that does',
        params: ofSite,
        querystring: checkQuery,
        response: { 200: ClosedSchema },
      },
    };
    server.post('/api/v1/organisations/:id/sites/:site/close', closeSite, async (request) => {
      const { id, site } = request.params;
      const effects = await keeping.closingEffects(id, site, request.actor);
      if (effects === undefined) throw none();
      const check = request.query.check === true;
      if (!check) done(await sites.close(id, site, actingOf(request)));
      return { applied: !check, effects: effects.map(effectJson) };
    });
  };
}
