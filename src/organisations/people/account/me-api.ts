import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { personOf } from '../factors/factor-pages.ts';
import type { Account } from './account.ts';

const Me = Type.Object({
  id: Type.String(),
  name: Type.String(),
  jobTitle: Type.String(),
  email: Type.String(),
  demonstration: Type.Boolean(),
  confirmedAt: Type.Union([Type.String(), Type.Null()], {
    description: 'When a second factor was last given in this session',
  }),
  factors: Type.Object({ totp: Type.Boolean(), passkeys: Type.Integer(), recoveryCodes: Type.Integer() }),
  organisations: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      kind: Type.String(),
      roles: Type.Array(Type.String()),
      site: Type.Union([Type.String(), Type.Null()], { description: 'The only site the person acts for; null: all' }),
    }),
  ),
});

/** Who is signed in, as data. */
export function meApi({ account }: { readonly account: Account }): FastifyPluginAsyncTypebox {
  return async (server) => {
    const schema = { summary: 'Who is signed in', tags: ['people'], response: { 200: Me } };
    server.get('/api/v1/me', { config: { policy: 'people.account' }, schema }, async (request) => {
      const actor = personOf(request);
      const { person, factors, organisations } = await account.view(actor);
      const { id, name, jobTitle, email, demonstration } = person;
      return {
        ...{ id, name, jobTitle, email, demonstration, confirmedAt: actor.confirmedAt, factors },
        organisations: organisations.map((each) => ({ ...each, roles: [...each.roles] })),
      };
    });
  };
}
