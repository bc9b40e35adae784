import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Agreements } from '../../agreements/index.ts';
import { type Clock, today } from '../../kernel/dates.ts';
import { buyerFactsOf } from '../buyers/buyer-facts.ts';
import { eligibilityOn } from '../buyers/eligibility.ts';
import type { OrganisationWorks } from '../membership/organisation-works.ts';
import { historyRow } from '../organisation-pages/history-words.ts';
import { none, params, tags } from './api-answers.ts';
import { keepingApi } from './keeping-api.ts';
import { memberApi } from './member-api.ts';
import { organisationJson } from './organisation-json.ts';
import { OrganisationDetailSchema, OrganisationSchema } from './organisation-schemas.ts';
import { siteApi } from './site-api.ts';

export interface OrganisationApiServices {
  readonly organisationWorks: OrganisationWorks;
  readonly agreements: Agreements;
  readonly clock: Clock;
}

/** `/api/v1/organisations…`: one's own organisations with their people and sites. */
export function organisationApi(services: OrganisationApiServices): FastifyPluginAsyncTypebox {
  const { organisationWorks: works, agreements, clock } = services;
  const reading = { config: { policy: 'organisations.read' } };
  const own = async (id: string, actor: Parameters<typeof works.members.own>[1]) => {
    const found = await works.members.own(id, actor);
    if (found === undefined) throw none();
    return found;
  };

  return async (server) => {
    const list = {
      ...reading,
      schema: {
        tags,
        summary: 'Your organisations, by name',
        response: { 200: Type.Object({ items: Type.Array(OrganisationSchema) }) },
      },
    };
    server.get('/api/v1/organisations', list, async (request) => ({
      items: (await works.members.mine(request.actor)).map(organisationJson),
    }));

    const one = {
      ...reading,
      schema: {
        tags,
        summary: 'One of your organisations: what the law makes of it, and whether it may use each agreement today',
        params,
        response: { 200: OrganisationDetailSchema },
      },
    };
    server.get('/api/v1/organisations/:id', one, async (request) => {
      const { organisation } = await own(request.params.id, request.actor);
      const on = today(clock);
      const facts = buyerFactsOf(organisation, agreements.reference.buyerClasses, on);
      const packs = organisation.kind === 'buyer' ? agreements.packs : [];
      return {
        ...organisationJson(organisation),
        law: facts ?? null,
        eligibility: packs.map((pack) => {
          const found = eligibilityOn(pack, organisation, on);
          return { ...found, source: found.source?.title ?? null };
        }),
      };
    });

    const history = {
      ...reading,
      schema: {
        tags,
        summary: 'What happened to one of your organisations, newest first',
        params,
        querystring: Type.Object({ before: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })) }),
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({ id: Type.String(), at: Type.String(), action: Type.String(), text: Type.String() }),
            ),
            next: Type.Union([Type.String(), Type.Null()], { description: 'Give it as before for older ones' }),
          }),
        },
      },
    };
    server.get('/api/v1/organisations/:id/history', history, async (request) => {
      const found = await works.members.history(request.params.id, request.actor, request.query.before);
      if (found === undefined) throw none();
      const items = found.events.map((each) => {
        const { id, at, action } = each;
        return { id, at, action, text: historyRow(each, found.names).text };
      });
      return { items, next: found.next ?? null };
    });

    await server.register(siteApi(services));
    await server.register(memberApi(services));
    await server.register(keepingApi(services));
  };
}
