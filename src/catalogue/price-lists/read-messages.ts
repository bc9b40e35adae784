import type { Problem } from '../../kernel/outcome.ts';
import type { PriceControl } from '../../agreements/index.ts';
import type {
  HeadingMatch,
  KnownMaker,
  LineContext,
  LineProblem,
  Mapping,
  PriceColumns,
  Repair,
} from '../price-lines/index.ts';
import type { ProblemCount } from './price-list.ts';
import type { StagingScope } from './staged-line.ts';

/** What a thread needs to know of a file. Plain data. */
export interface FileOrder {
  readonly path: string;
  readonly scope: StagingScope;
  readonly columns: PriceColumns;
  readonly makers: readonly KnownMaker[];
  readonly controls: readonly PriceControl[];
  readonly remembered: Mapping;
  readonly context: Omit<LineContext, 'columns' | 'makers' | 'headings' | 'decisions'>;
}

/** What the thread that reads a file is given. */
export interface ReadOrder extends FileOrder {
  /** Lines a batch. */
  readonly batch: number;
  /** Problems of one code, and repairs, that are told one by one. */
  readonly problemsKept: number;
  readonly repairsKept: number;
}

/** Some lines, ready to be written, and what was found in their rows. */
export interface ReadBatch {
  readonly kind: 'batch';
  /** Rows of staging in the text format of COPY. */
  readonly staged: Uint8Array;
  readonly problems: readonly LineProblem[];
  readonly repairs: readonly Repair[];
  /** Lines read so far, and the last row they were in. */
  readonly lines: number;
  readonly lastRow: number;
}

/** What reading the whole file came to. */
export interface ReadSummary {
  readonly lines: number;
  readonly sound: number;
  readonly rejected: number;
  readonly repairs: number;
  readonly lastRow: number;
  readonly counts: readonly ProblemCount[];
}

export type FromReader =
  | { readonly kind: 'headings'; readonly match: HeadingMatch }
  | ReadBatch
  /** The end of the file decides what its beginning left open: what was read so far does not count. */
  | { readonly kind: 'again' }
  | { readonly kind: 'end'; readonly summary: ReadSummary }
  /** The file as a whole cannot be read. */
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] };

/** Another batch may come. */
export type ToReader = 'more';

/** What the thread that writes an annotated copy is given. */
export interface AnnotateOrder extends FileOrder {
  readonly to: string;
  readonly heading: string;
  /** What was found with the catalogue, by row. */
  readonly told: ReadonlyMap<number, readonly string[]>;
  /** Part numbers as the catalogue writes them, by row, where the file's differ. */
  readonly partNumbers: ReadonlyMap<number, string>;
  /** Why they are written so. */
  readonly partNumberWhy: string;
}

/** What came of an annotated copy. */
export type FromAnnotator =
  | { readonly kind: 'written'; readonly format: 'csv' | 'xlsx' }
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] };
