import { type Static, Type } from 'typebox';
import { parseIsoDate } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { versionInForce } from '../orders/order.ts';
import type { OrderReceipts, ReceiptEffect } from './receipt-service.ts';
import { type NewReceipt, rejectReasons, standingReceipts } from './rules/receipt.ts';

const closed = { additionalProperties: false } as const;
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day as YYYY-MM-DD' });
const count = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const reason = Type.Union([Type.Enum([...rejectReasons]), Type.Null()]);

/** What arrived, as programs send it. */
export const ReceiptInputSchema = Type.Object(
  {
    receivedOn: day,
    note: Type.Optional(Type.String({ maxLength: 500 })),
    lines: Type.Array(
      Type.Object(
        {
          line: Type.Integer({ minimum: 1, description: 'Number of the order’s line' }),
          kept: count,
          rejected: Type.Optional(count),
          reason: Type.Optional(reason),
          serials: Type.Optional(
            Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20_000, description: 'None, or one for each kept' }),
          ),
        },
        closed,
      ),
      { minItems: 1, maxItems: 1000 },
    ),
  },
  closed,
);
export type ReceiptInput = Static<typeof ReceiptInputSchema>;

/** The receipt a program describes. */
export function receiptFromInput(input: ReceiptInput): Outcome<NewReceipt> {
  const receivedOn = parseIsoDate(input.receivedOn);
  if (receivedOn === undefined) {
    const message = 'The day it arrived is no date.';
    return fail({ code: 'not-a-date', path: '/receivedOn', message, remedy: 'Write it as YYYY-MM-DD.' });
  }
  return succeed({
    receivedOn,
    note: input.note ?? '',
    lines: input.lines.map(({ line, kept, rejected = 0, reason: why = null, serials = [] }) => ({
      ...{ line, kept, rejected, reason: why, serials },
    })),
  });
}

const EffectSchema = Type.Object({
  invoice: Type.Object({ id: Type.String(), number: Type.String() }),
  line: Type.Integer(),
  title: Type.String(),
  net: Type.String({ description: 'Pounds without VAT' }),
  to: Type.Enum(['matched', 'waits', 'claimed'], {
    description: 'It is to be paid; it waits for goods again; or it is paid already and claimed back',
  }),
});
export const ReceiptEffectsSchema = Type.Object({ effects: Type.Array(EffectSchema) });

/** What follows for invoices, as it goes into JSON. */
export function effectsJson(effects: readonly ReceiptEffect[]): Static<typeof ReceiptEffectsSchema> {
  return {
    effects: effects.map(({ invoice, line, to }) => ({
      ...{ invoice: { id: invoice.id, number: invoice.number }, line: line.number, title: line.title },
      ...{ net: line.net, to },
    })),
  };
}

const nullable = Type.Union([Type.String(), Type.Null()]);
/** What arrived of an order. */
export const OrderReceiptsSchema = Type.Object({
  order: Type.String(),
  number: Type.String(),
  open: Type.Boolean({ description: 'Whether something can be recorded: the supplier accepted the order' }),
  lines: Type.Array(
    Type.Object({
      ...{ line: Type.Integer(), title: Type.String(), ordered: Type.Integer(), kept: Type.Integer() },
    }),
  ),
  receipts: Type.Array(
    Type.Object({
      ...{ id: Type.String(), position: Type.Integer(), receivedOn: Type.String(), note: Type.String() },
      reverses: Type.Union([Type.String(), Type.Null()], { description: 'The receipt this entry takes back' }),
      stands: Type.Boolean({ description: 'Neither taken back nor taking one back' }),
      recordedAt: Type.String(),
      lines: Type.Array(
        Type.Object({
          ...{ line: Type.Integer(), kept: Type.Integer(), rejected: Type.Integer(), reason: nullable },
          serials: Type.Array(Type.String()),
        }),
      ),
    }),
  ),
});

/** What arrived of an order, as it goes into JSON. */
export function orderReceiptsJson({ order, receipts, kept, open }: OrderReceipts): Static<typeof OrderReceiptsSchema> {
  const standing = new Set(standingReceipts(receipts).map((each) => each.id));
  return {
    ...{ order: order.id, number: order.number, open },
    lines: versionInForce(order)
      .lines.filter((each) => each.kind !== 'delivery')
      .map(({ number, title, quantity }) => ({ line: number, title, ordered: quantity, kept: kept.get(number) ?? 0 })),
    receipts: receipts.map(({ id, position, receivedOn, note, reverses, recordedAt, lines }) => ({
      ...{ id, position, receivedOn, note, reverses, recordedAt, stands: standing.has(id) },
      lines: lines.map((each) => ({ ...each, serials: [...each.serials] })),
    })),
  };
}
