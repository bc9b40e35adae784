import { type DecimalText, formatMoney } from '../../kernel/money.ts';
import type { Unit } from '../offer.ts';
import { lineProblem } from './line-problems.ts';
import type { LineProblemCode } from './line-wordings.ts';
import { breakPairs, type PriceField } from './price-field.ts';
import type { FieldHeadings, LineProblem, PriceLine } from './price-line.ts';
import { movesMore, percentOf, type Rise, risesAbove, steepestRise, ten4 } from './price-rise.ts';

/** What is live for a line of the supplier's on the lot, whatever the product. */
export type LiveLine = Omit<PriceLine, 'row' | 'gtin' | 'costPrice' | 'listPrice' | 'unit'> & { readonly unit: Unit };

export const changeKinds = ['added', 'removed', 'up', 'down', 'changed', 'same'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** The agreement's price rules in percent; null: it has none. */
export interface ChangeRules {
  readonly approvalAboveRise: DecimalText | null;
  readonly notableFall: DecimalText | null;
}

/** What a new list does to a line. */
export interface Change {
  readonly kind: ChangeKind;
  /** How much the unit price moves, percent of the old one, signed, rounded to hundredths for people; null: no old price. */
  readonly percent: DecimalText | null;
  /**
   * Where the price each rises most, when that is above what needs no approval: the old terms stay until the authority decides.
   * It may be at a price break while the price of one stays or falls. null: the line does not wait.
   */
  readonly held: Rise | null;
  /** A fall so large that it may be a slip: pointed out, not held. */
  readonly notable: boolean;
  /** The fields whose values differ; empty where a line is added, removed or the same. */
  readonly differs: readonly PriceField[];
}

/** Fields of a line that are compared as texts or numbers alone. */
const plainTerms = [
  ['unit', 'unit'],
  ['condition', 'condition'],
  ['stock', 'stock'],
  ['backOrder', 'backOrder'],
  ['vatCategory', 'vatCategory'],
  ['minimumQuantity', 'minimumQuantity'],
  ['packSize', 'packSize'],
  ['leadTimeDays', 'leadTimeDays'],
  ['warrantyMonths', 'warrantyMonths'],
  ['warrantyType', 'warrantyType'],
  ['takesBack', 'takesBack'],
  ['validTo', 'validTo'],
  ['manufacturer', 'manufacturerId'],
  ['mpn', 'mpn'],
] as const satisfies readonly (readonly [PriceField, keyof LiveLine])[];

const moneyTerms = [
  'deliveryCharge',
  'deliveryFreeOver',
  'deliveryOffMainland',
  'nextDayCharge',
  'takeBackCharge',
] as const;

/**
 * What a new list does to a line that is known by the supplier's code. `after.unit` null is taken for the live unit: it is the
 * category's both times. The day from which the terms hold is no change of itself.
 */
export function judgeChange(before: LiveLine | null, after: PriceLine | null, rules: ChangeRules): Change {
  if (before === null || after === null) {
    const kind = before === null ? (after === null ? 'same' : 'added') : 'removed';
    return { kind, percent: null, held: null, notable: false, differs: [] };
  }
  const differs = differences(before, after);
  const held = heldRise(before, after, rules);
  const [old, now] = [ten4(before.unitPrice), ten4(after.unitPrice)];
  if (old === now) {
    const kind = differs.length === 0 ? 'same' : 'changed';
    return { kind, percent: '0.00', held, notable: false, differs };
  }
  const up = now > old;
  return {
    kind: up ? 'up' : 'down',
    percent: percentOf(now - old, old),
    held,
    notable: !up && rules.notableFall !== null && movesMore(old - now, old, rules.notableFall),
    differs,
  };
}

function heldRise(before: LiveLine, after: PriceLine, { approvalAboveRise }: ChangeRules): Rise | null {
  if (approvalAboveRise === null) return null;
  const rise = steepestRise(before, after);
  return rise !== null && risesAbove(rise, approvalAboveRise) ? rise : null;
}

/** What is told of a change: that it waits for the authority, or that the price falls so far that it may be a slip. */
export function changeProblem(
  change: Change,
  before: LiveLine | null,
  after: PriceLine | null,
  rules: ChangeRules,
  headings: FieldHeadings = {},
): LineProblem | null {
  if (before === null || after === null || change.percent === null) return null;
  const { held } = change;
  if (held === null && !change.notable) return null;
  const quantity = held?.quantity ?? 1;
  const [old, now] = held === null ? [before.unitPrice, after.unitPrice] : [held.before, held.after];
  const field = stepField(after.priceBreaks.filter((each) => each.quantity <= quantity).length);
  const place = { row: after.row, column: headings[field] ?? '', value: now, field };
  const facts = {
    percent: percentOf(ten4(now) - ten4(old), ten4(old))?.replace(/^-/, '') ?? '',
    before: formatMoney(old),
    value: formatMoney(now),
    limit: rules.approvalAboveRise ?? '',
    quantity,
  };
  return lineProblem(held === null ? 'fall-notable' : riseCode(quantity), place, facts);
}

/** The column of the price that holds when so many price breaks are reached: that of one, or that of the last of them. */
export function stepField(reached: number): PriceField {
  return breakPairs[reached - 1]?.price ?? 'unitPrice';
}

/** How a rise that waits is told: by itself for one, with its quantity at a break. */
export function riseCode(quantity: number): LineProblemCode {
  return quantity === 1 ? 'rise-held' : 'break-rise-held';
}

function differences(before: LiveLine, after: PriceLine): readonly PriceField[] {
  const differs: PriceField[] = [];
  if (ten4(before.unitPrice) !== ten4(after.unitPrice)) differs.push('unitPrice');
  for (const [field, key] of plainTerms) {
    const value = key === 'unit' ? (after.unit ?? before.unit) : after[key];
    if (before[key] !== value) differs.push(field);
  }
  for (const field of moneyTerms) if (!sameMoney(before[field], after[field])) differs.push(field);
  if (before.fundingModels.toSorted().join() !== after.fundingModels.toSorted().join()) differs.push('fundingModels');
  const { grades: old } = before;
  const { grades: now } = after;
  if (old.cosmetic !== now.cosmetic) differs.push('cosmeticGrade');
  if (old.functional !== now.functional) differs.push('functionalGrade');
  if (old.batteryPercent !== now.batteryPercent) differs.push('batteryPercent');
  if (old.evidence !== now.evidence) differs.push('conditionEvidence');
  const [footprint, declared] = [before.declaredFootprint, after.declaredFootprint];
  if (!sameMoney(footprint?.low, declared?.low)) differs.push('footprintLow');
  if (!sameMoney(footprint?.typical, declared?.typical)) differs.push('footprintTypical');
  if (!sameMoney(footprint?.high, declared?.high)) differs.push('footprintHigh');
  if ((footprint?.source ?? null) !== (declared?.source ?? null)) differs.push('footprintSource');
  for (const [at, pair] of breakPairs.entries()) {
    const [one, other] = [before.priceBreaks[at], after.priceBreaks[at]];
    if (one?.quantity !== other?.quantity) differs.push(pair.quantity);
    if (!sameMoney(one?.unitPrice, other?.unitPrice)) differs.push(pair.price);
  }
  return differs;
}

/** Amounts are the same whatever zeros end them: the database writes `395.0000`. */
function sameMoney(one: DecimalText | null | undefined, other: DecimalText | null | undefined): boolean {
  if (one == null || other == null) return (one ?? null) === (other ?? null);
  return one === other || ten4(one) === ten4(other);
}
