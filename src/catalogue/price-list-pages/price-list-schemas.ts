import { Type } from 'typebox';
import { changeKinds, priceListStates } from '../price-lists/index.ts';

const text = Type.String();
const nullableText = Type.Union([Type.String(), Type.Null()]);
const whole = Type.Integer();
const day = Type.String({ format: 'date' });
const instant = Type.String({ description: 'ISO 8601 in UTC', examples: ['2026-11-23T09:30:00.000Z'] });
const money = Type.Union([Type.String({ examples: ['395.00'] }), Type.Null()], { description: 'Pounds without VAT' });
const oneOf = (values: readonly string[], description?: string) =>
  Type.String({ enum: [...values], ...(description === undefined ? {} : { description }) });
const closed = { additionalProperties: false } as const;

export const ProblemSchema = Type.Object({
  code: text,
  path: Type.Optional(text),
  row: Type.Optional(Type.Integer({ description: 'Row as a spreadsheet numbers it' })),
  column: Type.Optional(Type.String({ description: 'The heading as the supplier wrote it' })),
  value: Type.Optional(text),
  message: text,
  remedy: text,
});

const ChangeCountsSchema = Type.Object({
  added: whole,
  removed: whole,
  up: whole,
  down: whole,
  changed: Type.Integer({ description: 'The same price on other terms' }),
  same: whole,
});

export const PriceListSchema = Type.Object({
  id: text,
  supplierId: text,
  agreement: text,
  lot: text,
  validFrom: day,
  fileName: text,
  fileSize: Type.Integer({ description: 'Bytes' }),
  fileSha256: text,
  checkOnly: Type.Boolean(),
  demonstration: Type.Boolean({ description: 'The supplier is an invented one' }),
  state: oneOf(priceListStates),
  problems: Type.Array(ProblemSchema, { description: 'What concerns the list as a whole' }),
  counts: Type.Union([
    Type.Object({
      rows: Type.Integer({ description: 'Lines in the file' }),
      sound: whole,
      rejected: Type.Integer({
        description: 'Lines with one error or more; any of them keeps the list from being accepted',
      }),
      errors: whole,
      warnings: whole,
      repairs: whole,
      changes: ChangeCountsSchema,
      held: Type.Integer({ description: 'Lines whose rise needs the authority’s approval' }),
      plannedReplaced: whole,
    }),
    Type.Null(),
  ]),
  mapping: Type.Union([
    Type.Object({
      headerRow: Type.Union([Type.Integer(), Type.Null()]),
      columns: Type.Array(
        Type.Object({
          at: Type.Integer({ description: 'Place in the row, from 0' }),
          heading: text,
          field: nullableText,
          how: Type.String({ description: 'name, synonym, likeness, content or remembered' }),
          sure: oneOf(['certain', 'guess', 'none']),
          why: text,
          seen: Type.Array(text, { description: 'The first different values' }),
        }),
      ),
      unmatched: Type.Array(text, { description: 'Headings that mean nothing to us' }),
      ambiguous: Type.Array(Type.Object({ field: text, headings: Type.Array(text) })),
      missing: Type.Array(text, { description: 'Needed fields without a column' }),
      notes: Type.Array(text, { description: 'What holds for every line because the file has no column for it' }),
    }),
    Type.Null(),
  ]),
  held: Type.Object({ waiting: whole, approved: whole, refused: whole, replaced: whole }),
  job: Type.Union([
    Type.Object({
      id: text,
      status: text,
      done: whole,
      total: Type.Integer({ description: '0 while not known' }),
      message: text,
      failure: nullableText,
    }),
    Type.Null(),
  ]),
  events: Type.Array(
    Type.Object({ kind: text, at: instant, actor: text, facts: Type.Object({}, { additionalProperties: true }) }),
    { description: 'Oldest first' },
  ),
  submittedAt: instant,
  submittedBy: text,
});

export const PriceListsSchema = Type.Object({
  items: Type.Array(PriceListSchema),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Give it as before for older lists; null at the end' }),
});

export const ListsQuerySchema = Type.Object(
  {
    supplier: Type.Optional(Type.String({ maxLength: 80, description: 'Id of the supplier' })),
    agreement: Type.Optional(Type.String({ maxLength: 40 })),
    lot: Type.Optional(Type.String({ maxLength: 20 })),
    before: Type.Optional(Type.String({ pattern: '^\\d{1,18}$', description: 'The next of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
  },
  closed,
);

const paging = {
  after: Type.Optional(Type.String({ maxLength: 200, description: 'The next of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
};
const next = Type.Union([Type.String(), Type.Null()]);

export const ProblemsQuerySchema = Type.Object(
  { ...paging, severity: Type.Optional(oneOf(['error', 'warning'])) },
  closed,
);
export const RepairsQuerySchema = Type.Object(paging, closed);
export const ChangesQuerySchema = Type.Object(
  {
    ...paging,
    kind: Type.Optional(oneOf(changeKinds)),
    held: Type.Optional(Type.Boolean({ description: 'Only lines that wait, or waited, for the authority' })),
  },
  closed,
);

export const LineProblemsSchema = Type.Object({
  items: Type.Array(
    Type.Object({ ...ProblemSchema.properties, field: nullableText, severity: oneOf(['error', 'warning']) }),
  ),
  next,
  byCode: Type.Array(Type.Object({ code: text, severity: text, message: text, count: whole })),
});

export const RepairsSchema = Type.Object({
  items: Type.Array(Type.Object({ row: whole, column: text, field: text, from: text, to: text, why: text })),
  next,
});

export const ChangesSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      line: Type.String({ description: 'Names the line when deciding' }),
      row: Type.Union([Type.Integer(), Type.Null()]),
      kind: oneOf(changeKinds),
      supplierSku: text,
      product: Type.Object({ id: text, slug: text, title: text, manufacturer: text, mpn: text }),
      condition: nullableText,
      oldPrice: money,
      newPrice: money,
      percent: nullableText,
      held: nullableText,
      rise: Type.Union(
        [
          Type.Object({
            quantity: Type.Integer({ description: '1, or where a price break begins' }),
            oldPrice: text,
            newPrice: text,
            percent: nullableText,
          }),
          Type.Null(),
        ],
        { description: 'Of lines that wait, or waited: the quantity from which on the price each rises most' },
      ),
    }),
  ),
  next,
});

/** The form of a submission, for the description: a form is read as it streams. */
export const SubmissionSchema = Type.Object(
  {
    supplier: Type.String({ description: 'Id of the supplier' }),
    agreement: text,
    lot: text,
    from: Type.String({ format: 'date', description: 'First day of the prices' }),
    checkOnly: Type.Optional(oneOf(['true', 'false'])),
    file: Type.String({ format: 'binary', description: 'CSV or XLSX; the last field of the form' }),
  },
  closed,
);

export const MappingSchema = Type.Object(
  {
    // null first: as text it would be read as empty.
    mapping: Type.Record(Type.String({ maxLength: 32767 }), Type.Union([Type.Null(), Type.String()]), {
      description: 'Each heading as written, and the field it means; null: not used',
      maxProperties: 300,
    }),
  },
  closed,
);
export const AcceptSchema = Type.Object(
  { repairs: Type.Boolean({ description: 'true: the proposed repairs are accepted' }) },
  closed,
);
export const DecisionSchema = Type.Object(
  {
    approve: Type.Boolean(),
    lines: Type.Union([
      Type.Literal('all'),
      Type.Array(Type.String({ pattern: '^[0-9]{1,18}$' }), { minItems: 1, maxItems: 1000 }),
    ]),
    reason: Type.String({ minLength: 1, maxLength: 1000 }),
  },
  closed,
);
export const TemplateQuerySchema = Type.Object(
  {
    agreement: Type.String({ maxLength: 40 }),
    lot: Type.String({ maxLength: 20 }),
    format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('xlsx')], { default: 'xlsx' })),
  },
  closed,
);
