import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { addMonths, formatDate, today } from '../../kernel/dates.ts';
import { listInWords } from '../../kernel/text.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { type Announcement, type Announcements, type Audience, isAudience } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { deskPaths } from '../desk-paths.ts';
import { dayItems, dayOf, dayProblem, type Form, formOf, known, linked, said, textsOf } from './authority-form.ts';
import { agreementsRead, type AuthorityServices } from './authority-services.ts';

const audienceWords: Readonly<Record<Audience, string>> = {
  buyers: 'Buyers',
  suppliers: 'Suppliers',
  everybody: 'Everybody, signed in or not',
};
const fields = { audience: 'audience', from: 'from-day', to: 'to-day', lots: 'lots', agreement: 'agreement' };

/** How an announcement stands on its day: shown, still to come, over, or withdrawn. */
function stateOf(each: Announcement, on: string): { readonly text: string; readonly tag: string } {
  if (each.withdrawn) return { text: 'Withdrawn', tag: 'stop' };
  if (each.from > on) return { text: 'To come', tag: 'plain' };
  return each.to < on ? { text: 'Over', tag: 'plain' } : { text: 'Shown', tag: 'done' };
}

/** Writing announcements, and those written. */
export function announcementPages(
  services: AuthorityServices & { readonly announcements: Announcements },
): FastifyPluginAsyncTypebox {
  const { clock, policies, announcements } = services;

  async function formContext(
    actor: Actor,
    asked: { readonly form: Form; readonly lots: readonly string[] },
    problems: readonly Problem[],
  ) {
    const on = today(clock);
    const packs = await agreementsRead(services, actor);
    const { form } = asked;
    return {
      title: 'Write an announcement',
      section: 'desk',
      paths: deskPaths,
      key: form['key'] ?? newId(),
      form,
      agreements: packs.map((each, index) => ({
        value: each.number.value,
        text: `${each.number.value}, ${each.shortName.value}`,
        checked: form['agreement'] === each.number.value || (form['agreement'] === undefined && index === 0),
      })),
      lots: packs.flatMap((pack) =>
        pack.lots.map((lot) => ({
          value: lot.number,
          text: `Lot ${lot.number}, ${lot.shortName.value}`,
          checked: asked.lots.includes(lot.number),
        })),
      ),
      audiences: (['buyers', 'suppliers', 'everybody'] as const).map((each) => ({
        value: each,
        text: audienceWords[each],
        checked: form['audience'] === each,
      })),
      from: dayItems('from', form, on),
      to: dayItems('to', form, addMonths(on, 1)),
      problems: linked(problems, fields),
      errors: Object.fromEntries(
        ['title', 'text', 'audience', 'lots', 'from', 'to', 'agreement'].map((each) => [each, said(problems, each)]),
      ),
    };
  }

  return async (server) => {
    const read = { config: { policy: 'authority.read' }, schema: { hide: true } } as const;
    const write = { config: { policy: 'announcements.write' }, schema: { hide: true } } as const;

    server.get('/desk/announcements', read, async (request, reply) => {
      const on = today(clock);
      const found = await announcements.written(request.actor);
      return reply.page('desk/authority/views/announcements.njk', {
        title: 'Announcements',
        section: 'desk',
        paths: deskPaths,
        decides: policies.scope('announcements.write', request.actor).length > 0,
        rows: found.map((each) => ({
          ...each,
          state: stateOf(each, on),
          to: formatDate(each.to),
          from: formatDate(each.from),
          audience: audienceWords[each.audience],
          lots: each.lots.length === 0 ? 'All lots' : `Lots ${listInWords(each.lots)}`,
          open: !each.withdrawn && each.to >= on,
        })),
      });
    });

    const template = 'desk/authority/views/announce.njk';
    server.get('/desk/announcements/new', write, async (request, reply) =>
      reply.page(template, await formContext(request.actor, { form: {}, lots: [] }, [])),
    );
    server.post('/desk/announcements/new', write, async (request, reply) => {
      const form = formOf(request.body);
      const lots = textsOf(request.body, 'lots');
      const [from, to] = [dayOf(form, 'from'), dayOf(form, 'to')];
      const audience = form['audience'] ?? '';
      const unread: Problem[] = [];
      if (!isAudience(audience)) unread.push(noAudience);
      if (from === undefined || from === 'unreadable') unread.push(dayProblem('from', 'first day', from));
      if (to === undefined || to === 'unreadable') unread.push(dayProblem('to', 'last day', to));
      const done =
        unread.length > 0 || !isAudience(audience)
          ? { ok: false as const, problems: unread }
          : await announcements.write(
              {
                ...{ agreement: form['agreement'] ?? '', title: form['title'] ?? '', text: form['text'] ?? '' },
                ...{ audience, lots, from: known(from), to: known(to) },
              },
              { actor: request.actor, requestId: request.id, key: form['key'] ?? '' },
            );
      if (done.ok) return reply.redirect(deskPaths.announcements(), 303);
      reply.status(400);
      return reply.page(template, await formContext(request.actor, { form, lots }, done.problems));
    });

    const params = Type.Object({ id: Type.String({ maxLength: 20 }) });
    server.post(
      '/desk/announcements/:id/withdraw',
      { ...write, schema: { hide: true, params } },
      async (request, reply) => {
        const by = { actor: request.actor, requestId: request.id };
        if (await announcements.withdraw(request.params.id, by)) return reply.redirect(deskPaths.announcements(), 303);
        throw notFound('You wrote no such announcement.', 'Look at those there are.', [
          { text: 'Announcements', href: deskPaths.announcements() },
        ]);
      },
    );
  };
}

const noAudience: Problem = {
  code: 'announcement-audience',
  path: 'audience',
  message: 'It is not said whom it is for.',
  remedy: 'Choose buyers, suppliers or everybody.',
};
