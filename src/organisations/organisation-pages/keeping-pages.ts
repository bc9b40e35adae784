import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { today } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { changeInWords } from '../keeping/organisation-change.ts';
import type { KeepingForm } from '../keeping/keeping.ts';
import type { Organisation } from '../buyers/organisation.ts';
import { organisationPaths as paths } from '../organisation-paths.ts';
import { actingOf, factsIn, noSuchThing, problemsOf, sentForm, type SentForm, shownProblems } from './form.ts';
import type { OrganisationPageServices } from './organisation-page-services.ts';
import { classChoices, followsForNew, schemeChoices } from './organisation-words.ts';
import { ownOrganisation } from './own-pages.ts';
import { idParam } from './start-pages.ts';

const views = 'organisations/organisation-pages/views';

/** Changing and closing an organisation: a form, a page that says what follows, and the act. */
export function keepingPages(services: OrganisationPageServices): FastifyPluginAsyncTypebox {
  const { organisationWorks: works, agreements, clock } = services;
  const classes = agreements.reference.buyerClasses;
  const administered = async (id: string, request: FastifyRequest) => {
    const found = await ownOrganisation(services, id, request);
    if (!found.administers) throw noSuchThing();
    return found;
  };

  return async (server) => {
    const changing = { config: { policy: 'organisations.change' }, schema: { hide: true, params: idParam } };
    const formPage = async (
      found: Awaited<ReturnType<typeof administered>>,
      fields: KeepingForm,
      problems: readonly Problem[],
    ) => {
      const refusal = found.shown.confirmed ? undefined : await works.confirmation.refusal(found.organisation.id);
      return {
        title: `Change ${found.organisation.name}`,
        paths,
        organisation: found.shown,
        fields,
        refusal,
        classes: classChoices(classes, fields.buyerClass),
        schemes: schemeChoices(fields.scheme),
        ...shownProblems(problems),
      };
    };
    server.get('/organisations/:id/change', changing, async (request, reply) => {
      const found = await administered(request.params.id, request);
      return reply.page(`${views}/change.njk`, await formPage(found, storedForm(found.organisation), []));
    });
    server.post('/organisations/:id/change', changing, async (request, reply) => {
      const { id } = request.params;
      const found = await administered(id, request);
      const sent = sentForm(request.body);
      const fields = keepingForm(sent);
      if (sent.text('step') === 'change') return reply.page(`${views}/change.njk`, await formPage(found, fields, []));
      const saving = sent.text('step') === 'save';
      const done = await works.keeping[saving ? 'change' : 'plan'](id, fields, actingOf(request));
      if (!done.ok) {
        return reply.status(400).page(`${views}/change.njk`, await formPage(found, fields, problemsOf(done)));
      }
      if (saving) return reply.redirect(paths.organisation(id), 303);
      const { wanted, changes, asks, effects } = done.value;
      const on = today(clock);
      return reply.page(`${views}/change-check.njk`, {
        title: 'Check what changes',
        paths,
        organisation: found.shown,
        fields,
        asks,
        again: asks && found.shown.confirmed,
        effects,
        changes: changes.map((each) => changeInWords(each, classes)),
        ...(wanted.buyerClass === null
          ? {}
          : followsForNew({ ...wanted, buyerClass: wanted.buyerClass }, agreements, on)),
      });
    });

    const closing = { config: { policy: 'organisations.close' }, schema: { hide: true, params: idParam } };
    const closePage = async (id: string, request: FastifyRequest, reason: string, problems: readonly Problem[]) => {
      const { shown } = await administered(id, request);
      const effects = await works.keeping.closingEffects(id, null, request.actor);
      if (effects === undefined) throw noSuchThing();
      return {
        title: `Close ${shown.name}`,
        paths,
        organisation: shown,
        effects,
        blocked: effects.some((each) => each.blocks) || !shown.isBuyer || shown.demonstration,
        reason,
        ...shownProblems(problems),
      };
    };
    server.get('/organisations/:id/close', closing, async (request, reply) =>
      reply.page(`${views}/close.njk`, await closePage(request.params.id, request, '', [])),
    );
    server.post('/organisations/:id/close', closing, async (request, reply) => {
      const { id } = request.params;
      const reason = sentForm(request.body).text('reason');
      const problems = problemsOf(await works.keeping.close(id, reason, actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.start(), 303);
      return reply.status(400).page(`${views}/close.njk`, await closePage(id, request, reason, problems));
    });
  };
}

function keepingForm(sent: SentForm): KeepingForm {
  const version = sent.text('version');
  return { ...factsIn(sent), note: sent.text('note'), version: /^\d{1,9}$/.test(version) ? Number(version) : 0 };
}

function storedForm(organisation: Organisation): KeepingForm {
  const { name, buyerClass, identifier, authorityBasis, devolved, noticeToImprove, version } = organisation;
  return {
    ...{ name, devolved, noticeToImprove, version, note: '' },
    buyerClass: buyerClass ?? '',
    scheme: identifier?.scheme ?? '',
    number: identifier?.number ?? '',
    authorityBasis: authorityBasis ?? '',
  };
}
