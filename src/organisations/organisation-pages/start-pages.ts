import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { today } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { ListedOrganisation } from '../buyers/making-store.ts';
import type { OrganisationForm } from '../buyers/new-organisation.ts';
import { organisationPaths as paths } from '../organisation-paths.ts';
import { ownPath } from '../people/own-path.ts';
import {
  actingOf,
  factsIn,
  noSuchThing,
  personIn,
  problemsOf,
  sentForm,
  type SentForm,
  shownProblems,
} from './form.ts';
import type { OrganisationPageServices } from './organisation-page-services.ts';
import {
  classChoices,
  followsForNew,
  identifierInWords,
  organisationShown,
  schemeChoices,
} from './organisation-words.ts';

const views = 'organisations/organisation-pages/views';
export const idParam = Type.Object({ id: Type.String({ pattern: '^[a-z0-9]{8,20}$' }) });

/** The way to an organisation: one's own, those one may ask to join, and making a new one. */
export function startPages(services: OrganisationPageServices): FastifyPluginAsyncTypebox {
  const { organisationWorks: works, agreements, clock } = services;
  const classes = agreements.reference.buyerClasses;
  const listed = (each: ListedOrganisation) => ({
    ...each,
    className: classes.find((known) => known.id === each.buyerClass)?.name ?? '',
    identifier: identifierInWords(
      each.scheme === null || each.number === null ? null : { scheme: each.scheme, number: each.number },
    ),
    href: paths.join(each.id),
  });

  return async (server) => {
    const next = Type.Optional(Type.String({ maxLength: 2000 }));
    const querystring = Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })), next });
    const start = { config: { policy: 'organisations.start' }, schema: { hide: true, querystring } };
    server.get('/organisations/start', start, async (request, reply) => {
      const words = request.query.q ?? '';
      const [mine, seen, asked] = await Promise.all([
        works.members.mine(request.actor),
        works.making.look(personIn(request), words),
        works.joining.ofPerson(personIn(request)),
      ]);
      return reply.page(`${views}/start.njk`, {
        title: mine.length > 0 ? 'Your organisations' : 'Find your organisation',
        paths,
        words,
        next: ownPath(request.query.next) ?? '',
        mine: mine.map((each) => organisationShown(each, agreements, today(clock))),
        proposed: seen.proposed.map(listed),
        domain: seen.domain,
        found: seen.found.map(listed),
        waiting: asked.filter((each) => each.decidedAt === null),
        declined: asked.filter((each) => each.approved === false),
      });
    });

    const make = { config: { policy: 'organisations.make' }, schema: { hide: true } };
    const makeNext = { ...make, schema: { ...make.schema, querystring: Type.Object({ next }) } };
    const form = (sent: SentForm, problems: readonly Problem[]) => ({
      title: 'Make your organisation',
      paths,
      fields: formOf(sent),
      next: ownPath(sent.text('next')) ?? '',
      classes: classChoices(classes, sent.text('buyerClass')),
      schemes: schemeChoices(sent.text('scheme')),
      taken: problems.find((each) => each.code === 'identifier-taken')?.value,
      ...shownProblems(problems),
    });
    server.get('/organisations/new', makeNext, async (request, reply) =>
      reply.page(`${views}/make.njk`, {
        ...form(sentForm(undefined), []),
        next: ownPath(request.query.next) ?? '',
      }),
    );
    server.post('/organisations/new', make, async (request, reply) => {
      const sent = sentForm(request.body);
      const fields = formOf(sent);
      if (sent.text('step') === 'make') {
        const made = await works.making.make(fields, actingOf(request));
        if (made.ok) return reply.redirect(ownPath(sent.text('next')) ?? paths.organisation(made.value.id), 303);
        return reply.status(400).page(`${views}/make.njk`, form(sent, problemsOf(made)));
      }
      const checked = await works.making.check(fields, personIn(request));
      if (!checked.ok || sent.text('step') === 'change') {
        const problems = sent.text('step') === 'change' ? [] : problemsOf(checked);
        return reply.status(problems.length > 0 ? 400 : 200).page(`${views}/make.njk`, form(sent, problems));
      }
      return reply.page(`${views}/make-check.njk`, {
        title: 'Check your organisation',
        paths,
        next: ownPath(sent.text('next')) ?? '',
        fields,
        wanted: checked.value,
        identifier: identifierInWords(checked.value.identifier),
        siteIdentifier: identifierInWords(checked.value.site.identifier),
        ...followsForNew(checked.value, agreements, today(clock)),
      });
    });

    const join = { config: { policy: 'organisations.ask-to-join' }, schema: { hide: true, params: idParam } };
    const target = async (id: string, person: string) => {
      const found = await works.joining.target(id, person);
      if (found === undefined) throw noSuchThing();
      return listed(found);
    };
    server.get('/organisations/join/:id', join, async (request, reply) => {
      const organisation = await target(request.params.id, personIn(request));
      return reply.page(`${views}/join.njk`, { title: `Ask to join ${organisation.name}`, paths, organisation });
    });
    server.post('/organisations/join/:id', join, async (request, reply) => {
      const organisation = await target(request.params.id, personIn(request));
      const message = sentForm(request.body).text('message');
      const problems = problemsOf(await works.joining.ask(organisation.id, message, actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.start(), 303);
      return reply.status(400).page(`${views}/join.njk`, {
        title: `Ask to join ${organisation.name}`,
        paths,
        organisation,
        message,
        ...shownProblems(problems),
      });
    });
  };
}

function formOf(sent: SentForm): OrganisationForm {
  return {
    ...factsIn(sent),
    propose: sent.text('propose') === 'yes',
    site: {
      name: sent.text('site-name') === '' ? sent.text('name') : sent.text('site-name'),
      scheme: '',
      number: '',
      address: sent.text('site-address'),
      postcode: sent.text('site-postcode'),
    },
  };
}
