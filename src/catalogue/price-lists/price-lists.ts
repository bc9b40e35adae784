import type { IsoDate } from '../../kernel/dates.ts';
import type { Outcome, Problem } from '../../kernel/outcome.ts';
import type { By, ChangeKind, ListedChange, ListPage, PriceList, ProblemCount } from './price-list.ts';
import type { PriceListReach } from './price-list-reach.ts';

/** A mistake in a line, with where it is and what to do. `column` is the heading as the supplier wrote it. */
export type LineProblem = Problem & { readonly field: string | null; readonly severity: 'error' | 'warning' };

/** What can be mended safely and is proposed, never done in silence. */
export interface Repair {
  readonly row: number;
  readonly column: string;
  readonly field: string;
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** What each heading (as written, trimmed) is taken for; null: not used. */
export type Mapping = Readonly<Record<string, string | null>>;

export interface PriceListSubmission {
  readonly agreement: string;
  readonly lot: string;
  readonly supplierId: string;
  readonly validFrom: IsoDate;
  readonly fileName: string;
  readonly file: AsyncIterable<Uint8Array>;
  readonly checkOnly: boolean;
}

export interface PriceListFilter {
  readonly supplierId?: string;
  readonly agreement?: string;
  readonly lot?: string;
  /** Lists older than the one with this id. */
  readonly before?: string;
  /** Whose lists may be seen; all unless told. */
  readonly reach?: PriceListReach;
  readonly limit: number;
}

/** A file ready to be sent. The caller removes it from `path` when it is sent. */
export interface ReadyFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly path: string;
}

/** Price lists of suppliers: from the file to what is on offer. */
export interface PriceLists {
  /** Stores the file and begins to read and check it in the background. */
  submit(input: PriceListSubmission, by: By): Promise<Outcome<PriceList>>;
  /** The list; as if there were none when it is not within reach. */
  get(id: string, reach?: PriceListReach): Promise<PriceList | undefined>;
  /** Newest first. */
  list(filter: PriceListFilter): Promise<readonly PriceList[]>;
  /** Says what the columns mean; remembered for the supplier. The file is read and checked anew. */
  setMapping(id: string, mapping: Mapping, by: By): Promise<Outcome<PriceList>>;
  /** By row. At most some thousands are kept one by one; all are counted by code. */
  problems(
    id: string,
    page: { readonly after?: string; readonly limit: number; readonly severity?: 'error' | 'warning' },
  ): Promise<ListPage<LineProblem> & { readonly byCode: readonly ProblemCount[] }>;
  repairs(id: string, page: { readonly after?: string; readonly limit: number }): Promise<ListPage<Repair>>;
  /** By row, lines the file no longer has last; `held`: only those that wait or waited for the authority. */
  changes(
    id: string,
    page: { readonly kind?: ChangeKind; readonly held?: boolean; readonly after?: string; readonly limit: number },
  ): Promise<ListPage<ListedChange>>;
  /** Puts a checked list into force, in the background and in one transaction. Lines that are held keep their old price. */
  accept(id: string, options: { readonly repairs: boolean }, by: By): Promise<Outcome<PriceList>>;
  /** The authority's decision on lines that are held. */
  decide(
    id: string,
    options: { readonly approve: boolean; readonly lines: 'all' | readonly string[]; readonly reason: string },
    by: By,
  ): Promise<Outcome<PriceList>>;
  /** Stops reading, or an acceptance that has not ended, or discards a checked list. */
  cancel(id: string, by: By): Promise<Outcome<PriceList>>;
  /** The supplier's own file with repairs made and a column of messages, in the format it came in. */
  annotated(id: string): Promise<Outcome<ReadyFile>>;
  template(agreement: string, lot: string, format: 'csv' | 'xlsx'): Promise<Outcome<ReadyFile>>;
}
