import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { type RouteKind, routeKinds } from '../../agreements/index.ts';

const closed = { additionalProperties: false } as const;
const text = Type.String();
const id = Type.String({ pattern: '^[a-z0-9-]{2,40}$' });
const money = Type.String({ pattern: '^\\d{1,9}\\.\\d{2}$' });
const days = Type.Integer({ minimum: 0, maximum: 365 });
const count = Type.Integer({ minimum: 1, maximum: 100_000 });
const optional = Type.Optional;

/** How far a purchase has come; each has what stands before it behind it. */
export const stages = ['basket', 'asked', 'approved', 'placed', 'accepted', 'received', 'disputed', 'paid'] as const;

const Purchase = Type.Object(
  {
    ...{ reference: text, organisation: id, by: id, head: optional(id), seller: optional(id), supplier: id, lot: text },
    ...{ mpn: text, quantity: count, services: optional(Type.Array(text)), budget: optional(text), days, reason: text },
    stage: Type.Enum([...stages]),
    ...{ kept: optional(count), serials: optional(text), invoice: optional(text), delivery: optional(money) },
    dispute: optional(text),
    // working days after the day it is made on which it is needed
    neededIn: optional(count),
  },
  closed,
);

const CallOff = Type.Object(
  {
    ...{ key: id, organisation: id, by: id, supplier: id, seller: id, lot: text, title: text, ceiling: money },
    route: Type.Unsafe<RouteKind>(Type.Enum([...routeKinds])),
    formation: Type.Enum(['imported', 'signatures']),
    ...{ startsMonths: Type.Integer({ minimum: 0 }), months: count, sites: Type.Array(id), notice: optional(text) },
    prices: Type.Array(Type.Object({ mpn: text, title: text, price: money }, closed)),
    orders: Type.Array(
      Type.Object(
        {
          ...{ reference: text, site: id, line: count, quantity: count, days, title: text, kept: optional(count) },
          ...{ invoice: optional(text), charged: optional(money) },
        },
        closed,
      ),
    ),
  },
  closed,
);

const Definition = Type.Object(
  {
    budgets: Type.Array(Type.Object({ organisation: id, by: id, code: text, name: text, amount: money }, closed)),
    rules: Type.Array(Type.Object({ organisation: id, by: id, name: text, from: money }, closed)),
    purchases: Type.Array(Purchase),
    callOffs: Type.Array(CallOff),
    priceLists: Type.Array(
      Type.Object(
        {
          ...{ by: id, supplier: id, lot: text, file: text, mistakes: optional(Type.Boolean()) },
          ...{ rise: optional(count), lines: optional(count) },
        },
        closed,
      ),
    ),
    announcements: Type.Array(
      Type.Object(
        { by: id, title: text, text, audience: Type.Enum(['buyers', 'suppliers', 'everybody']), days },
        closed,
      ),
    ),
    figures: Type.Object(
      {
        ...{ orders: count, most: money, sellers: Type.Record(Type.String(), id) },
        buyers: Type.Array(Type.Object({ organisation: id, by: id, site: id }, closed), { minItems: 1 }),
      },
      closed,
    ),
  },
  closed,
);

/** What the invented people did: `work.yaml` of a pack's `demo` folder. */
export type DemoWork = Static<typeof Definition>;
export type DemoPurchase = Static<typeof Purchase>;
export type DemoCallOff = Static<typeof CallOff>;

/** Undefined where the pack has none. Throws on a mistake: the file ships with the project. */
export async function readDemoWork(demoFolder: string): Promise<DemoWork | undefined> {
  let content: string;
  try {
    content = await readFile(join(demoFolder, 'work.yaml'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const value: unknown = parse(content);
  if (Value.Check(Definition, value)) return value;
  const first = Value.Errors(Definition, value)[0];
  throw new Error(
    `work.yaml of the demonstration cannot be used: ${first?.instancePath ?? ''} ${first?.message ?? ''}`,
  );
}
