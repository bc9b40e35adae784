import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { formatCount } from '../../kernel/money.ts';
import { recordAudit } from '../audit/index.ts';
import type { Database } from '../database/index.ts';
import { badRequest, notFound } from '../http/index.ts';
import { inLondon, operatorPaths } from '../operator/index.ts';
import { maskSecrets } from './masked-letter.ts';
import type { MailSender } from './mail-sender.ts';
import {
  countLetters,
  findLetter,
  letterStates,
  type LetterState,
  type ListedLetter,
  listLetters,
  retryLetter,
} from './mail-outbox.ts';
import { postPaths } from './post-paths.ts';

export interface PostPageServices {
  readonly database: Database;
  readonly mail: MailSender;
  /** Whether a mail server is set. */
  readonly sends: boolean;
  /** Whether one-time links are shown: where everybody in it is invented. */
  readonly showsLinks: () => Promise<boolean>;
}

const ROWS = 50;
const stateWords: Readonly<Record<LetterState, { readonly text: string; readonly tag: string }>> = {
  waiting: { text: 'Waiting', tag: 'now' },
  sent: { text: 'Sent', tag: 'done' },
  failed: { text: 'Not sent', tag: 'stop' },
};
const querystring = Type.Object({
  state: Type.Optional(Type.Enum(['', ...letterStates])),
  before: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })),
});
const params = Type.Object({ id: Type.String({ pattern: '^\\d{1,18}$' }) });
const reading = { config: { policy: 'operator.read' } };

/** The operator's view of letters: those that wait, were sent or failed, and sending one again. */
export function postPages(services: PostPageServices): FastifyPluginAsyncTypebox {
  const { database, mail } = services;
  const known = async (id: string): Promise<ListedLetter> => {
    const letter = await findLetter(database.handle, id);
    if (letter !== undefined) return letter;
    throw notFound('There is no such letter.', 'Look at the list of letters.', [
      { text: 'See all letters', href: postPaths.list() },
    ]);
  };
  return async (server) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    });

    server.get('/operator/post', { ...reading, schema: { hide: true, querystring } }, async (request, reply) => {
      const { before } = request.query;
      const state = request.query.state || undefined;
      const [showsLinks, found, counts] = await Promise.all([
        services.showsLinks(),
        listLetters(database.handle, ROWS + 1, { state, before }),
        countLetters(database.handle),
      ]);
      const shown = found.slice(0, ROWS);
      const older = found.length > ROWS ? shown.at(-1)?.id : undefined;
      const href = (from?: string): string => {
        const query = new URLSearchParams({ ...(state && { state }), ...(from && { before: from }) });
        return query.size === 0 ? postPaths.list() : `${postPaths.list()}?${query.toString()}`;
      };
      return reply.page('platform/post/views/letters.njk', {
        title: 'Letters',
        operatorHref: operatorPaths.desk(),
        listHref: postPaths.list(),
        sends: services.sends,
        waiting: formatCount(counts.waiting),
        failed: formatCount(counts.failed),
        states: [
          { text: 'All', href: postPaths.list(), chosen: state === undefined },
          ...letterStates.map((each) => ({
            text: stateWords[each].text,
            href: `${postPaths.list()}?state=${each}`,
            chosen: state === each,
          })),
        ],
        letters: shown.map((each) => letterRow(each, showsLinks)),
        next: older === undefined ? undefined : { href: href(older), text: 'Older letters' },
        previous: before === undefined ? undefined : { href: href(), text: 'Newest letters' },
      });
    });

    server.get('/operator/post/:id', { ...reading, schema: { hide: true, params } }, async (request, reply) => {
      const letter = await known(request.params.id);
      const showsLinks = await services.showsLinks();
      return reply.page('platform/post/views/letter.njk', {
        title: 'Letter',
        operatorHref: operatorPaths.desk(),
        listHref: postPaths.list(),
        masked: !showsLinks,
        letter: letterRow(letter, showsLinks),
      });
    });

    const retry = { config: { policy: 'post.retry' }, schema: { hide: true, params } };
    server.post('/operator/post/:id/retry', retry, async (request, reply) => {
      const letter = await known(request.params.id);
      const again = await database.transact(async (transaction) => {
        if (!(await retryLetter(transaction, letter.id))) return false;
        await recordAudit(transaction, request.actor, {
          action: 'post.retry',
          subject: `letter:${letter.id}`,
          requestId: request.id,
        });
        return true;
      });
      if (!again) {
        throw badRequest([
          { code: 'letter-sent', message: 'The letter was sent meanwhile.', remedy: 'There is nothing left to do.' },
        ]);
      }
      mail.wake();
      return reply.redirect(postPaths.letter(letter.id), 303);
    });
  };
}

function letterRow(letter: ListedLetter, showsLinks: boolean) {
  const open = (text: string): string => (showsLinks ? text : maskSecrets(text));
  return {
    id: letter.id,
    href: postPaths.letter(letter.id),
    retryHref: letter.state === 'sent' ? '' : postPaths.retry(letter.id),
    recipient: letter.recipient,
    subject: open(letter.subject),
    paragraphs: open(letter.body).split(/\n\s*\n/),
    kind: letter.kind,
    state: stateWords[letter.state],
    queued: inLondon(letter.queuedAt),
    ended: inLondonOr(letter.sentAt ?? letter.failedAt),
    attempts: letter.attempts,
    problem: letter.problem ?? '',
  };
}

function inLondonOr(instant: string | null): string {
  return instant === null ? '' : inLondon(instant);
}
