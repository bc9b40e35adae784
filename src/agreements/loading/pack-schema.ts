import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import type { IsoDate } from '../../kernel/dates.ts';
import { type Allowed, priceControlKinds, regimes, type RouteKind, routeKinds, type Sourced } from '../pack.ts';

const closed = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1, pattern: '^\\S', title: 'a text that does not begin with a space' });
const key = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]*$',
  title: 'small letters, digits and hyphens, such as lot-names',
});
const date = Type.Unsafe<IsoDate>(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', title: 'a date as YYYY-MM-DD' }));
const month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', title: 'a month as YYYY-MM' });
const dayOrMonth = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])(-\\d{2})?$',
  title: 'a date as YYYY-MM-DD or a month as YYYY-MM',
});
const decimal = Type.String({
  pattern: '^\\d{1,12}(\\.\\d{1,6})?$',
  title: "a decimal in quotes, such as '1.0' or '900000'",
});
const months = Type.Integer({ minimum: 1, maximum: 600 });
const url = Type.String({ pattern: '^https://\\S+$', title: 'an address that begins with https://' });
const icon = Type.String({ pattern: '^[a-z0-9-]+$', title: 'the name of a drawing in web/icons' });

/** The keys every value has: what it is, and its source or that it is assumed and why. pack-values.ts checks that it is one of the two. */
function provenance<T extends TSchema>(value: T): { value: T } & TProperties {
  return {
    value,
    source: Type.Optional(Type.String()),
    assumed: Type.Optional(Type.Literal(true)),
    note: Type.Optional(text),
  };
}

function sourced<T extends TSchema>(value: T) {
  return Type.Unsafe<Sourced<Static<T>>>(Type.Object(provenance(value), closed));
}

/** A sourced value with keys of its own beside it. */
function sourcedWith<T extends TSchema, P extends TProperties>(value: T, more: P) {
  return Type.Unsafe<Sourced<Static<T>> & Static<ReturnType<typeof Type.Object<P>>>>(
    Type.Object({ ...provenance(value), ...more }, closed),
  );
}

const allowed = Type.Unsafe<Allowed>(Type.Enum(['yes', 'conditions', 'no']));
const kind = Type.Unsafe<RouteKind>(Type.Enum([...routeKinds]));
const guidance = Type.Object({ slug: key, title: text }, closed);
const earlier = Type.Object(
  { number: sourced(text), name: Type.Optional(sourced(text)), ended: Type.Optional(sourced(dayOrMonth)) },
  closed,
);

export const AgreementFileSchema = Type.Object(
  {
    number: sourced(
      Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9.-]*$', title: 'letters, digits, points and hyphens' }),
    ),
    name: sourced(text),
    shortName: sourced(text),
    summary: sourced(text),
    authority: Type.Object({ name: sourced(text), formerName: Type.Optional(sourced(text)) }, closed),
    regime: Type.Object({ id: sourced(Type.Enum([...regimes])), name: sourced(text) }, closed),
    combines: Type.Optional(Type.Array(earlier)),
    follows: Type.Optional(Type.Array(earlier)),
    term: Type.Object(
      {
        awarded: Type.Optional(sourced(date)),
        operational: sourced(date),
        initial: Type.Object({ months: sourced(months), ends: sourced(date) }, closed),
        extension: Type.Optional(
          Type.Object(
            {
              maximumMonths: sourced(months),
              ends: sourced(date),
              exercised: sourced(Type.Boolean()),
              exercisedOn: Type.Optional(sourced(date)),
              exercisedTo: Type.Optional(sourced(date)),
            },
            closed,
          ),
        ),
        otherEnds: Type.Optional(
          Type.Array(sourcedWith(date, { countedFrom: Type.Optional(text), publishedIn: text })),
        ),
      },
      closed,
    ),
    successor: Type.Optional(
      Type.Object(
        {
          name: sourced(text),
          starts: sourced(month),
          ends: Type.Optional(sourced(month)),
          extendableTo: Type.Optional(sourced(month)),
        },
        closed,
      ),
    ),
    callOffs: Type.Object(
      { mayOutlive: sourced(Type.Boolean()), maximumMonths: Type.Optional(sourced(months)) },
      closed,
    ),
    supplierCount: Type.Optional(sourced(Type.Integer({ minimum: 1 }))),
    managementCharge: Type.Object(
      { percent: sourced(decimal), basis: sourced(Type.Enum(['reported-sales', 'contract-value'])) },
      closed,
    ),
    priceRules: Type.Optional(
      Type.Object(
        { approvalAboveRise: Type.Optional(sourced(decimal)), notableFall: Type.Optional(sourced(decimal)) },
        closed,
      ),
    ),
    tellAuthorityAbove: Type.Optional(sourced(decimal)),
    guidance: Type.Optional(Type.Array(guidance)),
    documents: Type.Optional(
      Type.Array(
        Type.Object({ slug: key, title: sourced(text), version: Type.Optional(text), url: Type.Optional(url) }, closed),
      ),
    ),
    demonstration: Type.Optional(
      Type.Array(Type.Object({ value: text, assumed: Type.Literal(true), note: text }, closed)),
    ),
  },
  closed,
);

const categoryPath = Type.String({
  pattern: '^[a-z0-9-]+(/[a-z0-9-]+)*$',
  title: 'the path of a category, such as end-user-devices/laptops',
});
const money = Type.String({
  pattern: '^\\d{1,10}(\\.\\d{1,4})?$',
  title: "pounds in quotes with at most four decimals, such as '600' or '12.50'",
});

const controlScope = {
  id: key,
  categories: Type.Optional(Type.Array(categoryPath, { minItems: 1 })),
  product: Type.Optional(Type.Object({ manufacturer: text, mpn: text }, closed)),
};
/** Amount or percentage by kind: lot-rules.ts checks that the right one of the two stands there. */
const priceControl = Type.Object(
  {
    ...controlScope,
    kind: Type.Enum([...priceControlKinds]),
    amount: Type.Optional(sourced(money)),
    percent: Type.Optional(sourced(decimal)),
  },
  closed,
);

export const LotsFileSchema = Type.Object(
  {
    sectors: Type.Array(Type.Object({ id: key, name: sourced(text) }, closed), { minItems: 1 }),
    lots: Type.Array(
      Type.Object(
        {
          number: Type.String({
            pattern: '^[A-Za-z0-9][A-Za-z0-9.-]*$',
            title: "the lot number in quotes, such as '1' or '2a'",
          }),
          name: sourced(text),
          shortName: sourced(text),
          summary: sourced(text),
          scope: sourced(text),
          covers: sourced(Type.Array(text, { minItems: 1 })),
          cpv: sourced(
            Type.Array(Type.String({ pattern: '^\\d{8}$', title: 'a CPV code of eight digits in quotes' }), {
              minItems: 1,
            }),
          ),
          sectors: sourced(Type.Array(key, { minItems: 1 })),
          madeFor: Type.Optional(sourced(Type.Array(key, { minItems: 1 }))),
          categories: sourced(Type.Array(categoryPath, { minItems: 1 })),
          requirements: Type.Optional(Type.Array(sourcedWith(text, { id: key }))),
          priceControls: Type.Optional(Type.Array(priceControl, { minItems: 1 })),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
);

export const RoutesFileSchema = Type.Object(
  {
    routes: Type.Array(
      Type.Object(
        {
          kind,
          name: sourced(text),
          icon,
          summary: sourced(text),
          guidance: Type.Optional(guidance),
          rules: Type.Array(
            Type.Object(
              {
                lots: Type.Array(Type.String(), { minItems: 1 }),
                allowed: sourced(allowed),
                reason: sourced(text),
                conditions: Type.Optional(Type.Array(sourcedWith(text, { id: key }))),
                invited: Type.Optional(sourced(text)),
                limits: Type.Optional(
                  Type.Object(
                    {
                      minimumValue: Type.Optional(sourced(decimal)),
                      maximumValue: Type.Optional(sourced(decimal)),
                      minimumMonths: Type.Optional(sourced(months)),
                      maximumMonths: Type.Optional(sourced(months)),
                    },
                    closed,
                  ),
                ),
                typicalDays: Type.Optional(
                  sourced(
                    Type.Object({ from: Type.Integer({ minimum: 0 }), to: Type.Integer({ minimum: 0 }) }, closed),
                  ),
                ),
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
  },
  closed,
);

export const BuyersFileSchema = Type.Object(
  {
    buyers: Type.Array(Type.Object({ class: key, allowed: sourced(allowed), reason: sourced(text) }, closed), {
      minItems: 1,
    }),
  },
  closed,
);

/** `sources:` of a pack and of each file of reference facts. */
export const SourceListSchema = Type.Array(
  Type.Object(
    {
      key,
      title: text,
      url: Type.Optional(url),
      read: Type.Optional(dayOrMonth),
      standing: Type.Enum(['read', 'secondary', 'recalled', 'project']),
    },
    closed,
  ),
  { minItems: 1 },
);

export const SourcesFileSchema = Type.Object({ sources: SourceListSchema }, closed);

export type AgreementFile = Static<typeof AgreementFileSchema>;
export type LotsFile = Static<typeof LotsFileSchema>;
export type RoutesFile = Static<typeof RoutesFileSchema>;
export type BuyersFile = Static<typeof BuyersFileSchema>;
export type SourcesFile = Static<typeof SourcesFileSchema>;
