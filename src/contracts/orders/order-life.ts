/** What may happen to an order. */
export const orderEventKinds = [
  'placed',
  'accepted',
  'declined',
  'cancelled',
  'change-proposed',
  'change-accepted',
  'change-refused',
] as const;
export type OrderEventKind = (typeof orderEventKinds)[number];

export const orderStatuses = ['placed', 'change-proposed', 'accepted', 'declined', 'cancelled', 'lapsed'] as const;
/** Where an order stands. `placed`: the supplier has to answer; `change-proposed`: the buyer has. */
export type OrderStatus = (typeof orderStatuses)[number];

/** Who may make it happen. */
export type OrderParty = 'buyer' | 'supplier';

/** The one table of what may follow what. What is not here cannot happen. */
export const orderTransitions: readonly {
  readonly from: OrderStatus;
  readonly by: OrderParty;
  readonly kind: OrderEventKind;
  readonly to: OrderStatus;
}[] = [
  { from: 'placed', by: 'supplier', kind: 'accepted', to: 'accepted' },
  { from: 'placed', by: 'supplier', kind: 'declined', to: 'declined' },
  { from: 'placed', by: 'supplier', kind: 'change-proposed', to: 'change-proposed' },
  { from: 'placed', by: 'buyer', kind: 'cancelled', to: 'cancelled' },
  { from: 'change-proposed', by: 'buyer', kind: 'change-accepted', to: 'accepted' },
  { from: 'change-proposed', by: 'buyer', kind: 'change-refused', to: 'placed' },
  { from: 'change-proposed', by: 'buyer', kind: 'cancelled', to: 'cancelled' },
];

/** Where each event leaves an order, as long as nobody lets the time to answer pass. */
export const statusAfter: Readonly<Record<OrderEventKind, OrderStatus>> = {
  placed: 'placed',
  accepted: 'accepted',
  declined: 'declined',
  cancelled: 'cancelled',
  'change-proposed': 'change-proposed',
  'change-accepted': 'accepted',
  'change-refused': 'placed',
};

/** The last events after which an order binds for good, and those after which it waits for an answer. */
export const bindingKinds: readonly OrderEventKind[] = orderEventKinds.filter(
  (each) => statusAfter[each] === 'accepted',
);
export const waitingKinds: readonly OrderEventKind[] = orderEventKinds.filter((each) =>
  orderTransitions.some((transition) => transition.from === statusAfter[each]),
);

/**
 * Where an order stands at an instant, from the last thing that happened to it. One that waits for an answer beyond its
 * time has lapsed: no job has to run for that. Instants compare as points in time.
 */
export function orderStatus(
  last: { readonly kind: OrderEventKind; readonly answerBy: string | null },
  now: Temporal.Instant,
): OrderStatus {
  const late = last.answerBy !== null && Temporal.Instant.compare(now, Temporal.Instant.from(last.answerBy)) > 0;
  return late && waitingKinds.includes(last.kind) ? 'lapsed' : statusAfter[last.kind];
}

/** Whether the order counts against the ceiling and may still come to something. */
export function holdsMoney(status: OrderStatus): boolean {
  return status === 'placed' || status === 'change-proposed' || status === 'accepted';
}

/** What a party may do with an order that stands there. */
export function mayFollow(status: OrderStatus, by: OrderParty): readonly OrderEventKind[] {
  return orderTransitions.filter((each) => each.from === status && each.by === by).map((each) => each.kind);
}
