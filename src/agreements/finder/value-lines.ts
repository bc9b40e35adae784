import { inForce } from '../../kernel/dated.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, toPence } from '../../kernel/money.ts';
import type { BuyerClass, PublicationPeriod, ReferenceFacts, Threshold, VatRate } from '../reference.ts';

/** A line of the law for a buyer on a date, and what it is without VAT. Amounts are pounds. */
export interface ValueLine {
  readonly threshold: Threshold;
  readonly amount: DecimalText;
  readonly amountExcludingVat: DecimalText;
}

/** The procurement threshold or the publication line of a buyer class on a date; undefined where no row is in force. */
export function lineOn(
  reference: ReferenceFacts,
  kind: 'procurement' | 'publication',
  buyer: BuyerClass,
  on: IsoDate,
): ValueLine | undefined {
  const group = kind === 'procurement' ? buyer.thresholdClass : buyer.publicationClass;
  const threshold = inForce(rowsOf(reference, kind, group), on);
  const vat = standardVat(reference, on);
  if (threshold === undefined || vat === undefined) return undefined;
  return {
    threshold,
    amount: threshold.amount,
    amountExcludingVat: threshold.includesVat
      ? toPence(exact(threshold.amount).div(vatFactor(vat))).toFixed()
      : threshold.amount,
  };
}

/** Every row of a kind for a class, earliest first: what was and what will be. */
export function rowsOf(
  reference: ReferenceFacts,
  kind: 'procurement' | 'publication',
  group: Threshold['class'] | 'exempt',
): readonly Threshold[] {
  return reference.thresholds
    .filter((each) => each.kind === kind && (each.class === group || each.class === 'all') && group !== 'exempt')
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

/** The standard rate of VAT on a date. */
export function standardVat(reference: ReferenceFacts, on: IsoDate): VatRate | undefined {
  return inForce(
    reference.vatRates.filter((each) => each.category === 'standard'),
    on,
  );
}

function vatFactor(rate: VatRate) {
  return exact(rate.percent).div(100).plus(1);
}

/** An amount with VAT at the standard rate of the date, to the penny; undefined where no rate is known. */
export function withVat(reference: ReferenceFacts, amount: DecimalText, on: IsoDate): DecimalText | undefined {
  const rate = standardVat(reference, on);
  return rate === undefined ? undefined : toPence(exact(amount).times(vatFactor(rate))).toFixed();
}

/** Whether a value without VAT is at or above the line (a value that equals it has reached it). */
export function reaches(reference: ReferenceFacts, line: ValueLine, amount: DecimalText, on: IsoDate): boolean {
  const compared = line.threshold.includesVat ? withVat(reference, amount, on) : amount;
  return compared !== undefined && exact(compared).gte(line.amount);
}

/** How long the buyer class has to publish an award; undefined for the exempt. */
export function publicationDays(
  reference: ReferenceFacts,
  buyer: BuyerClass,
  on: IsoDate,
): PublicationPeriod | undefined {
  return inForce(
    reference.publicationPeriods.filter((each) => each.class === buyer.publicationClass),
    on,
  );
}
