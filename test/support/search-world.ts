import fc from 'fast-check';
import { isoDate, type IsoDate } from '../../src/kernel/dates.ts';
import { CategoryTree } from '../../src/catalogue/category-tree.ts';
import type { Attribute, Category } from '../../src/catalogue/category.ts';
import { conditions, fundingModels, type Offer } from '../../src/catalogue/offer.ts';
import { type Product, productTitle } from '../../src/catalogue/product.ts';
import type { ProductFootprint } from '../../src/catalogue/product-footprint.ts';
import type { OpenLot } from '../../src/catalogue/search-lots.ts';
import { searchOffer, searchProduct } from '../../src/catalogue/search-row.ts';
import { writeSearchRows } from '../../src/catalogue/search-write-store.ts';
import type { OfferSupplier } from '../../src/catalogue/search-query.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { plainTerms } from './plain-terms.ts';

/** A small catalogue to search in, with everything a search asks of other modules. */
export interface SearchWorld {
  readonly categories: CategoryTree;
  readonly products: readonly Product[];
  readonly offers: readonly Offer[];
  readonly suppliers: readonly OfferSupplier[];
  readonly lots: readonly OpenLot[];
  readonly closed: readonly { readonly supplierId: string; readonly agreement: string; readonly lot: string }[];
}

export const worldDay = isoDate('2026-11-23');

const attributes: readonly Attribute[] = [
  {
    key: 'memory',
    label: 'Memory',
    type: 'number',
    unit: 'GB',
    group: 'Main',
    filter: 1,
    line: 1,
    bands: [
      { label: '8 GB or less', to: 8 },
      { label: '16 GB', from: 12, to: 16 },
      { label: '32 GB or more', from: 24 },
    ],
  },
  { key: 'system', label: 'System', type: 'choice', choices: ['Chrome', 'Linux'], group: 'Main', filter: 2, line: 2 },
  { key: 'touch', label: 'Touch', type: 'boolean', group: 'Main', filter: 3 },
];

function category(id: string, name: string, one: string, rest: Partial<Category> = {}): Category {
  const parent = id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : undefined;
  return {
    id,
    parent,
    depth: parent === undefined ? 0 : 1,
    name,
    noun: { one, many: name.toLowerCase() },
    icon: 'laptop',
    summary: name,
    nature: 'goods',
    unit: 'each',
    synonyms: [],
    unspsc: [],
    cpv: [],
    footprint: undefined,
    shortcut: undefined,
    attributes,
    ...rest,
  };
}

export const worldCategories = new CategoryTree([
  category('devices', 'Devices', 'device'),
  category('devices/laptops', 'Laptops', 'laptop', { synonyms: ['notebook', 'portable computer'] }),
  category('devices/tablets', 'Tablets', 'tablet'),
  category('parts', 'Parts', 'part', { attributes: [] }),
  category('parts/bags', 'Laptop bags', 'laptop bag', { attributes: [] }),
  category('again', 'Second life', 'device', {
    shortcut: { categories: ['devices'], conditions: ['refurbished', 'remanufactured'] },
  }),
]);

const makers = [
  { id: 'norvik', name: 'Norvik', kind: 'maker' },
  { id: 'aldermere', name: 'Aldermere', kind: 'maker' },
  { id: 'tarn', name: 'Tarn', kind: 'maker' },
] as const;

/** A product from a few small numbers, so that random worlds stay readable. */
export function worldProduct(id: number, pick: Partial<Product> = {}): Product {
  const manufacturer = makers[id % makers.length] ?? makers[0];
  const name = pick.name ?? `N${id}`;
  return {
    id: String(id),
    slug: `product-${id}`,
    manufacturer,
    mpn: `NV${10 + (id % 7)}-${5000 + id}`,
    gtin: null,
    name,
    title: productTitle(pick.manufacturer ?? manufacturer, name),
    description: '',
    category: 'devices/laptops',
    unspsc: null,
    cpv: null,
    specification: {},
    labels: [],
    launched: null,
    endOfSale: null,
    endOfSupport: null,
    demonstration: true,
    identifiedBy: 'part-number',
    footprint: null,
    ...pick,
  };
}

/** A footprint as published: `totalKg` over its life, a fifth of it in use; without the share of use where that is empty. */
export function worldFootprint(totalKg: string, useShare: string | null = '0.2'): ProductFootprint {
  return {
    totalKg,
    useShare,
    manufacturingShare: null,
    transportShare: null,
    endOfLifeShare: null,
    yearlyKwh: null,
    lifetimeYears: '4',
    useLocation: null,
    errorRatio: '0.25',
    reported: '2024',
    source: null,
    declaredBy: 'Norvik',
    note: null,
    collection: { name: 'Footprints of devices', licence: 'ODbL 1.0', url: 'https://example.org/footprints' },
  };
}

export function worldOffer(id: number, pick: Partial<Offer> = {}): Offer {
  return {
    id: String(id),
    supplierId: 'marrowby',
    productId: '1',
    agreement: 'RM1',
    lot: '1',
    supplierSku: `S${id}`,
    unit: 'each',
    condition: 'new',
    grades: { cosmetic: null, functional: null, batteryPercent: null, evidence: null },
    declaredFootprint: null,
    stock: null,
    backOrder: false,
    demonstration: true,
    validFrom: isoDate('2026-01-01'),
    unitPrice: '100.00',
    ...plainTerms,
    ...pick,
  };
}

export const worldSuppliers: readonly OfferSupplier[] = [
  { id: 'marrowby', name: 'Marrowby Systems', sme: true, takesBack: false },
  { id: 'second', name: 'Second Harbour', sme: true, takesBack: true },
  { id: 'wexcombe', name: 'Wexcombe Technology', sme: false, takesBack: false },
];

export const worldLots: readonly OpenLot[] = [
  { agreement: 'RM1', lot: '1', name: 'Hardware', route: 'direct-award' },
  { agreement: 'RM1', lot: '2', name: 'Catalogue', route: 'catalogue' },
  { agreement: 'RM2', lot: '1', name: 'Assured', route: 'further-competition' },
];

const titleWords = ['Slate', 'Pro', 'Field', 'Laptop', 'Bag', 'Wi-Fi', 'Touch', 'Studio'];
const money = fc.integer({ min: 0, max: 90 }).map((each) => (each * 12.5).toFixed(2));
const dates: readonly IsoDate[] = ['2026-01-01', '2026-11-22', '2026-11-23', '2026-11-24', '2027-01-31'].map(isoDate);

function arbitraryProduct(id: number): fc.Arbitrary<Product> {
  return fc
    .record({
      words: fc.subarray(titleWords, { minLength: 1, maxLength: 3 }),
      category: fc.constantFrom('devices/laptops', 'devices/tablets', 'parts/bags'),
      memory: fc.constantFrom(4, 8, 16, 20, 64),
      system: fc.constantFrom('Chrome', 'Linux'),
      touch: fc.boolean(),
      description: fc.constantFrom('', 'Light and quiet', 'For classrooms: 14 inch, 16 GB'),
      label: fc.constantFrom<readonly string[]>([], ['EPEAT'], ['EPEAT', 'TCO Certified']),
      until: fc.constantFrom(...dates),
      footprint: fc.oneof(fc.constant(null), fc.constantFrom('180', '240.5', '12.75').map(worldFootprint)),
    })
    .map(({ words, memory, system, touch, label, until, ...rest }) =>
      worldProduct(id, {
        ...rest,
        name: `${words.join(' ')} ${10 + (id % 5)}`,
        specification: rest.category === 'parts/bags' ? {} : { memory, system, touch },
        labels: label.map((scheme) => ({ scheme, level: null, version: null, country: 'GB', validTo: until })),
      }),
    );
}

function arbitraryOffer(id: number, products: number): fc.Arbitrary<Offer> {
  return fc
    .record({
      productId: fc.integer({ min: 1, max: products }).map(String),
      supplierId: fc.constantFrom(...worldSuppliers.map((each) => each.id)),
      place: fc.constantFrom<readonly [string, string]>(['RM1', '1'], ['RM1', '2'], ['RM2', '1'], ['RM3', '1']),
      condition: fc.constantFrom(...conditions),
      stock: fc.constantFrom(null, 0, 3, 8, 12, 500),
      unitPrice: money,
      breaks: fc.subarray([5, 20, 50]),
      minimumQuantity: fc.constantFrom(1, 1, 10),
      packSize: fc.constantFrom(1, 1, 4),
      leadTimeDays: fc.constantFrom(0, 3, 5, 8, 10, 20, 40),
      deliveryCharge: fc.constantFrom('0.00', '7.50', '90.00'),
      deliveryFreeOver: fc.constantFrom(null, '0.00', '500.00'),
      deliveryOffMainland: fc.constantFrom(null, null, '0.00', '12.50', '250.00'),
      fundingModels: fc.subarray([...fundingModels], { minLength: 1 }),
      takesBack: fc.boolean(),
      declared: fc.constantFrom(null, null, '12.75', '31.2', '181'),
      validFrom: fc.constantFrom(...dates.slice(0, 4)),
      validTo: fc.constantFrom(null, ...dates.slice(1)),
    })
    .map(({ place: [agreement, lot], breaks, declared, ...rest }) => {
      const price = Number(rest.unitPrice);
      const backwards = rest.validTo !== null && rest.validTo < rest.validFrom;
      return worldOffer(id, {
        ...rest,
        validTo: backwards ? null : rest.validTo,
        agreement,
        lot,
        declaredFootprint:
          declared === null ? null : { low: '1', typical: declared, high: '900', source: 'Declared by the seller' },
        priceBreaks: breaks.map((quantity, index) => ({
          quantity,
          unitPrice: (price * (0.9 - index / 10)).toFixed(4),
        })),
      });
    });
}

/** A random catalogue: few products, so that the same things meet in many combinations. */
export const arbitraryWorld: fc.Arbitrary<SearchWorld> = fc
  .record({ products: fc.integer({ min: 1, max: 12 }), offers: fc.integer({ min: 0, max: 70 }) })
  .chain((size) =>
    fc.record({
      categories: fc.constant(worldCategories),
      products: fc.tuple(...Array.from({ length: size.products }, (_each, index) => arbitraryProduct(index + 1))),
      offers: fc.tuple(
        ...Array.from({ length: size.offers }, (_each, index) => arbitraryOffer(index + 1, size.products)),
      ),
      suppliers: fc.constant(worldSuppliers),
      lots: fc.constant(worldLots),
      closed: fc.subarray([
        { supplierId: 'marrowby', agreement: 'RM1', lot: '1' },
        { supplierId: 'second', agreement: 'RM2', lot: '1' },
        { supplierId: 'nobody', agreement: 'RM1', lot: '1' },
      ]),
    }),
  );

/** Writes the world's search rows. */
export async function loadWorld(database: Database, world: SearchWorld): Promise<void> {
  await database.transact(async (transaction) => {
    const products = world.products.map((each) => searchProduct(each, world.categories));
    const categoryOf = new Map(products.map((each) => [each.productId, each.category]));
    await writeSearchRows(transaction, {
      products,
      offers: world.offers.flatMap((offer) => {
        const found = categoryOf.get(offer.productId);
        return found === undefined ? [] : [searchOffer(offer, found)];
      }),
    });
  });
}

/** What a search asks of the supplier register, answered from the world. */
export function worldRegister(world: SearchWorld) {
  const summaries = new Map(
    world.suppliers.map((each) => [each.id, { ...each, size: 'small', evidence: [], demonstration: true } as const]),
  );
  return { trading: () => Promise.resolve({ closed: world.closed, suppliers: summaries }) };
}
