import type { DecimalText } from '../../kernel/money.ts';
import type { DeclaredFootprint, Grades, PriceBreak } from '../offer.ts';
import type { LineDraft } from './line-draft.ts';
import type { LineProblemCode, ProblemFacts } from './line-wordings.ts';
import { breakPairs, type PriceField } from './price-field.ts';
import type { LineContext, PriceLine } from './price-line.ts';
import { tenThousandths } from './read-money.ts';

/** Adds a problem of the row, found at a field. */
export type TellField = (code: LineProblemCode, field: PriceField, value: string, facts?: ProblemFacts) => void;

/** Fields that are judged together: where one cannot be read, nothing is said of the others from it. */
const groups: readonly ReadonlySet<PriceField>[] = [
  new Set<PriceField>(['unitPrice', ...breakPairs.flatMap((each) => [each.quantity, each.price])]),
  new Set<PriceField>(['minimumQuantity', 'packSize']),
  new Set<PriceField>(['warrantyMonths', 'warrantyType']),
  new Set<PriceField>(['takesBack', 'takeBackCharge']),
  new Set<PriceField>(['condition', 'cosmeticGrade', 'functionalGrade', 'batteryPercent', 'conditionEvidence']),
  new Set<PriceField>(['footprintLow', 'footprintTypical', 'footprintHigh', 'footprintSource']),
  new Set<PriceField>(['validFrom', 'validTo']),
];

/** Whether a mistake in one field makes what is said of the other worthless. */
export function judgedTogether(one: PriceField, other: PriceField): boolean {
  return one === other || groups.some((each) => each.has(one) && each.has(other));
}

const noGrades: Grades = { cosmetic: null, functional: null, batteryPercent: null, evidence: null };
const noBreaks: readonly PriceBreak[] = [];

/** What the cells of a row say together, and everything in it that does not fit. `inHeading`: quantities that headings of breaks state. */
export function finishLine(
  row: number,
  draft: LineDraft,
  context: LineContext,
  inHeading: readonly (number | undefined)[],
  tell: TellField,
): PriceLine {
  if (draft.unitPrice === '0.00') tell('price-zero', 'unitPrice', draft.unitPrice);
  const priceBreaks =
    draft.breakPrices.length === 0 && draft.breakQuantities.length === 0 ? noBreaks : breaksOf(draft, inHeading, tell);
  if (draft.packSize > 1 && draft.minimumQuantity % draft.packSize !== 0 && draft.minimumQuantity > 1) {
    const least = Math.ceil(draft.minimumQuantity / draft.packSize) * draft.packSize;
    const facts = { minimum: draft.minimumQuantity, pack: draft.packSize, least };
    tell('minimum-not-packs', 'minimumQuantity', String(draft.minimumQuantity), facts);
  }
  const warrantyType = draft.warrantyType ?? (draft.warrantyMonths > 0 ? 'return-to-base' : 'none');
  if ((warrantyType === 'none') !== (draft.warrantyMonths === 0)) {
    tell('warranty-mismatch', 'warrantyType', warrantyType, { months: draft.warrantyMonths, type: warrantyType });
  }
  if (draft.takeBackCharge !== null && draft.takesBack === false) {
    tell('take-back-mismatch', 'takeBackCharge', draft.takeBackCharge);
  }
  checkDates(draft, context, tell);
  return {
    row,
    supplierSku: draft.supplierSku,
    manufacturerId: draft.manufacturerId,
    mpn: draft.mpn,
    gtin: draft.gtin,
    unit: draft.unit,
    condition: draft.condition,
    grades: gradesOf(draft, tell),
    declaredFootprint: footprintOf(draft, tell),
    stock: draft.stock,
    backOrder: draft.backOrder,
    validFrom: draft.validFrom,
    validTo: draft.validTo,
    unitPrice: draft.unitPrice,
    vatCategory: draft.vatCategory,
    priceBreaks,
    minimumQuantity: draft.minimumQuantity,
    packSize: draft.packSize,
    leadTimeDays: draft.leadTimeDays,
    deliveryCharge: draft.deliveryCharge,
    deliveryFreeOver: draft.deliveryFreeOver,
    deliveryOffMainland: draft.deliveryOffMainland,
    nextDayCharge: draft.nextDayCharge,
    warrantyMonths: draft.warrantyMonths,
    warrantyType,
    fundingModels: draft.fundingModels,
    takesBack: draft.takesBack ?? draft.takeBackCharge !== null,
    takeBackCharge: draft.takeBackCharge,
    costPrice: draft.costPrice,
    listPrice: draft.listPrice,
  };
}

/** The breaks in order: each begins above the one before and costs no more. */
function breaksOf(
  draft: LineDraft,
  inHeading: readonly (number | undefined)[],
  tell: TellField,
): readonly PriceBreak[] {
  const breaks: PriceBreak[] = [];
  let before: { readonly quantity: number; readonly price: DecimalText } = { quantity: 1, price: draft.unitPrice };
  for (const [at, pair] of breakPairs.entries()) {
    const price = draft.breakPrices[at];
    const written = draft.breakQuantities[at];
    const quantity = written ?? (price === undefined ? undefined : inHeading[at]);
    if (price === undefined && quantity === undefined) continue;
    const number = at + 1;
    if (price === undefined || quantity === undefined) {
      if (price === undefined) tell('break-incomplete', pair.price, '', { number, has: 'quantity', lacks: 'price' });
      else tell('break-incomplete', pair.quantity, '', { number, has: 'price', lacks: 'quantity' });
      continue;
    }
    // The price of one, said once more, is no break.
    if (quantity === 1 && price === draft.unitPrice && breaks.length === 0) continue;
    if (quantity <= 1) {
      tell('break-quantity', pair.quantity, String(quantity), { number });
      continue;
    }
    if (price === '0.00') tell('price-zero', pair.price, price);
    if (quantity <= before.quantity) {
      tell('break-order', pair.quantity, String(quantity), { number, before: before.quantity });
    } else if (before.price !== '' && tenThousandths(price) > tenThousandths(before.price)) {
      tell('break-dearer', pair.price, price, { quantity, before: before.price });
    }
    before = { quantity, price };
    breaks.push({ quantity, unitPrice: price });
  }
  return breaks;
}

function checkDates(draft: LineDraft, context: LineContext, tell: TellField): void {
  const { validFrom, validTo } = draft;
  const facts = { from: context.agreementFrom, to: context.agreementTo };
  if (validFrom > context.agreementTo) tell('outside-agreement', 'validFrom', validFrom, facts);
  if (validTo === null) return;
  if (validTo > context.agreementTo || validTo < context.agreementFrom)
    tell('outside-agreement', 'validTo', validTo, facts);
  else if (validTo < validFrom) tell('dates-reversed', 'validTo', validTo, { from: validFrom, to: validTo });
}

function gradesOf(draft: LineDraft, tell: TellField): Grades {
  const { cosmetic, functional, battery, evidence, condition } = draft;
  if (cosmetic === null && functional === null && battery === null && evidence === null) {
    if (condition !== 'new') tell('grades-missing', 'condition', condition, { condition });
    return noGrades;
  }
  if (condition === 'new') {
    if (cosmetic !== null) tell('grades-on-new', 'cosmeticGrade', String(cosmetic));
    if (functional !== null) tell('grades-on-new', 'functionalGrade', String(functional));
    if (battery !== null) tell('grades-on-new', 'batteryPercent', String(battery));
  }
  return { cosmetic, functional, batteryPercent: battery, evidence };
}

function footprintOf(draft: LineDraft, tell: TellField): DeclaredFootprint | null {
  const { footprintLow: low, footprintTypical: typical, footprintHigh: high, footprintSource: source } = draft;
  if (low === null && typical === null && high === null && source === null) return null;
  if (low === null || typical === null || high === null || source === null) {
    const lacks = low === null ? 'low' : typical === null ? 'typical' : high === null ? 'high' : 'source';
    const fields = {
      low: 'footprintLow',
      typical: 'footprintTypical',
      high: 'footprintHigh',
      source: 'footprintSource',
    } as const;
    const words = {
      low: 'the low figure',
      typical: 'the typical figure',
      high: 'the high figure',
      source: 'whose figures they are',
    };
    tell('footprint-incomplete', fields[lacks], '', { lacks: words[lacks] });
    return null;
  }
  // At most nine digits and three decimals: a number holds them exactly enough to compare.
  if (Number(low) > Number(typical) || Number(typical) > Number(high)) {
    tell('footprint-order', 'footprintTypical', typical, { low, typical, high });
  }
  return { low, typical, high, source };
}
