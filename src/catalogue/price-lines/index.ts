export { isPriceField, type PriceField } from './price-field.ts';
export { columnOf, type PriceColumn, type PriceColumns } from './price-column.ts';
export type {
  FieldHeadings,
  KnownMaker,
  LineContext,
  LineProblem,
  LineReading,
  PriceLine,
  Repair,
} from './price-line.ts';
export { lineProblem, listProblem } from './line-problems.ts';
export type { LineProblemCode, ListProblemCode } from './line-wordings.ts';
export type {
  AmbiguousField,
  DefaultNote,
  HeadingKnowledge,
  HeadingMatch,
  Mapping,
  MatchedColumn,
} from './heading-meaning.ts';
export type { ColumnDecision, ColumnDecisions } from './column-decision.ts';
export { type ColumnProfile, createColumnProfile } from './column-profile.ts';
export { loadPriceColumns } from './load-price-columns.ts';
export { fieldHeadings, readPriceLine } from './read-price-line.ts';
export { stepField } from './price-change.ts';
export type { Change, ChangeKind, ChangeRules, LiveLine } from './price-change.ts';
export { type ControlledProduct, judgeControls } from './price-controls.ts';
export { type PriceListTemplate, templateRows } from './template-rows.ts';
