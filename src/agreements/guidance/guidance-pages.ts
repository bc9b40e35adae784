import type { FastifyPluginAsync } from 'fastify';
import { parseIsoDate, today, type Clock } from '../../kernel/dates.ts';
import { notFound } from '../../platform/http/index.ts';
import type { AgreementPack } from '../pack.ts';
import type { ReferenceFacts } from '../reference.ts';
import { statusOn } from '../status.ts';
import { buyerCheck } from './buyer-check.ts';
import { guidancePaths } from './guidance-paths.ts';
import { guidanceView } from './guidance-view.ts';
import type { GuidancePage } from './load-guidance.ts';
import { thresholdCheck } from './threshold-check.ts';

/** The guidance of one agreement. */
export interface AgreementGuidance {
  readonly pack: AgreementPack;
  readonly pages: readonly GuidancePage[];
}

export interface GuidanceServices {
  readonly guidance: readonly AgreementGuidance[];
  readonly reference: ReferenceFacts;
  readonly clock: Clock;
}

type Query = Readonly<Record<string, unknown>>;

const groups = [
  { id: 'buy', title: 'Buying', text: 'Who may, when, and on which route.' },
  { id: 'pay', title: 'Paying', text: 'Buy, rent, or pay for what you use.' },
  { id: 'circular', title: 'Second life', text: 'Keep longer, buy refurbished, dispose with proof.' },
  { id: 'after', title: 'Behind the scenes', text: 'How the agreement itself is paid for.' },
] as const;

/** The guidance index and its pages, two of them with a form that answers in the same address. */
export function guidancePages(services: GuidanceServices): FastifyPluginAsync {
  return async (server) => {
    server.get<{ Querystring: Query }>('/guidance', { schema: { hide: true } }, async (request, reply) => {
      const { pack, pages } = chosen(services, request.query);
      return reply.page('agreements/views/guidance-index.njk', {
        title: 'Guidance',
        agreement: pack,
        groups: groups.flatMap((group) => {
          const members = pages.filter((each) => each.group === group.id);
          return members.length === 0
            ? []
            : [{ ...group, pages: members.map((each) => ({ ...each, href: guidancePaths.page(each.slug) })) }];
        }),
      });
    });

    server.get<{ Querystring: Query; Params: { slug: string } }>(
      '/guidance/:slug',
      { schema: { hide: true } },
      async (request, reply) => {
        const { pack, pages } = chosen(services, request.query);
        const page = pages.find((each) => each.slug === request.params.slug);
        if (page === undefined) {
          throw notFound('There is no guidance page with this name.', 'Look through the guidance.', [
            { text: 'Guidance', href: guidancePaths.index },
          ]);
        }
        const now = today(services.clock);
        const on = parseIsoDate(textOf(request.query, 'on') ?? '') ?? now;
        const tools = new Set(page.sections.flatMap((each) => each.blocks.flatMap((block) => block.tool ?? [])));
        const thresholds = tools.has('thresholds')
          ? thresholdCheck(services.reference, now, {
              on: textOf(request.query, 'on'),
              buyer: textOf(request.query, 'buyer'),
              value: textOf(request.query, 'value'),
            })
          : undefined;
        const problems = thresholds?.problems ?? [];
        return reply.status(problems.length > 0 ? 400 : 200).page('agreements/views/guidance-page.njk', {
          title: `${problems.length > 0 ? 'Error: ' : ''}${page.title}`,
          section: page.menu,
          agreement: pack,
          address: guidancePaths.page(page.slug),
          related: pages
            .filter((each) => each.group === page.group && each !== page)
            .map((each) => ({ text: each.title, href: guidancePaths.page(each.slug) })),
          group: groups.find((each) => each.id === page.group)?.title,
          buyers: tools.has('who-may-buy')
            ? buyerCheck(pack, services.reference, on, textOf(request.query, 'buyer'))
            : undefined,
          thresholds,
          problems,
          ...guidanceView(page),
        });
      },
    );
  };
}

/** The guidance of the agreement asked for, or of the first one that is open today. */
function chosen(services: GuidanceServices, query: Query): AgreementGuidance {
  const number = textOf(query, 'agreement');
  const on = today(services.clock);
  const found =
    number === undefined
      ? (services.guidance.find((each) => statusOn(each.pack, on).newCallOffs) ?? services.guidance[0])
      : services.guidance.find((each) => each.pack.number.value.toLowerCase() === number.toLowerCase());
  if (found === undefined) throw notFound('No guidance is installed for this agreement.', 'Look at the agreements.');
  return found;
}

function textOf(query: Query, name: string): string | undefined {
  const value = query[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first.length <= 100 ? first : undefined;
}
