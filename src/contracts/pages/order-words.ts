import type { OrderProgress } from '../orders/order-progress.ts';
import type { OrderEventKind, OrderStatus } from '../orders/order-life.ts';

/** How a status reads on a tag. */
export const statusWords: Readonly<Record<OrderStatus, { readonly text: string; readonly tag: string }>> = {
  placed: { text: 'Waits for the supplier', tag: 'next' },
  'change-proposed': { text: 'Change proposed', tag: 'next' },
  accepted: { text: 'Accepted', tag: 'done' },
  declined: { text: 'Declined', tag: 'stop' },
  cancelled: { text: 'Cancelled', tag: 'plain' },
  lapsed: { text: 'Lapsed', tag: 'stop' },
};

/** How far an order has come, on the tag of a list. */
export const progressWords: Readonly<Record<OrderProgress, { readonly text: string; readonly tag: string }>> = {
  ...statusWords,
  accepted: { text: 'Accepted', tag: '' },
  'part-received': { text: 'Part received', tag: 'next' },
  received: { text: 'Received', tag: 'done' },
  'part-invoiced': { text: 'Part invoiced', tag: 'next' },
  invoiced: { text: 'Invoiced', tag: 'next' },
  'in-dispute': { text: 'Invoice in dispute', tag: 'stop' },
  paid: { text: 'Paid', tag: 'done' },
};

/** What happened, as the timeline says it. */
export const eventWords: Readonly<Record<OrderEventKind, string>> = {
  placed: 'Order placed',
  accepted: 'Accepted by the supplier',
  declined: 'Declined by the supplier',
  cancelled: 'Cancelled by the buyer',
  'change-proposed': 'The supplier proposed a change',
  'change-accepted': 'The buyer accepted the change',
  'change-refused': 'The buyer refused the change',
};
