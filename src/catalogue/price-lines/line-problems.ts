import type { Problem } from '../../kernel/outcome.ts';
import {
  type LineProblemCode,
  lineWordings,
  type ListProblemCode,
  listWordings,
  type ProblemFacts,
  type Wording,
} from './line-wordings.ts';
import type { PriceField } from './price-field.ts';
import type { LineProblem } from './price-line.ts';

/** Every code, in the order of the table in the documentation. */
export const lineProblemCodes: readonly { readonly code: LineProblemCode; readonly wording: Wording }[] =
  Object.entries(lineWordings).flatMap(([code, wording]) => (isLineProblemCode(code) ? [{ code, wording }] : []));

function isLineProblemCode(code: string): code is LineProblemCode {
  return Object.hasOwn(lineWordings, code);
}

/** Where a problem is: the row as a person counts, the supplier's heading, what the cell held. */
export interface LinePlace {
  readonly row: number;
  readonly column: string;
  readonly value: string;
  readonly field: PriceField | null;
}

const longestValue = 80;

/** The problem in full. Every wording of a price list's mistakes comes from here. */
export function lineProblem(code: LineProblemCode, place: LinePlace, facts: ProblemFacts = {}): LineProblem {
  const wording: Wording = lineWordings[code];
  const value = shortened(place.value);
  const all: ProblemFacts = { column: place.column, value, ...facts };
  return {
    code,
    row: place.row,
    column: place.column,
    value,
    field: place.field,
    severity: wording.severity,
    message: filled(wording.message, all),
    remedy: filled(wording.remedy, all),
  };
}

/** A problem of the price list as a whole; `place` where it has a row or heading. */
export function listProblem(
  code: ListProblemCode,
  facts: ProblemFacts = {},
  place: Pick<Problem, 'row' | 'column' | 'value'> = {},
): Problem {
  const { message, remedy } = listWordings[code];
  return { code, ...place, message: filled(message, facts), remedy: filled(remedy, facts) };
}

function filled(text: string, facts: ProblemFacts): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const fact = facts[name];
    return fact === undefined ? whole : String(fact);
  });
}

function shortened(value: string): string {
  return value.length <= longestValue ? value : `${value.slice(0, longestValue - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
