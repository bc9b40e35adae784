import type { PriceControl } from '../../agreements/index.ts';
import type { TableRow } from '../../platform/tables/index.ts';
import { claimFields } from './heading-claims.ts';
import type { DefaultNote, HeadingKnowledge, HeadingMatch, MatchedColumn } from './heading-meaning.ts';
import { headingNames } from './heading-names.ts';
import { headingRowAt, headingsOf } from './heading-row.ts';
import { columnContent } from './column-content.ts';
import { listProblem } from './line-problems.ts';
import { columnOf, type PriceColumns } from './price-column.ts';
import type { PriceField } from './price-field.ts';
import { indexMakers } from './read-maker.ts';

export type { HeadingMatch };

/**
 * Finds the heading row among the first rows of a file (a hundred or two do) and what each column means: as remembered, by our
 * name, by a synonym, by likeness, by what the column holds. Says how sure that is and why.
 */
export function matchHeadings(
  rows: readonly TableRow[],
  columns: PriceColumns,
  known: HeadingKnowledge = {},
): HeadingMatch {
  const names = headingNames(columns);
  const at = headingRowAt(rows, names, known.remembered ?? {});
  const header = at === undefined ? undefined : rows[at];
  if (at === undefined || header === undefined) return withoutHeadings(rows.length);
  const below = rows.slice(at + 1);
  const headings = headingsOf(header, below);
  const makers = indexMakers(known.makers ?? []);
  const found = headings.map((heading, place) => ({
    at: place,
    heading,
    content: columnContent(below, place, makers),
  }));
  const claims = claimFields(found, names, known.remembered ?? {});
  const matched = found.map(({ at: place, heading, content }): MatchedColumn => {
    const { field, by, why } = claims.columns[place] ?? { field: null, by: null, why: '' };
    const certain = by === 'remembered' || by === 'name' || by === 'synonym';
    const sure = field === null && by === null ? 'none' : certain ? 'certain' : 'guess';
    return { at: place, heading, field, by, sure, why, seen: content.seen };
  });
  const taken = new Set(matched.map((each) => each.field));
  const place = { row: header.row };
  const list = headings.join(', ').slice(0, 600);
  const unclear = new Set(claims.ambiguous.map((each) => each.field));
  const missing = columns.columns.filter((each) => each.required && !taken.has(each.field) && !unclear.has(each.field));
  const needed = neededByControls(known.controls ?? []).filter((each) => !taken.has(each) && !unclear.has(each));
  const ours = (field: PriceField): string => columnOf(columns, field).heading;
  return {
    headerRow: header.row,
    headings,
    columnsOf: matched.map((each) => each.field),
    mapping: Object.fromEntries(matched.map((each) => [each.heading, each.field])),
    matched,
    unmatched: matched.filter((each) => each.field === null && each.by !== 'remembered').map((each) => each.heading),
    ambiguous: claims.ambiguous,
    missing: missing.map((each) => each.field),
    problems: [
      ...claims.problems.map((each) => ({ ...each, ...place })),
      ...claims.ambiguous.map((each) =>
        listProblem('column-unclear', { heading: ours(each.field), rivals: each.headings.join(', ') }, place),
      ),
      ...missing
        .filter((each) => !claims.refused.has(each.field))
        .map((each) => listProblem('column-missing', { heading: each.heading, headings: list }, place)),
      ...needed.map((each) => listProblem('column-needed-by-control', { heading: ours(each), headings: list }, place)),
    ],
    notes: columns.columns.flatMap((each): readonly DefaultNote[] => {
      const { whenAbsent } = each;
      if (whenAbsent === null || taken.has(each.field)) return [];
      const message = `There is no column for "${each.heading}": ${whenAbsent.says}.`;
      return [{ field: each.field, value: whenAbsent.value, message }];
    }),
  };
}

/** The columns that controls on the whole lot cannot do without. */
function neededByControls(controls: readonly PriceControl[]): readonly PriceField[] {
  const whole = controls.filter((each) => each.categories === undefined && each.product === undefined);
  return [
    ...(whole.some((each) => each.kind === 'margin-over-cost') ? (['costPrice'] as const) : []),
    ...(whole.some((each) => each.kind === 'discount-off-list') ? (['listPrice'] as const) : []),
  ];
}

function withoutHeadings(looked: number): HeadingMatch {
  return {
    headerRow: null,
    headings: [],
    columnsOf: [],
    mapping: {},
    matched: [],
    unmatched: [],
    ambiguous: [],
    missing: [],
    problems: [listProblem('no-headings', { rows: Math.min(looked, 100) })],
    notes: [],
  };
}
