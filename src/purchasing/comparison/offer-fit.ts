import { formatDate, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';

/** An offer that is weighed, priced for the number that is needed. Amounts are pounds. */
export interface WeighedOffer {
  readonly offer: string;
  readonly title: string;
  readonly mpn: string;
  readonly slug: string;
  readonly supplier: string;
  readonly agreement: string;
  readonly lot: string;
  readonly condition: string;
  /** What is ordered to have the number needed: whole packs, the smallest order. */
  readonly quantity: number;
  readonly unitPrice: DecimalText;
  /** All of them with delivery, without and with VAT. */
  readonly deliveredNet: DecimalText;
  readonly deliveredGross: DecimalText;
  /** Day it is there, if it is ordered today. */
  readonly arrives: IsoDate;
  readonly warrantyMonths: number;
  /** Null where stock is not said; what cannot wait for more when `backOrder` is false. */
  readonly stock: number | null;
  readonly backOrder: boolean;
  /** Making one, kg CO2e, and whose figure it is; null where nobody has one. */
  readonly carbon: {
    readonly low: number;
    readonly typical: number;
    readonly high: number;
    readonly of: 'seller' | 'category';
  } | null;
  /** The one in the basket or purchase that is looked at. */
  readonly chosen: boolean;
}

/** Why an offer does not fit, as sentences; empty where it does. Only what is known counts. */
export function whyNotFit(
  offer: Pick<WeighedOffer, 'arrives' | 'stock' | 'backOrder' | 'quantity'>,
  neededBy: IsoDate | null,
): readonly string[] {
  const reasons: string[] = [];
  if (neededBy !== null && offer.arrives > neededBy)
    reasons.push(`Too late: arrives ${formatDate(offer.arrives)}, needed by ${formatDate(neededBy)}.`);
  if (offer.stock !== null && !offer.backOrder && offer.stock < offer.quantity)
    reasons.push(`Not enough: ${offer.stock} in stock, ${offer.quantity} needed.`);
  return reasons;
}

/** The answer in a sentence: how many fit, and which of those costs least. */
export function comparisonSentence(offers: readonly WeighedOffer[], neededBy: IsoDate | null): string {
  const fit = offers.filter((each) => whyNotFit(each, neededBy).length === 0);
  const when = neededBy === null ? '' : ` by ${formatDate(neededBy)}`;
  const count = `${fit.length} of ${plural(offers.length, 'offer')}`;
  const [least] = fit.toSorted((a, b) => exact(a.deliveredNet).comparedTo(b.deliveredNet));
  if (least === undefined) return `None of ${plural(offers.length, 'offer')} can be there${when}.`;
  const used = least.condition === 'new' ? '' : `, ${least.condition}`;
  return `${count} can be there${when}. Lowest of them, delivered: ${least.supplier}${used}.`;
}
