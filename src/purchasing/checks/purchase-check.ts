import type { IsoDate } from '../../kernel/dates.ts';

/** `stop`: nothing may be ordered. `warn`: it may, and what was answered is kept. `duty`: it may, and something follows. */
export type CheckState = 'pass' | 'warn' | 'stop' | 'duty';

/** One look before a commitment, with its reason, where that comes from, and the day it was looked at. */
export interface PurchaseCheck {
  readonly id: string;
  readonly state: CheckState;
  readonly text: string;
  readonly source: string;
  /** Which edition of the rule was looked at: its dates, or the edition of the agreement's data; empty for what is no rule. */
  readonly edition: string;
  readonly assumed: boolean;
  readonly on: IsoDate;
}

/** Whether nothing stands in the way. */
export function mayCommit(checks: readonly PurchaseCheck[]): boolean {
  return checks.every((each) => each.state !== 'stop');
}
