import { type Clock, today } from '../../kernel/dates.ts';
import type { StandingAffected, StandingEffect, StandingReach, StandingTouches } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { purchaseStatus } from '../purchase/purchase.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import { openBaskets, openQuotes, type OpenThing, unendedPurchases } from './standing-touches-store.ts';

const kinds = ['baskets', 'quotes', 'requests'] as const;
type Kind = (typeof kinds)[number];
type Open = Readonly<Record<Kind, readonly OpenThing[]>>;

/** Baskets, quotes and requests with a supplier. They are their buyers' alone: an authority learns how many there are. */
export function purchaseTouches({ clock }: { readonly clock: Clock }): StandingTouches {
  async function open(handle: Handle, reach: StandingReach): Promise<Open> {
    const baskets = await openBaskets(handle, reach);
    const quotes = await openQuotes(handle, reach, clock.now().toString());
    const live = (await unendedPurchases(handle, reach)).filter((each) =>
      ['waiting-for-approval', 'ready'].includes(purchaseStatus(each, today(clock))),
    );
    const asked = new Set(live.map((each) => each.basket));
    return {
      // A basket that was asked for is told of as the request it became.
      baskets: baskets.filter((each) => !asked.has(each.id)),
      quotes,
      requests: live.map(({ id, organisation, askedBy, draft }) => ({
        ...{ id, organisation, by: askedBy, title: draft.title },
      })),
    };
  }

  return {
    effects: async (handle, reach) => {
      const found = await open(handle, reach);
      return kinds.map((kind): StandingEffect => ({
        kind,
        count: found[kind].length,
        buyers: new Set(found[kind].map((each) => each.organisation)).size,
        items: [],
      }));
    },
    affected: async (handle, reach) => {
      const found = await open(handle, reach);
      return kinds.flatMap((kind) =>
        found[kind].flatMap((each): readonly StandingAffected[] => {
          // A key has no inbox.
          if (!each.by.startsWith('person:')) return [];
          const { organisation, title } = each;
          const to = { people: [each.by.slice('person:'.length)], organisation };
          return [{ kind, organisation, to, ...words(kind, each.id, title) }];
        }),
      );
    },
  };
}

function words(kind: Kind, id: string, title: string): { readonly what: string; readonly href: string } {
  switch (kind) {
    case 'baskets':
      return { what: `Your basket with ${title}`, href: purchasingPaths.basket() };
    case 'quotes':
      return { what: `Your request to quote for ${title}`, href: purchasingPaths.quote(id) };
    case 'requests':
      return { what: `Your request for ${title}`, href: purchasingPaths.purchase(id) };
  }
}
