import { sql } from 'kysely';
import { conditions, type Offer, units, vatCategories } from '../../src/catalogue/offer.ts';
import { offersOfProducts } from '../../src/catalogue/offer-store.ts';
import type { PriceLine } from '../../src/catalogue/price-lines/index.ts';
import { stagedColumns, stagedValues, type StagingScope } from '../../src/catalogue/price-lists/staged-line.ts';
import { findProducts } from '../../src/catalogue/product-store.ts';
import { searchOffer } from '../../src/catalogue/search-row.ts';
import { isoDate } from '../../src/kernel/dates.ts';
import { copyText, type Database, type Handle } from '../../src/platform/database/index.ts';
import { plainTerms } from './plain-terms.ts';

/** A sound line of a price list; what a test does not say is plain. */
export function priceLine(
  line: Pick<PriceLine, 'row' | 'supplierSku' | 'manufacturerId' | 'mpn' | 'unitPrice'> & Partial<PriceLine>,
): PriceLine {
  return {
    gtin: null,
    unit: null,
    condition: 'new',
    grades: { cosmetic: null, functional: null, batteryPercent: null, evidence: null },
    declaredFootprint: null,
    stock: null,
    backOrder: false,
    costPrice: null,
    listPrice: null,
    validFrom: isoDate('2000-01-01'),
    ...plainTerms,
    ...line,
  };
}

/** Puts lines into staging as reading does. */
export async function stage(database: Database, scope: StagingScope, lines: readonly PriceLine[]): Promise<void> {
  const text = lines.map((each) => copyText(stagedValues(each, scope))).join('');
  await database.copyRows('price_list_line', stagedColumns, [Buffer.from(text)]);
}

/** Offers whose intervals overlap: there must never be one. */
export async function overlapping(handle: Handle): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`
    select distinct a.offer_id::text as id from offer_interval a join offer_interval b
      on b.offer_id = a.offer_id and b.valid_from > a.valid_from
      and (a.valid_to is null or a.valid_to >= b.valid_from)`.execute(handle);
  return found.rows.map((each) => each.id);
}

interface StoredSearchRow {
  readonly offer_id: string;
  readonly valid_from: string;
  readonly [column: string]: unknown;
}

/** Search rows that are not what the offers and their intervals make; empty when all agree. */
export async function searchDisagreements(handle: Handle): Promise<readonly string[]> {
  const products = await sql<{ id: string }>`select distinct product_id::text as id from offer`.execute(handle);
  const ids = products.rows.map((each) => each.id);
  const [offers, known] = [await offersOfProducts(handle, ids), await findProducts(handle, ids)];
  const categories = new Map(known.map((each) => [each.id, each.category]));
  const rows = await sql<StoredSearchRow>`
    select s.offer_id::text, s.product_id::text, s.price::text, s.unit_price::text, s.lowest::text, s.highest::text,
      s.delivery_charge::text, s.delivery_free_over::text, s.delivery_off_mainland::text, s.valid_from::text, s.valid_to::text, category.value as category,
      supplier.value as supplier, lot.value as lot, s.stock, s.minimum_quantity, s.pack_size, s.spread, s.lead_days,
      s.condition, s.funding, s.flags, s.break_quantities, s.break_prices::text[], s.unit, s.vat, s.grades, s.declared_kg
    from search_offer s join search_code category on category.code = s.category
    join search_code supplier on supplier.code = s.supplier join search_code lot on lot.code = s.lot`.execute(handle);
  const found = new Map(rows.rows.map((each) => [`${each.offer_id} ${each.valid_from}`, JSON.stringify(each)]));
  const wanted = new Map(
    offers.map((each) => [`${each.id} ${each.validFrom}`, JSON.stringify(expected(each, categories))]),
  );
  const keys = new Set([...found.keys(), ...wanted.keys()]);
  return [...keys]
    .filter((key) => found.get(key) !== wanted.get(key))
    .map((key) => `${key}: ${found.get(key) ?? 'no search row'} instead of ${wanted.get(key) ?? 'none'}`);
}

function expected(offer: Offer, categories: ReadonlyMap<string, string>) {
  const row = searchOffer(offer, { value: categories.get(offer.productId) ?? '', label: '' });
  const breaks = row.breaks.length === 0 ? null : row.breaks;
  return {
    offer_id: row.offerId,
    product_id: row.productId,
    price: String(row.price),
    unit_price: String(row.unitPrice),
    lowest: String(row.lowest),
    highest: String(row.highest),
    delivery_charge: String(row.deliveryCharge),
    delivery_free_over: String(row.deliveryFreeOver ?? 9_223_372_036_854_775_807n),
    delivery_off_mainland: row.deliveryOffMainland === null ? null : String(row.deliveryOffMainland),
    valid_from: row.validFrom,
    valid_to: row.validTo ?? 'infinity',
    category: row.category.value,
    supplier: row.supplier,
    lot: `${row.agreement}/${row.lot}`,
    stock: row.stock,
    minimum_quantity: row.minimumQuantity,
    pack_size: row.packSize,
    spread: row.spread,
    lead_days: row.leadDays,
    condition: conditions.indexOf(offer.condition),
    funding: row.funding,
    flags: row.flags,
    break_quantities: breaks?.map((each) => each.quantity) ?? null,
    break_prices: breaks?.map((each) => String(each.unitPrice)) ?? null,
    unit: units.indexOf(offer.unit),
    vat: vatCategories.indexOf(offer.vatCategory),
    grades: row.grades,
    declared_kg: row.declaredKg,
  };
}
