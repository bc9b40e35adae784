/** What the whole of a column decides where a single cell could be read in two ways. */
export interface ColumnDecision {
  /** Of dates written `03/04/2026`. `unclear`: every one could be either. `mixed`: some can only be the one, some the other. */
  readonly dates: 'day-first' | 'month-first' | 'unclear' | 'mixed';
  /** Of numbers written `1,234` or `1.234`: what stands before the pence. */
  readonly decimals: 'point' | 'comma' | 'unclear' | 'mixed';
  /** Of percentages: whether some cells can only be fractions of one. */
  readonly shares: 'fraction' | 'percent' | 'unclear' | 'mixed';
}

/** A decision for each column, by its place. */
export type ColumnDecisions = readonly ColumnDecision[];
