import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { today } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { inLondon, newId } from '../../platform/operator/index.ts';
import { organisationPaths as paths } from '../organisation-paths.ts';
import { actingOf, problemsOf, sentForm, type SentForm, shownProblems } from './form.ts';
import type { OrganisationPageServices } from './organisation-page-services.ts';
import { changesAsked, followsForNew, identifierInWords } from './organisation-words.ts';
import { idParam } from './start-pages.ts';

const views = 'organisations/organisation-pages/views';

/** The authority's pages: who may buy, and the first person of each supplier. The operator's: authorities themselves. */
export function authorityPages(services: OrganisationPageServices): FastifyPluginAsyncTypebox {
  const { organisationWorks: works, agreements, clock } = services;

  return async (server) => {
    const waitingPage = async (
      actor: Parameters<typeof works.confirmation.waiting>[0],
      asked?: { readonly id: string; readonly sent: SentForm; readonly problems: readonly Problem[] },
    ) => {
      const { packs, organisations } = await works.confirmation.waiting(actor);
      const on = today(clock);
      return {
        title: 'Organisations that want to buy',
        paths,
        waiting: organisations.map((each) => ({
          ...each,
          identifier: identifierInWords(
            each.scheme === null || each.number === null ? null : { scheme: each.scheme, number: each.number },
          ),
          made: inLondon(each.createdAt),
          askedAt: each.asked === null ? '' : inLondon(each.asked.at),
          changes: changesAsked(each.asked, agreements.reference.buyerClasses),
          note: each.asked?.note ?? '',
          action: paths.decide(each.id),
          ...followsForNew(each, { ...agreements, packs }, on),
          reason: asked?.id === each.id ? asked.sent.text('reason') : '',
          errors:
            asked?.id === each.id
              ? Object.fromEntries(asked.problems.map((problem) => [problem.path ?? '', problem]))
              : {},
        })),
        problems: (asked?.problems ?? []).map((each) => ({
          ...each,
          href: `#${each.path ?? 'verdict'}-${asked?.id ?? ''}`,
        })),
      };
    };
    const reading = { config: { policy: 'organisations.confirm' }, schema: { hide: true } };
    server.get('/organisations/waiting', reading, async (request, reply) =>
      reply.page(`${views}/waiting.njk`, await waitingPage(request.actor)),
    );
    const decide = { config: { policy: 'organisations.confirm' }, schema: { hide: true, params: idParam } };
    server.post('/organisations/waiting/:id', decide, async (request, reply) => {
      const sent = sentForm(request.body);
      const { id } = request.params;
      const decision = { verdict: sent.text('verdict'), reason: sent.text('reason') };
      const problems = problemsOf(await works.confirmation.decide(id, decision, actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.waiting(), 303);
      const page = await waitingPage(request.actor, { id, sent, problems });
      return reply.status(400).page(`${views}/waiting.njk`, page);
    });

    const suppliers = { config: { policy: 'organisations.invite-supplier' }, schema: { hide: true } };
    const supplierPage = async (
      actor: Parameters<typeof works.founders.suppliers>[0],
      sent: SentForm,
      problems: readonly Problem[],
    ) => {
      const rows = await works.founders.suppliers(actor);
      const chosen = sent.text('supplier');
      return {
        title: 'People of suppliers',
        paths,
        formKey: newId(),
        suppliers: rows,
        choices: [
          { value: '', text: 'Choose a supplier' },
          ...rows
            .filter((each) => each.people === 0)
            .map((each) => ({ value: each.id, text: each.name, selected: each.id === chosen })),
        ],
        email: sent.text('email'),
        ...shownProblems(problems),
      };
    };
    server.get('/organisations/suppliers', suppliers, async (request, reply) =>
      reply.page(`${views}/suppliers.njk`, await supplierPage(request.actor, sentForm(undefined), [])),
    );
    server.post('/organisations/suppliers', suppliers, async (request, reply) => {
      const sent = sentForm(request.body);
      const form = { supplier: sent.text('supplier'), email: sent.text('email'), formKey: sent.text('formKey') };
      const done = await works.founders.supplier(form, actingOf(request));
      if (done.ok) {
        return reply.page(`${views}/founded.njk`, {
          title: `${done.value.name} is invited`,
          email: form.email,
          back: { text: 'People of suppliers', href: paths.suppliers() },
        });
      }
      const page = await supplierPage(request.actor, sent, problemsOf(done));
      return reply.status(400).page(`${views}/suppliers.njk`, page);
    });

    const operator = { config: { policy: 'organisations.make-authority' }, schema: { hide: true } };
    const authorityPage = async (sent: SentForm, problems: readonly Problem[]) => ({
      title: 'Authorities',
      paths,
      formKey: newId(),
      authorities: (await works.founders.all()).filter((each) => each.kind === 'authority'),
      agreementChoices: agreements.packs.map((each) => ({
        value: each.number.value,
        text: `${each.number.value}, ${each.name.value}`,
        selected: each.number.value === sent.text('agreement'),
      })),
      fields: { name: sent.text('name'), administrator: sent.text('administrator') },
      ...shownProblems(problems),
    });
    server.get('/operator/authorities', operator, async (_request, reply) =>
      reply.page(`${views}/authorities.njk`, await authorityPage(sentForm(undefined), [])),
    );
    server.post('/operator/authorities', operator, async (request, reply) => {
      const sent = sentForm(request.body);
      const form = {
        name: sent.text('name'),
        agreement: sent.text('agreement'),
        administrator: sent.text('administrator'),
        formKey: sent.text('formKey'),
      };
      const done = await works.founders.authority(form, actingOf(request));
      if (done.ok) {
        return reply.page(`${views}/founded.njk`, {
          title: `${done.value.name} is there`,
          email: form.administrator,
          link: done.value.link,
          back: { text: 'Authorities', href: paths.authorities() },
        });
      }
      return reply.status(400).page(`${views}/authorities.njk`, await authorityPage(sent, problemsOf(done)));
    });
  };
}
