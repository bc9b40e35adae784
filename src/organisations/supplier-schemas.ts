import { Type } from 'typebox';
import { circularKinds, standingKinds, supplierRegions, supplierSizes } from './supplier.ts';
import { mostPerPage } from './supplier-query.ts';
import { standings } from './supplier-standing.ts';

const date = Type.String({ format: 'date' });
const nullable = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()]);
const text = nullable(Type.String());
const size = Type.String({ enum: [...supplierSizes], description: 'All but large are small or medium-sized (SME)' });
const many = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));

/** Parameters of the register, for the description; `supplier-query.ts` reads them. */
export const SupplierQuerySchema = Type.Object(
  {
    q: Type.Optional(
      Type.String({ description: 'Words that all begin a word of the name, identifier, evidence scheme or number' }),
    ),
    on: Type.Optional(Type.String({ format: 'date', description: 'Day asked about; today in London when absent' })),
    agreement: many('Number of an agreement; repeat for any of several'),
    lot: many('Number of a lot held on the day; repeat for any of several'),
    size: Type.Optional(Type.Array(size, { description: 'Any of these sizes' })),
    sme: Type.Optional(Type.Boolean({ description: 'Only micro, small and medium-sized suppliers' })),
    standing: Type.Optional(
      Type.Array(Type.String({ enum: [...standings] }), { description: 'Standing of the supplier as a whole' }),
    ),
    takesBack: Type.Optional(
      Type.Boolean({ description: 'Only those that take devices back, with evidence in force' }),
    ),
    evidence: many('Scheme with evidence in force on the day; repeated ones must all be held'),
    region: Type.Optional(
      Type.Array(Type.String({ enum: [...supplierRegions] }), { description: 'Any of these regions served' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: mostPerPage, default: 25 })),
    cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  },
  { additionalProperties: false },
);

export const OnSchema = Type.Object(
  { on: Type.Optional(Type.String({ format: 'date', description: 'Day asked about; today in London when absent' })) },
  { additionalProperties: false },
);

const StandingSchema = Type.Object({
  state: Type.String({ enum: [...standings] }),
  reason: Type.Optional(Type.String()),
  from: Type.Optional(date),
  to: Type.Optional(Type.Union([date, Type.Null()], { description: 'Last day, inclusive; null until further notice' })),
  agreement: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'Null: the supplier as a whole' })),
  lot: Type.Optional(text),
});

const summary = {
  id: Type.String(),
  name: Type.String(),
  legalName: Type.String(),
  identifier: Type.Union([Type.Object({ scheme: Type.String(), number: Type.String() }), Type.Null()]),
  size,
  sme: Type.Boolean(),
  demonstration: Type.Boolean({ description: 'Invented for the demonstration' }),
  standing: StandingSchema,
  lots: Type.Array(
    Type.Object({ agreement: Type.String(), lot: Type.String(), standing: Type.String({ enum: [...standings] }) }),
    { description: 'Positions held on the day' },
  ),
  regions: Type.Array(Type.String()),
  evidence: Type.Array(Type.String(), { description: 'Schemes with evidence in force on the day' }),
  takesBack: Type.Boolean(),
  links: Type.Object({ self: Type.String(), page: Type.String() }),
};

const count = Type.Object({ value: Type.String(), count: Type.Integer() });

export const SupplierListSchema = Type.Object({
  on: date,
  total: Type.Integer(),
  totalIsExact: Type.Boolean(),
  items: Type.Array(Type.Object(summary)),
  facets: Type.Object({
    lot: Type.Array(Type.Object({ agreement: Type.String(), value: Type.String(), count: Type.Integer() })),
    size: Type.Array(count),
    sme: Type.Integer(),
    standing: Type.Array(count),
    takesBack: Type.Integer(),
    evidence: Type.Array(count),
    region: Type.Array(count),
  }),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page; null on the last' }),
});

export const SupplierSchema = Type.Object({
  ...summary,
  on: date,
  website: text,
  positions: Type.Array(
    Type.Object({
      agreement: Type.String(),
      lot: Type.String(),
      from: date,
      to: text,
      held: Type.Boolean({ description: 'Begun and not ended on the day' }),
      standing: StandingSchema,
    }),
  ),
  standingEvents: Type.Array(
    Type.Object({
      kind: Type.String({ enum: [...standingKinds] }),
      agreement: text,
      lot: text,
      from: date,
      to: text,
      reason: Type.String(),
    }),
  ),
  certificates: Type.Array(
    Type.Object({
      scheme: Type.String(),
      number: Type.String(),
      from: date,
      to: text,
      scope: Type.String(),
      issuer: Type.String(),
      link: text,
      state: Type.String({ enum: ['current', 'lapses-soon', 'lapsed', 'not-yet'] }),
    }),
  ),
  contacts: Type.Array(Type.Object({ role: Type.String(), name: Type.String(), email: text, phone: text })),
  circular: Type.Array(
    Type.Object({
      fact: Type.String({ enum: [...circularKinds] }),
      state: Type.String({
        enum: ['shown', 'lapsed', 'not-yet', 'none'],
        description: 'Only a claim that is shown has evidence in force on the day',
      }),
      value: Type.Optional(Type.String()),
      unit: Type.Optional(Type.String({ enum: ['percent', 'years', 'yes-or-no'] })),
      period: Type.Optional(text),
      terms: Type.Optional(text),
      asOf: Type.Optional(date),
      evidence: Type.Optional(Type.Object({ scheme: Type.String(), number: Type.String(), to: text })),
    }),
  ),
});

const ProblemSchema = Type.Object({
  code: Type.String(),
  path: Type.Optional(Type.String()),
  row: Type.Optional(Type.Integer({ description: 'Row as a spreadsheet numbers it' })),
  column: Type.Optional(Type.String()),
  value: Type.Optional(Type.String()),
  message: Type.String(),
  remedy: Type.String(),
});

export const ImportResultSchema = Type.Object({
  rows: Type.Integer(),
  accepted: Type.Integer({ description: 'Rows without a mistake' }),
  rejected: Type.Integer({ description: 'Rows with one or more; any mistake leaves the register as it was' }),
  problems: Type.Array(ProblemSchema),
  changes: Type.Object(
    {
      added: Type.Integer(),
      removed: Type.Integer(),
      updated: Type.Integer(),
      up: Type.Integer(),
      down: Type.Integer(),
      same: Type.Integer(),
    },
    { description: 'Positions; suppliers have no prices, so up and down are 0' },
  ),
  suppliers: Type.Object({ added: Type.Integer(), changed: Type.Integer(), same: Type.Integer() }),
  encoding: text,
  dryRun: Type.Boolean(),
  applied: Type.Boolean(),
  job: Type.Null(),
});

export const ImportQuerySchema = Type.Object(
  {
    dryRun: Type.Optional(Type.Boolean({ description: 'Check only' })),
    replace: Type.Optional(
      Type.Boolean({ description: 'End the positions of the file’s agreements that the file does not name' }),
    ),
  },
  { additionalProperties: false },
);
