import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { NoticeTo } from '../inbox/notice.ts';

/** A lot of an agreement. */
export interface LotPlace {
  readonly agreement: string;
  readonly lot: string;
}

/** A supplier and the lots of it that a decision concerns, on a day. */
export interface StandingReach {
  readonly supplier: string;
  readonly lots: readonly LotPlace[];
  readonly on: IsoDate;
}

export const effectKinds = ['baskets', 'quotes', 'requests', 'orders', 'call-offs'] as const;
export type EffectKind = (typeof effectKinds)[number];

/** Something of buyers that a suspension stops, or leaves as it is. */
export interface StandingEffect {
  readonly kind: EffectKind;
  readonly count: number;
  /** Organisations it belongs to. */
  readonly buyers: number;
  /** Those an authority may look at, the first of them: baskets, quotes and requests are their buyers’ alone. */
  readonly items: readonly { readonly number: string; readonly title: string; readonly href: string }[];
}

/** Somebody who has something going on with the supplier. */
export interface StandingAffected {
  readonly kind: EffectKind;
  readonly organisation: string;
  readonly to: NoticeTo;
  /** What of theirs it is: `Order O-000012, 30 laptops`; one each. */
  readonly what: string;
  readonly href: string;
}

/** What a module above knows of what a supplier’s standing touches. It is asked with the handle of the decision’s transaction. */
export interface StandingTouches {
  effects(handle: Handle, reach: StandingReach): Promise<readonly StandingEffect[]>;
  affected(handle: Handle, reach: StandingReach): Promise<readonly StandingAffected[]>;
}

/** Whether a suspension stops it; what was agreed or ordered goes on. */
export const stoppedBySuspension: Readonly<Record<EffectKind, boolean>> = {
  baskets: true,
  quotes: true,
  requests: true,
  orders: false,
  'call-offs': false,
};
