export {
  type By,
  type ChangeCounts,
  type ChangeKind,
  changeKinds,
  type ColumnMeaning,
  type HeldCounts,
  type ListedChange,
  type ListPage,
  type PriceList,
  type PriceListCounts,
  type PriceListEvent,
  type PriceListMapping,
  type ProblemCount,
} from './price-list.ts';
export { isWithin, priceListReach, type PriceListReach } from './price-list-reach.ts';
export { priceListPolicies } from './price-list-policies.ts';
export { type PriceListEventKind, type PriceListState, priceListStates } from './price-list-state.ts';
export type {
  LineProblem,
  Mapping,
  PriceListFilter,
  PriceLists,
  PriceListSubmission,
  ReadyFile,
  Repair,
} from './price-lists.ts';
export { createPriceLists } from './price-list-service.ts';
export { priceListCommands } from './price-list-commands.ts';
