import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { isNotFound } from '../buyers/acting.ts';
import type { OrganisationWorks } from '../membership/organisation-works.ts';
import { siteList } from '../membership/site-table.ts';
import { siteFile } from '../organisation-pages/site-file.ts';
import { actingOf, done, none, params, tags } from './api-answers.ts';
import { checkQuery, SiteImportSchema } from './keeping-schemas.ts';
import { siteImportJson, siteJson } from './organisation-json.ts';
import { NewSiteSchema, SiteSchema } from './organisation-schemas.ts';

/** Sites of one's own organisations: listed, added, changed, and as one list in a file. */
export function siteApi({
  organisationWorks: { members, sites },
}: {
  readonly organisationWorks: OrganisationWorks;
}): FastifyPluginAsyncTypebox {
  const changing = { config: { policy: 'organisations.sites' } };
  return async (server) => {
    const list = {
      config: { policy: 'organisations.read' },
      schema: {
        tags,
        summary: 'Open sites of one of your organisations, the main one first',
        params,
        response: { 200: Type.Object({ items: Type.Array(SiteSchema) }) },
      },
    };
    server.get('/api/v1/organisations/:id/sites', list, async (request) => {
      const found = await members.own(request.params.id, request.actor);
      if (found === undefined) throw none();
      return { items: found.sites.map(siteJson) };
    });

    const file = {
      config: list.config,
      schema: {
        tags,
        summary: 'The open sites as CSV: sent back to …/sites/import it changes nothing',
        params,
        produces: ['text/csv'],
      },
    };
    server.get('/api/v1/organisations/:id/sites.csv', file, async (request, reply) => {
      const found = await members.own(request.params.id, request.actor);
      if (found === undefined) throw none();
      return reply.type('text/csv; charset=utf-8').send(siteList(found.sites));
    });

    const add = {
      ...changing,
      schema: {
        tags,
        summary: 'Add a site to one of your organisations; the very same is added once',
        params,
        body: NewSiteSchema,
        response: { 201: Type.Object({ id: Type.String() }) },
      },
    };
    server.post('/api/v1/organisations/:id/sites', add, async (request, reply) => {
      const made = done(await sites.add(request.params.id, request.body, actingOf(request)));
      return reply.status(201).send(made);
    });

    const change = {
      ...changing,
      schema: {
        tags,
        summary: 'Change a site: everything that is not given is taken away',
        params: Type.Object({ ...params.properties, site: Type.String({ description: 'Id of the site' }) }),
        body: NewSiteSchema,
        response: { 200: SiteSchema },
      },
    };
    server.put('/api/v1/organisations/:id/sites/:site', change, async (request) => {
      const { id, site } = request.params;
      done(await sites.change(id, site, request.body, actingOf(request)));
      const found = (await members.own(id, request.actor))?.sites.find((each) => each.id === site);
      if (found === undefined) throw none();
      return siteJson(found);
    });

    const importing = {
      config: { ...changing.config, upload: true },
      schema: {
        tags,
        summary: 'Add or change sites from a file in a form: all rows or none; twice is the same as once',
        params,
        querystring: checkQuery,
        consumes: ['multipart/form-data'],
        response: { 200: SiteImportSchema, 422: SiteImportSchema },
      },
    };
    server.post('/api/v1/organisations/:id/sites/import', importing, async (request, reply) => {
      const { id } = request.params;
      // Whose it is comes before what is wrong with the file.
      if ((await members.own(id, request.actor))?.administers !== true) throw none();
      const check = request.query.check === true;
      const result = await sites.import(id, await siteFile(request), actingOf(request), check);
      if (!result.ok && isNotFound(result.problems)) throw none();
      return reply.status(result.ok ? 200 : 422).send(siteImportJson(result, check));
    });
  };
}
