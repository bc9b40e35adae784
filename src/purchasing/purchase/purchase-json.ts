import { type Static, Type } from 'typebox';
import type { Purchase, PurchaseStatus } from './purchase.ts';
import { mayExceedBy } from './purchase.ts';
import type { PurchaseView } from './purchases.ts';

const money = Type.String({ description: 'Pounds, two decimals' });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const instant = Type.String({ description: 'ISO 8601, UTC' });

export const purchaseStatuses = [
  'waiting-for-approval',
  'ready',
  'placed',
  'refused',
  'withdrawn',
  'superseded',
  'lapsed',
] as const satisfies readonly PurchaseStatus[];

/** A line of the list of purchases. */
export const PurchaseRowSchema = Type.Object({
  id: Type.String(),
  status: Type.Enum([...purchaseStatuses]),
  title: Type.String(),
  organisation: Type.String(),
  site: Type.String(),
  supplier: Type.String(),
  agreement: Type.String(),
  lot: Type.String(),
  askedBy: Type.String({ description: 'person:ID or key:ID' }),
  askedAt: instant,
  net: money,
  gross: money,
  commitmentNet: Type.String({ description: 'Over the whole term, pounds without VAT' }),
  commitmentGross: money,
  order: orNull(Type.String({ description: 'Id of the order it became' })),
});

/** The checks before a commitment. */
export const ChecksSchema = Type.Object({
  frozenAt: orNull(Type.String({ description: 'When the order was placed; null: as they stand now' })),
  checks: Type.Array(
    Type.Object({
      id: Type.String(),
      state: Type.Enum(['pass', 'warn', 'stop', 'duty']),
      text: Type.String(),
      source: Type.String(),
      edition: Type.String({
        description: 'Edition of the rule: its dates, or that of the agreement’s data; may be empty',
      }),
      assumed: Type.Boolean(),
      on: Type.String({ description: 'Day it was looked at' }),
    }),
  ),
});

/** A purchase with everything that is looked at before it becomes an order. */
export const PurchaseSchema = Type.Object({
  ...PurchaseRowSchema.properties,
  ...ChecksSchema.properties,
  heldUntil: orNull(Type.String({ description: 'Last day of its price; null while an approval is missing' })),
  budget: orNull(Type.String()),
  mayExceedBudgetBy: money,
  reason: Type.String(),
  lines: Type.Array(
    Type.Object({
      kind: Type.String(),
      offer: orNull(Type.String()),
      mpn: Type.String(),
      title: Type.String(),
      quantity: Type.Integer(),
      unitPrice: Type.String({ description: 'Pounds without VAT, up to four decimals' }),
      net: money,
      vat: money,
      gross: money,
    }),
  ),
  steps: Type.Array(
    Type.Object({
      step: Type.Integer(),
      name: Type.String(),
      approver: orNull(Type.String({ description: 'The person it is for; null: any approver whose limit reaches' })),
    }),
  ),
  events: Type.Array(
    Type.Object({
      kind: Type.String(),
      step: orNull(Type.Integer()),
      actor: Type.String(),
      forPerson: orNull(Type.String()),
      reason: Type.String(),
      amount: orNull(money),
      at: instant,
    }),
  ),
  may: Type.Object({
    decide: orNull(Type.Integer({ description: 'The step you may decide' })),
    place: Type.Boolean(),
    withdraw: Type.Boolean(),
    allowExcess: orNull(money),
  }),
});

const text = Type.String({ maxLength: 2000, default: '' });

/** What is answered when a basket is asked for. */
export const AskSchema = Type.Object(
  {
    basket: Type.String({ maxLength: 40 }),
    version: Type.Integer({ minimum: 1, description: 'Of the basket as you saw it: a changed one is not asked for' }),
    budget: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])),
    reason: text,
    likeOrders: text,
    conditions: Type.Record(Type.String(), Type.String({ maxLength: 2000 }), {
      default: {},
      description: 'Evidence by the id of each condition of the route',
    }),
    overBudget: Type.Optional(
      Type.String({ maxLength: 500, description: 'Why, where the budget has too little left' }),
    ),
  },
  { additionalProperties: false },
);

export function purchaseRow(
  purchase: Purchase & { readonly status: PurchaseStatus },
): Static<typeof PurchaseRowSchema> {
  const { id, status, organisation, site, askedBy, askedAt, draft } = purchase;
  const { title, supplier, agreement, lot, net, gross, commitmentNet, commitmentGross } = draft;
  return {
    ...{ id, status, title, organisation, site, supplier, agreement, lot, askedBy, askedAt, net, gross },
    ...{ commitmentNet, commitmentGross },
    order: purchase.events.find((each) => each.kind === 'placed')?.order ?? null,
  };
}

export function checksJson({ checks, checksFrozenAt }: PurchaseView): Static<typeof ChecksSchema> {
  return { frozenAt: checksFrozenAt, checks: [...checks] };
}

export function purchaseJson(view: PurchaseView): Static<typeof PurchaseSchema> {
  const { purchase, status } = view;
  return {
    ...purchaseRow({ ...purchase, status }),
    ...checksJson(view),
    heldUntil: view.heldUntil,
    budget: purchase.budget,
    mayExceedBudgetBy: mayExceedBy(purchase),
    reason: purchase.answers.reason,
    lines: purchase.draft.lines.map(({ kind, offer, mpn, title, quantity, unitPrice, net, vat, gross }) => ({
      ...{ kind, offer, mpn, title, quantity, unitPrice, net, vat, gross },
    })),
    steps: purchase.steps.map(({ name, approver }, index) => ({ step: index + 1, name, approver })),
    events: purchase.events.map(({ kind, step, actor, forPerson, reason, amount, at }) => ({
      ...{ kind, step, actor, forPerson, reason, amount, at },
    })),
    may: {
      decide: view.maysDecide ?? null,
      place: view.mayPlace,
      withdraw: view.mayWithdraw,
      allowExcess: view.mayAllowExcess ?? null,
    },
  };
}
