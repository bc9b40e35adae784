import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import type { IsoDate } from '../../kernel/dates.ts';
import { regimes } from '../pack.ts';
import { divisions, thresholdKinds, vatRoundingMethods } from '../reference.ts';
import { SourceListSchema } from './pack-schema.ts';

const closed = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1, pattern: '^\\S', title: 'a text that does not begin with a space' });
const key = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$', title: 'small letters, digits and hyphens' });
const date = Type.Unsafe<IsoDate>(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', title: 'a date as YYYY-MM-DD' }));
const decimal = Type.String({ pattern: '^\\d{1,12}(\\.\\d{1,6})?$', title: "a decimal in quotes, such as '17.5'" });

function dated<P extends TProperties>(properties: P) {
  return Type.Object({ ...properties, from: date, to: Type.Optional(date), source: key }, closed);
}

function fileOf<P extends Record<string, TSchema>>(properties: P) {
  return Type.Object(properties, closed);
}

export const ThresholdsFileSchema = fileOf({
  thresholds: Type.Array(
    dated({
      kind: Type.Enum([...thresholdKinds]),
      class: Type.Enum(['central', 'sub-central', 'all']),
      amount: decimal,
      includesVat: Type.Boolean(),
      note: Type.Optional(text),
    }),
    { minItems: 1 },
  ),
  publicationPeriods: Type.Array(
    dated({
      regime: Type.Enum([...regimes]),
      class: Type.Enum(['central', 'sub-central', 'all']),
      days: Type.Integer({ minimum: 1 }),
      above: Type.Enum(['publication', 'procurement']),
      notice: text,
      place: text,
      before: Type.Optional(text),
      further: Type.Optional(text),
      contentSource: Type.Optional(key),
    }),
  ),
  paymentPeriods: Type.Array(dated({ days: Type.Integer({ minimum: 1 }) }), { minItems: 1 }),
});

export const InvoicesFileSchema = fileOf({
  vatRounding: Type.Array(dated({ method: Type.Enum([...vatRoundingMethods]) }), { minItems: 1 }),
  instalmentsDue: Type.Array(dated({ on: Type.Enum(['first-day', 'last-day']), assumed: Type.Optional(text) })),
});

export const VatRatesFileSchema = fileOf({
  vatRates: Type.Array(dated({ category: Type.Enum(['standard', 'reduced', 'zero']), percent: decimal }), {
    minItems: 1,
  }),
});

export const BankHolidaysFileSchema = fileOf({
  bankHolidays: Type.Array(
    Type.Object(
      {
        source: key,
        projected: Type.Boolean(),
        days: Type.Array(
          Type.Object(
            {
              date,
              name: text,
              divisions: Type.Optional(Type.Array(Type.Enum([...divisions]), { minItems: 1, uniqueItems: true })),
            },
            closed,
          ),
          { minItems: 1 },
        ),
      },
      closed,
    ),
    { minItems: 1 },
  ),
});

export const BuyerClassesFileSchema = fileOf({
  buyerClasses: Type.Array(
    Type.Object(
      {
        id: key,
        name: text,
        sector: key,
        thresholdClass: Type.Enum(['central', 'sub-central']),
        publicationClass: Type.Enum(['central', 'sub-central', 'exempt']),
        source: key,
        publicationSource: Type.Optional(key),
        note: Type.Optional(text),
      },
      closed,
    ),
    { minItems: 1 },
  ),
});

export const CpvFileSchema = fileOf({
  cpv: Type.Array(
    Type.Object(
      {
        code: Type.String({ pattern: '^\\d{8}$', title: 'a CPV code of eight digits in quotes' }),
        name: text,
        source: key,
      },
      closed,
    ),
  ),
});

const offMainland = {
  name: text,
  codes: Type.Array(
    Type.String({
      pattern: '^[A-Z]{1,2}(\\d{1,2}(-\\d{1,2})?)?$',
      title: 'a postcode area such as BT, a district such as TR21, or districts such as TR21-25',
    }),
    { minItems: 1, uniqueItems: true },
  ),
};

export const DeliveryPlacesFileSchema = fileOf({
  deliveryPlaces: Type.Object(
    {
      areas: Type.String({
        pattern: '^[A-Z]{1,2}( [A-Z]{1,2})*$',
        title: 'the letters of every postcode area, with a space between two',
      }),
      offMainland: Type.Array(
        Type.Object(
          {
            ...offMainland,
            source: Type.Optional(key),
            assumed: Type.Optional(Type.Literal(true)),
            note: Type.Optional(text),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
});

export const ReferenceSourcesFileSchema = fileOf({ sources: SourceListSchema });

export type DeliveryPlacesFile = Static<typeof DeliveryPlacesFileSchema>;
export type ThresholdsFile = Static<typeof ThresholdsFileSchema>;
