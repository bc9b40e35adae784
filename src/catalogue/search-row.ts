import { type DecimalText, exact, toPence } from '../kernel/money.ts';
import { slug } from '../kernel/text.ts';
import type { IsoDate } from '../kernel/dates.ts';
import {
  type Attribute,
  bandOf,
  type CategoryTree,
  formatSpecificationValue,
  specificationLine,
} from './categories.ts';
import type { Band, SpecificationValue } from './category.ts';
import { conditions, fundingModels, type Offer, units, vatCategories } from './offer.ts';
import type { Product, ProductLabel } from './product.ts';
import { embodiedKg } from './product-footprint.ts';
import { takesBackFlag } from './search-facts.ts';
import { orderQuantity, unitPriceAt } from './offer-pricing.ts';
import { toAmount } from './search-price.ts';
import { isSpellable, type SearchText, textVector, weighedWords } from './search-text.ts';
import { partNumberKey } from './search-words.ts';

/** A value people filter by, with the words it is shown in. */
export interface Named {
  readonly value: string;
  readonly label: string;
}

/** What search keeps of a product. */
export interface SearchProduct {
  readonly productId: string;
  readonly category: Named;
  readonly manufacturer: Named;
  readonly labels: readonly (Named & { readonly until: IsoDate })[];
  /** `memory=12..16`, `memory=16`, `touch=yes`, `system=ChromeOS`. */
  readonly attributes: readonly Named[];
  readonly vector: string;
  /** Words that misspelt ones are compared with. */
  readonly words: readonly string[];
  readonly slug: string;
  readonly title: string;
  readonly mpn: string;
  readonly summary: string;
  /** Making one, kg CO2e, as its maker published it: low, typical and high; null where nothing is published. */
  readonly publishedKg: readonly [number, number, number] | null;
}

/** What search keeps of an offer in one interval. */
export interface SearchOffer {
  readonly offerId: string;
  readonly productId: string;
  readonly category: Named;
  readonly supplier: string;
  readonly agreement: string;
  readonly lot: string;
  readonly validFrom: IsoDate;
  readonly validTo: IsoDate | null;
  /** Each when one is wanted. */
  readonly price: bigint;
  /** Each below the first price break; the breaks in ascending quantity. All amounts are ten-thousandths of a pound. */
  readonly unitPrice: bigint;
  readonly lowest: bigint;
  readonly highest: bigint;
  readonly breaks: readonly { readonly quantity: number; readonly unitPrice: bigint }[];
  readonly minimumQuantity: number;
  readonly packSize: number;
  readonly deliveryCharge: bigint;
  /** Goods value from which delivery is free; null: never. */
  readonly deliveryFreeOver: bigint | null;
  /** Delivery off the mainland; null: as everywhere. */
  readonly deliveryOffMainland: bigint | null;
  /** -1 where stock does not apply or is not said. */
  readonly stock: number;
  readonly spread: number;
  readonly leadDays: number;
  readonly condition: number;
  readonly funding: number;
  readonly flags: number;
  /** Only shown: places in the lists of units and VAT categories, and grades as they are printed. */
  readonly unit: number;
  readonly vat: number;
  readonly grades: string;
  /** Making it, kg CO2e: low, typical and high; null where the seller declares nothing. */
  readonly declaredKg: readonly [number, number, number] | null;
}

/** How a band stands in an address: `8`, `8..16`, `32..`, `..127`. */
export function bandValue(band: Band): string {
  return band.from === band.to ? String(band.from) : `${band.from ?? ''}..${band.to ?? ''}`;
}

/** How a label is called: `TCO Certified 10`, `EPEAT Gold`, `ENERGY STAR`. */
export function labelName(label: Pick<ProductLabel, 'scheme' | 'level' | 'version'>): string {
  return [label.scheme, label.level ?? label.version].filter((each) => each !== null).join(' ');
}

/** The values of an attribute that a product is found under; the first is the one people choose. */
export function attributeValues(attribute: Attribute, value: SpecificationValue): readonly Named[] {
  if (typeof value === 'object') return [];
  const shown = formatSpecificationValue(attribute, value);
  const named = (text: string, label: string): Named => ({ value: `${attribute.key}=${text}`, label });
  if (typeof value === 'boolean') return [named(value ? 'yes' : 'no', shown)];
  const band = bandOf(attribute, value);
  const plain = named(String(value), shown);
  if (band === undefined) return [plain];
  const chosen = named(bandValue(band), band.label);
  return chosen.value === plain.value ? [chosen] : [chosen, plain];
}

/** What people can choose of an attribute, in order: its bands, its choices, or yes and no. */
export function attributeChoices(attribute: Attribute): readonly Named[] {
  if (attribute.bands !== undefined)
    return attribute.bands.map((each) => ({ value: bandValue(each), label: each.label }));
  if (attribute.choices !== undefined) return attribute.choices.map((each) => ({ value: each, label: each }));
  if (attribute.type !== 'boolean') return [];
  return [
    { value: 'yes', label: 'Yes' },
    { value: 'no', label: 'No' },
  ];
}

/** Makes what search keeps of a product. Categories' names and the other words for them are part of its text. */
export function searchProduct(product: Product, tree: CategoryTree): SearchProduct {
  const category = tree.get(product.category);
  const known = category === undefined ? [] : [...tree.ancestors(category.id), category];
  const filters = tree.filtersOf(product.category);
  const summary = category === undefined ? '' : specificationLine(category, product.specification);
  const values = (category?.attributes ?? []).flatMap((attribute) => {
    const value = product.specification[attribute.key];
    if (value === undefined || value === false) return [];
    return [value === true ? attribute.label : formatSpecificationValue(attribute, value)];
  });
  const text: SearchText = {
    names: [product.title, product.manufacturer.name, product.mpn, partNumberKey(product.mpn), product.gtin ?? ''],
    category: known.flatMap((each) => [each.name, each.noun.one, ...each.synonyms]),
    specification: [summary, ...values, ...product.labels.map(labelName)],
    description: [product.description],
  };
  const words = weighedWords(text);
  const made = product.footprint === null ? null : embodiedKg(product.footprint);
  return {
    productId: product.id,
    category: { value: product.category, label: category?.name ?? product.category },
    manufacturer: { value: product.manufacturer.id, label: product.manufacturer.name },
    labels: product.labels.map((each) => ({
      value: slug(labelName(each)),
      label: labelName(each),
      until: each.validTo,
    })),
    attributes: filters.flatMap((attribute) => {
      const value = product.specification[attribute.key];
      return value === undefined ? [] : attributeValues(attribute, value);
    }),
    vector: textVector(words),
    words: [...words.keys()].filter(isSpellable),
    slug: product.slug,
    title: product.title,
    mpn: product.mpn,
    summary,
    publishedKg: made === null ? null : [Number(made.low), Number(made.typical), Number(made.high)],
  };
}

const wholePence = /^\d+(\.\d\d?)?$/;

/** A charge as it is charged, in whole pence. */
function toPenceAmount(charge: DecimalText): bigint {
  return toAmount(wholePence.test(charge) ? charge : toPence(exact(charge)).toFixed(2));
}

/** Makes what search keeps of an offer's interval; `category` is that of its product. */
export function searchOffer(offer: Offer, category: Named): SearchOffer {
  const prices = [offer.unitPrice, ...offer.priceBreaks.map((each) => each.unitPrice)].map(toAmount);
  const { cosmetic, functional } = offer.grades;
  const declared = offer.declaredFootprint;
  return {
    offerId: offer.id,
    productId: offer.productId,
    category,
    supplier: offer.supplierId,
    agreement: offer.agreement,
    lot: offer.lot,
    validFrom: offer.validFrom,
    validTo: offer.validTo,
    price: toAmount(unitPriceAt(offer, orderQuantity(offer, 1))),
    unitPrice: toAmount(offer.unitPrice),
    lowest: prices.reduce((least, each) => (each < least ? each : least)),
    highest: prices.reduce((most, each) => (each > most ? each : most)),
    breaks: offer.priceBreaks
      .map((each) => ({ quantity: each.quantity, unitPrice: toAmount(each.unitPrice) }))
      .toSorted((one, other) => one.quantity - other.quantity),
    minimumQuantity: offer.minimumQuantity,
    packSize: offer.packSize,
    deliveryCharge: toPenceAmount(offer.deliveryCharge),
    deliveryFreeOver: offer.deliveryFreeOver === null ? null : toAmount(offer.deliveryFreeOver),
    deliveryOffMainland: offer.deliveryOffMainland === null ? null : toPenceAmount(offer.deliveryOffMainland),
    stock: offer.stock ?? -1,
    spread: spreadOf(offer.id),
    leadDays: offer.leadTimeDays,
    condition: conditions.indexOf(offer.condition),
    funding: offer.fundingModels.reduce((mask, each) => mask | (1 << fundingModels.indexOf(each)), 0),
    flags: offer.takesBack ? takesBackFlag : 0,
    unit: units.indexOf(offer.unit),
    vat: vatCategories.indexOf(offer.vatCategory),
    grades: [cosmetic === null ? '' : `C${cosmetic}`, functional === null ? '' : `F${functional}`].join(' ').trim(),
    declaredKg: declared === null ? null : [Number(declared.low), Number(declared.typical), Number(declared.high)],
  };
}

/** Numbers below this are given out evenly to offers. */
export const spreadEnd = 2_147_483_647;

/** A number that says nothing of the offer, evenly spread from 0 up to `spreadEnd`: the same for the same id. */
export function spreadOf(offerId: string | number): number {
  const id = Number(offerId);
  let mixed = ((id % 4_294_967_296) >>> 0) ^ Math.floor(id / 4_294_967_296);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % spreadEnd;
}
