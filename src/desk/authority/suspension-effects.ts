import type { IsoDate } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import {
  type EffectKind,
  type LotPlace,
  type StandingEffect,
  type StandingScope,
  stoppedBySuspension,
} from '../../organisations/index.ts';
import type { AuthorityServices } from './authority-services.ts';

/** What a suspension of a supplier does, told before it is made and as long as it holds. */
export interface SuspensionEffects {
  readonly lots: readonly (LotPlace & { readonly offers: number })[];
  /** Offers that cannot be found any more. */
  readonly offers: number;
  readonly touched: readonly StandingEffect[];
}

/** Whether a scope takes a lot in. */
export function takesIn(scope: StandingScope, { agreement, lot }: LotPlace): boolean {
  return (scope.agreement === null || scope.agreement === agreement) && (scope.lot === null || scope.lot === lot);
}

/** Works out the effects for the lots the supplier holds on the day. */
export async function suspensionEffects(
  services: Pick<AuthorityServices, 'suppliers' | 'oversight' | 'standings'>,
  supplier: string,
  scope: StandingScope,
  on: IsoDate,
): Promise<SuspensionEffects> {
  const row = await services.suppliers.get(supplier, on);
  const held = (row?.lots ?? []).filter((each) => takesIn(scope, each));
  const counts = await services.oversight.offersOfSupplier(supplier, on);
  const lots = held.map(({ agreement, lot }) => ({
    agreement,
    lot,
    offers: counts.find((each) => each.agreement === agreement && each.lot === lot)?.offers ?? 0,
  }));
  return {
    lots,
    offers: lots.reduce((sum, each) => sum + each.offers, 0),
    touched: await services.standings.effects(supplier, lots, on),
  };
}

const nouns: Readonly<Record<EffectKind, readonly [one: string, more: string]>> = {
  baskets: ['basket', 'baskets'],
  quotes: ['quote', 'quotes'],
  requests: ['request to buy', 'requests to buy'],
  orders: ['order waiting for its answer', 'orders waiting for their answer'],
  'call-offs': ['running call-off', 'running call-offs'],
};

const meanings: Readonly<Record<EffectKind, string>> = {
  baskets: 'Cannot be bought while it holds. Their owners are told.',
  quotes: 'Cannot be bought from while it holds. Whoever asked is told.',
  requests: 'Can be approved, and cannot be ordered while it holds. Whoever asked is told.',
  orders: 'Stay valid: the supplier may accept and deliver them. The buyers are told.',
  'call-offs': 'Go on as agreed, and can be ordered from. Their managers are told.',
};

/** `2 baskets of 1 buyer`. */
export function effectInWords({ kind, count, buyers }: StandingEffect): string {
  const words = plural(count, ...nouns[kind]);
  return count === 0 ? words : `${words} of ${plural(buyers, 'buyer')}`;
}

/** The effects on buyers as a page lists them: those there are, each with what becomes of it. */
export function touchedView(touched: readonly StandingEffect[]) {
  return touched.flatMap((each) =>
    each.count === 0
      ? []
      : {
          ...each,
          text: effectInWords(each),
          means: meanings[each.kind],
          stopped: stoppedBySuspension[each.kind],
          more: each.items.length === 0 ? 0 : each.count - each.items.length,
        },
  );
}

/** The effects as a desk says them in a line: `388 offers hidden, 2 baskets stopped, 5 running call-offs not affected.` */
export function effectsInWords({ offers, touched }: SuspensionEffects): string {
  const parts = [`${plural(offers, 'offer')} hidden`];
  for (const { kind, count } of touched) {
    if (count === 0) continue;
    parts.push(`${plural(count, ...nouns[kind])} ${stoppedBySuspension[kind] ? 'stopped' : 'not affected'}`);
  }
  return `${parts.join(', ')}.`;
}
