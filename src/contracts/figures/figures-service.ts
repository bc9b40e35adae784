import type { Clock, IsoDate } from '../../kernel/dates.ts';
import type { Database } from '../../platform/database/index.ts';
import { bindingKinds, waitingKinds } from '../orders/order-life.ts';
import type { FigureGroup, FigureRow, FigureScope } from './figure.ts';
import { type OrderedPrice, orderedPrices } from './ordered-prices-store.ts';
import { type PaidPrice, type PaidPriceQuery, paidPrices } from './paid-prices-store.ts';
import { callOffsEndingAfter, countBuyers, readFigures } from './figures-store.ts';

/** What orders came to. Who asks has found out in the policy table which agreements the actor may see. */
export interface Figures {
  /** Rows by key; groups without an order are left out. */
  read(scope: FigureScope, by: FigureGroup): Promise<readonly FigureRow[]>;
  buyers(scope: FigureScope): Promise<number>;
  /** Call-offs under the agreement that end after the day. */
  callOffsAfter(agreement: string, day: IsoDate): Promise<number>;
  /** Lines of orders that bind and were made from offers, placed in the days, oldest first, after one of them. */
  orderedPrices(
    scope: FigureScope,
    after: { readonly at: string; readonly order: string; readonly line: number } | undefined,
    limit: number,
  ): Promise<readonly OrderedPrice[]>;
  /** What orders that bind paid. It names buyers: only sums over enough of them leave the house. */
  paidPrices(query: PaidPriceQuery): Promise<readonly PaidPrice[]>;
}

export function createFigures({
  database: { handle },
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Figures {
  const kinds = { binding: bindingKinds, waiting: waitingKinds };
  const now = (): string => clock.now().toString();
  return {
    read: (scope, by) => readFigures(handle, scope, by, kinds, now()),
    buyers: (scope) => countBuyers(handle, scope, kinds, now()),
    orderedPrices: (scope, after, limit) => orderedPrices(handle, scope, bindingKinds, after, limit),
    paidPrices: (query) => paidPrices(handle, query, bindingKinds),
    callOffsAfter: (agreement, day) => callOffsEndingAfter(handle, agreement, day),
  };
}
