import { daysBetween, formatDate, type IsoDate } from '../kernel/dates.ts';
import type { Actor } from '../platform/access/index.ts';

/** One thing that waits for somebody. */
export interface WaitingItem {
  /** The organisation in which it waits: one of the actor's. */
  readonly organisation: string;
  /** The day by which something should happen; null: when one can. */
  readonly due: IsoDate | null;
  /** What waits, one line without a full stop. */
  readonly title: string;
  /** Why, and what is at stake: sentences. */
  readonly why: string;
  /** What the link says, beginning with a verb: `See side by side`. */
  readonly verb: string;
  readonly href: string;
  /** Whether something in it rests on a value set for the demonstration. */
  readonly assumed?: boolean;
}

/** A module's answer to what waits for an actor at an instant; nothing where the actor's roles have no part in it. */
export type WaitingSource = (actor: Actor, now: Temporal.Instant) => Promise<readonly WaitingItem[]>;

/** A figure of where an organisation stands. */
export interface StandFigure {
  readonly organisation: string;
  readonly title: string;
  readonly value: string;
  readonly text: string;
  /** Shares of the whole, 0-1: what is spent, and what is ordered and not yet spent. The rest is left. */
  readonly bar?: { readonly spent: number; readonly ordered: number; readonly label: string };
  readonly link?: { readonly text: string; readonly href: string };
}

export type StandSource = (actor: Actor, now: Temporal.Instant) => Promise<readonly StandFigure[]>;

/** A row of the orders shown last on a desk. */
export interface RecentOrder {
  readonly organisation: string;
  readonly title: string;
  readonly href: string;
  /** The other side: the supplier, or the buyer. */
  readonly with: string;
  readonly status: { readonly text: string; readonly tag: string };
  /** Pounds without VAT. */
  readonly net: string;
}

export type RecentOrders = (actor: Actor, now: Temporal.Instant) => Promise<readonly RecentOrder[]>;

/** How near something is: `now` today or tomorrow, `next` within a month, `plain` later or when one can. */
export interface DueTag {
  readonly text: string;
  readonly tag: 'now' | 'next' | 'plain';
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
/** Days from which on a day is named `By …`, and from which on with its year. */
const far = { by: 31, year: 300 } as const;

/** How the desk says when something is due. */
export function dueTag(due: IsoDate | null, today: IsoDate): DueTag {
  if (due === null) return { text: 'When you can', tag: 'plain' };
  const days = daysBetween(today, due);
  if (days < 0) return { text: 'Overdue', tag: 'now' };
  if (days === 0) return { text: 'Today', tag: 'now' };
  if (days === 1) return { text: 'Due tomorrow', tag: 'now' };
  if (days < 7) return { text: `Due ${weekdays[Temporal.PlainDate.from(due).dayOfWeek - 1] ?? ''}`, tag: 'next' };
  const date = formatDate(due);
  const short = days < far.year ? date.replace(/ \d{4}$/, '') : date;
  return days < far.by ? { text: `Due ${short}`, tag: 'next' } : { text: `By ${short}`, tag: 'plain' };
}

/** By day, what has none last; what is alike stays in the order it came in. */
export function byDay(items: readonly WaitingItem[]): readonly WaitingItem[] {
  const key = (item: WaitingItem): string => item.due ?? '9999-12-31';
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** The heading counts the work: `6 decisions wait, 1 of them today`. */
export function headingOf(items: readonly WaitingItem[], today: IsoDate, decides: boolean): string {
  const count = items.length;
  if (count === 0) return decides ? 'No decision waits' : 'Nothing waits for you';
  const things = decides
    ? `${String(count)} ${count === 1 ? 'decision waits' : 'decisions wait'}`
    : `${String(count)} ${count === 1 ? 'thing waits' : 'things wait'} for you`;
  const late = items.filter((each) => each.due !== null && each.due < today).length;
  const urgent = late + items.filter((each) => each.due === today).length;
  if (urgent === 0) return things;
  const when = late === 0 ? 'today' : late === urgent ? 'overdue' : 'today or overdue';
  return count === 1 ? `${things}, ${when}` : `${things}, ${String(urgent)} of them ${when}`;
}
