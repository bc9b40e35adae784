import type { Clock, IsoDate } from '../../kernel/dates.ts';
import type { Agreements } from '../agreements.ts';

/** How many suppliers hold a position on a date. Lots without one may be left out. */
export interface PositionCounts {
  readonly lots: readonly { readonly lot: string; readonly suppliers: number; readonly sme: number }[];
  /** Suppliers on any lot, each counted once. */
  readonly suppliers: number;
  readonly sme: number;
}

/** A category of the catalogue as a lot page names it. */
export interface CategoryLink {
  readonly name: string;
  readonly summary: string;
  /** Name of an icon in web/icons. */
  readonly icon: string;
  /** Address of its offers on the lot. */
  readonly href: string;
}

/** What the agreement pages need, from this module and, through app.ts, from those above it. */
export interface AgreementPageServices {
  readonly agreements: Agreements;
  readonly clock: Clock;
  /** From the supplier register. */
  readonly positions: (agreement: string, on: IsoDate) => Promise<PositionCounts>;
  /** Address of the register, narrowed to the agreement and the lot when one is given. */
  readonly registerHref: (agreement: string, lot?: string) => string;
  /** A category of the tree on a lot; undefined when the tree does not have it. */
  readonly category: (id: string, agreement: string, lot: string) => CategoryLink | undefined;
}
