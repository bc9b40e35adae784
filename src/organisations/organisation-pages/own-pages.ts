import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { today } from '../../kernel/dates.ts';
import { keyRow, newSecret } from '../../platform/operator/index.ts';
import { fail, type Problem } from '../../kernel/outcome.ts';
import { membershipsOf } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { organisationPaths as paths } from '../organisation-paths.ts';
import { rolesOf } from '../people/roles.ts';
import { noSuchThing, personIn, problemsOf, sentForm, type SentForm, shownProblems } from './form.ts';
import { historyRow } from './history-words.ts';
import type { OrganisationPageServices } from './organisation-page-services.ts';
import { memberRow, organisationShown } from './organisation-words.ts';
import { idParam } from './start-pages.ts';

const views = 'organisations/organisation-pages/views';

/** One of the actor's organisations with its open sites; throws the 404 page for another's. */
export async function ownOrganisation(services: OrganisationPageServices, id: string, request: FastifyRequest) {
  const found = await services.organisationWorks.members.own(id, request.actor);
  if (found === undefined) throw noSuchThing();
  const shown = organisationShown(found.organisation, services.agreements, today(services.clock));
  return { ...found, shown };
}

/** An organisation as its people see it: details, keys and history. */
export function ownPages(services: OrganisationPageServices): FastifyPluginAsyncTypebox {
  const { organisationWorks: works, keys, secretBox } = services;
  /** Whose form it is: what it holds makes a key for nobody else. */
  const formOf = (id: string, request: FastifyRequest): string => `key-form:${id}:${personIn(request)}`;
  /** What the key is made of; undefined when the form is not one of ours. */
  const openForm = (sealed: string, about: string): string | undefined => {
    try {
      return secretBox.open(sealed, about);
    } catch {
      return undefined;
    }
  };

  return async (server) => {
    const reading = { config: { policy: 'organisations.read' }, schema: { hide: true, params: idParam } };
    server.get('/organisations/:id', reading, async (request, reply) => {
      const { id } = request.params;
      const { organisation, shown, sites, administers } = await ownOrganisation(services, id, request);
      const [members, waiting, refusal] = await Promise.all([
        works.members.list(id, request.actor),
        works.joining.waiting(id, request.actor),
        works.confirmation.refusal(id),
      ]);
      return reply.page(`${views}/organisation.njk`, {
        title: organisation.name,
        paths,
        organisation: shown,
        sites,
        administers,
        members: (members ?? []).map((each) => memberRow(each, sites)),
        administrators: (members ?? []).filter((each) => each.roles.includes('administrator')).map((each) => each.name),
        waiting: waiting?.length ?? 0,
        refusal: shown.confirmed ? undefined : refusal,
        decides:
          shown.isAuthority &&
          membershipsOf(request.actor).some(
            (each) => each.organisation === id && each.roles.includes('category-manager'),
          ),
      });
    });

    const before = Type.Object({ before: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })) });
    const history = { ...reading, schema: { ...reading.schema, querystring: before } };
    server.get('/organisations/:id/history', history, async (request, reply) => {
      const { shown } = await ownOrganisation(services, request.params.id, request);
      const found = await works.members.history(request.params.id, request.actor, request.query.before);
      if (found === undefined) throw noSuchThing();
      const { next } = found;
      const here = paths.history(shown.id);
      return reply.page(`${views}/history.njk`, {
        title: 'History',
        paths,
        organisation: shown,
        events: found.events.map((each) => historyRow(each, found.names)),
        paging: {
          label: 'Events',
          next: next === undefined ? undefined : { href: `${here}?before=${next}`, text: 'Older events' },
          previous: request.query.before === undefined ? undefined : { href: here, text: 'Newest events' },
        },
      });
    });

    const keyed = { config: { policy: 'organisations.keys' }, schema: { hide: true, params: idParam } };
    /** Whose keys they are; only who administers the whole organisation comes here. */
    const owner = async (id: string, request: FastifyRequest) => {
      const found = await ownOrganisation(services, id, request);
      if (!found.administers) throw noSuchThing();
      return { shown: found.shown, of: { organisation: id, roles: rolesOf(found.organisation.kind) } };
    };
    const keyPage = async (
      { shown, of }: Awaited<ReturnType<typeof owner>>,
      sent: SentForm,
      request: FastifyRequest,
    ) => ({
      title: 'API keys',
      paths,
      organisation: shown,
      keys: (await keys.list(of)).map(keyRow),
      scopes: keys.scopes(of).map((each) => ({ ...each, chosen: sent.texts('scopes').includes(each.scope) })),
      asked: { name: sent.text('name'), lastDay: sent.text('lastDay') },
      formKey: secretBox.seal(newSecret(), formOf(shown.id, request)),
    });
    server.get('/organisations/:id/keys', keyed, async (request, reply) =>
      reply.page(
        `${views}/keys.njk`,
        await keyPage(await owner(request.params.id, request), sentForm(undefined), request),
      ),
    );
    server.post('/organisations/:id/keys', keyed, async (request, reply) => {
      const whose = await owner(request.params.id, request);
      const sent = sentForm(request.body);
      const asked = { name: sent.text('name'), scopes: sent.texts('scopes'), lastDay: sent.text('lastDay') };
      const secret = openForm(sent.text('formKey'), formOf(request.params.id, request));
      const made =
        secret === undefined ? fail(staleForm) : await keys.create(asked, request.actor, request.id, whose.of, secret);
      if (made.ok) {
        const page = { title: 'The key is made', paths, organisation: whose.shown, made: made.value };
        return reply.status(201).page(`${views}/key-made.njk`, page);
      }
      const page = { ...(await keyPage(whose, sent, request)), ...shownProblems(problemsOf(made)) };
      return reply.status(400).page(`${views}/keys.njk`, page);
    });
    const one = Type.Object({ ...idParam.properties, key: Type.String({ pattern: '^[\\w-]{1,40}$' }) });
    const revoke = { config: { policy: 'organisations.keys' }, schema: { hide: true, params: one } };
    server.post('/organisations/:id/keys/:key/revoke', revoke, async (request, reply) => {
      const { of } = await owner(request.params.id, request);
      const { key } = request.params;
      // The second of two clicks finds it revoked, which is what was wanted.
      const revoked = async () => (await keys.list(of)).some((each) => each.id === key && each.revokedAt !== null);
      if (!(await keys.revoke(key, request.actor, request.id, of)) && !(await revoked())) {
        throw notFound('There is no such key.', 'Look at the list of keys.');
      }
      return reply.redirect(paths.keys(request.params.id), 303);
    });
  };
}

const staleForm: Problem = {
  code: 'key-form',
  path: 'name',
  message: 'This form is too old, or somebody else’s.',
  remedy: 'Send it again: it is a new one now.',
};
