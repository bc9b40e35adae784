import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { newId } from '../../platform/operator/index.ts';
import type { OrganisationWorks } from '../membership/organisation-works.ts';
import { actingOf, done, none, params, tags } from './api-answers.ts';
import {
  GrantSchema,
  grantOf,
  InvitationSchema,
  JoinDecisionSchema,
  JoinRequestSchema,
  NewInvitationSchema,
} from './member-schemas.ts';
import { invitationJson, joinRequestJson, memberJson } from './organisation-json.ts';
import { MemberSchema } from './organisation-schemas.ts';

const nothing = Type.Object({}, { additionalProperties: false });

/** People of one's own organisations: who they are, what they may do, whom it invited and who asks to join. */
export function memberApi({
  organisationWorks: { members, invitations, joining, factorReset },
}: {
  readonly organisationWorks: OrganisationWorks;
}): FastifyPluginAsyncTypebox {
  const deciding = { config: { policy: 'organisations.people' } };

  return async (server) => {
    const list = {
      config: { policy: 'organisations.read' },
      schema: {
        tags,
        summary: 'People of one of your organisations, with their roles and limits',
        params,
        response: { 200: Type.Object({ items: Type.Array(MemberSchema) }) },
      },
    };
    server.get('/api/v1/organisations/:id/members', list, async (request) => {
      const found = await members.list(request.params.id, request.actor);
      if (found === undefined) throw none();
      return { items: found.map(memberJson) };
    });

    const ofMember = Type.Object({
      ...params.properties,
      membership: Type.String({ description: 'Id of the member' }),
    });
    const change = {
      ...deciding,
      schema: {
        tags,
        summary: 'Change what somebody may do: roles, limits and site; what is not given is taken away',
        params: ofMember,
        body: GrantSchema,
        response: { 200: MemberSchema },
      },
    };
    server.put('/api/v1/organisations/:id/members/:membership', change, async (request) => {
      const { id, membership } = request.params;
      done(await members.change(id, membership, grantOf(request.body), actingOf(request)));
      const found = (await members.list(id, request.actor))?.find((each) => each.id === membership);
      if (found === undefined) throw none();
      return memberJson(found);
    });
    const end = {
      ...deciding,
      schema: {
        tags,
        summary: 'End a membership; ending it twice is once',
        params: ofMember,
        response: { 200: nothing },
      },
    };
    server.post('/api/v1/organisations/:id/members/:membership/end', end, async (request) => {
      done(await members.end(request.params.id, request.params.membership, actingOf(request)));
      return {};
    });

    const reset = {
      config: { policy: 'organisations.reset-second-factor' },
      schema: {
        tags,
        summary: 'Reset the lost second factor of somebody: they get a letter with which they set up a new one',
        params: ofMember,
        response: { 200: nothing },
      },
    };
    server.post('/api/v1/organisations/:id/members/:membership/reset-second-factor', reset, async (request) => {
      done(await factorReset.reset(request.params.id, request.params.membership, actingOf(request)));
      return {};
    });

    const open = {
      ...deciding,
      schema: {
        tags,
        summary: 'Invitations that can still be accepted, newest first',
        params,
        response: { 200: Type.Object({ items: Type.Array(InvitationSchema) }) },
      },
    };
    server.get('/api/v1/organisations/:id/invitations', open, async (request) => {
      const found = await invitations.open(request.params.id, request.actor);
      if (found === undefined) throw none();
      return { items: found.map(invitationJson) };
    });
    const invite = {
      ...deciding,
      schema: {
        tags,
        summary: 'Invite somebody by a letter; a new invitation takes the one before back',
        params,
        body: NewInvitationSchema,
        response: { 201: InvitationSchema },
      },
    };
    server.post('/api/v1/organisations/:id/invitations', invite, async (request, reply) => {
      const { id } = request.params;
      const { email, key = newId() } = request.body;
      const form = { ...grantOf(request.body), email, formKey: key };
      done(await invitations.invite(id, form, actingOf(request)));
      const all = await invitations.open(id, request.actor);
      const made = all?.find((each) => each.email === email.trim().toLowerCase());
      if (made === undefined) throw none();
      return reply.status(201).send(invitationJson(made));
    });
    const revoke = {
      ...deciding,
      schema: {
        tags,
        summary: 'Take an invitation back; twice is once',
        params: Type.Object({ ...params.properties, invitation: Type.String({ description: 'Id of the invitation' }) }),
        response: { 200: nothing },
      },
    };
    server.post('/api/v1/organisations/:id/invitations/:invitation/revoke', revoke, async (request) => {
      done(await invitations.revoke(request.params.id, request.params.invitation, actingOf(request)));
      return {};
    });

    const asking = {
      ...deciding,
      schema: {
        tags,
        summary: 'Requests to join that wait, the oldest first',
        params,
        response: { 200: Type.Object({ items: Type.Array(JoinRequestSchema) }) },
      },
    };
    server.get('/api/v1/organisations/:id/requests', asking, async (request) => {
      const found = await joining.waiting(request.params.id, request.actor);
      if (found === undefined) throw none();
      return { items: found.map(joinRequestJson) };
    });
    const decide = {
      ...deciding,
      schema: {
        tags,
        summary: 'Let somebody in with roles, or decline with a reason; the first decision stands',
        params: Type.Object({ ...params.properties, request: Type.String({ description: 'Id of the request' }) }),
        body: JoinDecisionSchema,
        response: { 200: JoinRequestSchema },
      },
    };
    server.post('/api/v1/organisations/:id/requests/:request', decide, async (request) => {
      const { id, request: wanted } = request.params;
      const { verdict, reason } = request.body;
      done(await joining.decide(id, wanted, { ...grantOf(request.body), verdict, reason }, actingOf(request)));
      const found = await joining.find(id, wanted, request.actor);
      if (found === undefined) throw none();
      return joinRequestJson(found);
    });
  };
}
