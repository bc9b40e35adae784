import type { Agreements } from '../../agreements/index.ts';
import { addMonths, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import type { Suppliers } from '../../organisations/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { lotKey } from '../catalogue-counts.ts';
import { type ListedPrice, listedPrices } from './listed-prices-store.ts';
import { medianPrice } from './median-price.ts';
import {
  type LotOffers,
  offersAbove,
  type OfferAbove,
  offersByCategory,
  offersOfSupplier,
} from './offer-state-store.ts';
import { lastChanges, pricesOfOthers, waitingRises, type WaitingRise } from './rise-store.ts';
import { thinCategories, type ThinCategory } from './thin-supply.ts';

/** What stands beside a rise that is asked for. */
export interface RiseFacts {
  /** Median of what other suppliers that may trade ask, each at its lowest, for as many in the same condition. */
  readonly median: DecimalText | null;
  readonly others: number;
  /** The supplier's own last change of this price in the months looked at. */
  readonly last: { readonly on: IsoDate; readonly percent: DecimalText | null } | null;
}

/** An offer above a maximum price of its lot. */
export interface Breach extends OfferAbove {
  readonly agreement: string;
  readonly maximum: DecimalText;
}

/** What the authority looks after in the catalogue. */
export interface Oversight {
  waitingRises(agreements: readonly string[]): Promise<readonly WaitingRise[]>;
  /** By line of the list. */
  riseFacts(
    list: { readonly id: string },
    lines: readonly string[],
    on: IsoDate,
  ): Promise<ReadonlyMap<string, RiseFacts>>;
  /** What offers listed for so many on a day; those without a price then are left out. */
  listedPrices(
    wanted: readonly { readonly offer: string; readonly on: IsoDate; readonly quantity: number }[],
  ): Promise<readonly ListedPrice[]>;
  /** Offers with a price on the day, by lot, whether or not the supplier may trade. */
  offersOfSupplier(supplier: string, on: IsoDate): Promise<readonly LotOffers[]>;
  /** Categories of the agreements' lots where a buyer has no choice. */
  thinCategories(agreements: readonly string[], on: IsoDate): Promise<readonly ThinCategory[]>;
  /** Offers above a maximum price their lot sets; at most `limit`. Limits over cost or off list are judged with the list. */
  breaches(agreements: readonly string[], on: IsoDate, limit: number): Promise<readonly Breach[]>;
}

/** Months of a price's history that are looked at. */
export const monthsOfHistory = 12;

export function createOversight({
  database,
  suppliers,
  agreements: packs,
}: {
  readonly database: Database;
  readonly suppliers: Pick<Suppliers, 'closedPositions'>;
  readonly agreements: Pick<Agreements, 'find'>;
}): Oversight {
  const { handle } = database;
  return {
    waitingRises: (agreements) => waitingRises(handle, agreements),
    riseFacts: async ({ id }, lines, on) => {
      const closed = new Set(
        (await suppliers.closedPositions(on)).map((each) => `${each.supplierId} ${lotKey(each.agreement, each.lot)}`),
      );
      const lowest = new Map<string, Map<string, DecimalText>>();
      for (const each of await pricesOfOthers(handle, id, lines, on)) {
        if (closed.has(`${each.supplierId} ${lotKey(each.agreement, each.lot)}`)) continue;
        const own = lowest.get(each.line) ?? new Map<string, DecimalText>();
        const before = own.get(each.supplierId);
        if (before === undefined || exact(each.price).lessThan(before)) own.set(each.supplierId, each.price);
        lowest.set(each.line, own);
      }
      const changes = await lastChanges(handle, id, lines, addMonths(on, -monthsOfHistory), on);
      const byLine = new Map(changes.map((each) => [each.line, each]));
      return new Map(
        lines.map((line) => {
          const others = [...(lowest.get(line)?.values() ?? [])];
          const last = byLine.get(line);
          return [
            line,
            { median: medianPrice(others) ?? null, others: others.length, last: last ? moved(last) : null },
          ];
        }),
      );
    },
    listedPrices: (wanted) => listedPrices(handle, wanted),
    offersOfSupplier: (supplier, on) => offersOfSupplier(handle, supplier, on),
    thinCategories: async (agreements, on) =>
      thinCategories(await offersByCategory(handle, agreements, on), await suppliers.closedPositions(on)),
    breaches: async (agreements, on, limit) => {
      const found: Breach[] = [];
      for (const agreement of agreements) {
        for (const lot of packs.find(agreement)?.lots ?? []) {
          for (const control of lot.priceControls) {
            if (control.kind !== 'maximum-price' || found.length >= limit) continue;
            const maximum = control.amount.value;
            const scope = { branches: control.categories ?? [], mpn: control.product?.mpn ?? null };
            const above = await offersAbove(
              handle,
              { agreement, lot: lot.number, maximum, ...scope },
              on,
              limit - found.length,
            );
            found.push(...above.map((each) => ({ ...each, agreement, maximum })));
          }
        }
      }
      return found;
    },
  };
}

function moved(change: { readonly on: IsoDate; readonly before: DecimalText; readonly after: DecimalText }) {
  const before = exact(change.before);
  const percent = before.isZero()
    ? null
    : exact(change.after).minus(before).times(100).dividedBy(before).toDecimalPlaces(1).toFixed(1);
  return { on: change.on, percent };
}
