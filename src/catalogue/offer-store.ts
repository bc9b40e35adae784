import { sql } from 'kysely';
import type { IsoDate } from '../kernel/dates.ts';
import type { DecimalText } from '../kernel/money.ts';
import { type Handle, insertMany } from '../platform/database/index.ts';
import type {
  AssociatedService,
  Condition,
  FundingModel,
  Offer,
  OfferIdentity,
  OfferTerms,
  PriceBreak,
  Unit,
  VatCategory,
  WarrantyType,
} from './offer.ts';
import type { PriceInterval } from './offer-pricing.ts';

interface StoredOffer {
  readonly id: string;
  readonly supplierId: string;
  readonly productId: string;
  readonly agreement: string;
  readonly lot: string;
  readonly supplierSku: string;
  readonly unit: Unit;
  readonly condition: Condition;
  readonly cosmetic: number | null;
  readonly functional: number | null;
  readonly batteryPercent: number | null;
  readonly evidence: string | null;
  readonly embodiedLow: DecimalText | null;
  readonly embodiedTypical: DecimalText | null;
  readonly embodiedHigh: DecimalText | null;
  readonly embodiedSource: string | null;
  readonly stock: number | null;
  readonly backOrder: boolean;
  readonly demonstration: boolean;
  readonly validFrom: IsoDate;
  readonly validTo: IsoDate | null;
  readonly unitPrice: DecimalText;
  readonly vatCategory: VatCategory;
  readonly breakQuantities: readonly number[];
  readonly breakPrices: readonly DecimalText[];
  readonly minimumQuantity: number;
  readonly packSize: number;
  readonly leadTimeDays: number;
  readonly deliveryCharge: DecimalText;
  readonly deliveryFreeOver: DecimalText | null;
  readonly deliveryOffMainland: DecimalText | null;
  readonly nextDayCharge: DecimalText | null;
  readonly warrantyMonths: number;
  readonly warrantyType: WarrantyType;
  readonly fundingModels: readonly FundingModel[];
  readonly takesBack: boolean;
  readonly takeBackCharge: DecimalText | null;
}

const selected = sql`select o.id::text as id, o.supplier_id as "supplierId", o.product_id::text as "productId",
  o.agreement, o.lot, o.supplier_sku as "supplierSku", o.unit, o.condition, o.cosmetic_grade as cosmetic,
  o.functional_grade as functional, o.battery_percent as "batteryPercent", o.condition_evidence as evidence,
  o.embodied_kg_low::text as "embodiedLow", o.embodied_kg_typical::text as "embodiedTypical",
  o.embodied_kg_high::text as "embodiedHigh", o.embodied_source as "embodiedSource", o.stock,
  o.back_order as "backOrder", o.demonstration, i.valid_from::text as "validFrom", i.valid_to::text as "validTo",
  i.unit_price::text as "unitPrice", i.vat_category as "vatCategory", i.break_quantities as "breakQuantities",
  i.break_prices::text[] as "breakPrices", i.minimum_quantity as "minimumQuantity", i.pack_size as "packSize",
  i.lead_time_days as "leadTimeDays", i.delivery_charge::text as "deliveryCharge",
  i.delivery_free_over::text as "deliveryFreeOver", i.delivery_off_mainland::text as "deliveryOffMainland",
  i.next_day_charge::text as "nextDayCharge",
  i.warranty_months as "warrantyMonths", i.warranty_type as "warrantyType", i.funding_models as "fundingModels",
  i.takes_back as "takesBack", i.take_back_charge::text as "takeBackCharge"
  from offer o join offer_interval i on i.offer_id = o.id`;

/** `395.0000` as stored becomes `395.00`; a price finer than a penny keeps its digits. */
function tidy<T extends DecimalText | null>(amount: T): T | DecimalText {
  return amount === null ? amount : amount.replace(/(\.\d{2}\d*?)0+$/, '$1');
}

function breaksOf(quantities: readonly number[], prices: readonly DecimalText[]): readonly PriceBreak[] {
  return quantities.flatMap((quantity, index) => {
    const unitPrice = prices[index];
    return unitPrice === undefined ? [] : [{ quantity, unitPrice: tidy(unitPrice) }];
  });
}

function toOffer(row: StoredOffer): Offer {
  const { cosmetic, functional, batteryPercent, evidence, ...withoutGrades } = row;
  const { embodiedLow, embodiedTypical, embodiedHigh, embodiedSource, ...rest } = withoutGrades;
  const { breakQuantities, breakPrices, ...plain } = rest;
  return {
    ...plain,
    grades: { cosmetic, functional, batteryPercent, evidence },
    declaredFootprint:
      embodiedLow === null || embodiedTypical === null || embodiedHigh === null || embodiedSource === null
        ? null
        : { low: embodiedLow, typical: embodiedTypical, high: embodiedHigh, source: embodiedSource },
    priceBreaks: breaksOf(breakQuantities, breakPrices),
    unitPrice: tidy(row.unitPrice),
    deliveryCharge: tidy(row.deliveryCharge),
    deliveryFreeOver: tidy(row.deliveryFreeOver),
    deliveryOffMainland: tidy(row.deliveryOffMainland),
    nextDayCharge: tidy(row.nextDayCharge),
    takeBackCharge: tidy(row.takeBackCharge),
  };
}

const runningOn = (on: IsoDate) =>
  sql`i.valid_from <= ${on}::date and (i.valid_to is null or i.valid_to >= ${on}::date)`;

/** Every offer for a product that stands on the day, 500 at the most. Served by `offer_product`. */
export async function offersOfProduct(handle: Handle, productId: string, on: IsoDate): Promise<readonly Offer[]> {
  const found = await sql<StoredOffer>`${selected}
    where o.product_id = ${productId}::bigint and ${runningOn(on)} order by o.id limit 500`.execute(handle);
  return found.rows.map(toOffer);
}

/** Every interval of every offer for the products, past and coming ones too. Served by `offer_product`. */
export async function offersOfProducts(handle: Handle, productIds: readonly string[]): Promise<readonly Offer[]> {
  if (productIds.length === 0) return [];
  const found = await sql<StoredOffer>`${selected}
    where o.product_id = any(${productIds}::bigint[]) order by o.id, i.valid_from`.execute(handle);
  return found.rows.map(toOffer);
}

/** Offers by id as they stand on the day; those that do not stand are left out. Served by the primary keys. */
export async function offersById(handle: Handle, ids: readonly string[], on: IsoDate): Promise<readonly Offer[]> {
  if (ids.length === 0) return [];
  const found = await sql<StoredOffer>`${selected}
    where o.id = any(${ids}::bigint[]) and ${runningOn(on)} order by o.id`.execute(handle);
  return found.rows.map(toOffer);
}

/** An offer as price lists and orders name it. */
export interface NamedOffer {
  readonly supplier: string;
  readonly lot: string;
  readonly mpn: string;
  /** Where several agreements have the lot. */
  readonly agreement?: string | undefined;
  /** Where it is offered in several. */
  readonly condition?: string | undefined;
}

/** Offers of a supplier on a lot for a part number as they stand on the day. Served by the unique key of offers. */
export async function offersNamed(handle: Handle, wanted: NamedOffer, on: IsoDate): Promise<readonly Offer[]> {
  const { supplier, lot, mpn, agreement, condition } = wanted;
  const found = await sql<StoredOffer>`${selected}
    where o.supplier_id = ${supplier} and o.lot = ${lot} and ${runningOn(on)}
      and o.product_id in (select id from product where mpn = ${mpn})
      and (${agreement ?? null}::text is null or o.agreement = ${agreement ?? null}::text)
      and (${condition ?? null}::text is null or o.condition = ${condition ?? null}::text)
    order by o.id limit 20`.execute(handle);
  return found.rows.map(toOffer);
}

export type OfferPriceInterval = PriceInterval & {
  readonly priceBreaks: readonly PriceBreak[];
  readonly offerId: string;
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
};

interface StoredPriceInterval extends Omit<OfferPriceInterval, 'priceBreaks'> {
  readonly breakQuantities: readonly number[];
  readonly breakPrices: readonly DecimalText[];
}

/** What a product's offers of a condition cost between two days. Served by `offer_product` and the primary key. */
export async function priceIntervalsOf(
  handle: Handle,
  productId: string,
  condition: Condition,
  from: IsoDate,
  to: IsoDate,
): Promise<readonly OfferPriceInterval[]> {
  const found = await sql<StoredPriceInterval>`
    select o.id::text as "offerId", o.supplier_id as "supplierId", o.agreement, o.lot,
      i.valid_from::text as "validFrom", i.valid_to::text as "validTo", i.unit_price::text as "unitPrice",
      i.break_quantities as "breakQuantities", i.break_prices::text[] as "breakPrices"
    from offer o join offer_interval i on i.offer_id = o.id
    where o.product_id = ${productId}::bigint and o.condition = ${condition}
      and i.valid_from <= ${to}::date and (i.valid_to is null or i.valid_to >= ${from}::date)
    order by i.valid_from, o.id limit 5000`.execute(handle);
  return found.rows.map(({ breakQuantities, breakPrices, ...each }) => ({
    ...each,
    unitPrice: tidy(each.unitPrice),
    priceBreaks: breaksOf(breakQuantities, breakPrices),
  }));
}

/** Services of a supplier on a lot on the day, the offer's own among them. Served by `associated_service_supplier`. */
export async function servicesOf(
  handle: Handle,
  of: { readonly supplierId: string; readonly agreement: string; readonly lot: string; readonly offerId?: string },
  on: IsoDate,
): Promise<readonly AssociatedService[]> {
  const found = await sql<AssociatedService>`
    select id::text as id, supplier_id as "supplierId", agreement, lot, offer_id::text as "offerId", categories, name, unit,
      unit_price::text as "unitPrice", valid_from::text as "validFrom", valid_to::text as "validTo"
    from associated_service s
    where supplier_id = ${of.supplierId} and agreement = ${of.agreement} and lot = ${of.lot}
      and (offer_id is null or offer_id = ${of.offerId ?? null}::bigint)
      and valid_from <= ${on}::date and (valid_to is null or valid_to >= ${on}::date)
    order by id limit 200`.execute(handle);
  return found.rows.map((each) => ({ ...each, unitPrice: tidy(each.unitPrice) }));
}

export async function addOffers(handle: Handle, offers: readonly OfferIdentity[]): Promise<void> {
  await insertMany(handle, 'offer', [
    { name: 'id', type: 'bigint', values: offers.map((each) => each.id) },
    { name: 'supplier_id', type: 'text', values: offers.map((each) => each.supplierId) },
    { name: 'product_id', type: 'bigint', values: offers.map((each) => each.productId) },
    { name: 'agreement', type: 'text', values: offers.map((each) => each.agreement) },
    { name: 'lot', type: 'text', values: offers.map((each) => each.lot) },
    { name: 'supplier_sku', type: 'text', values: offers.map((each) => each.supplierSku) },
    { name: 'unit', type: 'text', values: offers.map((each) => each.unit) },
    { name: 'condition', type: 'text', values: offers.map((each) => each.condition) },
    { name: 'cosmetic_grade', type: 'smallint', values: offers.map((each) => each.grades.cosmetic) },
    { name: 'functional_grade', type: 'smallint', values: offers.map((each) => each.grades.functional) },
    { name: 'battery_percent', type: 'smallint', values: offers.map((each) => each.grades.batteryPercent) },
    { name: 'condition_evidence', type: 'text', values: offers.map((each) => each.grades.evidence) },
    { name: 'embodied_kg_low', type: 'numeric', values: offers.map((each) => each.declaredFootprint?.low ?? null) },
    {
      name: 'embodied_kg_typical',
      type: 'numeric',
      values: offers.map((each) => each.declaredFootprint?.typical ?? null),
    },
    { name: 'embodied_kg_high', type: 'numeric', values: offers.map((each) => each.declaredFootprint?.high ?? null) },
    { name: 'embodied_source', type: 'text', values: offers.map((each) => each.declaredFootprint?.source ?? null) },
    { name: 'stock', type: 'integer', values: offers.map((each) => each.stock) },
    { name: 'back_order', type: 'boolean', values: offers.map((each) => each.backOrder) },
    { name: 'demonstration', type: 'boolean', values: offers.map((each) => each.demonstration) },
  ]);
}

/** Terms of an offer, to be opened. */
export type IntervalRow = OfferTerms & { readonly offerId: string; readonly supplierId: string };

export async function addIntervals(handle: Handle, rows: readonly IntervalRow[]): Promise<void> {
  await insertMany(handle, 'offer_interval', [
    { name: 'offer_id', type: 'bigint', values: rows.map((each) => each.offerId) },
    { name: 'supplier_id', type: 'text', values: rows.map((each) => each.supplierId) },
    { name: 'valid_from', type: 'date', values: rows.map((each) => each.validFrom) },
    { name: 'valid_to', type: 'date', values: rows.map((each) => each.validTo) },
    { name: 'unit_price', type: 'numeric', values: rows.map((each) => each.unitPrice) },
    { name: 'vat_category', type: 'text', values: rows.map((each) => each.vatCategory) },
    {
      name: 'break_quantities',
      type: 'integer[]',
      values: rows.map((each) => each.priceBreaks.map((step) => step.quantity)),
    },
    {
      name: 'break_prices',
      type: 'numeric[]',
      values: rows.map((each) => each.priceBreaks.map((step) => step.unitPrice)),
    },
    { name: 'minimum_quantity', type: 'integer', values: rows.map((each) => each.minimumQuantity) },
    { name: 'pack_size', type: 'integer', values: rows.map((each) => each.packSize) },
    { name: 'lead_time_days', type: 'integer', values: rows.map((each) => each.leadTimeDays) },
    { name: 'delivery_charge', type: 'numeric', values: rows.map((each) => each.deliveryCharge) },
    { name: 'delivery_free_over', type: 'numeric', values: rows.map((each) => each.deliveryFreeOver) },
    { name: 'delivery_off_mainland', type: 'numeric', values: rows.map((each) => each.deliveryOffMainland) },
    { name: 'next_day_charge', type: 'numeric', values: rows.map((each) => each.nextDayCharge) },
    { name: 'warranty_months', type: 'integer', values: rows.map((each) => each.warrantyMonths) },
    { name: 'warranty_type', type: 'text', values: rows.map((each) => each.warrantyType) },
    { name: 'funding_models', type: 'text[]', values: rows.map((each) => each.fundingModels) },
    { name: 'takes_back', type: 'boolean', values: rows.map((each) => each.takesBack) },
    { name: 'take_back_charge', type: 'numeric', values: rows.map((each) => each.takeBackCharge) },
  ]);
}

export type ServiceRow = Omit<AssociatedService, 'id'> & { readonly demonstration: boolean };

export async function addServices(handle: Handle, rows: readonly ServiceRow[]): Promise<void> {
  await insertMany(handle, 'associated_service', [
    { name: 'supplier_id', type: 'text', values: rows.map((each) => each.supplierId) },
    { name: 'agreement', type: 'text', values: rows.map((each) => each.agreement) },
    { name: 'lot', type: 'text', values: rows.map((each) => each.lot) },
    { name: 'offer_id', type: 'bigint', values: rows.map((each) => each.offerId) },
    { name: 'categories', type: 'text[]', values: rows.map((each) => each.categories) },
    { name: 'name', type: 'text', values: rows.map((each) => each.name) },
    { name: 'unit', type: 'text', values: rows.map((each) => each.unit) },
    { name: 'unit_price', type: 'numeric', values: rows.map((each) => each.unitPrice) },
    { name: 'valid_from', type: 'date', values: rows.map((each) => each.validFrom) },
    { name: 'valid_to', type: 'date', values: rows.map((each) => each.validTo) },
    { name: 'demonstration', type: 'boolean', values: rows.map((each) => each.demonstration) },
  ]);
}
