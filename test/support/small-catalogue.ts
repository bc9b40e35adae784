import { sql } from 'kysely';
import { resolve } from 'node:path';
import { type Agreements, createAgreements } from '../../src/agreements/index.ts';
import { addIntervals, addOffers, addServices, type IntervalRow } from '../../src/catalogue/offer-store.ts';
import type { OfferIdentity } from '../../src/catalogue/offer.ts';
import { addManufacturers, addProducts, findProducts, type ProductRow } from '../../src/catalogue/product-store.ts';
import { type CategoryTree, requireCategories } from '../../src/catalogue/categories.ts';
import { searchOffer, searchProduct } from '../../src/catalogue/search-row.ts';
import { writeSearchRows } from '../../src/catalogue/search-write-store.ts';
import { isoDate } from '../../src/kernel/dates.ts';
import { planChange } from '../../src/organisations/register-change.ts';
import { lockRegister, writeRegister } from '../../src/organisations/register-write-store.ts';
import type { Supplier, SupplierSize } from '../../src/organisations/supplier.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { plainTerms } from './plain-terms.ts';

const root = resolve(import.meta.dirname, '../..');

/** The day the small catalogue is made for. */
export const day = isoDate('2026-11-23');
export const instant = '2026-11-23T10:00:00Z';
const agreement = 'RM6098';
/** Longest part number, and a name that tries to be markup. */
export const longMpn = `KF-${'X'.repeat(54)}-R2`;
export const hostileName = '<script>alert(1)</script> "14" & Söhne \u2067Slate';

function supplier(
  id: string,
  name: string,
  size: SupplierSize,
  lots: readonly string[],
  more?: Partial<Supplier>,
): Supplier {
  return {
    id,
    name,
    legalName: `${name} Limited`,
    identifier: null,
    size,
    website: null,
    regions: ['Whole UK'],
    demonstration: true,
    positions: lots.map((lot) => ({ agreement, lot, from: isoDate('2023-10-31'), to: null })),
    standing: [],
    evidence: [],
    contacts: [],
    circular: [],
    ...more,
  };
}

export const suppliers: readonly Supplier[] = [
  supplier('marrowby-systems', 'Marrowby Systems', 'small', ['2', '8']),
  supplier('second-harbour', 'Second Harbour', 'medium', ['7']),
  supplier('wexcombe-technology', 'Wexcombe Technology', 'large', ['1', '2', '3', '6']),
  supplier('greywater-assured', 'Greywater Assured', 'medium', ['4']),
  supplier('hollin-cross', 'Hollin Cross', 'micro', ['8'], {
    standing: [
      { kind: 'suspended', agreement, lot: '8', from: isoDate('2026-11-01'), to: null, reason: 'Returns overdue' },
    ],
  }),
];

function product(
  id: number,
  manufacturerId: string,
  mpn: string,
  name: string,
  category: string,
  rest: Partial<ProductRow> = {},
): ProductRow {
  return {
    id: String(id),
    slug: `p${id}`,
    manufacturerId,
    mpn,
    gtin: null,
    name,
    description: '',
    category,
    unspsc: null,
    cpv: null,
    specification: {},
    labels: [],
    launched: null,
    endOfSale: null,
    endOfSupport: null,
    demonstration: true,
    identifiedBy: 'part-number',
    ...rest,
  };
}

const laptop = 'end-user-devices/laptops';
const products: readonly ProductRow[] = [
  product(1, 'norvik', 'NV14-5120', 'N14 Education', laptop, {
    slug: 'norvik-nv14-5120',
    gtin: '05012345678900',
    unspsc: '43211503',
    cpv: '30213100',
    description: 'A laptop for classrooms.',
    specification: {
      'screen-size': 14,
      memory: 8,
      storage: 256,
      system: 'Windows 11 Education',
      resolution: '1920 × 1080',
      'updates-until': '2033-10-31',
    },
    labels: [{ scheme: 'TCO Certified', level: null, version: '10', country: 'GB', validTo: isoDate('2027-06-04') }],
  }),
  product(2, 'aldermere', 'AL14G3', 'A14 G3', laptop, {
    slug: 'aldermere-al14g3',
    specification: { 'screen-size': 14, memory: 16, storage: 512, system: 'Windows 11 Pro' },
  }),
  product(3, 'kestrel', longMpn, hostileName, laptop, {
    slug: 'kestrel-hostile',
    description: '<img src=x onerror=alert(1)> {{ 7 * 7 }}',
    specification: { 'screen-size': 14, memory: 32, storage: 1024, system: 'Linux', ports: '"><svg onload=alert(1)>' },
  }),
  product(4, 'norvik', 'NV24-M', 'View 24', 'peripherals/monitors', {
    slug: 'norvik-nv24-m',
    specification: { 'screen-size': 24 },
  }),
  product(5, 'tarn', 'TN-DESK', 'Desk suite', 'software-and-cloud/productivity', { slug: 'tarn-desk' }),
  product(6, 'norvik', 'NV11-OLD', 'N11', laptop, { slug: 'norvik-old', specification: { 'screen-size': 11 } }),
];

type Row = readonly [
  id: number,
  supplier: string,
  product: number,
  lot: string,
  price: string,
  rest?: Partial<OfferIdentity & IntervalRow>,
];

const refurbished = {
  condition: 'refurbished',
  grades: { cosmetic: 6, functional: 5, batteryPercent: 88, evidence: 'BS 8887-240' },
} as const;

const rows: readonly Row[] = [
  [
    101,
    'marrowby-systems',
    1,
    '8',
    '419.00',
    {
      priceBreaks: [
        { quantity: 10, unitPrice: '405.00' },
        { quantity: 25, unitPrice: '395.00' },
        { quantity: 100, unitPrice: '379.50' },
      ],
      validTo: isoDate('2026-11-30'),
      validFrom: isoDate('2026-11-01'),
      takesBack: true,
      takeBackCharge: '-4.00',
    },
  ],
  [
    102,
    'wexcombe-technology',
    1,
    '6',
    '397.00',
    {
      leadTimeDays: 15,
      deliveryCharge: '45.00',
      deliveryOffMainland: '80.00',
      stock: 12,
      fundingModels: ['purchase', 'lease'],
    },
  ],
  [103, 'greywater-assured', 1, '4', '520.00', { leadTimeDays: 20 }],
  [104, 'second-harbour', 2, '7', '265.00', { ...refurbished, warrantyMonths: 24, stock: 100 }],
  [105, 'marrowby-systems', 3, '2', '1640.00', { packSize: 8 }],
  [106, 'marrowby-systems', 4, '8', '129.99', { minimumQuantity: 5 }],
  [107, 'wexcombe-technology', 5, '3', '4.2050', { unit: 'user-month', stock: null, fundingModels: ['subscription'] }],
  [108, 'marrowby-systems', 6, '8', '199.00', { validFrom: isoDate('2026-01-01'), validTo: isoDate('2026-09-30') }],
  [109, 'hollin-cross', 1, '8', '350.00'],
  [110, 'marrowby-systems', 2, '2', '774.50'],
];

function identity([id, supplierId, productId, lot, , rest]: Row): OfferIdentity {
  return {
    id: String(id),
    supplierId,
    productId: String(productId),
    agreement,
    lot,
    supplierSku: `SKU-${id}`,
    unit: 'each',
    condition: 'new',
    grades: { cosmetic: null, functional: null, batteryPercent: null, evidence: null },
    declaredFootprint: null,
    stock: 500,
    backOrder: false,
    demonstration: true,
    ...pick(rest, ['unit', 'condition', 'grades', 'declaredFootprint', 'stock', 'backOrder']),
  };
}

function interval([id, supplierId, , , unitPrice, rest]: Row): IntervalRow {
  return {
    offerId: String(id),
    supplierId,
    validFrom: isoDate('2026-10-01'),
    unitPrice,
    ...plainTerms,
    ...pick(rest, [
      'validFrom',
      'validTo',
      'priceBreaks',
      'minimumQuantity',
      'packSize',
      'leadTimeDays',
      'deliveryCharge',
      'deliveryFreeOver',
      'deliveryOffMainland',
      'warrantyMonths',
      'fundingModels',
      'takesBack',
      'takeBackCharge',
    ]),
  };
}

function pick<T extends object, K extends keyof T>(from: T | undefined, keys: readonly K[]): Partial<Pick<T, K>> {
  const found: Partial<Pick<T, K>> = {};
  for (const key of keys) if (from !== undefined && key in from) found[key] = from[key];
  return found;
}

export interface SmallCatalogue {
  readonly agreements: Agreements;
  readonly categories: CategoryTree;
}

/** Fills a database with a few suppliers, products and offers whose figures the tests know, searchable like real ones. */
export async function fillSmallCatalogue(database: Database): Promise<SmallCatalogue> {
  const [loaded, categories] = await Promise.all([
    createAgreements({ agreementsDir: resolve(root, 'agreements'), referenceDir: resolve(root, 'reference') }),
    requireCategories(resolve(root, 'reference/categories')),
  ]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, undefined, 1));
  await database.transact(async (transaction) => {
    await lockRegister(transaction);
    await writeRegister(transaction, planChange(new Map(), suppliers));
    await addManufacturers(
      transaction,
      ['Norvik', 'Aldermere', 'Kestrel', 'Tarn'].map((name) => ({
        id: name.toLowerCase(),
        name,
        kind: name === 'Tarn' ? 'publisher' : 'maker',
        aliases: [],
        demonstration: true,
      })),
    );
    await addProducts(transaction, products);
    await addOffers(transaction, rows.map(identity));
    // An earlier price, for the history.
    const earlier = rows
      .filter(([id]) => id === 101)
      .map((row) => ({
        ...interval(row),
        validFrom: isoDate('2026-06-01'),
        validTo: isoDate('2026-10-31'),
        unitPrice: '399.00',
        priceBreaks: [],
      }));
    await addIntervals(transaction, [...earlier, ...rows.map(interval)]);
    await addServices(transaction, [
      {
        supplierId: 'marrowby-systems',
        agreement,
        lot: '8',
        offerId: null,
        categories: [laptop],
        name: 'Asset tagging',
        unit: 'device',
        unitPrice: '2.80',
        validFrom: day,
        validTo: null,
        demonstration: true,
      },
      {
        supplierId: 'marrowby-systems',
        agreement,
        lot: '8',
        offerId: null,
        categories: [],
        name: 'Collect, erase and recycle at the end',
        unit: 'device',
        unitPrice: '-4.00',
        validFrom: day,
        validTo: null,
        demonstration: true,
      },
    ]);
    for (const table of ['product', 'offer']) {
      // The numbers above are taken: those the database gives come after them.
      await sql`select setval(pg_get_serial_sequence(${table}, 'id'), 1000)`.execute(transaction);
    }
    const stored = await findProducts(
      transaction,
      products.map((each) => each.id),
    );
    const offers = [...rows.map((row) => ({ ...identity(row), ...interval(row) }))];
    await writeSearchRows(transaction, {
      products: stored.map((each) => searchProduct(each, categories)),
      offers: offers.map((each) => {
        const category = categories.get(stored.find((one) => one.id === each.productId)?.category ?? '');
        return searchOffer(each, { value: category?.id ?? '', label: category?.name ?? '' });
      }),
    });
  });
  return { agreements: loaded.value, categories };
}
