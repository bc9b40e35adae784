import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Clock, daysBetween, formatDate, isoDate, today } from '../../kernel/dates.ts';
import type { PersonActor } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { inLondon } from '../../platform/operator/index.ts';
import { inboxPaths } from './inbox-paths.ts';
import type { Inbox } from './inbox-service.ts';
import type { Notice } from './notice.ts';
import { channels, channelWords, isNoticeKind, noticeKinds } from './notice-kinds.ts';

export interface InboxPageServices {
  readonly inbox: Inbox;
  readonly clock: Clock;
}

const id = Type.String({ pattern: '^\\d{1,18}$' });
const params = Type.Object({ id });
const querystring = Type.Object({ before: Type.Optional(id), saved: Type.Optional(Type.Literal('yes')) });

/** The person who asks; the policy let nobody else in. */
export function personOf({ actor }: FastifyRequest): PersonActor {
  if (actor.kind === 'person') return actor;
  throw notFound('Only people have an inbox.', 'Sign in as a person.');
}

export function noSuchNotice() {
  return notFound('You have no such notice.', 'Look at your inbox.', [{ text: 'Your inbox', href: inboxPaths.home() }]);
}

/** A person's inbox, and how they hear of things. */
export function inboxPages({ inbox, clock }: InboxPageServices): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('x-robots-tag', 'noindex');
    });
    const reading = { config: { policy: 'inbox.read' } };
    const marking = { config: { policy: 'inbox.mark' } };

    server.get('/inbox', { ...reading, schema: { hide: true, querystring } }, async (request, reply) => {
      const { before } = request.query;
      const page = await inbox.page(personOf(request), before);
      const row = (each: Notice) => noticeRow(each, clock);
      return reply.page('organisations/inbox/views/inbox.njk', {
        title: 'Inbox',
        paths: inboxPaths,
        first: before === undefined,
        unread: page.unread.map(row),
        newest: page.unread[0]?.id,
        read: page.read.map(row),
        next: page.older === undefined ? undefined : { href: inboxPaths.home(page.older), text: 'Older notices' },
        previous: before === undefined ? undefined : { href: inboxPaths.home(), text: 'Newest notices' },
      });
    });

    server.post('/inbox/:id/open', { ...marking, schema: { hide: true, params } }, async (request, reply) => {
      const href = await inbox.markRead(personOf(request), request.params.id);
      if (href === undefined) throw noSuchNotice();
      return reply.redirect(href, 303);
    });
    server.post('/inbox/:id/read', { ...marking, schema: { hide: true, params } }, async (request, reply) => {
      if ((await inbox.markRead(personOf(request), request.params.id)) === undefined) throw noSuchNotice();
      return reply.redirect(inboxPaths.home(), 303);
    });
    const body = Type.Object({ upTo: id });
    server.post('/inbox/read', { ...marking, schema: { hide: true, body } }, async (request, reply) => {
      await inbox.markAllRead(personOf(request), request.body.upTo);
      return reply.redirect(inboxPaths.home(), 303);
    });

    server.get('/inbox/preferences', { ...reading, schema: { hide: true, querystring } }, async (request, reply) => {
      const { kinds, weekend } = await inbox.choices(personOf(request));
      return reply.page('organisations/inbox/views/preferences.njk', {
        title: 'How you hear of things',
        paths: inboxPaths,
        saved: request.query.saved === 'yes',
        weekend,
        channels: channels.map((each) => ({ value: each, text: channelWords[each] })),
        kinds,
      });
    });
    const choosing = {
      config: { policy: 'inbox.choose' },
      schema: {
        hide: true,
        body: Type.Object(
          { weekend: Type.Optional(Type.Literal('yes')) },
          { additionalProperties: Type.Union([Type.String({ maxLength: 20 }), Type.Array(Type.String())]) },
        ),
      },
    };
    server.post('/inbox/preferences', choosing, async (request, reply) => {
      const { weekend, ...rest } = request.body;
      const kept = await inbox.choose(personOf(request), { channels: rest, weekend: weekend === 'yes' }, request.id);
      if (kept.ok) return reply.redirect(`${inboxPaths.preferences()}?saved=yes`, 303);
      const now = await inbox.choices(personOf(request));
      return reply.status(400).page('organisations/inbox/views/preferences.njk', {
        title: 'How you hear of things',
        paths: inboxPaths,
        problems: kept.problems.map((each) => ({ ...each, href: `#${each.path ?? ''}-mail` })),
        weekend: weekend === 'yes',
        channels: channels.map((each) => ({ value: each, text: channelWords[each] })),
        kinds: now.kinds,
      });
    });
  };
}

function noticeRow(notice: Notice, clock: Clock) {
  const { id, title, due, organisation, settledAt, readAt } = notice;
  return {
    id,
    title,
    href: notice.href,
    openHref: inboxPaths.open(id),
    readHref: inboxPaths.read(id),
    paragraphs: notice.text.split(/\n\s*\n/),
    organisation: organisation ?? '',
    made: inLondon(notice.madeAt),
    kind: isNoticeKind(notice.kind) ? noticeKinds[notice.kind].name : '',
    isRead: readAt !== null,
    settled: settledAt !== null,
    due: due === null || settledAt !== null ? '' : dueInWords(due, clock),
  };
}

function dueInWords(due: string, clock: Clock): string {
  const date = isoDate(due);
  const days = daysBetween(today(clock), date);
  const when = formatDate(date);
  if (days < 0) return `Was due ${when}`;
  if (days === 0) return `Due today, ${when}`;
  return days === 1 ? `Due tomorrow, ${when}` : `Due ${when}`;
}
