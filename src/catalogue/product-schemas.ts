import { Type } from 'typebox';
import { conditions, fundingModels, units, vatCategories, warrantyTypes } from './offer.ts';
import { productIdentities } from './product-footprint.ts';
import { manufacturerKinds } from './product.ts';

const text = Type.String();
const nullableText = Type.Union([Type.String(), Type.Null()]);
const money = Type.String({ description: 'Pounds, decimal text' });
const nullableMoney = Type.Union([money, Type.Null()]);
const day = Type.String({ description: 'YYYY-MM-DD, London' });
const nullableDay = Type.Union([day, Type.Null()]);

const SpecificationValueSchema = Type.Union([
  Type.Number(),
  Type.String(),
  Type.Boolean(),
  Type.Object({ from: Type.Number(), to: Type.Number() }),
]);

const share = Type.Union([Type.String({ description: 'From 0 to 1' }), Type.Null()]);
const KgSchema = Type.Object({
  low: text,
  typical: text,
  high: text,
  ranged: Type.Boolean({ description: 'Whether an error was published; else all three are the figure itself' }),
});

const FootprintSchema = Type.Object(
  {
    totalKg: Type.String({ description: 'Kilograms of CO2e over the whole life' }),
    useShare: share,
    manufacturingShare: share,
    transportShare: share,
    endOfLifeShare: share,
    yearlyKwh: nullableText,
    lifetimeYears: nullableText,
    useLocation: nullableText,
    errorRatio: nullableText,
    reported: Type.Union([
      Type.String({ description: 'YYYY, YYYY-MM or YYYY-MM-DD, as exactly as published' }),
      Type.Null(),
    ]),
    source: Type.Union([Type.String({ description: 'Address of the report' }), Type.Null()]),
    declaredBy: Type.String({ description: 'Whose figure it is' }),
    note: nullableText,
    collection: Type.Object({ name: text, licence: text, url: text }),
    lifeKg: KgSchema,
    embodiedKg: Type.Union([KgSchema, Type.Null()], {
      description: 'Making, transport and end of life: total × (1 − use share)',
    }),
  },
  { description: 'What its maker published. Never compare makers by it' },
);

export const ProductSchema = Type.Object({
  id: text,
  slug: text,
  title: text,
  name: Type.String({ description: 'The model, without the maker' }),
  manufacturer: Type.Object({ id: text, name: text, kind: Type.Enum(manufacturerKinds) }),
  mpn: Type.String({ description: 'Part number, or the model’s name where identifiedBy says so' }),
  identifiedBy: Type.Enum(productIdentities),
  gtin: nullableText,
  description: text,
  category: text,
  unspsc: nullableText,
  cpv: nullableText,
  specification: Type.Record(Type.String(), SpecificationValueSchema),
  labels: Type.Array(
    Type.Object({ scheme: text, level: nullableText, version: nullableText, country: text, validTo: day }),
  ),
  launched: nullableDay,
  endOfSale: nullableDay,
  endOfSupport: nullableDay,
  demonstration: Type.Boolean({ description: 'Invented' }),
  footprint: Type.Union([FootprintSchema, Type.Null()]),
});

export const ProductListSchema = Type.Object({
  items: Type.Array(ProductSchema),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page' }),
});

export const DeliveryPlaceSchema = Type.Object(
  {
    postcode: Type.String({ description: 'First half of the postcode' }),
    island: Type.Union([Type.String({ description: 'Such as Northern Ireland' }), Type.Null()], {
      description: 'null on the UK mainland',
    }),
  },
  { description: 'Where delivery is priced for; absent: the UK mainland' },
);

export const ProductOfferSchema = Type.Object({
  id: text,
  supplier: text,
  agreement: text,
  lot: text,
  supplierSku: text,
  condition: Type.Enum(conditions),
  grades: Type.Object({
    cosmetic: Type.Union([Type.Integer(), Type.Null()]),
    functional: Type.Union([Type.Integer(), Type.Null()]),
    batteryPercent: Type.Union([Type.Integer(), Type.Null()]),
    evidence: nullableText,
  }),
  unit: Type.Enum(units),
  stock: Type.Union([Type.Integer(), Type.Null()]),
  backOrder: Type.Boolean(),
  validFrom: day,
  validTo: nullableDay,
  vatCategory: Type.Enum(vatCategories),
  priceBreaks: Type.Array(
    Type.Object({
      from: Type.Integer(),
      to: Type.Union([Type.Integer(), Type.Null()]),
      unitPrice: money,
      chosen: Type.Boolean(),
    }),
  ),
  minimumQuantity: Type.Integer(),
  packSize: Type.Integer(),
  leadTimeDays: Type.Integer({ description: 'Working days' }),
  deliveryCharge: money,
  deliveryFreeOver: nullableMoney,
  deliveryOffMainland: Type.Union([money, Type.Null()], {
    description: 'Charged instead off the mainland, free delivery or not; null: as everywhere',
  }),
  nextDayCharge: nullableMoney,
  warrantyMonths: Type.Integer(),
  warrantyType: Type.Enum(warrantyTypes),
  fundingModels: Type.Array(Type.Enum(fundingModels)),
  takesBack: Type.Boolean(),
  takeBackCharge: Type.Union([money, Type.Null()], { description: 'A device; negative is paid to the buyer' }),
  services: Type.Array(Type.Object({ name: text, unit: Type.Enum(units), unitPrice: money })),
  price: Type.Object(
    {
      quantity: Type.Integer(),
      orderQuantity: Type.Integer({ description: 'What can be ordered: smallest order and whole packs' }),
      unitPrice: money,
      net: money,
      vat: money,
      gross: money,
      delivery: money,
      deliveryGross: money,
      deliveredNet: money,
      deliveredGross: money,
      vatPercent: Type.Union([Type.String(), Type.Null()]),
    },
    { description: 'For the quantity and the place asked for' },
  ),
});

export const ProductDetailSchema = Type.Object({
  ...ProductSchema.properties,
  on: day,
  quantity: Type.Integer(),
  place: Type.Optional(DeliveryPlaceSchema),
  groups: Type.Array(
    Type.Object({
      name: text,
      facts: Type.Array(Type.Object({ key: text, label: text, text })),
    }),
    { description: 'The specification in words, under its headings' },
  ),
  offers: Type.Array(ProductOfferSchema, { description: 'Lowest price for the quantity first' }),
  priceHistory: Type.Array(Type.Object({ from: day, to: nullableDay, unitPrice: money }), {
    description: 'Lowest price of a new one at the quantity over the last 12 months',
  }),
});

const ProblemSchema = Type.Object({
  code: text,
  path: Type.Optional(text),
  row: Type.Optional(Type.Integer()),
  column: Type.Optional(text),
  value: Type.Optional(text),
  message: text,
  remedy: text,
});

export const ProductImportResultSchema = Type.Object({
  rows: Type.Integer(),
  accepted: Type.Integer(),
  rejected: Type.Integer({
    description:
      'Rows that cannot be used. In format=calloff one leaves the catalogue as it was; format=boavizta uses the others',
  }),
  problems: Type.Array(ProblemSchema, { description: 'Why rows cannot be used' }),
  remarks: Type.Array(ProblemSchema, {
    description: 'What was left out of rows that are used, or should be looked at; only in format=boavizta',
  }),
  changes: Type.Object({
    added: Type.Integer(),
    removed: Type.Integer(),
    updated: Type.Integer(),
    up: Type.Integer(),
    down: Type.Integer(),
    same: Type.Integer(),
  }),
  applied: Type.Boolean(),
  dryRun: Type.Boolean(),
  job: Type.Null(),
});
