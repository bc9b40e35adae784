import type { Clock } from '../../kernel/dates.ts';
import type { StandingAffected, StandingEffect, StandingTouches } from '../../organisations/index.ts';
import { contractPaths } from '../contract-paths.ts';
import { callOffsRunning, type GoesOn, ordersWaiting } from './standing-touches-store.ts';

/** Rows named to the authority; of the rest it learns how many. */
const named = 50;

/** Orders that wait for the supplier, and call-offs that run with it: both go on, whatever its standing. */
export function contractTouches({ clock }: { readonly clock: Clock }): StandingTouches {
  const now = (): string => clock.now().toString();
  const effect = (
    kind: StandingEffect['kind'],
    rows: readonly GoesOn[],
    href: (id: string) => string,
  ): StandingEffect => ({
    ...{ kind, count: rows.length, buyers: new Set(rows.map((each) => each.organisation)).size },
    items: rows.slice(0, named).map(({ id, number, title }) => ({ number, title, href: href(id) })),
  });
  return {
    effects: async (handle, reach) => [
      effect('orders', await ordersWaiting(handle, reach, now()), contractPaths.order),
      effect('call-offs', await callOffsRunning(handle, reach), contractPaths.callOff),
    ],
    affected: async (handle, reach) => {
      const found: StandingAffected[] = [];
      for (const { id, number, title, organisation, site, by } of await ordersWaiting(handle, reach, now())) {
        const about = { kind: 'orders', organisation, what: `Order ${number}, ${title}` } as const;
        const href = contractPaths.order(id);
        if (by.startsWith('person:')) {
          found.push({ ...about, href, to: { people: [by.slice('person:'.length)], organisation } });
        }
        found.push({ ...about, href, to: { organisation, roles: ['buyer'], site } });
      }
      for (const { id, number, title, organisation } of await callOffsRunning(handle, reach)) {
        const to = { organisation, roles: ['buyer', 'contract-manager'] } as const;
        const what = `Call-off ${number}, ${title}`;
        found.push({ kind: 'call-offs', organisation, to, what, href: contractPaths.callOff(id) });
      }
      return found;
    },
  };
}
