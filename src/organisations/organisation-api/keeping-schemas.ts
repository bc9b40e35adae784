import { Type } from 'typebox';

const text = Type.String();

export const checkQuery = Type.Object({
  check: Type.Optional(Type.Boolean({ description: 'Only say what would be done' })),
});

export const EffectSchema = Type.Object({
  what: Type.String({ description: 'What is open: purchases, orders, callOffs, invoices, baskets, quotes, members …' }),
  count: Type.Integer(),
  text,
  then: Type.String({ description: 'What happens to it' }),
  blocks: Type.Boolean({ description: 'Has to be finished first' }),
});

/** What was closed, or would be, and what that does. */
export const ClosedSchema = Type.Object({ applied: Type.Boolean(), effects: Type.Array(EffectSchema) });

/** What an organisation is to be. Authorities give the name and the version only. */
export const KeepingSchema = Type.Object(
  {
    name: Type.String({ maxLength: 400 }),
    buyerClass: Type.String({ maxLength: 80, default: '', description: 'Class of reference/buyer-classes.yaml' }),
    scheme: Type.String({ maxLength: 40, default: '' }),
    number: Type.String({ maxLength: 80, default: '' }),
    authorityBasis: Type.String({ maxLength: 1000, default: '' }),
    devolved: Type.Boolean({ default: false }),
    noticeToImprove: Type.Boolean({ default: false }),
    note: Type.String({ maxLength: 2000, default: '', description: 'What the authority should know' }),
    version: Type.Integer({ minimum: 1, description: 'The version of the organisation this was made from' }),
  },
  { additionalProperties: false },
);

export const PlannedSchema = Type.Object({
  applied: Type.Boolean(),
  changes: Type.Array(Type.Object({ fact: text, before: text, after: text })),
  asksAuthority: Type.Boolean({ description: 'The authority looks (again): nothing can be bought until it did' }),
  effects: Type.Array(EffectSchema),
});

const problem = Type.Object({
  code: text,
  row: Type.Optional(Type.Integer()),
  column: Type.Optional(text),
  value: Type.Optional(text),
  message: text,
  remedy: text,
});

/** What a list of sites did, or would do. With problems nothing was changed. */
export const SiteImportSchema = Type.Object({
  rows: Type.Integer(),
  added: Type.Integer(),
  changed: Type.Integer(),
  same: Type.Integer(),
  applied: Type.Boolean(),
  problems: Type.Array(problem),
});
