import { csvText } from '../../platform/tables/index.ts';
import type { Position, StandingEvent, Supplier } from '../supplier.ts';
import { type ColumnKey, columnList } from './columns.ts';
import type { KnownAgreement } from './supplier-row.ts';

const headings = columnList.map((each) => each.heading);

function entry(...parts: readonly (string | null)[]): string {
  // The marks between parts and entries cannot stand inside one.
  return parts.map((each) => (each ?? '').replace(/\|/g, '/').replace(/;/g, ',')).join(' | ');
}

function standingEntry(event: StandingEvent, withAgreement: boolean): string {
  const parts = [event.kind, event.from, event.to, event.reason];
  return withAgreement && event.agreement !== null ? entry(...parts, event.agreement) : entry(...parts);
}

/** What an import would read as the supplier, on one of its lots. */
function cellsOf(supplier: Supplier, position: Position): Readonly<Record<ColumnKey, string>> {
  const join = (entries: readonly string[]): string => entries.join('; ');
  return {
    agreement: position.agreement,
    lot: position.lot,
    from: position.from,
    to: position.to ?? '',
    id: supplier.id,
    name: supplier.name,
    legalName: supplier.legalName,
    scheme: supplier.identifier?.scheme ?? '',
    number: supplier.identifier?.number ?? '',
    size: supplier.size,
    website: supplier.website ?? '',
    regions: join(supplier.regions),
    contacts: join(supplier.contacts.map((each) => entry(each.role, each.name, each.email, each.phone))),
    evidence: join(supplier.evidence.map((e) => entry(e.scheme, e.number, e.from, e.to, e.scope, e.issuer, e.link))),
    circular: join(
      supplier.circular.map((each) => {
        const value = each.kind === 'take-back' ? (Number(each.value) > 0 ? 'yes' : 'no') : each.value;
        return entry(each.kind, value, each.period, each.asOf, each.evidenceScheme, each.evidenceNumber, each.terms);
      }),
    ),
    standing: join(supplier.standing.filter((each) => each.lot === null).map((each) => standingEntry(each, true))),
    lotStanding: join(
      supplier.standing
        .filter((each) => each.lot === position.lot && each.agreement === position.agreement)
        .map((each) => standingEntry(each, false)),
    ),
    demonstration: supplier.demonstration ? 'yes' : 'no',
  };
}

/** The suppliers as a file the import reads: one row for each position. Cells are safe to open in a spreadsheet. */
export function suppliersCsv(suppliers: readonly Supplier[]): string {
  const rows = suppliers.flatMap((supplier) =>
    supplier.positions.map((position) => {
      const cells = cellsOf(supplier, position);
      return columnList.map((each) => cells[each.key]);
    }),
  );
  // The mark at the start tells spreadsheets that the text is UTF-8.
  return `\u{feff}${csvText([headings, ...rows])}`;
}

/** An empty file with the headings and one row as an example, for an agreement. */
export function supplierTemplate(agreement: KnownAgreement | undefined): string {
  const example = columnList.map((each) => {
    if (each.key === 'agreement') return agreement?.number ?? '';
    return each.key === 'lot' ? (agreement?.lots[0] ?? '') : each.example;
  });
  return `\u{feff}${csvText([headings, example])}`;
}
