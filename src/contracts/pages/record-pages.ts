import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { parseIsoDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { newId } from '../../platform/operator/index.ts';
import type { CallOffView } from '../call-offs/call-off-service.ts';
import { contractPaths as paths } from '../contract-paths.ts';
import type { ContractPageServices } from './contract-page-services.ts';
import { formText } from './form-text.ts';
import type { OneCallOff } from './order-from-pages.ts';

const params = Type.Object({ id: Type.String({ maxLength: 40 }) });

/** What is recorded of a call-off: who signs and signatures, variations, where it was published. */
export function recordPages(
  { callOffs, signing, rules }: ContractPageServices,
  { view, shown }: OneCallOff,
): FastifyPluginAsyncTypebox {
  const guard = (policy: string) => ({ config: { policy }, schema: { hide: true, params } });

  /** What each form shows, with what was typed and what is wrong with it. */
  async function form(actor: Actor, found: CallOffView, body: unknown, problems: readonly Problem[]) {
    const { callOff } = found;
    const named = signing.partyOf(actor, callOff);
    const mine = callOff.signatures.find((each) => each.party === named);
    const document = await callOffs.document(actor, callOff.id);
    return {
      ...(await shown(actor, found)),
      problems: problems.map((each) => ({ ...each, href: each.path === undefined ? '' : `#${each.path}` })),
      errors: Object.fromEntries(problems.map((each) => [each.path ?? '', { text: `${each.message} ${each.remedy}` }])),
      values: Object.fromEntries(
        [
          'changeNet',
          'reason',
          'evidence',
          'decidedBy',
          'place',
          'reference',
          'on',
          'ground',
          'ends',
          'noticeReference',
          'noticeOn',
        ].map((name) => [name, formText(body, name)]),
      ),
      key: newId(),
      hash: document?.hash ?? '',
      signs:
        actor.kind === 'person' &&
        mine?.person === actor.personId &&
        mine.signedAt === null &&
        callOff.signatures.length === 2,
      candidates: (await signing.candidates(actor, callOff)).map((each) => ({
        value: each.id,
        text: each.jobTitle === '' ? each.name : `${each.name}, ${each.jobTitle}`,
        checked: each.id === mine?.membership,
      })),
      grounds: (rules(callOff.agreement)?.variations ?? []).map((each) => ({
        value: each.id,
        text: each.name.value,
        hint: { text: each.needs.value },
        checked: each.id === formText(body, 'ground'),
      })),
    };
  }

  return async (server) => {
    for (const { url, policy, template } of [
      { url: '/call-offs/:id/sign', policy: 'call-offs.sign', template: 'contracts/views/sign.njk' },
      { url: '/call-offs/:id/vary', policy: 'call-offs.vary', template: 'contracts/views/vary.njk' },
      { url: '/call-offs/:id/publication', policy: 'call-offs.publish', template: 'contracts/views/publication.njk' },
    ]) {
      server.get(url, guard(policy), async (request, reply) => {
        const found = await view(request.actor, request.params.id);
        return reply.page(template, await form(request.actor, found, {}, []));
      });
      server.post(url, guard(policy), async (request, reply) => {
        const { actor, body } = request;
        const found = await view(actor, request.params.id);
        const { id } = found.callOff;
        const by = { actor, requestId: request.id };
        const text = (name: string) => formText(body, name);
        const run = async () => {
          switch (policy) {
            case 'call-offs.sign':
              return text('act') === 'name'
                ? signing.name(by, id, text('membership'))
                : signing.sign(by, id, text('hash'));
            case 'call-offs.vary': {
              const { reason, evidence, decidedBy } = { ...words(body) };
              const changeNet = text('changeNet').replace(/[£,\s]/g, '');
              const key = text('key');
              const [ends, noticeOn] = [parseIsoDate(text('ends')), parseIsoDate(text('noticeOn'))];
              if (ends === undefined && text('ends') !== '')
                return { ok: false, problems: [unreadable('ends')] } as const;
              if (noticeOn === undefined && `${text('noticeOn')}${text('noticeReference')}` !== '')
                return { ok: false, problems: [unreadable('noticeOn')] } as const;
              return callOffs.vary(by, id, {
                ...{ reason, evidence, decidedBy, changeNet, ground: text('ground'), key, ends: ends ?? null },
                notice:
                  noticeOn === undefined ? null : { reference: text('noticeReference').slice(0, 200), on: noticeOn },
              });
            }
            default: {
              const publishedOn = parseIsoDate(text('on'));
              if (publishedOn === undefined) return { ok: false, problems: [dayUnreadable] } as const;
              const { place, reference } = words(body);
              return callOffs.recordPublication(by, id, { place, reference, publishedOn });
            }
          }
        };
        const done = await run();
        if (done.ok) return reply.redirect(paths.callOff(id), 303);
        reply.status(422);
        return reply.page(template, await form(actor, found, body, done.problems));
      });
    }
  };
}

function words(body: unknown) {
  const text = (name: string) => formText(body, name).slice(0, 1000);
  return {
    reason: text('reason'),
    evidence: text('evidence'),
    decidedBy: text('decidedBy'),
    place: text('place'),
    reference: text('reference'),
  };
}

const unreadable = (path: 'ends' | 'noticeOn'): Problem => ({
  ...{ code: 'day-unreadable', path },
  message: path === 'ends' ? 'The new last day cannot be read.' : 'The day of the notice cannot be read.',
  remedy: 'Write it as 2026-11-30.',
});

const dayUnreadable: Problem = {
  code: 'day-unreadable',
  path: 'on',
  message: 'The day of publication cannot be read.',
  remedy: 'Write it as 2026-11-30.',
};
