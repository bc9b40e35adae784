import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { DeclaredFootprint, Grades, OfferTerms, Condition, Unit, VatCategory } from '../offer.ts';
import type { Manufacturer } from '../product.ts';
import type { ColumnDecisions } from './column-decision.ts';
import type { LineProblemCode } from './line-wordings.ts';
import type { PriceColumns } from './price-column.ts';
import type { PriceField } from './price-field.ts';

/** A line of a price list that passed every check of its own row. Money is decimal text with two to four decimals. */
export interface PriceLine extends OfferTerms {
  /** As a person counts, from 1. */
  readonly row: number;
  readonly supplierSku: string;
  readonly manufacturerId: string;
  /** The maker's part number, as the file writes it without odd spaces. */
  readonly mpn: string;
  readonly gtin: string | null;
  /** Null where the file does not say: the unit of the product's category. */
  readonly unit: Unit | null;
  readonly condition: Condition;
  readonly grades: Grades;
  readonly declaredFootprint: DeclaredFootprint | null;
  readonly stock: number | null;
  readonly backOrder: boolean;
  /** What the supplier pays, and the maker's list price, where a price control asks for them. */
  readonly costPrice: DecimalText | null;
  readonly listPrice: DecimalText | null;
}

/** What is wrong with a line. An error refuses the file; a warning is only said. */
export interface LineProblem extends Problem {
  readonly code: LineProblemCode;
  readonly row: number;
  /** The heading as the supplier wrote it; ours where the file has no such column. */
  readonly column: string;
  readonly value: string;
  readonly field: PriceField | null;
  readonly severity: 'error' | 'warning';
}

/** A cell that can be mended safely: proposed, never done in silence. */
export interface Repair {
  readonly row: number;
  readonly column: string;
  /** Place of the column, from 0. */
  readonly at: number;
  readonly field: PriceField;
  readonly from: string;
  /** What the cell becomes; reading it again needs no repair. */
  readonly to: string;
  readonly code: string;
  readonly why: string;
}

/**
 * What a row says. `line`: it can be used, once its repairs are accepted. `wrong`: it has an error. `blank`: nothing in it.
 * `skipped`: not a line, such as a title between groups or the headings again; a warning says so.
 */
export interface LineReading {
  readonly kind: 'line' | 'wrong' | 'blank' | 'skipped';
  /** Present exactly when the kind is `line`. */
  readonly line: PriceLine | null;
  readonly problems: readonly LineProblem[];
  readonly repairs: readonly Repair[];
}

export type KnownMaker = Pick<Manufacturer, 'id' | 'name' | 'aliases'>;

/** What lines are read against: plain data that can be sent to a worker. */
export interface LineContext {
  readonly columns: PriceColumns;
  /** As the supplier wrote them, a heading a column (`HeadingMatch.headings`). */
  readonly headings: readonly string[];
  readonly decisions: ColumnDecisions;
  readonly makers: readonly KnownMaker[];
  /** Rates in force on the list's first day, in percent. */
  readonly vatRates: readonly { readonly category: VatCategory; readonly percent: DecimalText }[];
  readonly agreement: string;
  readonly lot: string;
  /** First day of the price list. */
  readonly listFrom: IsoDate;
  /** First and last day of the agreement, inclusive. */
  readonly agreementFrom: IsoDate;
  readonly agreementTo: IsoDate;
}

/** Headings by field, for problems that are found after the row was read. */
export type FieldHeadings = Readonly<Partial<Record<PriceField, string>>>;
