/** Price breaks a file may state for a line, as pairs of columns. */
export const breakNumbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
type BreakNumber = (typeof breakNumbers)[number];

/** What a column of a price list can hold, price breaks aside; in the order of the template. */
export const plainFields = [
  'supplierSku',
  'manufacturer',
  'mpn',
  'gtin',
  'productName',
  'unitPrice',
  'currency',
  'vatCategory',
  'unit',
  'minimumQuantity',
  'packSize',
  'leadTimeDays',
  'deliveryCharge',
  'deliveryFreeOver',
  'deliveryOffMainland',
  'nextDayCharge',
  'stock',
  'backOrder',
  'warrantyMonths',
  'warrantyType',
  'condition',
  'cosmeticGrade',
  'functionalGrade',
  'batteryPercent',
  'conditionEvidence',
  'fundingModels',
  'takesBack',
  'takeBackCharge',
  'footprintLow',
  'footprintTypical',
  'footprintHigh',
  'footprintSource',
  'validFrom',
  'validTo',
  'lot',
  'costPrice',
  'listPrice',
] as const;
export type PlainField = (typeof plainFields)[number];

export type BreakQuantityField = `breakQuantity${BreakNumber}`;
export type BreakPriceField = `breakPrice${BreakNumber}`;

/** What a column of a price list can hold: a stable name for programs. */
export type PriceField = PlainField | BreakQuantityField | BreakPriceField;

/** The pair of columns of each price break, the first break first. */
export const breakPairs: readonly { readonly quantity: BreakQuantityField; readonly price: BreakPriceField }[] =
  breakNumbers.map((each) => ({ quantity: `breakQuantity${each}`, price: `breakPrice${each}` }));

const known: ReadonlySet<string> = new Set<string>([
  ...plainFields,
  ...breakPairs.flatMap((each) => [each.quantity, each.price]),
]);

/** Whether the text names a field, as in a mapping somebody sent. */
export function isPriceField(text: string): text is PriceField {
  return known.has(text);
}
