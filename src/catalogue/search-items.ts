import { conditions, fundingModels, type PriceBreak, units, vatCategories } from './offer.ts';
import { priceLine } from './offer-pricing.ts';
import type { Dictionary } from './search-dictionary.ts';
import { takesBackFlag } from './search-facts.ts';
import type { ItemRow } from './search-items-store.ts';
import { fromAmount } from './search-price.ts';
import type { OfferItem, OfferQuery, OfferSupplier } from './search-query.ts';
import { lotOf } from './search-write-store.ts';

/** Delivery is free from a value no order reaches: it is never free. */
const neverFree = 9_000_000_000_000_000_000n;

/** One result as it is answered, priced for the quantity and the place. */
export function offerItem(
  row: ItemRow,
  { quantity, place: to }: Pick<OfferQuery, 'quantity' | 'place'>,
  around: {
    readonly suppliers: ReadonlyMap<string, OfferSupplier>;
    readonly routes: ReadonlyMap<string, string>;
    readonly dictionary: Dictionary;
    /** As `dayNumber` gives it. */
    readonly day: number;
  },
): OfferItem {
  const prices = row.break_prices ?? [];
  const priceBreaks: readonly PriceBreak[] = (row.break_quantities ?? []).map((each, index) => ({
    quantity: each,
    unitPrice: fromAmount(BigInt(prices[index] ?? 0)),
  }));
  const freeOver = BigInt(row.delivery_free_over);
  const line = priceLine(
    {
      unitPrice: fromAmount(BigInt(row.unit_price)),
      priceBreaks,
      minimumQuantity: row.minimum_quantity,
      packSize: row.pack_size,
      deliveryCharge: fromAmount(BigInt(row.delivery_charge)),
      deliveryFreeOver: freeOver > neverFree ? null : fromAmount(freeOver),
      deliveryOffMainland: row.delivery_off_mainland === null ? null : fromAmount(BigInt(row.delivery_off_mainland)),
      vatCategory: 'standard',
    },
    quantity,
    null,
    to,
  );
  const { dictionary } = around;
  const supplierId = dictionary.entry(row.supplier)?.value ?? '';
  const supplier = around.suppliers.get(supplierId);
  const place = dictionary.entry(row.lot)?.value ?? '';
  const { agreement, lot } = lotOf(place);
  const declaredKg = kilograms(row.declared_kg);
  const publishedKg = kilograms(row.published_kg);
  return {
    offer: row.offer_id,
    product: {
      id: row.product_id,
      slug: row.slug,
      name: row.title,
      manufacturer: row.manufacturer_name,
      mpn: row.mpn,
      category: row.category_path,
      summary: row.summary,
    },
    supplier: {
      id: supplierId,
      name: supplier?.name ?? supplierId,
      sme: supplier?.sme ?? false,
      takesBack: (row.flags & takesBackFlag) !== 0,
    },
    agreement,
    lot,
    route: around.routes.get(place) ?? '',
    condition: conditions[row.condition] ?? '',
    grades: row.grades,
    listPrice: fromAmount(BigInt(row.unit_price)),
    price: line.unitPrice,
    orderQuantity: line.orderQuantity,
    delivery: line.delivery,
    deliveredPrice: line.deliveredNet,
    vatCategory: vatCategories[row.vat] ?? '',
    unit: units[row.unit] ?? '',
    ...(declaredKg === undefined ? {} : { declaredKg }),
    ...(publishedKg === undefined ? {} : { publishedKg }),
    leadDays: row.lead_days,
    stock: row.stock < 0 ? null : row.stock,
    funding: fundingModels.filter((_each, bit) => (row.funding & (1 << bit)) !== 0),
    labels: dictionary.products
      .labelsOf(Number(row.product_id), around.day)
      .flatMap((code) => dictionary.entry(code)?.label ?? []),
  };
}

function kilograms(stored: readonly number[] | null): OfferItem['declaredKg'] {
  const [low, typical, high] = stored ?? [];
  return low === undefined || typical === undefined || high === undefined ? undefined : { low, typical, high };
}
