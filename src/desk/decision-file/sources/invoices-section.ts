import { formatDate, type IsoDate } from '../../../kernel/dates.ts';
import type { DecimalText } from '../../../kernel/money.ts';
import type { ExceptionFacts } from '../exceptions.ts';
import type { Block, SectionContent } from '../decision-file.ts';
import { dayOr, londonDay, londonTime, type NameOf, pounds } from './words.ts';

/** An invoice or credit note of an order, as contracts know it. */
export interface InvoiceRecord {
  readonly id: string;
  readonly kind: string;
  readonly number: string;
  readonly issuedOn: IsoDate;
  readonly receivedOn: IsoDate;
  readonly net: DecimalText;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
  readonly state: string;
  /** When it has to be paid; null while it need not. */
  readonly due: IsoDate | null;
  readonly events: readonly {
    readonly kind: string;
    readonly line: number | null;
    readonly note: string;
    readonly actor: string;
    readonly at: string;
  }[];
}

const stateWords: Readonly<Record<string, string>> = {
  waiting: 'Waits for the receipt',
  'in-dispute': 'In dispute',
  'to-pay': 'To pay',
  paid: 'Paid',
  settled: 'Settled',
};

/** Kinds of events that end a dispute about a line. */
const settles: readonly string[] = ['credited', 'withdrawn', 'accepted'];

/** Every invoice and credit note, where each stands, and what was disputed. */
export function invoicesSection(invoices: readonly InvoiceRecord[], nameOf: NameOf): SectionContent {
  if (invoices.length === 0) {
    return { blocks: [{ kind: 'text', text: 'No invoice is recorded.' }], data: [], facts: { disputes: [] } };
  }
  const list: Block = {
    kind: 'table',
    caption: 'Invoices and credit notes',
    columns: [
      { heading: 'Number' },
      { heading: 'Kind' },
      { heading: 'Issued' },
      { heading: 'Received' },
      { heading: 'Without VAT', numeric: true },
      { heading: 'VAT', numeric: true },
      { heading: 'With VAT', numeric: true },
      { heading: 'Stands' },
      { heading: 'Pay by' },
    ],
    rows: invoices.map((each) => [
      each.number,
      each.kind === 'credit-note' ? 'Credit note' : 'Invoice',
      formatDate(each.issuedOn),
      formatDate(each.receivedOn),
      pounds(each.net),
      pounds(each.vat),
      pounds(each.gross),
      stateWords[each.state] ?? each.state,
      dayOr(each.due, 'Nothing to pay'),
    ]),
  };
  const events: Block = {
    kind: 'table',
    caption: 'What happened to them',
    columns: [
      { heading: 'When' },
      { heading: 'Invoice' },
      { heading: 'What' },
      { heading: 'By' },
      { heading: 'Reason' },
    ],
    rows: invoices.flatMap((invoice) =>
      invoice.events.map((event) => [
        londonTime(event.at),
        event.line === null ? invoice.number : `${invoice.number}, line ${String(event.line)}`,
        event.kind,
        nameOf(event.actor),
        event.note === '' ? 'None given' : event.note,
      ]),
    ),
  };
  return { blocks: [list, events], data: invoices, facts: { disputes: invoices.flatMap(disputesOf) } };
}

/** The disputes of an invoice, a line at a time: the first event that disputes it, and the one that ends it. */
function disputesOf({ number, events }: InvoiceRecord): ExceptionFacts['disputes'] {
  const lines = [...new Set(events.filter((each) => each.kind === 'disputed').map((each) => each.line))];
  return lines.flatMap((line) => {
    const about = events.filter((each) => each.line === line);
    const began = about.find((each) => each.kind === 'disputed');
    const end = about.findLast((each) => settles.includes(each.kind));
    if (began === undefined) return [];
    const reason = began.note === '' ? 'it differs from the order or the receipt.' : began.note;
    return [{ invoice: number, reason, settledOn: end === undefined ? null : londonDay(end.at) }];
  });
}
