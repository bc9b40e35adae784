import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { fail, type Outcome, type Problem } from '../../kernel/outcome.ts';
import { HttpError } from '../../platform/http/index.ts';
import { csvText } from '../../platform/tables/index.ts';
import type { SiteForm } from '../buyers/new-organisation.ts';
import { siteColumns, siteList } from '../membership/site-table.ts';
import type { SiteImport } from '../membership/sites.ts';
import { organisationPaths as paths } from '../organisation-paths.ts';
import { actingOf, noSuchThing, problemsOf, sentForm, type SentForm, shownProblems } from './form.ts';
import type { OrganisationPageServices } from './organisation-page-services.ts';
import { identifierInWords, schemeChoices } from './organisation-words.ts';
import { ownOrganisation } from './own-pages.ts';
import { siteFile } from './site-file.ts';
import { idParam } from './start-pages.ts';

const views = 'organisations/organisation-pages/views';

/** Sites of an organisation: seen by its people, kept by its administrators. */
export function sitePages(services: OrganisationPageServices): FastifyPluginAsyncTypebox {
  const { sites } = services.organisationWorks;
  const listPage = async (
    id: string,
    request: FastifyRequest,
    sent: SentForm,
    problems: readonly Problem[],
    imported?: SiteImport,
  ) => {
    const { shown, administers, sites: open } = await ownOrganisation(services, id, request);
    return {
      title: 'Sites',
      paths,
      organisation: shown,
      administers,
      sites: open.map((each) => ({ ...each, identifierText: identifierInWords(each.identifier) })),
      fields: formOf(sent),
      rows: sent.text('rows'),
      schemes: schemeChoices(sent.text('scheme')),
      imported,
      ...shownProblems(problems),
      rowProblems: problems.filter((each) => each.row !== undefined),
    };
  };

  return async (server) => {
    const reading = { config: { policy: 'organisations.read' }, schema: { hide: true, params: idParam } };
    const changing = { config: { policy: 'organisations.sites' }, schema: { hide: true, params: idParam } };
    server.get('/organisations/:id/sites', reading, async (request, reply) =>
      reply.page(`${views}/sites.njk`, await listPage(request.params.id, request, sentForm(undefined), [])),
    );
    server.get('/organisations/:id/sites/list.csv', reading, async (request, reply) => {
      const { sites: open } = await ownOrganisation(services, request.params.id, request);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="sites.csv"')
        .send(`\u{feff}${siteList(open)}`);
    });
    server.get('/organisations/:id/sites/template', reading, async (request, reply) => {
      await ownOrganisation(services, request.params.id, request);
      const rows = [siteColumns.map((each) => each.heading), siteColumns.map((each) => each.example)];
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="sites-template.csv"')
        .send(`\u{feff}${csvText(rows)}`);
    });
    server.post('/organisations/:id/sites', changing, async (request, reply) => {
      const sent = sentForm(request.body);
      const problems = problemsOf(await sites.add(request.params.id, formOf(sent), actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.sites(request.params.id), 303);
      return reply.status(400).page(`${views}/sites.njk`, await listPage(request.params.id, request, sent, problems));
    });
    const importing = { config: { ...changing.config, upload: true }, schema: changing.schema };
    server.post('/organisations/:id/sites/import', importing, async (request, reply) => {
      const { id } = request.params;
      const { rows, file, refused } = await listIn(request);
      const done = refused ?? (await sites.import(id, file, actingOf(request)));
      const sent = sentForm(done.ok ? undefined : { rows });
      const page = await listPage(id, request, sent, problemsOf(done), done.ok ? done.value : undefined);
      return reply.status(done.ok ? 200 : 400).page(`${views}/sites.njk`, { ...page, rows: done.ok ? '' : rows });
    });

    const params = Type.Object({ ...idParam.properties, site: Type.String({ pattern: '^[a-z0-9]{8,20}$' }) });
    const one = { config: { policy: 'organisations.sites' }, schema: { hide: true, params } };
    const sitePage = async (
      { id, site }: { readonly id: string; readonly site: string },
      request: FastifyRequest,
      sent: SentForm | undefined,
      problems: readonly Problem[],
    ) => {
      const { shown, administers, sites: open } = await ownOrganisation(services, id, request);
      const found = open.find((each) => each.id === site);
      if (found === undefined || !administers) throw noSuchThing();
      const fields = sent === undefined ? stored(found) : formOf(sent);
      return {
        title: found.name,
        paths,
        organisation: shown,
        site: found,
        fields,
        schemes: schemeChoices(fields.scheme),
        ...shownProblems(problems),
      };
    };
    server.get('/organisations/:id/sites/:site', one, async (request, reply) =>
      reply.page(`${views}/site.njk`, await sitePage(request.params, request, undefined, [])),
    );
    server.post('/organisations/:id/sites/:site', one, async (request, reply) => {
      const { id, site } = request.params;
      const sent = sentForm(request.body);
      const problems = problemsOf(await sites.change(id, site, formOf(sent), actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.sites(id), 303);
      return reply.status(400).page(`${views}/site.njk`, await sitePage(request.params, request, sent, problems));
    });
    const closePage = async (
      { id, site }: { readonly id: string; readonly site: string },
      request: FastifyRequest,
      problems: readonly Problem[],
    ) => {
      const page = await sitePage({ id, site }, request, undefined, problems);
      const effects = await services.organisationWorks.keeping.closingEffects(id, site, request.actor);
      if (effects === undefined) throw noSuchThing();
      const blocked = page.site.main || effects.some((each) => each.blocks);
      return { ...page, title: `Close ${page.site.name}`, effects, blocked };
    };
    server.get('/organisations/:id/sites/:site/close', one, async (request, reply) =>
      reply.page(`${views}/close-site.njk`, await closePage(request.params, request, [])),
    );
    server.post('/organisations/:id/sites/:site/close', one, async (request, reply) => {
      const { id, site } = request.params;
      const problems = problemsOf(await sites.close(id, site, actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.sites(id), 303);
      return reply.status(400).page(`${views}/close-site.njk`, await closePage(request.params, request, problems));
    });
  };
}

/** A list of sites that was sent: as a file, or typed into the form; a file that cannot be taken is a problem of the list. */
async function listIn(request: FastifyRequest): Promise<{
  readonly rows: string;
  readonly file: Uint8Array;
  readonly refused?: Outcome<SiteImport>;
}> {
  if (!request.isMultipart()) {
    const body: unknown = request.body;
    const text = typeof body === 'object' && body !== null && 'rows' in body ? body.rows : '';
    const rows = typeof text === 'string' ? text : '';
    return { rows, file: Buffer.from(rows) };
  }
  try {
    return { rows: '', file: await siteFile(request) };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const problems = error.problems.map((each) => ({ ...each, path: 'file' }));
    return { rows: '', file: Buffer.alloc(0), refused: fail(...problems) };
  }
}

function formOf(sent: SentForm): SiteForm {
  return {
    name: sent.text('name'),
    scheme: sent.text('scheme'),
    number: sent.text('number'),
    address: sent.text('address'),
    postcode: sent.text('postcode'),
  };
}

function stored(site: {
  readonly name: string;
  readonly identifier: { readonly scheme: string; readonly number: string } | null;
  readonly address: string;
  readonly postcode: string;
}): SiteForm {
  const { name, address, postcode, identifier } = site;
  return { name, address, postcode, scheme: identifier?.scheme ?? '', number: identifier?.number ?? '' };
}
