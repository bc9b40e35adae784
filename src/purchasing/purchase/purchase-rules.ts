import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { readYamlFile, schemaProblems, type Sourced } from '../../agreements/index.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';

const file = 'purchases.yaml';
const closed = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1, maxLength: 400 });
const count = (maximum: number) => {
  const value = Type.Integer({ minimum: 1, maximum });
  return Type.Unsafe<Sourced<number>>(
    Type.Union([
      Type.Object({ value, source: text, note: Type.Optional(text) }, closed),
      Type.Object({ value, assumed: Type.Literal(true), note: text }, closed),
    ]),
  );
};
const FileSchema = Type.Object(
  { purchases: Type.Object({ heldDays: count(90), decisionDays: count(90), likeMonths: count(60) }, closed) },
  closed,
);

/** The numbers between asking and ordering, each with its source or the ground on which it is assumed. */
export interface PurchaseRules {
  /** Days after the last approval on which an approved price is ordered at. */
  readonly heldDays: Sourced<number>;
  /** Days an approver has before they are reminded. */
  readonly decisionDays: Sourced<number>;
  /** Months before an order in which orders of like things are added to it. */
  readonly likeMonths: Sourced<number>;
}

/** Reads `purchases.yaml` of the reference facts; fails with every mistake, by file and line. */
export async function loadPurchaseRules(referenceDir: string): Promise<Outcome<PurchaseRules>> {
  const read = await readYamlFile(referenceDir, file);
  if (!read.ok) return read;
  const { data } = read.value;
  return Value.Check(FileSchema, data) ? succeed(data.purchases) : fail(...schemaProblems(FileSchema, read.value));
}

/** What is wrong with `purchases.yaml`, for the check of an agreement's folder. */
export function purchaseRulesCheck(referenceDir: string): () => Promise<readonly Problem[]> {
  return async () => {
    const rules = await loadPurchaseRules(referenceDir);
    return rules.ok ? [] : rules.problems;
  };
}
