import type { IsoDate } from '../kernel/dates.ts';
import type { DecimalText } from '../kernel/money.ts';

export const supplierSizes = ['micro', 'small', 'medium', 'large'] as const;
/** Size of the enterprise as it declares it; all but `large` are small or medium-sized (SME). */
export type SupplierSize = (typeof supplierSizes)[number];

/** Whether a supplier of this size is a small or medium-sized enterprise. */
export function isSme(size: SupplierSize): boolean {
  return size !== 'large';
}

/** Said of a supplier that serves every region. */
export const wholeCountry = 'Whole UK';

/** Parts of the country a supplier serves: the twelve regions of official statistics, and all of them at once. */
export const supplierRegions = [
  wholeCountry,
  'North East',
  'North West',
  'Yorkshire and The Humber',
  'East Midlands',
  'West Midlands',
  'East of England',
  'London',
  'South East',
  'South West',
  'Wales',
  'Scotland',
  'Northern Ireland',
] as const;
export type SupplierRegion = (typeof supplierRegions)[number];

export interface SupplierIdentity {
  /** Stable id, a slug: part of the supplier's address. */
  readonly id: string;
  readonly name: string;
  readonly legalName: string;
  /** An organisation identifier: a scheme of `identifierSchemes` and the number in it. Both or neither. */
  readonly identifier: { readonly scheme: string; readonly number: string } | null;
  readonly size: SupplierSize;
  /** An https address. */
  readonly website: string | null;
  readonly regions: readonly SupplierRegion[];
  /** Invented, for the demonstration. */
  readonly demonstration: boolean;
}

/** A supplier's place on a lot, from the first to the last day, both inclusive; without a last day until further notice. */
export interface Position {
  readonly agreement: string;
  readonly lot: string;
  readonly from: IsoDate;
  readonly to: IsoDate | null;
}

export const standingKinds = ['suspended', 'excluded', 'reinstated'] as const;
export type StandingKind = (typeof standingKinds)[number];

/**
 * Something that changed a supplier's standing. Without agreement it concerns the supplier as a whole; with an
 * agreement all its lots there; with a lot too, that position alone.
 */
export interface StandingEvent {
  readonly kind: StandingKind;
  readonly agreement: string | null;
  readonly lot: string | null;
  readonly from: IsoDate;
  /** Last day, inclusive; null until further notice. A reinstatement has none. */
  readonly to: IsoDate | null;
  readonly reason: string;
}

/** A certificate, clearance or report somebody else issued about the supplier. */
export interface Evidence {
  /** `ISO 14001`: the standard or scheme. */
  readonly scheme: string;
  /** The issuer's number of it. Scheme and number together are unique with a supplier. */
  readonly number: string;
  readonly from: IsoDate;
  /** Last day, inclusive; null where the scheme sets none. */
  readonly to: IsoDate | null;
  readonly scope: string;
  readonly issuer: string;
  /** Where it can be checked, an https address. */
  readonly link: string | null;
}

export interface Contact {
  readonly role: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

export const circularKinds = [
  'refurbished-share',
  'parts-years',
  'take-back',
  'update-years',
  'warranty-years',
] as const;
export type CircularKind = (typeof circularKinds)[number];

/** A claim about circular supply. There is none without evidence: it names the scheme and number that support it. */
export interface CircularFact {
  readonly kind: CircularKind;
  /** Percent (0-100) of the refurbished share, years of the others; `1` for a take-back that is offered, `0` if not. */
  readonly value: DecimalText;
  /** What the figure covers, such as `units sold, year to 31 March 2026`. */
  readonly period: string | null;
  /** Conditions, such as `free for 20 devices or more`. */
  readonly terms: string | null;
  readonly asOf: IsoDate;
  readonly evidenceScheme: string;
  readonly evidenceNumber: string;
}

/** Everything the register holds about one supplier. */
export interface Supplier extends SupplierIdentity {
  readonly positions: readonly Position[];
  readonly standing: readonly StandingEvent[];
  readonly evidence: readonly Evidence[];
  readonly contacts: readonly Contact[];
  readonly circular: readonly CircularFact[];
}
