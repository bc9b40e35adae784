import { type Static, Type } from 'typebox';
import { units, warrantyTypes, fundingModels, vatCategories } from '../offer.ts';
import { manufacturerKinds } from '../product.ts';

const closed = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1, maxLength: 400 });
const percent = Type.Number({ minimum: 0, maximum: 100 });
const range = Type.Tuple([Type.Number(), Type.Number()]);
const wholeRange = Type.Tuple([Type.Integer(), Type.Integer()]);
const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
const specification = Type.Record(Type.String(), scalar);

/** A value drawn anew for each product: one of a list, a step in a range, or a month end so many months ahead. */
const fact = Type.Union([
  Type.Array(scalar, { minItems: 1 }),
  Type.Object({ from: Type.Number(), to: Type.Number(), step: Type.Number({ exclusiveMinimum: 0 }) }, closed),
  Type.Object({ months: wholeRange }, closed),
]);

export const MakersSchema = Type.Object(
  {
    makers: Type.Array(
      Type.Object({ id: text, name: text, kind: Type.Enum(manufacturerKinds), aliases: Type.Array(text) }, closed),
    ),
  },
  closed,
);

const OptionSchema = Type.Object(
  {
    /** Its part of the part number; empty for the plain one. */
    code: Type.String({ maxLength: 12 }),
    /** Its part of the name; absent: none. */
    name: Type.Optional(Type.String({ maxLength: 60 })),
    spec: Type.Optional(specification),
    /** Pounds on the price; then a factor. */
    add: Type.Optional(Type.Number()),
    times: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  },
  closed,
);

const SeriesSchema = Type.Object(
  {
    maker: text,
    name: text,
    mpn: text,
    /** Pounds without VAT for the plain configuration. */
    price: Type.Number(),
    unit: Type.Optional(Type.Enum(units)),
    spec: Type.Optional(specification),
    /** Codes of the options it comes in, by axis; absent: all. */
    only: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String(), { minItems: 1 }))),
  },
  closed,
);

const TermsSchema = Type.Object(
  {
    /** Working days before the lot's own are added. */
    lead: wholeRange,
    /** Months, one drawn an offer; absent: none. */
    warranty: Type.Optional(Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1 })),
    warrantyType: Type.Optional(Type.Enum(warrantyTypes)),
    /** Ways to pay beside purchase, percent of offers. */
    funding: Type.Optional(Type.Partial(Type.Record(Type.Enum(fundingModels), percent))),
    /** The only ways to pay; then there is no stock either. */
    only: Type.Optional(Type.Array(Type.Enum(fundingModels), { minItems: 1 })),
    /** Percent of offers whose supplier takes such things back. */
    takesBack: Type.Optional(percent),
    stock: Type.Optional(wholeRange),
    packs: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1 })),
    minimum: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1 })),
    vat: Type.Optional(Type.Enum(vatCategories)),
  },
  closed,
);

const UsedSchema = Type.Object(
  {
    /** Percent of products that are used ones. */
    refurbished: percent,
    remanufactured: percent,
    /** Of the new price. */
    factor: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
    embodiedKg: Type.Optional(Type.Object({ low: Type.Number(), typical: Type.Number(), high: Type.Number() }, closed)),
    battery: Type.Optional(Type.Boolean()),
    spec: Type.Optional(Type.Record(Type.String(), fact)),
  },
  closed,
);

export const FamiliesSchema = Type.Object(
  {
    families: Type.Array(
      Type.Object(
        {
          category: text,
          /** Share of the products, against the other families. */
          weight: Type.Integer({ minimum: 1, maximum: 1000 }),
          /** Patterns: `{name}` and `{mpn}` are the series', `{axis}` the option's name (in `mpn` its code), `{axis:code}` its code. */
          name: text,
          mpn: text,
          /** `{summary}` is the specification in a line. */
          about: text,
          unit: Type.Optional(Type.Enum(units)),
          series: Type.Array(SeriesSchema, { minItems: 1 }),
          axes: Type.Record(Type.String(), Type.Array(OptionSchema, { minItems: 1 })),
          /** Added to the name when every configuration exists and a new generation begins; `{}` is its number. */
          again: Type.Optional(text),
          facts: Type.Optional(Type.Record(Type.String(), fact)),
          labels: Type.Optional(
            Type.Array(
              Type.Object(
                {
                  scheme: text,
                  level: Type.Optional(text),
                  version: Type.Optional(text),
                  percent,
                  /** Months from now until it ends. */
                  months: wholeRange,
                },
                closed,
              ),
            ),
          ),
          used: Type.Optional(UsedSchema),
          terms: TermsSchema,
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
);

export const OfferRulesSchema = Type.Object(
  {
    gtinPrefix: Type.String({ pattern: '^2\\d{1,4}$' }),
    suppliersOfAProduct: Type.Array(Type.Number({ minimum: 0 }), { minItems: 2, maxItems: 21 }),
    spread: Type.Object({ supplier: range, offer: range }, closed),
    lots: Type.Record(
      Type.String(),
      Type.Object(
        {
          price: Type.Number(),
          weight: Type.Integer({ minimum: 1, maximum: 20 }),
          lead: wholeRange,
          /** Longest lead time in working days for goods; absent: as it comes. */
          fast: Type.Optional(Type.Integer({ minimum: 1 })),
        },
        closed,
      ),
    ),
    breaks: Type.Object(
      {
        quantities: Type.Array(Type.Integer({ minimum: 2 }), { minItems: 1 }),
        percent: range,
        offered: percent,
        most: Type.Integer({ minimum: 1 }),
        notAbove: Type.Number(),
      },
      closed,
    ),
    delivery: Type.Object(
      {
        charge: Type.Array(Type.Number(), { minItems: 1 }),
        freePercent: percent,
        freeOver: Type.Array(Type.Number(), { minItems: 1 }),
        /** Of suppliers, and what they add to their charge off the mainland. */
        offMainlandPercent: percent,
        offMainland: Type.Array(Type.Number(), { minItems: 1 }),
        nextDayPercent: percent,
        nextDay: Type.Array(Type.Number(), { minItems: 1 }),
      },
      closed,
    ),
    stock: Type.Object({ range: wholeRange, emptyPercent: percent, backOrderPercent: percent }, closed),
    used: Type.Object(
      {
        warranty: Type.Array(Type.Integer(), { minItems: 1 }),
        cosmetic: wholeRange,
        functional: wholeRange,
        battery: wholeRange,
        declaredPercent: percent,
        source: text,
      },
      closed,
    ),
    evidence: Type.Object(
      { refurbished: Type.Array(text, { minItems: 1 }), remanufactured: Type.Array(text, { minItems: 1 }) },
      closed,
    ),
    takeBack: Type.Object({ rebatePercent: percent, rebate: wholeRange, fee: wholeRange }, closed),
    history: Type.Object(
      {
        offersPercent: percent,
        steps: wholeRange,
        monthsBetween: wholeRange,
        stepPercent: range,
        startedMonths: wholeRange,
        endsPercent: percent,
        comingPercent: percent,
        comingRise: range,
      },
      closed,
    ),
    services: Type.Array(
      Type.Object(
        { name: text, unit: Type.Enum(units), price: range, percent, goesWith: Type.Array(text, { minItems: 1 }) },
        closed,
      ),
    ),
  },
  closed,
);

const money = Type.String({ pattern: '^-?\\d+(\\.\\d{1,4})?$' });

/** Products and offers that are to be exactly so. */
export const PinnedSchema = Type.Object(
  {
    products: Type.Array(
      Type.Object(
        {
          maker: text,
          name: text,
          mpn: text,
          category: text,
          about: Type.Optional(text),
          specification,
          /** Offers of other suppliers beside those stated, all dearer. */
          others: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
          labels: Type.Optional(
            Type.Array(
              Type.Object(
                { scheme: text, level: Type.Optional(text), version: Type.Optional(text), validTo: text },
                closed,
              ),
            ),
          ),
          offers: Type.Array(
            Type.Object(
              {
                /** Supplier id; the offer is left out where the supplier has no position on the lot. */
                supplier: text,
                lot: text,
                price: money,
                breaks: Type.Optional(Type.Record(Type.String(), money)),
                lead: Type.Integer({ minimum: 0 }),
                delivery: Type.Optional(money),
                stock: Type.Optional(Type.Integer({ minimum: 0 })),
                condition: Type.Optional(Type.Enum(['new', 'refurbished', 'remanufactured'])),
                cosmetic: Type.Optional(Type.Integer()),
                functional: Type.Optional(Type.Integer()),
                battery: Type.Optional(Type.Integer()),
                evidence: Type.Optional(text),
                embodiedKg: Type.Optional(
                  Type.Object({ low: Type.Number(), typical: Type.Number(), high: Type.Number() }, closed),
                ),
                warranty: Type.Optional(Type.Integer()),
                warrantyType: Type.Optional(Type.Enum(warrantyTypes)),
                funding: Type.Array(Type.Enum(fundingModels), { minItems: 1 }),
                takeBack: Type.Optional(money),
                /** Past prices: months before this one, and the factor on today's that held from its first day. */
                history: Type.Optional(Type.Array(Type.Tuple([Type.Integer({ minimum: 1 }), Type.Number()]))),
                /** Ends with this month, the next price following. */
                coming: Type.Optional(Type.Number()),
              },
              closed,
            ),
            { minItems: 1 },
          ),
        },
        closed,
      ),
    ),
    services: Type.Array(
      Type.Object(
        {
          supplier: text,
          lot: text,
          goesWith: Type.Array(text),
          list: Type.Array(Type.Object({ name: text, unit: Type.Enum(units), price: money }, closed), { minItems: 1 }),
        },
        closed,
      ),
    ),
  },
  closed,
);

export type DemoFamily = Readonly<Static<typeof FamiliesSchema>['families'][number]>;
export type DemoSeries = DemoFamily['series'][number];
export type DemoOption = Static<typeof OptionSchema>;
export type DemoFact = Static<typeof fact>;
export type OfferRules = Readonly<Static<typeof OfferRulesSchema>>;
export type PinnedProduct = Static<typeof PinnedSchema>['products'][number];
export type PinnedOffer = PinnedProduct['offers'][number];
export type PinnedServices = Static<typeof PinnedSchema>['services'][number];
