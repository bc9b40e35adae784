import type { LineProblemCode, ProblemFacts } from './line-wordings.ts';

/** What a cell says: a value, with how to mend the cell where it was not written as we want it; or what is wrong with it. */
export type CellReading<T> =
  | { readonly value: T; readonly mend?: Mending; readonly warn?: LineProblemCode }
  | { readonly wrong: LineProblemCode; readonly facts?: ProblemFacts };

/** A safe repair: what the cell becomes and why that is what was meant. */
export interface Mending {
  readonly to: string;
  readonly code: RepairCode;
  readonly why: string;
}

/** Stable names of the repairs that are proposed. */
export const repairCodes = [
  'spaces',
  'apostrophe',
  'placeholder',
  'dash',
  'maker-spelling',
  'word',
  'currency-sign',
  'thousands',
  'decimal-comma',
  'pence',
  'money-words',
  'digits',
  'calculation-noise',
  'vat-rate',
  'percent',
  'date-order',
  'date-written',
  'date-serial',
  'gtin-zeros',
  'gtin-separators',
  'lead-time',
  'warranty-length',
  'stock-words',
  'grade',
  'valid-from-list',
  'mpn-spelling',
] as const;
export type RepairCode = (typeof repairCodes)[number];

export function good<T>(value: T): CellReading<T> {
  return { value };
}

export function mended<T>(value: T, to: string, code: RepairCode, why: string): CellReading<T> {
  return { value, mend: { to, code, why } };
}

export function wrong(code: LineProblemCode, facts?: ProblemFacts): { wrong: LineProblemCode; facts?: ProblemFacts } {
  return facts === undefined ? { wrong: code } : { wrong: code, facts };
}
