import { today, type Clock, type IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { ReferenceFacts } from '../reference.ts';
import { statusOn } from '../status.ts';
import type { Finder } from './finder.ts';

/** The offers an answer asks about. */
export interface OffersWanted {
  readonly agreement: string;
  readonly lot: string;
  /** Any of these. */
  readonly categories: readonly string[];
  readonly condition?: 'new' | 'refurbished';
  readonly quantity: number;
  readonly on: IsoDate;
}

/** What the catalogue says to an answer. Prices are pounds; `lowestTotalIncVat` is for the whole quantity, delivered. */
export interface OffersFound {
  readonly offers: number;
  readonly suppliers: number;
  readonly lowestEach: DecimalText;
  readonly lowestTotalIncVat: DecimalText;
}

/** Live facts from modules above, passed in by the application. */
export interface FinderLive {
  /** Active suppliers by lot number. */
  suppliersOnLots(agreement: string, on: IsoDate): Promise<ReadonlyMap<string, number>>;
  /** The offers that fit; null when there are none or the catalogue is not loaded. */
  offersFor(wanted: OffersWanted): Promise<OffersFound | null>;
}

export interface FinderServices {
  readonly finders: readonly Finder[];
  readonly reference: ReferenceFacts;
  readonly clock: Clock;
  readonly live: FinderLive;
}

/** The finder of the agreement, or the first one that is open today; undefined when there is none. */
export function pickFinder(
  services: Pick<FinderServices, 'finders' | 'clock'>,
  agreement: string | undefined,
): Finder | undefined {
  const { finders, clock } = services;
  if (agreement !== undefined) {
    return finders.find((each) => each.pack.number.value.toLowerCase() === agreement.toLowerCase());
  }
  const on = today(clock);
  return finders.find((each) => statusOn(each.pack, on).newCallOffs) ?? finders[0];
}
