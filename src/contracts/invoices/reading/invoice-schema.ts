import { type Static, Type } from 'typebox';
import { invoiceLimits } from '../rules/invoice-limits.ts';

const decimal = Type.String({
  pattern: '^-?\\d{1,12}(\\.\\d{1,6})?$',
  description: 'A decimal in text, such as "395.00"',
});
const pence = Type.String({
  pattern: '^-?\\d{1,12}(\\.\\d{1,2})?$',
  description: 'Pounds, up to two decimals, in text',
});

const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

export const InvoiceLineSchema = Type.Object(
  {
    orderLine: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 999_999 }), Type.Null()])),
    mpn: Type.Optional(Type.String({ maxLength: invoiceLimits.mpn })),
    title: Type.String({ minLength: 1, maxLength: invoiceLimits.title }),
    quantity: decimal,
    unitPrice: decimal,
    net: Type.Optional(pence),
    vatPercent: Type.Optional(
      Type.Union([
        Type.String({ pattern: '^(100|\\d{1,2})(\\.\\d{1,3})?$', description: 'Percent 0-100' }),
        Type.Null(),
      ]),
    ),
    period: Type.Optional(
      Type.Union([
        Type.Object({ from: day, to: day }, { additionalProperties: false, description: 'Both days included' }),
        Type.Null(),
      ]),
    ),
  },
  { additionalProperties: false },
);

/** An invoice as programs send it. Without totals they are what the lines come to. */
export const InvoiceInputSchema = Type.Object(
  {
    kind: Type.Optional(Type.Enum(['invoice', 'credit-note'])),
    number: Type.String({ minLength: 1, maxLength: invoiceLimits.number }),
    issuedOn: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    orderNumber: Type.Optional(Type.String({ maxLength: invoiceLimits.number })),
    credits: Type.Optional(Type.Union([Type.String({ maxLength: invoiceLimits.number }), Type.Null()])),
    lines: Type.Array(InvoiceLineSchema, { minItems: 1, maxItems: invoiceLimits.lines }),
    net: Type.Optional(pence),
    vat: Type.Optional(pence),
    gross: Type.Optional(pence),
  },
  { additionalProperties: false },
);
export type InvoiceInput = Static<typeof InvoiceInputSchema>;
