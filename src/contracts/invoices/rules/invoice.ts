import type { IsoDate } from '../../../kernel/dates.ts';
import type { DecimalText } from '../../../kernel/money.ts';
import { type Instalment, instalmentsOf, type Term } from '../../instalments.ts';
import type { OrderLineKind } from '../../order-draft.ts';

export const invoiceKinds = ['invoice', 'credit-note'] as const;
export type InvoiceKind = (typeof invoiceKinds)[number];

/** A line as the supplier charges it. On a credit note amounts are what is given back, so they are positive too. */
export interface InvoiceLine {
  /** From 1, in the order of the document. */
  readonly number: number;
  /** The line of the order it says it charges; null where it says none. */
  readonly orderLine: number | null;
  /** Maker's part number; may be empty. */
  readonly mpn: string;
  readonly title: string;
  readonly quantity: DecimalText;
  /** Pounds without VAT for one. */
  readonly unitPrice: DecimalText;
  /** Pounds without VAT for the line. */
  readonly net: DecimalText;
  /** Percent 0-100; null where the supply carries no VAT. */
  readonly vatPercent: DecimalText | null;
  /** What it charges for, both days included; null or absent where it says nothing. */
  readonly period?: InvoicePeriod | null;
  /** How the file it came in numbers it, such as `10` or `row 5`; absent or empty where it was typed. */
  readonly source?: string;
}

export interface InvoicePeriod {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** What an invoice says of the VAT at one rate. Amounts are pounds. */
export interface VatOfRate {
  /** Percent 0-100; null: supplies without VAT. */
  readonly percent: DecimalText | null;
  readonly net: DecimalText;
  readonly vat: DecimalText;
}

/** An invoice or credit note as it arrived, whatever file it came in. */
export interface InvoiceDocument {
  readonly kind: InvoiceKind;
  /** The supplier's own number, unique among the supplier's documents. */
  readonly number: string;
  readonly issuedOn: IsoDate;
  /** Number of the order it charges, as the supplier wrote it; may be empty. */
  readonly orderNumber: string;
  /** A credit note: number of the invoice it corrects. */
  readonly credits: string | null;
  readonly lines: readonly InvoiceLine[];
  readonly net: DecimalText;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
  /** By rate, where the document says it. */
  readonly vatByRate?: readonly VatOfRate[];
}

/** A line of the order an invoice is held against. */
export interface OrderedLine {
  readonly number: number;
  readonly kind: OrderLineKind;
  readonly mpn: string;
  readonly title: string;
  /** Of each instalment, where there are any. */
  readonly quantity: number;
  readonly unitPrice: DecimalText;
  readonly net: DecimalText;
  readonly vatPercent: DecimalText | null;
  /** The periods it is paid for over the term; empty or absent: it is paid once. */
  readonly instalments?: readonly Instalment[];
}

/** The lines of an order with the instalments of those that are paid again and again. */
export function withInstalments<T extends OrderedLine & { readonly unit: string }>(
  lines: readonly T[],
  term: Term,
): readonly (T & { readonly instalments: readonly Instalment[] })[] {
  return lines.map((line) => ({
    ...line,
    instalments: line.kind === 'delivery' ? [] : instalmentsOf(line.unit, term),
  }));
}
