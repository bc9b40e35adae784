import { type Static, Type } from 'typebox';

/** Whether a category holds things, rights to use something, or work. Decides what an offer in it may say. */
export const natures = ['goods', 'software', 'service'] as const;
export type Nature = (typeof natures)[number];

export const attributeTypes = ['number', 'text', 'boolean', 'choice', 'date', 'range'] as const;

const closed = { additionalProperties: false } as const;
const key = Type.String({ pattern: '^[a-z][a-z0-9-]{0,38}$' });
const line = Type.String({ minLength: 1, maxLength: 200, pattern: '^\\S.*$' });
const order = Type.Integer({ minimum: 1, maximum: 999 });
const amount = Type.Union([Type.Number(), Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })]);

/** A named stretch of a number or date that people filter by; both ends belong to it. */
export const BandSchema = Type.Object({ label: line, from: Type.Optional(amount), to: Type.Optional(amount) }, closed);

export const AttributeSchema = Type.Object(
  {
    key,
    label: line,
    type: Type.Enum(attributeTypes),
    /** Printed after a number: `GB`, `inch`. */
    unit: Type.Optional(line),
    /** A larger unit that whole multiples of `of` are printed in: 1024 GB as 1 TB. */
    larger: Type.Optional(Type.Object({ unit: line, of: Type.Number({ exclusiveMinimum: 1 }) }, closed)),
    /** Heading it stands under on the product page. */
    group: line,
    help: Type.Optional(line),
    choices: Type.Optional(Type.Array(line, { minItems: 2, maxItems: 60, uniqueItems: true })),
    bands: Type.Optional(Type.Array(BandSchema, { minItems: 2, maxItems: 12 })),
    minimum: Type.Optional(Type.Number()),
    maximum: Type.Optional(Type.Number()),
    /** Digits after the point that a number may carry. */
    decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 6 })),
    required: Type.Optional(Type.Boolean()),
    /** Place among the filters; absent: not a filter. */
    filter: Type.Optional(order),
    /** Place in the one-line description of a search result; absent: not in it. */
    line: Type.Optional(order),
    /** How it reads there, `{}` standing for the value: `{} SSD`. A true boolean reads as this text alone. */
    lineText: Type.Optional(line),
    /** Place among the few facts at the top of the product page. */
    headline: Type.Optional(order),
    /** Place among the rows of a comparison. */
    compare: Type.Optional(order),
    /** How a date reads: to the day (the default) or to the month. */
    precision: Type.Optional(Type.Enum(['day', 'month'])),
    /** Which way people usually want it; says nothing where that is a matter of need. */
    better: Type.Optional(Type.Enum(['higher', 'lower'])),
    examples: Type.Optional(
      Type.Array(Type.Union([Type.Number(), Type.String(), Type.Boolean()]), { minItems: 1, maxItems: 8 }),
    ),
  },
  closed,
);

export const FootprintSchema = Type.Object(
  {
    /** Making the thing, kilograms of CO2e: low and high end, and the typical figure. */
    embodiedKg: Type.Object({ low: Type.Number(), typical: Type.Number(), high: Type.Number() }, closed),
    source: line,
    url: Type.Optional(Type.String({ pattern: '^https://' })),
    note: line,
  },
  closed,
);

/** One node of a branch file, without its children. */
export const CategorySchema = Type.Object(
  {
    id: key,
    /** Of a branch only: its place among the branches. */
    place: Type.Optional(order),
    name: line,
    noun: Type.Object({ one: line, many: line }, closed),
    icon: Type.String({ pattern: '^[a-z0-9-]+$' }),
    summary: line,
    nature: Type.Optional(Type.Enum(natures)),
    /** What one is counted in, when the offer does not say: `each`, `user`, `hour`. */
    unit: Type.Optional(key),
    synonyms: Type.Optional(Type.Array(line, { maxItems: 40, uniqueItems: true })),
    unspsc: Type.Optional(Type.Array(Type.String({ pattern: '^\\d{8}$' }), { minItems: 1 })),
    cpv: Type.Optional(Type.Array(Type.String({ pattern: '^\\d{8}$' }), { minItems: 1 })),
    footprint: Type.Optional(FootprintSchema),
    /** A way into other categories narrowed to these conditions; such a category holds no products itself. */
    shortcut: Type.Optional(
      Type.Object(
        {
          categories: Type.Array(Type.String({ pattern: '^[a-z0-9-]+(/[a-z0-9-]+)*$' }), { minItems: 1 }),
          conditions: Type.Array(Type.Enum(['refurbished', 'remanufactured']), {
            minItems: 1,
          }),
        },
        closed,
      ),
    ),
    attributes: Type.Optional(Type.Array(AttributeSchema, { maxItems: 80 })),
    children: Type.Optional(Type.Array(Type.Unknown(), { minItems: 1, maxItems: 60 })),
  },
  closed,
);

export type Band = Readonly<Static<typeof BandSchema>>;
export type Attribute = Readonly<Static<typeof AttributeSchema>>;
export type CategoryFootprint = Readonly<Static<typeof FootprintSchema>>;
export type CategoryNode = Readonly<Static<typeof CategorySchema>>;

/** A kind of thing the catalogue holds. Everything a page or a filter needs to know of it is here. */
export interface Category {
  /** The path, `end-user-devices/laptops`. */
  readonly id: string;
  readonly parent: string | undefined;
  readonly depth: number;
  readonly name: string;
  readonly noun: { readonly one: string; readonly many: string };
  /** Name of a drawing in web/icons. */
  readonly icon: string;
  readonly summary: string;
  readonly nature: Nature;
  readonly unit: string;
  /** Other words people use for it when they search. */
  readonly synonyms: readonly string[];
  readonly unspsc: readonly string[];
  readonly cpv: readonly string[];
  readonly footprint: CategoryFootprint | undefined;
  readonly shortcut: CategoryNode['shortcut'];
  /** Its own attributes and those inherited, in the order they are shown. */
  readonly attributes: readonly Attribute[];
}

/** A value of a specification: a number, a text, yes or no, a choice, a date, or a range with both ends. */
export type SpecificationValue = number | string | boolean | { readonly from: number; readonly to: number };

/** What is known of a product, keyed by attribute. */
export type Specification = Readonly<Record<string, SpecificationValue>>;
