import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { NoticeKind } from './notice-kinds.ts';
import type { NoticeTo } from './notice.ts';
import { notify } from './notify.ts';
import { reminderKey } from './reminder-key.ts';

/** Something that has a day, or was asked on one, of which people are reminded by a rule of `reminders.yaml`. */
export interface DueThing {
  readonly rule: string;
  readonly key: string;
  /** The last day; of what was merely asked for, the day of that. */
  readonly day: IsoDate;
  readonly kind: NoticeKind;
  readonly to: NoticeTo;
  /** One line without a full stop: `Invoice 40172 must be paid`. */
  readonly title: string;
  readonly text: string;
  readonly href: string;
}

/** What of a module has its day up to and including one, whatever was told of it. */
export type DueSource = (
  handle: Handle,
  days: {
    readonly on: IsoDate;
    /** The furthest day a rule looks at. */
    readonly until: (rule: string) => IsoDate;
  },
) => Promise<readonly DueThing[]>;

/** Something somebody is to be reminded of at a stage. */
export interface Reminder {
  /** What names it. Settling notices with this key settles its reminders too. */
  readonly key: string;
  /** From 1, in the order in which the stages come. */
  readonly stage: number;
  readonly kind: NoticeKind;
  readonly to: NoticeTo;
  readonly title: string;
  readonly text: string;
  readonly href: string;
  readonly due: IsoDate | null;
}

/** Tells of it within a transaction; each person is told once a stage. Gives how many were told now. */
export function remind(transaction: Handle, reminder: Reminder): Promise<number> {
  const { key, stage, due, ...words } = reminder;
  return notify(transaction, { ...words, ...(due === null ? {} : { due }), key: reminderKey(key, stage) });
}
