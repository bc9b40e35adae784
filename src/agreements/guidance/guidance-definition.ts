import { type Static, Type } from 'typebox';

/**
 * How sure a source makes a statement: `read` in the source itself, `secondary` in someone's account of it,
 * `recalled` not read (the page says to check), `practice` our advice, `demonstration` a value we invented.
 */
const Standing = Type.Enum(['read', 'secondary', 'recalled', 'practice', 'demonstration']);
export type Standing = Static<typeof Standing>;

const exactly = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1, maxLength: 900 });
const IsoDateText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const SourceKeys = Type.Array(Type.String(), { minItems: 1, maxItems: 4 });

const Source = Type.Object(
  {
    title: Text,
    publisher: Type.Optional(Text),
    url: Type.Optional(Type.String({ pattern: '^(https://|/)' })),
    /** The day the source was published or last changed. */
    date: Type.Optional(IsoDateText),
    standing: Standing,
  },
  exactly,
);

/** One sentence or two that can be traced: its sources, the days it holds, whom it is for. */
const Statement = Type.Object(
  {
    lead: Type.Optional(Text),
    text: Text,
    sources: Type.Optional(SourceKeys),
    from: Type.Optional(IsoDateText),
    to: Type.Optional(IsoDateText),
  },
  exactly,
);
export type Statement = Static<typeof Statement>;
const Statements = Type.Array(Type.Union([Text, Statement]), { minItems: 1 });

const Table = Type.Object(
  {
    caption: Text,
    columns: Type.Array(Text, { minItems: 2, maxItems: 7 }),
    rows: Type.Array(Type.Array(Text, { minItems: 2, maxItems: 7 }), { minItems: 1 }),
  },
  exactly,
);

/** Marks of a payment pattern: an amount at a month, or the same amount each `every` months from `from` to `to`. */
const Flow = Type.Object(
  {
    from: Type.Integer({ minimum: 0, maximum: 60 }),
    to: Type.Integer({ minimum: 0, maximum: 60 }),
    every: Type.Integer({ minimum: 1, maximum: 60 }),
    amounts: Type.Array(Type.Number({ minimum: 0, maximum: 100 }), { minItems: 1 }),
  },
  exactly,
);

const Payments = Type.Object(
  {
    title: Text,
    unit: Text,
    months: Type.Integer({ minimum: 12, maximum: 60 }),
    rows: Type.Array(
      Type.Object(
        {
          name: Text,
          flows: Type.Array(Flow, { minItems: 1 }),
          owner: Type.Enum(['you', 'provider', 'none']),
          end: Text,
        },
        exactly,
      ),
      { minItems: 2, maxItems: 10 },
    ),
  },
  exactly,
);
export type Payments = Static<typeof Payments>;

const Line = Type.Object(
  {
    title: Text,
    stops: Type.Array(Type.Object({ name: Text, note: Text }, exactly), { minItems: 3, maxItems: 9 }),
    /** The stop where something usually goes wrong, counted from 1. */
    mark: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
  },
  exactly,
);

const Ladder = Type.Object(
  {
    title: Text,
    unit: Text,
    rungs: Type.Array(
      Type.Object({ name: Text, note: Text, kept: Type.Number({ minimum: 0, maximum: 100 }) }, exactly),
      { minItems: 3, maxItems: 7 },
    ),
  },
  exactly,
);

/** A part of a section; exactly one of these is set, besides `sources`. */
const Block = Type.Object(
  {
    text: Type.Optional(Text),
    list: Type.Optional(Statements),
    steps: Type.Optional(Statements),
    warnings: Type.Optional(Statements),
    terms: Type.Optional(Type.Array(Type.Object({ term: Text, text: Text }, exactly), { minItems: 1 })),
    table: Type.Optional(Table),
    payments: Type.Optional(Payments),
    line: Type.Optional(Line),
    ladder: Type.Optional(Ladder),
    tool: Type.Optional(Type.Enum(['who-may-buy', 'thresholds'])),
    links: Type.Optional(Type.Array(Type.Object({ text: Text, href: Type.String({ pattern: '^/' }) }, exactly))),
    sources: Type.Optional(SourceKeys),
  },
  exactly,
);
export type Block = Static<typeof Block>;

const Section = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
    title: Text,
    /** Whom the section is for, in words, where it is not for every buyer. */
    appliesTo: Type.Optional(Text),
    /** Sources of every statement in it that names none of its own. */
    sources: Type.Optional(SourceKeys),
    blocks: Type.Array(Block, { minItems: 1 }),
  },
  exactly,
);

/** A page of guidance as its file holds it: `agreements/<number>/guidance/<slug>.yaml`. */
export const GuidanceDefinition = Type.Object(
  {
    title: Text,
    summary: Text,
    group: Type.Enum(['buy', 'pay', 'circular', 'after']),
    order: Type.Integer({ minimum: 1, maximum: 999 }),
    icon: Type.String({ pattern: '^[a-z]+$' }),
    updated: IsoDateText,
    /** The menu entry it belongs to, where it has one. */
    menu: Type.Optional(Type.Enum(['pay', 'reuse', 'agreement'])),
    /** Says something about the law, so the page says it is not legal advice. */
    law: Type.Boolean(),
    say: Type.Optional(Type.Object({ text: Text, more: Type.Optional(Text) }, exactly)),
    sections: Type.Array(Section, { minItems: 1 }),
    next: Type.Array(Type.Object({ text: Text, href: Type.String({ pattern: '^/' }) }, exactly), { minItems: 1 }),
    sources: Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]*$' }), Source),
  },
  exactly,
);
export type GuidanceDefinition = Static<typeof GuidanceDefinition>;
export type GuidanceSource = Static<typeof Source>;
