import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { parse } from 'yaml';
import { circularKinds, standingKinds, supplierSizes } from '../supplier.ts';

const closed = { additionalProperties: false };
const Words = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });
const Percent = Type.Number({ minimum: 0, maximum: 100 });
const PercentBySize = Type.Object({ sme: Percent, large: Percent }, closed);
const Count = Type.Integer({ minimum: 0 });
/** Whole days from the day of loading; negative before it. */
const Days = Type.Integer();

const Standing = Type.Object(
  {
    kind: Type.Enum([...standingKinds]),
    lot: Type.Optional(Type.String()),
    from: Days,
    to: Type.Optional(Days),
    reason: Type.String({ minLength: 1 }),
  },
  closed,
);

const Anchor = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    size: Type.Enum([...supplierSizes]),
    lots: Words,
    evidence: Words,
    standing: Type.Optional(Type.Array(Standing)),
    /** Positions that do not count on the day of loading. */
    more: Type.Optional(Type.Array(Type.Object({ lot: Type.String(), from: Days, to: Type.Optional(Days) }, closed))),
  },
  closed,
);

const EvidenceRule = Type.Object(
  {
    scheme: Type.String({ minLength: 1 }),
    percent: PercentBySize,
    /** Suppliers on one of these lots hold it by `lotsPercent` instead. */
    lots: Type.Optional(Words),
    lotsPercent: Type.Optional(Percent),
    months: Type.Integer({ minimum: 1 }),
    scope: Type.String({ minLength: 1 }),
  },
  closed,
);

const CircularRule = Type.Object(
  {
    kind: Type.Enum([...circularKinds]),
    backedBy: Words,
    /** Of the suppliers that hold such evidence. */
    percent: Percent,
    values: Type.Array(Type.Number({ minimum: 0 }), { minItems: 1 }),
    /** Suppliers on one of these lots have one of `lotsValues` instead. */
    lots: Type.Optional(Words),
    lotsValues: Type.Optional(Type.Array(Type.Number({ minimum: 0 }), { minItems: 1 })),
    period: Type.Optional(Type.String()),
    terms: Type.Optional(Words),
  },
  closed,
);

const Definition = Type.Object(
  {
    agreement: Type.String({ minLength: 1 }),
    count: Count,
    sme: Count,
    positionsFrom: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    lots: Type.Record(
      Type.String(),
      Type.Object({ suppliers: Count, sme: Count, with: Type.Array(Type.String()), endings: Words }, closed),
    ),
    names: Type.Object({ beginnings: Words, middles: Words, legal: Words }, closed),
    sizes: Type.Object({ micro: Count, small: Count, medium: Count }, closed),
    regions: Type.Object({ wholeCountry: PercentBySize }, closed),
    people: Type.Object({ first: Words, last: Words, roles: Words, phone: Type.String() }, closed),
    issuers: Words,
    evidence: Type.Array(EvidenceRule, { minItems: 1 }),
    validity: Type.Object({ lapsed: Percent, lapsesSoon: Percent }, closed),
    circular: Type.Array(CircularRule),
    anchors: Type.Array(Anchor),
  },
  closed,
);

/** What the demonstration's suppliers are made from: `demo/suppliers.yaml` of an agreement pack. */
export type DemoDefinition = Static<typeof Definition>;
export type DemoAnchor = Static<typeof Anchor>;
export type DemoEvidenceRule = Static<typeof EvidenceRule>;

/** Reads the definition; throws when the file is missing or wrong, because it ships with the pack. */
export function parseDemoDefinition(text: string, file: string): DemoDefinition {
  const value: unknown = parse(text);
  if (Value.Check(Definition, value)) return value;
  const [first] = Value.Errors(Definition, value);
  throw new Error(`${file} cannot be used: ${first?.instancePath ?? ''} ${first?.message ?? 'is wrong'}`);
}

/** Reads `suppliers.yaml` of a pack's `demo` folder. */
export async function readDemoDefinition(demoFolder: string): Promise<DemoDefinition> {
  const file = join(demoFolder, 'suppliers.yaml');
  return parseDemoDefinition(await readFile(file, 'utf8'), file);
}
