import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { peoplePaths } from '../../organisations/index.ts';
import type { PolicyTable } from '../../platform/access/index.ts';
import { HttpError, notFound } from '../../platform/http/index.ts';
import { deskPaths } from '../desk-paths.ts';
import type { DemonstrationReset, DemonstrationState } from './demonstration-reset.ts';

/** Seconds after which the page of a demonstration being made asks for itself anew. */
const refreshSeconds = 3;

/** What the pages ask for. */
export interface DemonstrationPageServices {
  readonly demonstrationReset: DemonstrationReset;
  readonly policies: Pick<PolicyTable, 'decide'>;
}

const counts = Type.Object({ done: Type.Integer(), total: Type.Integer() });
/** The state of the demonstration as data. */
export const DemonstrationStateSchema = Type.Object({
  state: Type.Enum(['catalogue', 'work', 'whole', 'partly', 'stopped']),
  offers: counts,
  steps: counts,
});

/** How far the demonstration is, and the button that makes it anew. */
export function demonstrationPages({
  demonstrationReset,
  policies,
}: DemonstrationPageServices): FastifyPluginAsyncTypebox {
  const known = async (): Promise<void> => {
    if (await demonstrationReset.offered()) return;
    throw notFound('This installation shows no demonstration.', 'Look at the home page.', [
      { text: 'Home', href: '/' },
    ]);
  };
  return async (server) => {
    server.get('/demonstration', { schema: { hide: true } }, async (request, reply) => {
      await known();
      const state = await demonstrationReset.state();
      const live = state.state === 'catalogue' || state.state === 'work';
      if (live) reply.header('refresh', String(refreshSeconds));
      return reply.page('desk/demonstration/views/demonstration.njk', {
        title: 'The demonstration',
        ...stateView(state),
        live,
        seconds: refreshSeconds,
        may: policies.decide('demo.reset', request.actor).allowed,
        signInHref: peoplePaths.signIn(deskPaths.demonstration()),
        enterHref: peoplePaths.signIn(deskPaths.desk()),
        paths: deskPaths,
      });
    });

    const act = { config: { policy: 'demo.reset' } } as const;
    server.post('/demonstration/reset', { ...act, schema: { hide: true } }, async (request, reply) => {
      await known();
      const done = await demonstrationReset.reset({ actor: request.actor, requestId: request.id });
      if (done.ok || done.problems[0]?.code === 'demonstration-under-way') {
        return reply.redirect(deskPaths.demonstration(), 303);
      }
      throw new HttpError(409, 'The demonstration cannot be reset', done.problems, [
        { text: 'The demonstration', href: deskPaths.demonstration() },
      ]);
    });

    const shown = {
      tags: ['Demonstration'],
      summary: 'How far the demonstration is',
      response: { 200: DemonstrationStateSchema },
    };
    server.get('/api/v1/demonstration', { schema: shown }, async () => {
      await known();
      return demonstrationReset.state();
    });
  };
}

function stateView({ state, offers, steps }: DemonstrationState) {
  const share = ({ done, total }: { readonly done: number; readonly total: number }): number =>
    total === 0 ? 0 : Math.min(1, done / total);
  // The catalogue is the smaller half of the wait.
  const all = state === 'whole' ? 1 : share(offers) * 0.4 + (state === 'catalogue' ? 0 : share(steps) * 0.6);
  const heading = {
    catalogue: 'The catalogue is being loaded',
    work: 'Its people are at work',
    whole: 'The demonstration is whole',
    partly: 'Some of the demonstration could not be made',
    stopped: 'The catalogue could not be loaded',
  }[state];
  return { state, heading, offers, steps, width: (all * 400).toFixed(1) };
}
