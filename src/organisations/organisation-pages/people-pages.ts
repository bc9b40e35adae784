import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Problem } from '../../kernel/outcome.ts';
import { inLondon, newId } from '../../platform/operator/index.ts';
import type { GrantForm } from '../membership/grant.ts';
import { organisationPaths as paths } from '../organisation-paths.ts';
import { actingOf, grantOf, noSuchThing, personIn, problemsOf, sentForm, shownProblems } from './form.ts';
import type { OrganisationPageServices } from './organisation-page-services.ts';
import { memberRow, roleChoices, roleNames, siteChoices } from './organisation-words.ts';
import { ownOrganisation } from './own-pages.ts';
import { idParam } from './start-pages.ts';

const views = 'organisations/organisation-pages/views';
const nothing: GrantForm = { roles: [], site: '', approvalLimit: '', signingLimit: '' };
const itemId = Type.String({ pattern: '^[a-z0-9]{1,20}$' });

/** People of an organisation: who they are, what they may do, whom it invited and who asks to join. */
export function peoplePages(services: OrganisationPageServices): FastifyPluginAsyncTypebox {
  const { members, invitations, joining, factorReset } = services.organisationWorks;
  /** What every form of roles and limits shows. */
  const grantPage = async (id: string, request: FastifyRequest, grant: GrantForm, problems: readonly Problem[]) => {
    const { organisation, shown, sites, administers } = await ownOrganisation(services, id, request);
    if (!administers) throw noSuchThing();
    return {
      paths,
      organisation: shown,
      roles: roleChoices(organisation.kind, grant.roles),
      sites: siteChoices(sites, grant.site),
      hasSites: sites.length > 1,
      buys: organisation.kind === 'buyer',
      grant,
      ...shownProblems(problems),
    };
  };

  return async (server) => {
    const reading = { config: { policy: 'organisations.read' }, schema: { hide: true, params: idParam } };
    server.get('/organisations/:id/people', reading, async (request, reply) => {
      const { id } = request.params;
      const { shown, sites, administers } = await ownOrganisation(services, id, request);
      const [list, open, waiting] = await Promise.all([
        members.list(id, request.actor),
        invitations.open(id, request.actor),
        joining.waiting(id, request.actor),
      ]);
      return reply.page(`${views}/people.njk`, {
        title: 'People',
        paths,
        organisation: shown,
        administers,
        members: (list ?? []).map((each) => ({ ...memberRow(each, sites), own: each.person === personIn(request) })),
        invitations: (open ?? []).map((each) => ({
          id: each.id,
          email: each.email,
          roles: roleNames(each.roles),
          ends: inLondon(each.endsAt),
        })),
        requests: (waiting ?? []).map((each) => ({ ...each, asked: inLondon(each.askedAt) })),
      });
    });

    const deciding = { config: { policy: 'organisations.people' }, schema: { hide: true, params: idParam } };
    const invitePage = async (
      id: string,
      request: FastifyRequest,
      email: string,
      formKey: string,
      grant: GrantForm,
      problems: readonly Problem[],
    ) => ({ title: 'Invite somebody', email, formKey, ...(await grantPage(id, request, grant, problems)) });
    server.get('/organisations/:id/people/invite', deciding, async (request, reply) =>
      reply.page(`${views}/invite.njk`, await invitePage(request.params.id, request, '', newId(), nothing, [])),
    );
    server.post('/organisations/:id/people/invite', deciding, async (request, reply) => {
      const { id } = request.params;
      const sent = sentForm(request.body);
      const grant = grantOf(sent);
      const email = sent.text('email');
      const formKey = sent.text('formKey').slice(0, 40) || newId();
      const problems = problemsOf(await invitations.invite(id, { ...grant, email, formKey }, actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.people(id), 303);
      const page = await invitePage(id, request, email, formKey, grant, problems);
      return reply.status(400).page(`${views}/invite.njk`, page);
    });
    const ofInvitation = Type.Object({ ...idParam.properties, invitation: itemId });
    const revoke = { config: { policy: 'organisations.people' }, schema: { hide: true, params: ofInvitation } };
    server.post('/organisations/:id/invitations/:invitation/revoke', revoke, async (request, reply) => {
      const { id, invitation } = request.params;
      problemsOf(await invitations.revoke(id, invitation, actingOf(request)));
      return reply.redirect(paths.people(id), 303);
    });

    const ofMember = Type.Object({ ...idParam.properties, membership: itemId });
    const member = { config: { policy: 'organisations.people' }, schema: { hide: true, params: ofMember } };
    const memberPage = async (
      { id, membership }: { readonly id: string; readonly membership: string },
      request: FastifyRequest,
      asked: GrantForm | undefined,
      problems: readonly Problem[],
    ) => {
      const found = (await members.list(id, request.actor))?.find((each) => each.id === membership);
      if (found === undefined) throw noSuchThing();
      const { name, email } = found;
      const standing = await factorReset.standing(id, membership, request.actor);
      return {
        factor: standing && { ...standing, reset: standing.resetAt === null ? '' : inLondon(standing.resetAt) },
        title: `What ${name} may do`,
        member: { id: membership, name, email },
        ...(await grantPage(id, request, asked ?? grantedNow(found), problems)),
      };
    };
    server.get('/organisations/:id/people/:membership', member, async (request, reply) =>
      reply.page(`${views}/member.njk`, await memberPage(request.params, request, undefined, [])),
    );
    server.post('/organisations/:id/people/:membership', member, async (request, reply) => {
      const { id, membership } = request.params;
      const grant = grantOf(sentForm(request.body));
      const problems = problemsOf(await members.change(id, membership, grant, actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.people(id), 303);
      return reply.status(400).page(`${views}/member.njk`, await memberPage(request.params, request, grant, problems));
    });
    server.post('/organisations/:id/people/:membership/end', member, async (request, reply) => {
      const { id, membership } = request.params;
      const problems = problemsOf(await members.end(id, membership, actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.people(id), 303);
      const page = await memberPage(request.params, request, undefined, problems);
      return reply.status(400).page(`${views}/member.njk`, page);
    });

    const resetting = {
      config: { policy: 'organisations.reset-second-factor' },
      schema: { hide: true, params: ofMember },
    };
    server.post('/organisations/:id/people/:membership/reset-second-factor', resetting, async (request, reply) => {
      const { id, membership } = request.params;
      const problems = problemsOf(await factorReset.reset(id, membership, actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.member(id, membership), 303);
      const page = await memberPage(request.params, request, undefined, problems);
      return reply.status(400).page(`${views}/member.njk`, page);
    });

    const ofRequest = Type.Object({ ...idParam.properties, request: itemId });
    const asking = { config: { policy: 'organisations.people' }, schema: { hide: true, params: ofRequest } };
    const requestPage = async (
      params: { readonly id: string; readonly request: string },
      request: FastifyRequest,
      asked: { readonly grant: GrantForm; readonly verdict: string; readonly reason: string },
      problems: readonly Problem[],
    ) => {
      const found = await joining.find(params.id, params.request, request.actor);
      if (found === undefined) throw noSuchThing();
      return {
        title: `${found.name} asks to join`,
        asked: { ...found, at: inLondon(found.askedAt), verdict: asked.verdict, said: asked.reason },
        ...(await grantPage(params.id, request, asked.grant, problems)),
      };
    };
    server.get('/organisations/:id/requests/:request', asking, async (request, reply) => {
      const fresh = { grant: { ...nothing, roles: ['requester'] }, verdict: '', reason: '' };
      return reply.page(`${views}/request.njk`, await requestPage(request.params, request, fresh, []));
    });
    server.post('/organisations/:id/requests/:request', asking, async (request, reply) => {
      const { id, request: wanted } = request.params;
      const sent = sentForm(request.body);
      const asked = { grant: grantOf(sent), verdict: sent.text('verdict'), reason: sent.text('reason') };
      const decision = { ...asked.grant, verdict: asked.verdict, reason: asked.reason };
      const problems = problemsOf(await joining.decide(id, wanted, decision, actingOf(request)));
      if (problems.length === 0) return reply.redirect(paths.people(id), 303);
      return reply
        .status(400)
        .page(`${views}/request.njk`, await requestPage(request.params, request, asked, problems));
    });
  };
}

function grantedNow(member: {
  readonly roles: readonly string[];
  readonly site: string | null;
  readonly approvalLimit: string | null;
  readonly signingLimit: string | null;
}): GrantForm {
  const { roles, site, approvalLimit, signingLimit } = member;
  return { roles, site: site ?? '', approvalLimit: approvalLimit ?? '', signingLimit: signingLimit ?? '' };
}
