import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { readYamlFile, schemaProblems } from '../../agreements/index.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';

const file = 'paid-prices.yaml';
const closed = { additionalProperties: false } as const;
const number = Type.Object(
  {
    value: Type.Integer({ minimum: 1, maximum: 1000 }),
    assumed: Type.Optional(Type.Boolean()),
    note: Type.String({ minLength: 1, maxLength: 300 }),
  },
  closed,
);
const FileSchema = Type.Object(
  { paidPrices: Type.Object({ days: number, orders: number, buyers: number, quantityFactor: number }, closed) },
  closed,
);

/** Which paid prices are compared, and from how many on they are shown. */
export interface PaidPriceLimits {
  readonly days: number;
  readonly orders: number;
  readonly buyers: number;
  readonly quantityFactor: number;
  /** Whether any of the numbers was set for the demonstration. */
  readonly assumed: boolean;
}

/** Reads `paid-prices.yaml` of the reference facts; fails with every mistake, by file and line. */
export async function loadPaidPriceLimits(referenceDir: string): Promise<Outcome<PaidPriceLimits>> {
  const read = await readYamlFile(referenceDir, file);
  if (!read.ok) return read;
  const { data } = read.value;
  if (!Value.Check(FileSchema, data)) return fail(...schemaProblems(FileSchema, read.value));
  const { days, orders, buyers, quantityFactor } = data.paidPrices;
  return succeed({
    ...{ days: days.value, orders: orders.value, buyers: buyers.value, quantityFactor: quantityFactor.value },
    assumed: [days, orders, buyers, quantityFactor].some((each) => each.assumed === true),
  });
}
