import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Problem } from '../../kernel/outcome.ts';
import { inLondon } from '../../platform/operator/index.ts';
import { ownPath } from '../people/own-path.ts';
import { organisationPaths as paths } from '../organisation-paths.ts';
import { actingOf, problemsOf, sentForm, shownProblems } from './form.ts';
import type { OrganisationPageServices } from './organisation-page-services.ts';
import { limitInWords, roleNames } from './organisation-words.ts';

const views = 'organisations/organisation-pages/views';

/** Where the link of an invitation leads: anybody who has it may look, the person it was sent to may accept. */
export function invitationPages(services: OrganisationPageServices): FastifyPluginAsyncTypebox {
  const { invitations } = services.organisationWorks;

  return async (server) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    });
    const params = Type.Object({ token: Type.String({ pattern: '^[\\w-]{20,100}$' }) });
    const querystring = Type.Object({ next: Type.Optional(Type.String({ maxLength: 4000 })) });
    const page = async (token: string, signedIn: boolean, next: string | undefined, problems: readonly Problem[]) => {
      const found = await invitations.find(token);
      if (found?.state !== 'open') return { title: 'This invitation no longer works', works: false };
      const { invitation } = found;
      const here = paths.invitation(token);
      return {
        title: `Act for ${invitation.organisationName}`,
        works: true,
        signedIn,
        action: here,
        name: invitation.organisationName,
        email: invitation.email,
        roles: roleNames(invitation.roles),
        site: invitation.siteName,
        approvalLimit: limitInWords(invitation.approvalLimit),
        signingLimit: limitInWords(invitation.signingLimit),
        ends: inLondon(invitation.endsAt),
        signInHref: services.signInHref(next === undefined ? here : paths.invitation(token, next)),
        registerHref: services.registerHref(next === undefined ? here : paths.invitation(token, next)),
        next,
        ...shownProblems(problems),
      };
    };
    // Looking does not use the link up: previews in mail programs look too.
    server.get('/invitations/:token', { schema: { hide: true, params, querystring } }, async (request, reply) => {
      const next = ownPath(request.query.next);
      const shown = await page(request.params.token, request.actor.kind === 'person', next, []);
      return reply.status(shown.works ? 200 : 404).page(`${views}/invitation.njk`, shown);
    });
    const accept = { config: { policy: 'organisations.accept' }, schema: { hide: true, params } };
    server.post('/invitations/:token', accept, async (request, reply) => {
      const done = await invitations.accept(request.params.token, actingOf(request));
      const next = ownPath(sentForm(request.body).text('next'));
      if (done.ok) return reply.redirect(next ?? paths.organisation(done.value.organisation), 303);
      const shown = await page(request.params.token, true, next, problemsOf(done));
      return reply.status(shown.works ? 400 : 404).page(`${views}/invitation.njk`, shown);
    });
  };
}
