import { Type } from 'typebox';
import { priceControlKinds, routeKinds } from './pack.ts';
import { thresholdKinds } from './reference.ts';

const date = Type.String({ format: 'date' });
const route = Type.String({ enum: [...routeKinds] });

const SourceSchema = Type.Object(
  {
    title: Type.String(),
    url: Type.Optional(Type.String()),
    read: Type.Optional(Type.String({ description: 'When it was read: a day or a month' })),
    standing: Type.String({ enum: ['read', 'secondary', 'recalled', 'project'] }),
  },
  { description: 'Where the value was found' },
);

/** A value with its source, or `assumed` with the ground it stands on. */
const value = (description: string) =>
  Type.Object(
    {
      value: Type.Unknown(),
      source: Type.Optional(SourceSchema),
      assumed: Type.Optional(Type.Boolean({ description: 'Set for the demonstration' })),
      note: Type.Optional(Type.String()),
    },
    { description },
  );

export const LotSummarySchema = Type.Object({
  number: Type.String(),
  name: Type.String(),
  routes: Type.Array(route, { description: 'Routes that are open, on conditions or without' }),
});

const summary = {
  number: Type.String(),
  name: Type.String(),
  on: date,
  status: Type.String({ enum: ['future', 'initial', 'extension', 'ended'] }),
  starts: date,
  initialTermEnds: Type.String({ format: 'date', description: 'Last day, inclusive' }),
  latestEnd: Type.String({ format: 'date', description: 'Last day if extended in full, inclusive' }),
  ends: Type.String({ format: 'date', description: 'Last day as things stand, inclusive' }),
  daysLeft: Type.Integer({ description: 'Days from the asked date to `ends`; 0 when it has ended' }),
  newCallOffs: Type.Boolean({ description: 'Whether a call-off may be made on the date' }),
  callOffsMayOutlive: Type.Boolean(),
  warnings: Type.Array(Type.Object({ date, daysLeft: Type.Integer(), publishedIn: Type.String() }), {
    description: 'Earlier end dates that somebody published',
  }),
  lots: Type.Array(LotSummarySchema),
};

export const AgreementSummarySchema = Type.Object(summary);

export const AgreementListSchema = Type.Object({ on: date, agreements: Type.Array(AgreementSummarySchema) });

export const AgreementSchema = Type.Object({
  ...summary,
  authority: value('Who let it'),
  regime: value('The procurement rules its call-offs follow to their end'),
  law: value('The law, by name'),
  term: Type.Object({
    awarded: Type.Optional(value('Day of award')),
    operational: value('First day of call-offs'),
    initialMonths: value('Length of the initial term in months'),
    initialEnds: value('Last day of the initial term'),
    extensionMonths: Type.Optional(value('Longest extension in months')),
    extensionEnds: Type.Optional(value('Last day of the longest extension')),
    extensionExercised: Type.Optional(value('Whether it was extended')),
  }),
  successor: Type.Optional(Type.Object({ name: value('Name'), starts: value('Month it is planned to start') })),
  managementCharge: Type.Object({
    percent: value('Percent, 0-100, decimal text'),
    basis: value('reported-sales or contract-value'),
  }),
  approvalAboveRise: Type.Optional(value('A price rise above this percentage needs approval')),
  notableFall: Type.Optional(value('A price fall above this percentage is pointed out')),
  tellAuthorityAbove: Type.Optional(value('The authority is told of competitions above this many pounds')),
  supplierCount: Type.Optional(value('Suppliers said to hold a position')),
  buyers: Type.Array(
    Type.Object({ class: Type.String(), allowed: value('yes, conditions or no'), reason: value('Why') }),
  ),
});

export const LotSchema = Type.Object({
  agreement: Type.String(),
  number: Type.String(),
  name: Type.String(),
  routes: Type.Array(route, { description: 'Routes that are open, on conditions or without' }),
  suppliers: Type.Integer({ description: 'Suppliers with a position on the date' }),
  sme: Type.Integer({ description: 'Of these, small and medium-sized' }),
  scope: value('What it is for'),
  covers: value('What it covers'),
  cpv: value('CPV codes, eight digits'),
  sectors: value('Sectors that may use it'),
  madeFor: Type.Optional(value('Sectors it was made for')),
  categories: value('Categories of the catalogue; each stands for all below it'),
  requirements: Type.Array(
    Type.Object({
      id: Type.String(),
      value: Type.Unknown(),
      source: Type.Optional(SourceSchema),
      assumed: Type.Optional(Type.Boolean()),
      note: Type.Optional(Type.String()),
    }),
  ),
  priceControls: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.String({ enum: [...priceControlKinds] }),
      categories: Type.Optional(Type.Array(Type.String(), { description: 'Holds for these and all below them' })),
      product: Type.Optional(Type.Object({ manufacturer: Type.String(), mpn: Type.String() })),
      limit: value('maximum-price: pounds without VAT; else percent'),
    }),
    { description: 'Limits on prices; without categories and product one holds for the whole lot' },
  ),
  rules: Type.Array(
    Type.Object({
      route,
      allowed: value('yes, conditions or no'),
      reason: value('Reads after "because"'),
      conditions: Type.Array(
        Type.Object({
          id: Type.String(),
          value: Type.Unknown(),
          source: Type.Optional(SourceSchema),
          assumed: Type.Optional(Type.Boolean()),
          note: Type.Optional(Type.String()),
        }),
      ),
      invited: Type.Optional(value('Who is asked')),
      typicalDays: Type.Optional(value('Usual time in working days, from and to')),
      limits: Type.Record(Type.String(), value('A limit of value or length')),
    }),
  ),
});

export const LotListSchema = Type.Object({ agreement: Type.String(), on: date, lots: Type.Array(LotSchema) });

export const ThresholdsSchema = Type.Object({
  on: date,
  thresholds: Type.Array(
    Type.Object({
      kind: Type.String({ enum: [...thresholdKinds] }),
      class: Type.String({ enum: ['central', 'sub-central', 'all'] }),
      amount: Type.String({ description: 'Pounds, decimal text' }),
      includesVat: Type.Boolean(),
      from: date,
      to: Type.Union([date, Type.Null()]),
      source: SourceSchema,
    }),
  ),
});

/** One mistake found in a pack. */
export const CheckResultSchema = Type.Object({
  valid: Type.Boolean(),
  problems: Type.Array(
    Type.Object({
      code: Type.String(),
      path: Type.Optional(Type.String({ description: 'file:line, the file seen from the folder' })),
      value: Type.Optional(Type.String()),
      message: Type.String(),
      remedy: Type.String(),
    }),
  ),
});
