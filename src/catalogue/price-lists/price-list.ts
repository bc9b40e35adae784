import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { JobStatus } from '../../platform/jobs/index.ts';
import type { Condition } from '../offer.ts';
import type { PriceListEventKind, PriceListState } from './price-list-state.ts';

/** Who acts, and in which request. */
export interface By {
  readonly actor: Actor | 'system';
  readonly requestId?: string;
}

/** What a line does to what is on offer on the list's first day. `changed`: other terms at the same price. */
export const changeKinds = ['added', 'removed', 'up', 'down', 'changed', 'same'] as const;
export type ChangeKind = (typeof changeKinds)[number];
export type ChangeCounts = Readonly<Record<ChangeKind, number>>;

/** What came of reading and checking. */
export interface PriceListCounts {
  /** Lines in the file, without the heading and empty rows. */
  readonly rows: number;
  /** Lines that have no error, and those that have. */
  readonly sound: number;
  readonly rejected: number;
  readonly errors: number;
  readonly warnings: number;
  readonly repairs: number;
  /** Against what is on offer on the first day; all 0 while the list has errors. */
  readonly changes: ChangeCounts;
  /** Lines whose price rises above what the agreement allows without approval. */
  readonly held: number;
  /** Lines on offer from later lists that this one replaces. */
  readonly plannedReplaced: number;
}

/** One column of the file and what it is taken for. */
export interface ColumnMeaning {
  /** Place in the row, from 0. */
  readonly at: number;
  /** The heading as written, trimmed. */
  readonly heading: string;
  readonly field: string | null;
  /** `remembered` (chosen by a person for this supplier before), `name`, `synonym`, `likeness`, `content`; empty: not used. */
  readonly how: string;
  /** `guess`: worth a look. */
  readonly sure: 'certain' | 'guess' | 'none';
  /** Why it was taken for that, a sentence. */
  readonly why: string;
  /** The first few different values in the column. */
  readonly seen: readonly string[];
}

export interface PriceListMapping {
  /** The row the headings were found in, as a person counts; null when none was. */
  readonly headerRow: number | null;
  readonly columns: readonly ColumnMeaning[];
  /** Headings that mean nothing to us. */
  readonly unmatched: readonly string[];
  /** Fields that more than one column could be. */
  readonly ambiguous: readonly { readonly field: string; readonly headings: readonly string[] }[];
  /** Required columns that were not found. */
  readonly missing: readonly string[];
  /** What holds for every line because the file has no column for it, a sentence each. */
  readonly notes: readonly string[];
}

export interface PriceListEvent {
  readonly kind: PriceListEventKind;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Actor reference, such as `operator:…`. */
  readonly actor: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Lines whose rise waits for the authority, and what became of the others. */
export interface HeldCounts {
  readonly waiting: number;
  readonly approved: number;
  readonly refused: number;
  /** Overtaken by a newer list before they were decided. */
  readonly replaced: number;
}

/** A supplier's list for a lot from a day, as it stands. */
export interface PriceList {
  /** bigint as text. */
  readonly id: string;
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  readonly validFrom: IsoDate;
  readonly fileName: string;
  readonly fileSize: number;
  readonly fileSha256: string;
  readonly checkOnly: boolean;
  /** Whether the supplier is an invented one. */
  readonly demonstration: boolean;
  readonly state: PriceListState;
  /** What concerns the list as a whole, such as a lot the supplier is not on. */
  readonly problems: readonly Problem[];
  readonly counts: PriceListCounts | null;
  readonly mapping: PriceListMapping | null;
  readonly held: HeldCounts;
  /** The newest job for it; null before there was one. */
  readonly job: {
    readonly id: string;
    readonly status: JobStatus;
    readonly done: number;
    /** 0 while not known. */
    readonly total: number;
    readonly message: string;
    readonly failure: string | null;
  } | null;
  readonly events: readonly PriceListEvent[];
  readonly submittedAt: string;
  readonly submittedBy: string;
}

/** A page of a long list, by keyset. */
export interface ListPage<T> {
  readonly items: readonly T[];
  /** Give it as `after` for the next page; null on the last. */
  readonly next: string | null;
}

export interface ProblemCount {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** The message of the first one. */
  readonly message: string;
  readonly count: number;
}

/** A line against what is on offer on the list's first day. */
export interface ListedChange {
  /** Names the line within the list: what `decide` takes. */
  readonly line: string;
  /** The row of the file; null for a line that the file no longer has. */
  readonly row: number | null;
  readonly kind: ChangeKind;
  readonly supplierSku: string;
  readonly product: {
    readonly id: string;
    readonly slug: string;
    readonly title: string;
    readonly manufacturer: string;
    readonly mpn: string;
  };
  /** null: nothing of the line is kept any more. */
  readonly condition: Condition | null;
  /** Pounds without VAT; null where there was, or will be, no offer. */
  readonly oldPrice: DecimalText | null;
  readonly newPrice: DecimalText | null;
  /** Rise (or fall, negative) in percent of the old price, two decimals; null without both prices. */
  readonly percent: DecimalText | null;
  /** null: it does not wait for the authority. */
  readonly held: 'waiting' | 'approved' | 'refused' | 'replaced' | null;
  /** Of a line that waits, or waited: where its price each rises most; null for all others. */
  readonly rise: ListedRise | null;
}

/** The quantity from which on the price each rises most, 1 or where a price break begins, with both prices there. */
export interface ListedRise {
  readonly quantity: number;
  /** Pounds without VAT. */
  readonly oldPrice: DecimalText;
  readonly newPrice: DecimalText;
  /** Percent of the old price, two decimals; null: the old price is nothing. */
  readonly percent: DecimalText | null;
}
