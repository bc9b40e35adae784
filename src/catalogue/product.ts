import type { IsoDate } from '../kernel/dates.ts';
import type { Specification } from './category.ts';
import type { ProductFootprint, ProductIdentity } from './product-footprint.ts';

/** Who stands behind a product's name: a maker of goods, a publisher of software, or a defined service that many give. */
export const manufacturerKinds = ['maker', 'publisher', 'service'] as const;
export type ManufacturerKind = (typeof manufacturerKinds)[number];

export interface Manufacturer {
  /** Text slug, `norvik`. */
  readonly id: string;
  readonly name: string;
  readonly kind: ManufacturerKind;
  /** Other spellings suppliers use. */
  readonly aliases: readonly string[];
  readonly demonstration: boolean;
}

/** An environmental label a product holds, as registered: it ends, and holds for a country. */
export interface ProductLabel {
  /** `TCO Certified`, `EPEAT`, `ENERGY STAR`. */
  readonly scheme: string;
  /** `Gold`; null where the scheme has no levels. */
  readonly level: string | null;
  /** Version of the criteria: `10`. */
  readonly version: string | null;
  readonly country: string;
  readonly validTo: IsoDate;
}

/** The shared master record: what a thing is, whoever sells it. Manufacturer and part number identify it. */
export interface Product {
  /** bigint as text. */
  readonly id: string;
  /** Part of its address, made from manufacturer and part number. */
  readonly slug: string;
  readonly manufacturer: Pick<Manufacturer, 'id' | 'name' | 'kind'>;
  /** The maker's part number, kept exactly as written; the model's name where that is how the product is known. */
  readonly mpn: string;
  readonly identifiedBy: ProductIdentity;
  readonly gtin: string | null;
  /** The model, without the maker: `N14 Education`. */
  readonly name: string;
  /** As people read it: `Norvik N14 Education`. */
  readonly title: string;
  readonly description: string;
  /** Category path, `end-user-devices/laptops`. */
  readonly category: string;
  readonly unspsc: string | null;
  readonly cpv: string | null;
  readonly specification: Specification;
  readonly labels: readonly ProductLabel[];
  /** First and last day the maker sells it, and last day of the maker's updates; null where unknown. */
  readonly launched: IsoDate | null;
  readonly endOfSale: IsoDate | null;
  readonly endOfSupport: IsoDate | null;
  readonly demonstration: boolean;
  /** What its maker published of its emissions; null where nothing is known. */
  readonly footprint: ProductFootprint | null;
}

/** A product on its way in: checked, without an id. */
export type NewProduct = Omit<Product, 'id' | 'title'>;

/** `Norvik N14 Education`; a defined service goes by its own name alone. */
export function productTitle(manufacturer: Pick<Manufacturer, 'name' | 'kind'>, name: string): string {
  return manufacturer.kind === 'service' ? name : `${manufacturer.name} ${name}`;
}

/**
 * Whether the digits are a GTIN-8, -12, -13 or -14 with a right check digit: from the right, digits weigh 1, 3, 1, 3 …
 * and the sum is a multiple of ten (GS1 General Specifications, 7.9).
 */
export function isGtin(text: string): boolean {
  if (!/^(\d{8}|\d{12}|\d{13}|\d{14})$/.test(text)) return false;
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum += Number(text[text.length - 1 - at]) * (at % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}

/** The digits with their check digit appended. Throws a RangeError unless given 7, 11, 12 or 13 digits. */
export function withCheckDigit(digits: string): string {
  const found = Array.from({ length: 10 }, (_each, digit) => `${digits}${digit}`).find(isGtin);
  if (found === undefined) throw new RangeError(`No GTIN begins with ${digits}`);
  return found;
}
