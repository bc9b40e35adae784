import type { PriceControl } from '../../agreements/index.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { PriceField } from './price-field.ts';
import type { KnownMaker } from './price-line.ts';

/** What each heading means, as written and trimmed; null: the column is not used. Twin headings are told apart as `Price (2)`. */
export type Mapping = Readonly<Record<string, PriceField | null>>;

/** How a column's meaning was found, the surest first. */
export type MatchedBy = 'remembered' | 'name' | 'synonym' | 'likeness' | 'content';

/** A column of the file and what it was taken for. */
export interface MatchedColumn {
  /** Place in the row, from 0. */
  readonly at: number;
  /** As the supplier wrote it; `Column C` where the heading is empty. Unique in the file. */
  readonly heading: string;
  readonly field: PriceField | null;
  readonly by: MatchedBy | null;
  /** `certain`: by the supplier's own mapping, our heading or a known synonym. `guess`: worth a look. */
  readonly sure: 'certain' | 'guess' | 'none';
  /** Why it was taken for that, a sentence. */
  readonly why: string;
  /** The first few different values in the column. */
  readonly seen: readonly string[];
}

/** A field that more than one column could be: a person decides. */
export interface AmbiguousField {
  readonly field: PriceField;
  readonly headings: readonly string[];
}

/** A value that holds for every line because the file has no column for it. */
export interface DefaultNote {
  readonly field: PriceField;
  readonly value: string;
  readonly message: string;
}

export interface HeadingMatch {
  /** The row of the headings as a person counts; null when none was found. Lines follow it. */
  readonly headerRow: number | null;
  readonly headings: readonly string[];
  /** What `readPriceLine` takes: the field of each column. */
  readonly columnsOf: readonly (PriceField | null)[];
  readonly mapping: Mapping;
  readonly matched: readonly MatchedColumn[];
  /** Headings that mean nothing to us: their columns are not used. */
  readonly unmatched: readonly string[];
  readonly ambiguous: readonly AmbiguousField[];
  readonly missing: readonly PriceField[];
  /** What stops reading: no heading row, a required column missing, two columns for one field, prices with VAT. */
  readonly problems: readonly Problem[];
  /** Values that hold because their columns are absent. */
  readonly notes: readonly DefaultNote[];
}

export interface HeadingKnowledge {
  /** The supplier's own mapping, corrected earlier: it wins. */
  readonly remembered?: Mapping;
  readonly makers?: readonly KnownMaker[];
  readonly controls?: readonly PriceControl[];
}
