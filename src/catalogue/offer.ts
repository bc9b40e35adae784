import type { IsoDate } from '../kernel/dates.ts';
import type { DecimalText } from '../kernel/money.ts';

/** Condition of what is delivered. Refurbished: BS 8887-240. Remanufactured: BS 8887-220, as good as new and warranted so. */
export const conditions = ['new', 'refurbished', 'remanufactured'] as const;
export type Condition = (typeof conditions)[number];

/** Ways a supplier lets a buyer pay for an offer (the models of `funding`). */
export const fundingModels = ['purchase', 'instalments', 'lease', 'utility', 'service', 'subscription'] as const;
export type FundingModel = (typeof fundingModels)[number];

/** Keys of reference/vat-rates.yaml. */
export const vatCategories = ['standard', 'reduced', 'zero', 'exempt', 'outside-scope'] as const;
export type VatCategory = (typeof vatCategories)[number];

export const warrantyTypes = ['return-to-base', 'collect-and-return', 'on-site', 'none'] as const;
export type WarrantyType = (typeof warrantyTypes)[number];

/** What one is: goods come each, software by seat and term, work by the hour, day, device or weight. */
export const units = [
  'each',
  'device',
  'user-month',
  'user-year',
  'device-month',
  'device-year',
  'month',
  'year',
  'hour',
  'day',
  'visit',
  'project',
  'kilogram',
  'terabyte-month',
  'port-month',
  'unit-hour',
] as const;
export type Unit = (typeof units)[number];

/** How a unit reads after a price: `£21.00 a device a month`. */
export const unitWords: Readonly<
  Record<Unit, { readonly one: string; readonly many: string; readonly after: string }>
> = {
  each: { one: 'item', many: 'items', after: 'each' },
  device: { one: 'device', many: 'devices', after: 'a device' },
  'user-month': { one: 'user a month', many: 'users a month', after: 'a user a month' },
  'user-year': { one: 'user a year', many: 'users a year', after: 'a user a year' },
  'device-month': { one: 'device a month', many: 'devices a month', after: 'a device a month' },
  'device-year': { one: 'device a year', many: 'devices a year', after: 'a device a year' },
  month: { one: 'month', many: 'months', after: 'a month' },
  year: { one: 'year', many: 'years', after: 'a year' },
  hour: { one: 'hour', many: 'hours', after: 'an hour' },
  day: { one: 'day', many: 'days', after: 'a day' },
  visit: { one: 'visit', many: 'visits', after: 'a visit' },
  project: { one: 'project', many: 'projects', after: 'a project' },
  kilogram: { one: 'kilogram', many: 'kilograms', after: 'a kilogram' },
  'terabyte-month': { one: 'terabyte a month', many: 'terabytes a month', after: 'a terabyte a month' },
  'port-month': { one: 'port a month', many: 'ports a month', after: 'a port a month' },
  'unit-hour': { one: 'unit an hour', many: 'units an hour', after: 'a unit an hour' },
};

/** Price each from this many on. */
export interface PriceBreak {
  readonly quantity: number;
  readonly unitPrice: DecimalText;
}

/** Making the device delivered, kg CO2e, as its seller declares it; only where a seller does. */
export interface DeclaredFootprint {
  readonly low: DecimalText;
  readonly typical: DecimalText;
  readonly high: DecimalText;
  /** Whose figure: `Refurbisher, declared`. */
  readonly source: string;
}

/** What a used thing is like: R2v3 cosmetic C0-C9 and functional F1-F6, and the battery against a new one. */
export interface Grades {
  readonly cosmetic: number | null;
  readonly functional: number | null;
  readonly batteryPercent: number | null;
  /** Standard and certificate the condition rests on. */
  readonly evidence: string | null;
}

/** A supplier's line for a product on a lot: what stays while prices and terms change. */
export interface OfferIdentity {
  /** bigint as text. */
  readonly id: string;
  readonly supplierId: string;
  readonly productId: string;
  readonly agreement: string;
  readonly lot: string;
  readonly supplierSku: string;
  readonly unit: Unit;
  readonly condition: Condition;
  readonly grades: Grades;
  readonly declaredFootprint: DeclaredFootprint | null;
  /** In hand now; null where stock does not apply (services, software) or is not said. */
  readonly stock: number | null;
  readonly backOrder: boolean;
  readonly demonstration: boolean;
}

/** Terms of an offer from one London date up to and including another (null: until further notice). */
export interface OfferTerms {
  readonly validFrom: IsoDate;
  readonly validTo: IsoDate | null;
  /** Price of one from the smallest quantity on, pounds without VAT, up to four decimals. */
  readonly unitPrice: DecimalText;
  readonly vatCategory: VatCategory;
  /** In ascending quantity, all above 1; empty where one price holds for all. */
  readonly priceBreaks: readonly PriceBreak[];
  readonly minimumQuantity: number;
  readonly packSize: number;
  /** Working days from order to delivery, or to the start of a service. */
  readonly leadTimeDays: number;
  /** A basket's standard delivery without VAT, and the goods value from which it is free (null: never). */
  readonly deliveryCharge: DecimalText;
  readonly deliveryFreeOver: DecimalText | null;
  /** Standard delivery of a basket that goes off the mainland, always charged; null: as everywhere. */
  readonly deliveryOffMainland: DecimalText | null;
  /** What delivery on the next working day costs instead; null where there is none. */
  readonly nextDayCharge: DecimalText | null;
  readonly warrantyMonths: number;
  readonly warrantyType: WarrantyType;
  readonly fundingModels: readonly FundingModel[];
  /** Whether the supplier takes devices back, and what the buyer pays for one: negative is a rebate; null: not said. */
  readonly takesBack: boolean;
  readonly takeBackCharge: DecimalText | null;
}

/** An offer as it stands on a date. */
export type Offer = OfferIdentity & OfferTerms;

/** Work a supplier adds to its offers: a line of its own, so that the price of the thing stays visible. */
export interface AssociatedService {
  readonly id: string;
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  /** For this offer only; null: for all the supplier's offers on the lot in `categories`. */
  readonly offerId: string | null;
  /** Category paths it goes with, their branches included; empty: all. */
  readonly categories: readonly string[];
  readonly name: string;
  readonly unit: Unit;
  /** Pounds without VAT; negative when the supplier pays. */
  readonly unitPrice: DecimalText;
  readonly validFrom: IsoDate;
  readonly validTo: IsoDate | null;
}
