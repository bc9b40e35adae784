import type { IsoDate } from '../../kernel/dates.ts';
import type { CopyValue } from '../../platform/database/index.ts';
import type { Offer } from '../offer.ts';
import type { PriceLine } from '../price-lines/price-line.ts';
import { mpnKey } from '../price-lines/read-code.ts';
import { searchOffer, type SearchOffer } from '../search-row.ts';

interface Staged {
  readonly line: PriceLine;
  readonly search: SearchOffer;
  readonly startsOn: IsoDate;
}

/** As search rows say that delivery is never free. */
const neverFree = 9_223_372_036_854_775_807n;

const columns: Readonly<Record<string, (staged: Staged) => CopyValue>> = {
  row: ({ line }) => line.row,
  manufacturer_id: ({ line }) => line.manufacturerId,
  mpn: ({ line }) => line.mpn,
  mpn_key: ({ line }) => mpnKey(line.mpn),
  gtin: ({ line }) => line.gtin,
  cost_price: ({ line }) => line.costPrice,
  list_price: ({ line }) => line.listPrice,
  supplier_sku: ({ line }) => line.supplierSku,
  unit: ({ line }) => line.unit,
  condition: ({ line }) => line.condition,
  cosmetic_grade: ({ line }) => line.grades.cosmetic,
  functional_grade: ({ line }) => line.grades.functional,
  battery_percent: ({ line }) => line.grades.batteryPercent,
  condition_evidence: ({ line }) => line.grades.evidence,
  embodied_kg_low: ({ line }) => line.declaredFootprint?.low ?? null,
  embodied_kg_typical: ({ line }) => line.declaredFootprint?.typical ?? null,
  embodied_kg_high: ({ line }) => line.declaredFootprint?.high ?? null,
  embodied_source: ({ line }) => line.declaredFootprint?.source ?? null,
  stock: ({ line }) => line.stock,
  back_order: ({ line }) => line.backOrder,
  valid_from: ({ startsOn }) => startsOn,
  valid_to: ({ line }) => line.validTo,
  unit_price: ({ line }) => line.unitPrice,
  vat_category: ({ line }) => line.vatCategory,
  break_quantities: ({ search }) => search.breaks.map((each) => each.quantity),
  break_prices: ({ line }) => ascending(line).map((each) => each.unitPrice),
  minimum_quantity: ({ line }) => line.minimumQuantity,
  pack_size: ({ line }) => line.packSize,
  lead_time_days: ({ line }) => line.leadTimeDays,
  delivery_charge: ({ line }) => line.deliveryCharge,
  delivery_free_over: ({ line }) => line.deliveryFreeOver,
  delivery_off_mainland: ({ line }) => line.deliveryOffMainland,
  next_day_charge: ({ line }) => line.nextDayCharge,
  warranty_months: ({ line }) => line.warrantyMonths,
  warranty_type: ({ line }) => line.warrantyType,
  funding_models: ({ line }) => line.fundingModels,
  takes_back: ({ line }) => line.takesBack,
  take_back_charge: ({ line }) => line.takeBackCharge,
  search_price: ({ search }) => search.price,
  search_unit_price: ({ search }) => search.unitPrice,
  search_lowest: ({ search }) => search.lowest,
  search_highest: ({ search }) => search.highest,
  search_delivery_charge: ({ search }) => search.deliveryCharge,
  search_delivery_free_over: ({ search }) => search.deliveryFreeOver ?? neverFree,
  search_delivery_off_mainland: ({ search }) => search.deliveryOffMainland,
  search_break_quantities: ({ search }) =>
    search.breaks.length === 0 ? null : search.breaks.map((each) => each.quantity),
  search_break_prices: ({ search }) =>
    search.breaks.length === 0 ? null : search.breaks.map((each) => String(each.unitPrice)),
  search_stock: ({ search }) => search.stock,
  search_condition: ({ search }) => search.condition,
  search_funding: ({ search }) => search.funding,
  search_flags: ({ search }) => search.flags,
  search_vat: ({ search }) => search.vat,
  search_grades: ({ search }) => search.grades,
  search_declared_kg: ({ search }) => search.declaredKg,
};

const writers = Object.values(columns);

/** Columns of staging, in the order of `stagedValues`. */
export const stagedColumns: readonly string[] = ['price_list_id', ...Object.keys(columns)];

/** What the list is, as every line needs it. */
export interface StagingScope {
  readonly listId: string;
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  /** First day of the list: a line that began earlier begins with it. */
  readonly validFrom: IsoDate;
}

/** A line with all that offers, intervals and search rows need; what only the catalogue knows is joined in the database. */
export function stagedValues(line: PriceLine, scope: StagingScope): readonly CopyValue[] {
  const startsOn = line.validFrom < scope.validFrom ? scope.validFrom : line.validFrom;
  const offer: Offer = {
    ...line,
    id: '0',
    productId: '0',
    supplierId: scope.supplierId,
    agreement: scope.agreement,
    lot: scope.lot,
    unit: line.unit ?? 'each',
    demonstration: false,
    validFrom: startsOn,
  };
  const staged = { line, startsOn, search: searchOffer(offer, { value: '', label: '' }) };
  return [scope.listId, ...writers.map((each) => each(staged))];
}

function ascending(line: PriceLine): PriceLine['priceBreaks'] {
  return line.priceBreaks.toSorted((one, other) => one.quantity - other.quantity);
}
