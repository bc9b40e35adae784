import type { OrderStatus } from './order-life.ts';

export const orderProgressSteps = [
  'placed',
  'change-proposed',
  'accepted',
  'part-received',
  'received',
  'part-invoiced',
  'invoiced',
  'in-dispute',
  'paid',
  'declined',
  'cancelled',
  'lapsed',
] as const;
/** How far an order has come: what lists, desks, the interface and files say of it. */
export type OrderProgress = (typeof orderProgressSteps)[number];

/** What is known of an order besides where it stands. Counts are those of lines that can be received. */
export interface ProgressFacts {
  readonly ordered: number;
  readonly kept: number;
  /** Lines with a price, and those of them that agreed or waiting invoices charge in full over the whole term. */
  readonly toCharge: number;
  readonly charged: number;
  /** Whether anything is charged at all, in dispute, or agreed and not paid yet. */
  readonly anyCharged: boolean;
  readonly disputed: boolean;
  readonly unpaid: boolean;
}

/** Nothing arrived and nothing is charged. */
export const nothingYet: ProgressFacts = {
  ...{ ordered: 1, kept: 0, toCharge: 1, charged: 0, anyCharged: false, disputed: false, unpaid: false },
};

/**
 * How far an order has come. Before it is accepted, and when it came to nothing, that is its status; then the furthest of
 * what arrived, what is charged and what is paid. A dispute comes before everything but the end.
 */
export function orderProgress(status: OrderStatus, facts: ProgressFacts): OrderProgress {
  if (status !== 'accepted') return status;
  if (facts.disputed) return 'in-dispute';
  const allCharged = facts.anyCharged && facts.charged >= facts.toCharge;
  if (allCharged) return facts.unpaid ? 'invoiced' : 'paid';
  const all = facts.kept >= facts.ordered;
  if (facts.anyCharged && (all || facts.kept === 0)) return 'part-invoiced';
  if (facts.kept === 0) return 'accepted';
  return all ? 'received' : 'part-received';
}
