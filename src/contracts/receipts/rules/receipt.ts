import type { IsoDate } from '../../../kernel/dates.ts';

export const rejectReasons = ['damaged', 'wrong', 'not-ordered', 'other'] as const;
/** Why something that arrived is sent back. */
export type RejectReason = (typeof rejectReasons)[number];

export const rejectReasonNames: Readonly<Record<RejectReason, string>> = {
  damaged: 'Damaged',
  wrong: 'Not what was ordered',
  'not-ordered': 'More than was ordered',
  other: 'Another reason',
};

/** What arrived of one line of the order. */
export interface ReceiptLine {
  /** Number of the order's line. */
  readonly line: number;
  /** Arrived and kept. */
  readonly kept: number;
  /** Arrived and sent back. */
  readonly rejected: number;
  /** Null where nothing is sent back. */
  readonly reason: RejectReason | null;
  /** Serial numbers of what is kept: none, or one for each. */
  readonly serials: readonly string[];
}

/** A receipt as it is about to be recorded. */
export interface NewReceipt {
  readonly receivedOn: IsoDate;
  readonly note: string;
  readonly lines: readonly ReceiptLine[];
}

/** A receipt as recorded. */
export interface Receipt extends NewReceipt {
  readonly id: string;
  /** From 1 within its order. */
  readonly position: number;
  /** The receipt it takes back, all of it; null: a receipt of its own. */
  readonly reverses: string | null;
  readonly actor: string;
  readonly recordedAt: string;
}

/** Receipts that count: neither reversals nor what they take back. */
export function standingReceipts<T extends Pick<Receipt, 'id' | 'reverses'>>(receipts: readonly T[]): readonly T[] {
  const reversed = new Set(receipts.map((each) => each.reverses));
  return receipts.filter((each) => each.reverses === null && !reversed.has(each.id));
}

/** What is kept of each line of the order, by its number. */
export function keptByLine(receipts: readonly Receipt[]): ReadonlyMap<number, number> {
  const kept = new Map<number, number>();
  for (const receipt of standingReceipts(receipts)) {
    for (const each of receipt.lines) kept.set(each.line, (kept.get(each.line) ?? 0) + each.kept);
  }
  return kept;
}
