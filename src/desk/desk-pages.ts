import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { formatDay, type IsoDate, today } from '../kernel/dates.ts';
import { formatMoney } from '../kernel/money.ts';
import { type Actor, membershipsOf, type OrganisationKind } from '../platform/access/index.ts';
import { agreementsRead } from './authority/authority-services.ts';
import { authorityWaiting } from './authority/authority-waiting.ts';
import { riseRows } from './authority/rise-pages.ts';
import type { DeskServices } from './desk-services.ts';
import { deskPaths } from './desk-paths.ts';
import { figuresOnDesk } from './figures/desk-figures.ts';
import { byDay, dueTag, headingOf, type RecentOrder, type StandFigure, type WaitingItem } from './waiting.ts';

/** Rows of the rise shown on the desk itself. */
const risesShown = 3;
/** Orders shown last on a desk. */
const ordersShown = 5;

/** An organisation somebody acts for, and as what. */
interface Place {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly agreements: readonly string[];
  readonly decides: boolean;
}

const emptyWords: Readonly<
  Record<OrganisationKind, { readonly text: string; readonly href: string; readonly link: string }>
> = {
  buyer: {
    text: 'Quotes, approvals, deliveries and invoices appear here by their day.',
    href: '/find',
    link: 'Say what you need',
  },
  supplier: {
    text: 'Orders to answer and price lists to put right appear here by their day.',
    href: '/price-lists',
    link: 'See your price lists',
  },
  authority: {
    text: 'Price rises, suspensions and evidence appear here by their day.',
    href: '/suppliers',
    link: 'See the register',
  },
};

/** The desk of whoever signed in: what waits in each organisation they act for, then where it stands. */
export function deskPages(services: DeskServices): FastifyPluginAsyncTypebox {
  const { clock, authority } = services;
  const sources = [...authorityWaiting(authority), ...services.waiting];

  async function placesOf(actor: Actor): Promise<readonly Place[]> {
    const memberships = membershipsOf(actor);
    const briefs = await authority.authority.briefs(memberships.map((each) => each.organisation));
    return memberships.flatMap((each) => {
      const brief = briefs.get(each.organisation);
      if (brief === undefined) return [];
      return {
        id: each.organisation,
        kind: each.kind,
        name: brief.name,
        agreements: brief.agreements,
        decides: each.kind === 'authority' && each.roles.includes('category-manager'),
      };
    });
  }

  async function risesOn(actor: Actor, place: Place, on: IsoDate) {
    const packs = await agreementsRead(authority, actor);
    const numbers = packs.map((each) => each.number.value).filter((each) => place.agreements.includes(each));
    const [first] = await authority.oversight.waitingRises(numbers);
    if (first === undefined) return undefined;
    const { rows } = await riseRows(authority, first.list, on, { limit: risesShown });
    return { rows, href: deskPaths.rises(first.list), all: first.lines };
  }

  /** What stands on the desk of the actor, a section for each organisation they act for. */
  async function deskOf(actor: Actor) {
    const now = clock.now();
    const on = today(clock);
    const places = await placesOf(actor);
    const items: WaitingItem[] = [];
    // One after another: the embedded database has a single session.
    for (const source of sources) items.push(...(await source(actor, now)));
    const stands: StandFigure[] = [];
    for (const source of services.stands) stands.push(...(await source(actor, now)));
    const recent: RecentOrder[] = [];
    for (const source of services.recent) recent.push(...(await source(actor, now)));
    const sections = places.map((place) => ({
      place,
      items: byDay(items.filter((each) => each.organisation === place.id)),
      stands: stands.filter((each) => each.organisation === place.id),
      recent: recent.filter((each) => each.organisation === place.id).slice(0, ordersShown),
    }));
    return { on, sections };
  }

  return async (server) => {
    const asData = {
      tags: ['Desk'],
      summary: 'What waits for you, where your organisations stand and their last orders',
      response: { 200: DeskSchema },
    };
    server.get('/api/v1/desk', { config: { policy: 'desk.read' }, schema: asData }, async (request) => {
      const { on, sections } = await deskOf(request.actor);
      return {
        on,
        organisations: sections.map(({ place, items, stands, recent }) => ({
          ...{ id: place.id, name: place.name, kind: place.kind },
          waiting: items.map(({ due, title, why, verb, href, assumed = false }) => ({
            ...{ due, title, why, verb, href, assumed },
          })),
          stands: stands.map(({ title, value, text }) => ({ title, value, text })),
          recent: recent.map((each) => ({
            ...{ title: each.title, href: each.href, with: each.with, status: each.status.text, net: each.net },
          })),
        })),
      };
    });
    server.get('/desk', { config: { policy: 'desk.read' }, schema: { hide: true } }, async (request, reply) => {
      const { actor } = request;
      const { on, sections: found } = await deskOf(actor);
      const reads = new Set(services.figures.policies.scope('figures.read', actor).map((each) => each.organisation));
      const sections = [];
      for (const { place, items: own, stands, recent } of found) {
        const isAuthority = place.kind === 'authority';
        const shownNames = isAuthority && place.agreements.length > 0 ? place.agreements.join(', ') : place.name;
        sections.push({
          id: place.id,
          kind: place.kind,
          caption: `${shownNames}, ${formatDay(on)}`,
          heading: headingOf(own, on, place.decides),
          empty: emptyWords[place.kind],
          items: own.map((each) => ({ ...each, due: dueTag(each.due, on) })),
          rises: isAuthority ? await risesOn(actor, place, on) : undefined,
          figures: isAuthority ? await figuresOnDesk(services.figures, place.agreements, on) : undefined,
          figuresHref: reads.has(place.id) ? deskPaths.figures('month', { organisation: place.id }) : undefined,
          stands: stands.map(withBar),
          recent: recent.map((each) => ({ ...each, net: formatMoney(each.net) })),
        });
      }
      return reply.page('desk/views/desk.njk', {
        title: 'Your desk',
        section: 'desk',
        paths: deskPaths,
        announcements: await services.announcements(actor),
        today: formatDay(on),
        single: sections.length === 1,
        total: headingOf(
          found.flatMap((each) => each.items),
          on,
          false,
        ),
        sections,
      });
    });
  };
}

const text = Type.String();
const DeskSchema = Type.Object({
  on: text,
  organisations: Type.Array(
    Type.Object({
      ...{ id: text, name: text, kind: text },
      waiting: Type.Array(
        Type.Object({
          due: Type.Union([text, Type.Null()], { description: 'London date; null: when one can' }),
          ...{ title: text, why: text, verb: text, href: text },
          assumed: Type.Boolean({ description: 'Whether something in it rests on a value set for the demonstration' }),
        }),
      ),
      stands: Type.Array(Type.Object({ title: text, value: text, text })),
      recent: Type.Array(
        Type.Object({
          ...{ title: text, href: text, with: text, status: text },
          net: Type.String({ description: 'Pounds without VAT' }),
        }),
      ),
    }),
  ),
});

/** Widths of a bar 400 units wide. */
function withBar<
  T extends { readonly bar?: { readonly spent: number; readonly ordered: number; readonly label: string } },
>(figure: T) {
  if (figure.bar === undefined) return { ...figure, drawn: undefined };
  const clamp = (share: number): number => Math.max(0, Math.min(1, share));
  const spent = clamp(figure.bar.spent);
  const ordered = clamp(Math.min(figure.bar.ordered, 1 - spent));
  return {
    ...figure,
    drawn: { spent: (spent * 400).toFixed(1), ordered: (ordered * 400).toFixed(1), label: figure.bar.label },
  };
}
