import { exact } from '../../src/kernel/money.ts';
import { slug } from '../../src/kernel/text.ts';
import type { SpecificationValue } from '../../src/catalogue/category.ts';
import { conditions, type Offer } from '../../src/catalogue/offer.ts';
import { priceLine } from '../../src/catalogue/offer-pricing.ts';
import type { Product } from '../../src/catalogue/product.ts';
import { embodiedKg } from '../../src/catalogue/product-footprint.ts';
import { namedCategories } from '../../src/catalogue/search-plan.ts';
import type { OfferQuery } from '../../src/catalogue/search-query.ts';
import { labelName } from '../../src/catalogue/search-row.ts';
import { fragmentOf, partNumberKey, type QueryWord, queryWords, wordsOf } from '../../src/catalogue/search-words.ts';
import type { SearchWorld } from './search-world.ts';

/**
 * Searching as one would write it with time to spare: every offer looked at, every wish asked anew. What the real search
 * answers must be the same.
 */
export interface ReferenceResult {
  /** Offers in order; with `group=product` those that speak for their product. */
  readonly order: readonly string[];
  readonly total: number;
  /** Results with one more choice, the others of its parameter left aside. */
  count(name: string, value: string): number;
}

interface Candidate {
  readonly offer: Offer;
  readonly product: Product;
  readonly rank: number;
  readonly price: number;
  readonly delivered: number;
  readonly orderQuantity: number;
}

type Fields = readonly [
  names: readonly string[],
  category: readonly string[],
  spec: readonly string[],
  rest: readonly string[],
];

function fieldsOf(product: Product, world: SearchWorld): Fields {
  const tree = world.categories;
  const leaf = tree.get(product.category);
  const line = leaf === undefined ? [] : [...tree.ancestors(leaf.id), leaf];
  const values = Object.entries(product.specification).flatMap(([key, value]) => {
    const attribute = leaf?.attributes.find((each) => each.key === key);
    if (attribute === undefined || value === false) return [];
    return [value === true ? attribute.label : `${plain(value) ?? ''} ${attribute.unit ?? ''}`];
  });
  return [
    [product.title, product.mpn, partNumberKey(product.mpn)].flatMap(wordsOf),
    line.flatMap((each) => [each.name, each.noun.one, ...each.synonyms]).flatMap(wordsOf),
    [...values, ...product.labels.map(labelName)].flatMap(wordsOf),
    wordsOf(product.description),
  ];
}

function has(words: readonly string[], word: QueryWord): boolean {
  return word.forms.some((form) =>
    form.every((part) => words.some((each) => (part.prefix ? each.startsWith(part.word) : each === part.word))),
  );
}

function rankOf(product: Product, words: readonly QueryWord[], world: SearchWorld): number | undefined {
  if (words.length === 0) return 0;
  const fields = fieldsOf(product, world);
  const within = [1, 2, 3, 4].map((count) => fields.slice(0, count).flat());
  const key = partNumberKey(product.mpn);
  const inside = (word: QueryWord): boolean => key.includes(fragmentOf(word) ?? ' ');
  const first = within.findIndex((text) => words.every((word) => has(text, word) || inside(word)));
  if (first === -1) return undefined;
  const named = namedCategories(words, world.categories).includes(product.category);
  return 3 - first + (named ? 4 : 0);
}

/** The wishes of a query by parameter; each can be asked with other values. */
function meets(
  name: string,
  values: readonly string[],
  { offer, product, price, orderQuantity }: Candidate,
  query: OfferQuery,
  world: SearchWorld,
): boolean {
  const lot = world.lots.find((each) => each.agreement === offer.agreement && each.lot === offer.lot);
  switch (name) {
    case 'agreement':
      return values.includes(offer.agreement);
    case 'lot':
      return values.includes(offer.lot);
    case 'route':
      return lot !== undefined && values.includes(lot.route);
    case 'category':
      return values.some((each) => {
        const scope = world.categories.scope(each);
        const inside = scope.categories.includes(product.category);
        return inside && (scope.conditions.length === 0 || scope.conditions.includes(offer.condition));
      });
    case 'manufacturer':
      return values.includes(product.manufacturer.id);
    case 'condition':
      return values.includes(offer.condition);
    case 'supplier':
      return values.includes(offer.supplierId);
    case 'label':
      return product.labels.some((each) => values.includes(slug(labelName(each))) && each.validTo >= query.on);
    case 'funding':
      return offer.fundingModels.some((each) => values.includes(each));
    case 'within':
      return values.some((each) => offer.leadTimeDays <= Number(each));
    case 'sme':
      return world.suppliers.some((each) => each.id === offer.supplierId && each.sme);
    case 'takesBack':
      return offer.takesBack;
    case 'stock':
      return (offer.stock ?? -1) >= orderQuantity;
    case 'price': {
      const [from = '', to = ''] = values;
      return (from === '' || price >= Number(from)) && (to === '' || price <= Number(to));
    }
    default: {
      const value = product.specification[name.replace('attr.', '')];
      return values.some((each) => valueMatches(value, each));
    }
  }
}

function plain(value: SpecificationValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function valueMatches(value: SpecificationValue | undefined, wanted: string): boolean {
  if (typeof value === 'boolean') return wanted === (value ? 'yes' : 'no');
  if (typeof value === 'number' && wanted.includes('..')) {
    const [from = '', to = ''] = wanted.split('..');
    return (from === '' || value >= Number(from)) && (to === '' || value <= Number(to));
  }
  return plain(value) === wanted;
}

function wishesOf(query: OfferQuery): ReadonlyMap<string, readonly string[]> {
  const wishes = new Map<string, readonly string[]>();
  const lists = {
    agreement: query.agreement,
    lot: query.lot,
    route: query.route,
    category: query.category,
    manufacturer: query.manufacturer,
    condition: query.condition,
    supplier: query.supplier,
    label: query.label,
    funding: query.funding,
  };
  for (const [name, values] of Object.entries(lists)) if (values.length > 0) wishes.set(name, values);
  if (query.within !== undefined) wishes.set('within', [String(query.within)]);
  if (query.sme) wishes.set('sme', ['1']);
  if (query.takesBack) wishes.set('takesBack', ['1']);
  if (query.stock) wishes.set('stock', ['1']);
  if (query.minPrice !== undefined || query.maxPrice !== undefined) {
    wishes.set('price', [query.minPrice ?? '', query.maxPrice ?? '']);
  }
  for (const [key, values] of Object.entries(query.attributes)) wishes.set(`attr.${key}`, values);
  return wishes;
}

export function referenceSearch(world: SearchWorld, query: OfferQuery): ReferenceResult {
  const words = queryWords(query.q).filter((each) => !(conditions as readonly string[]).includes(each.typed));
  const asked = queryWords(query.q).filter((each) => (conditions as readonly string[]).includes(each.typed));
  const products = new Map(world.products.map((each) => [each.id, each]));
  const candidates = world.offers.flatMap((offer): readonly Candidate[] => {
    const product = products.get(offer.productId);
    if (product === undefined) return [];
    const rank = rankOf(product, words, world);
    if (rank === undefined || offer.validFrom > query.on || (offer.validTo !== null && offer.validTo < query.on))
      return [];
    if (!world.lots.some((each) => each.agreement === offer.agreement && each.lot === offer.lot)) return [];
    const { supplierId, agreement, lot } = offer;
    if (world.closed.some((each) => each.supplierId === supplierId && each.agreement === agreement && each.lot === lot))
      return [];
    if (asked.length > 0 && !asked.some((each) => each.typed === offer.condition)) return [];
    const line = priceLine(offer, query.quantity, null, query.place);
    const price = Number(line.unitPrice);
    return [{ offer, product, rank, price, delivered: Number(line.deliveredNet), orderQuantity: line.orderQuantity }];
  });
  const wishes = wishesOf(query);
  const passes = (each: Candidate, aside?: string): boolean =>
    [...wishes].every(([name, values]) => name === aside || meets(name, values, each, query, world));
  const met = candidates.filter((each) => passes(each));
  return {
    order: ordered(query, query.group === 'product' ? leaders(query, met) : met).map((each) => each.offer.id),
    total: met.length,
    count: (name, value) =>
      candidates.filter((each) => passes(each, name) && meets(name, [value], each, query, world)).length,
  };
}

/** Kilograms: the seller's figure, for new goods else the maker's; endless without one. */
function emissionsOf({ offer, product }: Candidate): number {
  if (offer.declaredFootprint !== null) return Number(offer.declaredFootprint.typical);
  const made = offer.condition === 'new' && product.footprint !== null ? embodiedKg(product.footprint) : null;
  return made === null ? 1e12 : Number(made.typical);
}

function byKeys(query: OfferQuery, each: Candidate): readonly number[] {
  const id = Number(each.offer.id);
  switch (query.sort) {
    case 'relevance':
      return [-each.rank, each.price, id];
    case 'price':
      return [each.price, id];
    case '-price':
      return [-each.price, -id];
    case 'deliveredPrice':
      return [each.delivered, id];
    case 'leadTime':
      return [each.offer.leadTimeDays, each.price, id];
    case 'emissions':
      return [emissionsOf(each), each.price, id];
  }
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [place, value] of one.entries()) {
    const difference = exact(value).cmp(other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function ordered(query: OfferQuery, candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.toSorted((one, other) => compare(byKeys(query, one), byKeys(query, other)));
}

/** Of each product in a condition the lowest offer, or the quickest or that of least emissions when sorted by these. */
function leaders(query: OfferQuery, candidates: readonly Candidate[]): readonly Candidate[] {
  const groups = Map.groupBy(candidates, (each) => `${each.product.id} ${each.offer.condition}`);
  const rising: OfferQuery = { ...query, sort: query.sort === '-price' ? 'price' : query.sort };
  return [...groups.values()].flatMap((each) => ordered(rising, each).slice(0, 1));
}
