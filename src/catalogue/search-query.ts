import { type DeliveryPlace, type DeliveryPlaces, readDeliveryPlace } from '../agreements/index.ts';
import type { IsoDate } from '../kernel/dates.ts';
import { type DecimalText, exact } from '../kernel/money.ts';
import { fail, type Outcome, succeed } from '../kernel/outcome.ts';
import { cleanLine } from '../kernel/text.ts';
import { fundingModels } from './offer.ts';
import { readCursor } from './search-cursor.ts';
import { ParameterReader, type RawQuery } from './search-parameters.ts';

export type { RawQuery } from './search-parameters.ts';

export const offerSorts = ['relevance', 'price', '-price', 'deliveredPrice', 'leadTime', 'emissions'] as const;
export type OfferSort = (typeof offerSorts)[number];

/** The code of the problem that a sort by emissions is asked for more makers than one. */
export const makersUnranked = 'sort-one-maker';

export const offerConditions = ['new', 'refurbished', 'remanufactured'] as const;
export const offerRoutes = ['catalogue', 'direct-award', 'further-competition'] as const;
export const offerGroupings = ['offer', 'product'] as const;

/** Working days offered as choices of "delivered within". */
export const leadTimeBands: readonly number[] = [5, 10, 20];

/** The greatest values that are read; beyond them a parameter is refused. */
export const queryLimits = {
  quantity: 1_000_000,
  leadDays: 1_000,
  page: 100,
  choices: 50,
  attributes: 12,
  price: '100000000',
} as const;

/** What is looked for, on one day. Lists hold alternatives: any of them will do; empty means no wish. */
export interface OfferQuery {
  /** The words as typed, on one line; empty to browse. */
  readonly q: string;
  /** Take the words as they are: no correction of misspelt ones. */
  readonly exact: boolean;
  /** London date whose prices, offers and standing are meant. */
  readonly on: IsoDate;
  /** How many units are wanted: prices, price filters and sorting are for that number. */
  readonly quantity: number;
  /** Where the order goes: delivery, and the order by the price with delivery, are for that place. Absent: the mainland. */
  readonly place?: DeliveryPlace;
  readonly agreement: readonly string[];
  /** Lot numbers. */
  readonly lot: readonly string[];
  /** Category paths; a branch includes everything under it. */
  readonly category: readonly string[];
  readonly manufacturer: readonly string[];
  readonly condition: readonly string[];
  /** Supplier identifiers. */
  readonly supplier: readonly string[];
  /** The plainest way to buy that the offer's lot allows. */
  readonly route: readonly string[];
  /** Labels the product holds current evidence of. */
  readonly label: readonly string[];
  /** Ways to pay offered. */
  readonly funding: readonly string[];
  /** Pounds each without VAT, at the quantity, both inclusive. */
  readonly minPrice?: DecimalText;
  readonly maxPrice?: DecimalText;
  /** Delivered within this number of working days. */
  readonly within?: number;
  /** Only small and medium-sized suppliers. */
  readonly sme: boolean;
  /** Only suppliers that take devices back. */
  readonly takesBack: boolean;
  /** Only offers with enough stock for the quantity. */
  readonly stock: boolean;
  /** Wanted values by attribute: a choice (`windows-11`), a number (`16`) or a band (`8..16`, `32..`). */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly sort: OfferSort;
  readonly limit: number;
  /** Where the page before ended. */
  readonly cursor?: string;
  /** `product`: one row a product and condition, with its lowest offer. */
  readonly group: (typeof offerGroupings)[number];
  readonly facets: boolean;
}

export interface OfferSupplier {
  readonly id: string;
  readonly name: string;
  readonly sme: boolean;
  readonly takesBack: boolean;
}

/** One result: an offer, with the product it is for. Amounts are pounds without VAT. */
export interface OfferItem {
  readonly offer: string;
  readonly product: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly manufacturer: string;
    readonly mpn: string;
    readonly category: string;
    /** The few specifications that tell it apart, in words: `14 inch, 8 GB, 256 GB SSD`. */
    readonly summary: string;
  };
  readonly supplier: OfferSupplier;
  readonly agreement: string;
  readonly lot: string;
  readonly route: string;
  readonly condition: string;
  /** Such as `C6 F5`; empty for new goods. */
  readonly grades: string;
  /** Each, for one. */
  readonly listPrice: DecimalText;
  /** Each, at the quantity. */
  readonly price: DecimalText;
  /** The least number at or above the quantity that can be ordered (minimum and pack size). */
  readonly orderQuantity: number;
  /** Delivery for the whole order, to the place asked about. */
  readonly delivery: DecimalText;
  /** `orderQuantity` times `price`, and delivery. */
  readonly deliveredPrice: DecimalText;
  readonly vatCategory: string;
  /** What one is (`each`, `user-month`, …, the units of offer.ts); pages need it to print a price. */
  readonly unit?: string;
  /** Making it, kg CO2e, where the seller declares it (second-life goods): shown instead of the category's figure. */
  readonly declaredKg?: { readonly low: number; readonly typical: number; readonly high: number };
  /** Making a new one, kg CO2e, where its maker published it: of any condition, but only new goods go by it. */
  readonly publishedKg?: { readonly low: number; readonly typical: number; readonly high: number };
  readonly leadDays: number;
  readonly stock: number | null;
  readonly funding: readonly string[];
  readonly labels: readonly string[];
  /** With `group=product`: how many offers match for the product in this condition, and which of them this is. */
  readonly offers?: number;
  readonly pick?: 'lowest' | 'quickest' | 'lowest-emission';
}

export interface FacetValue {
  readonly value: string;
  readonly label: string;
  /** Results with this choice and all choices of the other groups. */
  readonly count: number;
  /** False where the count is an estimate from a sample, two figures of it, because there are too many to count. */
  readonly exact: boolean;
  readonly chosen: boolean;
}

/** A group of choices. `name` is the parameter that takes them (`condition`, `attr.memoryGb`). */
export interface Facet {
  readonly name: string;
  readonly label: string;
  /** Choices with results that are not among the values: only the commonest of a long list are. */
  readonly more: number;
  readonly values: readonly FacetValue[];
}

/** What to take out of an empty search, and how many results that gives. */
export interface Relaxation {
  /** Parameters to drop; `q` stands for the words in `value`, or for all of them. */
  readonly remove: readonly string[];
  readonly value?: string;
  /** Where words are taken out: what `q` becomes. */
  readonly q?: string;
  /** How many things it takes out, where that is more than one. */
  readonly together?: number;
  readonly label: string;
  readonly count: number;
  /** There may be more than `count`: it was not counted further. */
  readonly atLeast?: boolean;
}

export interface OfferPage {
  /** Offers that match; when `totalIsExact` is false there are more than this. */
  readonly total: number;
  readonly totalIsExact: boolean;
  /** With `group=product`: products (counted once a condition) that match. */
  readonly totalProducts?: number;
  readonly items: readonly OfferItem[];
  /** Counts ignore the choices of their own group. */
  readonly facets: readonly Facet[];
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
  /** The category whose attributes are among the facets: the one chosen, or the one most results are in. */
  readonly focus?: string;
  /** The quantity, place and day the answer is for. */
  readonly quantity: number;
  readonly place?: DeliveryPlace;
  readonly on: IsoDate;
  /** Words that nothing is called by, and the near ones that were searched for instead. */
  readonly corrected?: { readonly from: string; readonly to: string };
  /** On an empty result: what to take out. */
  readonly relax?: readonly Relaxation[];
}

/** Parameters that take one or more choices, in the order pages show them. */
export const choiceParameters = [
  'agreement',
  'lot',
  'category',
  'manufacturer',
  'condition',
  'supplier',
  'route',
  'label',
  'funding',
] as const;

const flagParameters = ['sme', 'takesBack', 'stock', 'exact'] as const;

/** Every parameter; attributes come as `attr.<id>`. */
export const offerParameters: readonly string[] = [
  'q',
  ...choiceParameters,
  ...flagParameters,
  'minPrice',
  'maxPrice',
  'within',
  'on',
  'quantity',
  'place',
  'sort',
  'limit',
  'cursor',
  'group',
  'facets',
];

const attributeName = /^attr\.([A-Za-z][A-Za-z0-9_-]{0,59})$/;

/**
 * Reads a query string. `day` is the date meant when none is given. With `unknown: 'refuse'` (programs) a parameter that does
 * not exist is a problem; pages ignore it, because addresses gain parameters on their way through mail and messages.
 */
export function parseOfferQuery(
  raw: RawQuery,
  options: {
    readonly day: IsoDate;
    readonly unknown: 'refuse' | 'ignore';
    /** Where the mainland ends. */
    readonly places: DeliveryPlaces;
    readonly limit?: number;
  },
): Outcome<OfferQuery> {
  const read = new ParameterReader(raw, queryLimits);
  const attributes: Record<string, readonly string[]> = {};
  for (const name of Object.keys(raw)) {
    const attribute = attributeName.exec(name)?.[1];
    if (attribute !== undefined) {
      const values = read.choices(name);
      if (values.length > 0) attributes[attribute] = values;
    } else if (options.unknown === 'refuse' && !offerParameters.includes(name)) {
      read.refuse(
        name,
        String(raw[name]),
        `${cleanLine(name.slice(0, 60))} is not a parameter of this address.`,
        'Take it out, or look at the list of parameters at /api.',
        'parameter-unknown',
      );
    }
  }
  const attributeCount = Object.keys(attributes).length;
  if (attributeCount > queryLimits.attributes) {
    read.refuse(
      'attr',
      String(attributeCount),
      'There are too many attributes.',
      `Give ${queryLimits.attributes} at the most.`,
    );
  }
  const minPrice = read.money('minPrice');
  const maxPrice = read.money('maxPrice');
  if (minPrice !== undefined && maxPrice !== undefined && exact(minPrice).gt(maxPrice)) {
    read.refuse('minPrice', minPrice, 'minPrice is above maxPrice.', 'Swap the two, or take one out.');
  }
  const within = read.whole('within', 0, queryLimits.leadDays);
  const postcode = read.one('place');
  const place = postcode === undefined ? undefined : readDeliveryPlace(postcode, options.places);
  if (place?.ok === false) read.problems.push(...place.problems);
  const cursor = read.one('cursor');
  const query: OfferQuery = {
    q: cleanLine(read.all('q').join(' ').slice(0, 20_000)).slice(0, 10_000),
    exact: read.flag('exact'),
    // A page belongs to the day its search began on, past midnight too.
    on: read.date('on') ?? (cursor === undefined ? undefined : readCursor(cursor)?.on) ?? options.day,
    quantity: read.whole('quantity', 1, queryLimits.quantity) ?? 1,
    agreement: read.choices('agreement'),
    lot: read.choices('lot'),
    category: read.choices('category'),
    manufacturer: read.choices('manufacturer'),
    condition: read.choices('condition', offerConditions),
    supplier: read.choices('supplier'),
    route: read.choices('route', offerRoutes),
    label: read.choices('label'),
    funding: read.choices('funding', fundingModels),
    sme: read.flag('sme'),
    takesBack: read.flag('takesBack'),
    stock: read.flag('stock'),
    attributes,
    sort: read.member('sort', offerSorts, 'relevance'),
    limit: read.whole('limit', 1, queryLimits.page) ?? options.limit ?? 20,
    group: read.member('group', offerGroupings, 'offer'),
    facets: read.member('facets', ['on', 'off'], 'on') === 'on',
    ...(minPrice === undefined ? {} : { minPrice }),
    ...(maxPrice === undefined ? {} : { maxPrice }),
    ...(within === undefined ? {} : { within }),
    ...(place?.ok === true ? { place: place.value } : {}),
    ...(cursor === undefined ? {} : { cursor }),
  };
  if (query.sort === 'emissions' && query.manufacturer.length !== 1) {
    read.refuse(
      'sort',
      query.sort,
      'Makers count emissions in different ways, so offers can be sorted by them only within one maker.',
      'Choose exactly one maker with manufacturer, or take another sort.',
      makersUnranked,
    );
  }
  return read.problems.length > 0 ? fail(...read.problems) : succeed(query);
}
