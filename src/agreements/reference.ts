import type { Dated } from '../kernel/dated.ts';
import type { IsoDate } from '../kernel/dates.ts';
import type { DecimalText } from '../kernel/money.ts';
import type { DeliveryPlaces } from './delivery-place.ts';
import type { Regime, Source } from './pack.ts';

/** Which threshold of the law a buyer falls under. */
export type ThresholdClass = 'central' | 'sub-central';
/** Which publication duty (Contracts Finder) a buyer falls under. */
export type PublicationClass = 'central' | 'sub-central' | 'exempt';

export const thresholdKinds = ['procurement', 'publication', 'light-touch', 'works'] as const;
export type ThresholdKind = (typeof thresholdKinds)[number];

/** A value from which a rule applies, pounds. `source` is a key of the reference sources. */
export interface Threshold extends Dated {
  readonly kind: ThresholdKind;
  /** `all` where central and other buyers share it. */
  readonly class: ThresholdClass | 'all';
  readonly amount: DecimalText;
  readonly includesVat: boolean;
  readonly note?: string;
}

export const divisions = ['england-and-wales', 'scotland', 'northern-ireland'] as const;
export type Division = (typeof divisions)[number];

/** A bank holiday. `projected`: worked out from the usual rule, not yet published. */
export interface BankHoliday {
  readonly date: IsoDate;
  readonly name: string;
  readonly divisions: readonly Division[];
  readonly projected: boolean;
  readonly source: string;
}

/** The bank holidays of a part of the country in a form `addWorkingDays` takes. */
export function holidaysOf(facts: ReferenceFacts, division: Division): ReadonlySet<string> {
  return new Set(facts.bankHolidays.filter((each) => each.divisions.includes(division)).map((each) => each.date));
}

/** A VAT rate, percent 0-100 as decimal text. */
export interface VatRate extends Dated {
  readonly category: 'standard' | 'reduced' | 'zero';
  readonly percent: DecimalText;
}

/** A kind of buyer, and what the law makes of it. Two classes are kept: they differ for the health service. */
export interface BuyerClass {
  readonly id: string;
  readonly name: string;
  /** Id of the sector it belongs to. */
  readonly sector: string;
  readonly thresholdClass: ThresholdClass;
  readonly publicationClass: PublicationClass;
  readonly source: string;
  /** Where the publication class was found, if elsewhere. */
  readonly publicationSource?: string;
  readonly note?: string;
}

/** How many calendar days a buyer has to publish the award of a call-off, counted from the last signature, and what and where. */
export interface PublicationPeriod extends Dated {
  /** The law of the agreement it is called off from. */
  readonly regime: Regime;
  readonly class: Exclude<PublicationClass, 'exempt'> | 'all';
  readonly days: number;
  /** The kind of threshold from which on it must be published. */
  readonly above: 'publication' | 'procurement';
  readonly notice: string;
  readonly place: string;
  /** The notice that goes out before the signature, where there is one. */
  readonly before?: string;
  /** What else has to be published. */
  readonly further?: string;
  /** Key of the reference source of what the notice says. */
  readonly contentSource?: string;
}

/** How many calendar days a public buyer has to pay a valid and undisputed invoice. */
export interface PaymentPeriod extends Dated {
  readonly days: number;
}

export const vatRoundingMethods = [
  'rate-nearest',
  'line-nearest',
  'line-half-penny',
  'line-tenth',
  'total-down',
] as const;
/** A lawful way to round the VAT of an invoice; see `reference/invoices.yaml`. */
export interface VatRounding extends Dated {
  readonly method: (typeof vatRoundingMethods)[number];
}

/** From which day of its period an instalment may be charged. `assumed`: why, where no rule says so. */
export interface InstalmentsDue extends Dated {
  readonly on: 'first-day' | 'last-day';
  readonly assumed?: string;
}

/** A code of the Common Procurement Vocabulary with its name, eight digits. */
export interface CpvCode {
  readonly code: string;
  readonly name: string;
  readonly source: string;
}

/** The dated public facts all agreements share (folder `reference/`). */
export interface ReferenceFacts {
  readonly thresholds: readonly Threshold[];
  readonly publicationPeriods: readonly PublicationPeriod[];
  readonly paymentPeriods: readonly PaymentPeriod[];
  readonly vatRounding: readonly VatRounding[];
  readonly instalmentsDue: readonly InstalmentsDue[];
  readonly bankHolidays: readonly BankHoliday[];
  readonly vatRates: readonly VatRate[];
  readonly buyerClasses: readonly BuyerClass[];
  readonly cpv: readonly CpvCode[];
  readonly deliveryPlaces: DeliveryPlaces;
  readonly sources: readonly Source[];
}
