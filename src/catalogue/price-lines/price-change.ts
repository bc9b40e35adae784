import { type DecimalText, formatMoney } from '../../kernel/money.ts';
import type { Unit } from '../offer.ts';
import { lineProblem } from './line-problems.ts';
import { breakPairs, type PriceField } from './price-field.ts';
import type { FieldHeadings, LineProblem, PriceLine } from './price-line.ts';

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
  /** The rise is above what needs no approval: the old terms stay until the authority decides. */
  readonly held: boolean;
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

const moneyTerms = ['deliveryCharge', 'deliveryFreeOver', 'nextDayCharge', 'takeBackCharge'] as const;

/**
 * What a new list does to a line that is known by the supplier's code. `after.unit` null is taken for the live unit: it is the
 * category's both times. The day from which the terms hold is no change of itself.
 */
export function judgeChange(before: LiveLine | null, after: PriceLine | null, rules: ChangeRules): Change {
  if (before === null || after === null) {
    const kind = before === null ? (after === null ? 'same' : 'added') : 'removed';
    return { kind, percent: null, held: false, notable: false, differs: [] };
  }
  const differs = differences(before, after);
  const [old, now] = [units(before.unitPrice), units(after.unitPrice)];
  if (old === now) {
    const kind = differs.length === 0 ? 'same' : 'changed';
    return { kind, percent: '0.00', held: false, notable: false, differs };
  }
  const up = now > old;
  return {
    kind: up ? 'up' : 'down',
    percent: percentOf(now - old, old),
    held: up && rules.approvalAboveRise !== null && movesMore(now - old, old, rules.approvalAboveRise),
    notable: !up && rules.notableFall !== null && movesMore(old - now, old, rules.notableFall),
    differs,
  };
}

/** What is told of a change: that it waits for the authority, or that the price falls so far that it may be a slip. */
export function changeProblem(
  change: Change,
  before: LiveLine | null,
  after: PriceLine | null,
  rules: ChangeRules,
  headings: FieldHeadings = {},
): LineProblem | null {
  if (before === null || after === null || change.percent === null || (!change.held && !change.notable)) return null;
  const place = {
    row: after.row,
    column: headings.unitPrice ?? '',
    value: after.unitPrice,
    field: 'unitPrice',
  } as const;
  const facts = {
    percent: change.percent.replace(/^-/, ''),
    before: formatMoney(before.unitPrice),
    value: formatMoney(after.unitPrice),
    limit: rules.approvalAboveRise ?? '',
  };
  return lineProblem(change.held ? 'rise-held' : 'fall-notable', place, facts);
}

function differences(before: LiveLine, after: PriceLine): readonly PriceField[] {
  const differs: PriceField[] = [];
  if (units(before.unitPrice) !== units(after.unitPrice)) differs.push('unitPrice');
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
  return one === other || units(one) === units(other);
}

/** An amount as a whole number of ten-thousandths, exactly. */
function units(amount: DecimalText): bigint {
  const negative = amount.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? amount.slice(1) : amount).split('.');
  const value = BigInt(whole + fraction.padEnd(4, '0').slice(0, 4));
  return negative ? -value : value;
}

/** Whether the move is more than so many percent of the old price; decided exactly, not on the rounded percentage. */
function movesMore(move: bigint, old: bigint, percent: DecimalText): boolean {
  if (old <= 0n) return true;
  const [whole = '0', fraction = ''] = percent.split('.');
  const millionths = BigInt(whole + fraction.padEnd(6, '0').slice(0, 6));
  return move * 100n * 1_000_000n > old * millionths;
}

/** The move in percent of the old price, rounded to hundredths, halves away from zero. */
function percentOf(move: bigint, old: bigint): DecimalText | null {
  if (old <= 0n) return null;
  const negative = move < 0n;
  const size = negative ? -move : move;
  const hundredths = (size * 10_000n * 2n + old) / (old * 2n);
  const digits = String(hundredths).padStart(3, '0');
  return `${negative && hundredths > 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
