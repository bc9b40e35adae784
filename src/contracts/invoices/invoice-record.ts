import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { InvoiceKind, InvoiceLine } from './rules/invoice.ts';
import type { LineEventKind } from './rules/invoice-state.ts';
import type { Difference } from './rules/matching.ts';

/** How it came: typed into a form, a file, or the interface for programs. */
export type InvoiceSource = 'typed' | 'file' | 'interface';

/** What an invoice says that never changes. */
export interface InvoiceHead {
  readonly id: string;
  readonly supplier: string;
  readonly organisation: string;
  readonly order: string;
  readonly orderNumber: string;
  readonly orderTitle: string;
  readonly callOff: string;
  readonly site: string;
  readonly agreement: string;
  readonly kind: InvoiceKind;
  readonly number: string;
  /** Id of the invoice a credit note corrects. */
  readonly credits: string | null;
  readonly issuedOn: IsoDate;
  /** The day from which the time to pay counts. */
  readonly receivedOn: IsoDate;
  readonly net: DecimalText;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
  /** ISO 8601, UTC, microseconds. */
  readonly sentAt: string;
}

/** A line as stored: which line of the order it charges is settled. */
export interface StoredLine extends InvoiceLine {
  readonly vat: DecimalText;
}

/** What an event knows beyond its kind. Amounts are pounds. */
export interface EventFacts {
  readonly differences?: readonly Difference[];
  /** Of `credited` and `gave-back`: what is given back, and by which credit note. */
  readonly net?: DecimalText;
  readonly vat?: DecimalText;
  readonly creditNote?: string;
  /** Of `paid`: with VAT, the day and the payer's reference. */
  readonly amount?: DecimalText;
  readonly paidOn?: IsoDate;
  readonly reference?: string;
}

/** Something that happened to an invoice or a line of it. */
export interface InvoiceEvent {
  readonly position: number;
  readonly kind: LineEventKind | 'paid';
  /** Null where it is about the whole. */
  readonly line: number | null;
  readonly facts: EventFacts;
  readonly note: string;
  /** Kind and id of who did it; never a name. */
  readonly actor: string;
  readonly at: string;
}

/** An invoice as stored, with everything that happened to it, oldest first. */
export interface InvoiceRecord extends InvoiceHead {
  readonly lines: readonly StoredLine[];
  readonly events: readonly InvoiceEvent[];
}
