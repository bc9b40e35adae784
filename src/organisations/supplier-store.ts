import { sql } from 'kysely';
import type { IsoDate } from '../kernel/dates.ts';
import type { Handle } from '../platform/database/index.ts';
import type { CircularKind, StandingKind, Supplier, SupplierRegion, SupplierSize } from './supplier.ts';

/** The whole register as it stood at one instant. */
export interface RegisterImage {
  readonly version: string;
  readonly suppliers: readonly Supplier[];
}

/** The version of the register: changes with every change of it. One small row, so asking is cheap. */
export async function registerVersion(handle: Handle): Promise<string> {
  const { rows } = await sql<{ version: string }>`select version::text from supplier_register`.execute(handle);
  return rows[0]?.version ?? '0';
}

/** Locks the register for a change and raises its version; changes wait for one another. Returns the new version. */
export async function raiseRegisterVersion(transaction: Handle): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    update supplier_register set version = version + 1, changed_at = clock_timestamp() returning version::text`.execute(
    transaction,
  );
  return rows[0]?.version ?? '0';
}

interface ImageRow {
  readonly version: string;
  readonly suppliers: readonly SupplierRow[] | null;
  readonly positions: readonly PositionRow[] | null;
  readonly standing: readonly StandingRow[] | null;
  readonly evidence: readonly EvidenceRow[] | null;
  readonly contacts: readonly ContactRow[] | null;
  readonly circular: readonly CircularRow[] | null;
}

type SupplierRow = readonly [
  id: string,
  name: string,
  legalName: string,
  scheme: string | null,
  number: string | null,
  size: SupplierSize,
  website: string | null,
  regions: readonly SupplierRegion[],
  demonstration: boolean,
];
type PositionRow = readonly [supplier: string, agreement: string, lot: string, from: IsoDate, to: IsoDate | null];
type StandingRow = readonly [
  supplier: string,
  kind: StandingKind,
  agreement: string | null,
  lot: string | null,
  from: IsoDate,
  to: IsoDate | null,
  reason: string,
];
type EvidenceRow = readonly [
  supplier: string,
  scheme: string,
  number: string,
  from: IsoDate,
  to: IsoDate | null,
  scope: string,
  issuer: string,
  link: string | null,
];
type ContactRow = readonly [supplier: string, role: string, name: string, email: string | null, phone: string | null];
type CircularRow = readonly [
  supplier: string,
  kind: CircularKind,
  value: string,
  period: string | null,
  terms: string | null,
  asOf: IsoDate,
  scheme: string,
  number: string,
];

function bySupplier<R extends readonly [string, ...unknown[]]>(rows: readonly R[] | null): ReadonlyMap<string, R[]> {
  const found = new Map<string, R[]>();
  for (const row of rows ?? []) {
    const list = found.get(row[0]);
    if (list === undefined) found.set(row[0], [row]);
    else list.push(row);
  }
  return found;
}

/** Reads the register in one statement, so that no change can fall between its tables. Suppliers come by name. */
export async function readRegister(handle: Handle): Promise<RegisterImage> {
  const { rows } = await sql<ImageRow>`select
    (select version::text from supplier_register) as version,
    (select json_agg(json_build_array(id, name, legal_name, identifier_scheme, identifier_number, size, website,
      regions, demonstration) order by name_key collate "C", id collate "C") from supplier) as suppliers,
    (select json_agg(json_build_array(supplier_id, agreement, lot, starts_on::text, ends_on::text)
      order by agreement, length(lot), lot, starts_on) from supplier_position) as positions,
    (select json_agg(json_build_array(supplier_id, kind, agreement, lot, starts_on::text, ends_on::text, reason)
      order by starts_on, id) from supplier_standing_event) as standing,
    (select json_agg(json_build_array(supplier_id, scheme, number, starts_on::text, ends_on::text, scope, issuer, link)
      order by scheme, number) from supplier_evidence) as evidence,
    (select json_agg(json_build_array(supplier_id, role, name, email, phone) order by id) from supplier_contact)
      as contacts,
    (select json_agg(json_build_array(supplier_id, kind, value::text, period, terms, as_of::text, evidence_scheme,
      evidence_number) order by kind, as_of) from supplier_circular_fact) as circular`.execute(handle);
  const [image] = rows;
  if (image === undefined) return { version: '0', suppliers: [] };
  return { version: image.version, suppliers: assemble(image) };
}

function assemble(image: ImageRow): readonly Supplier[] {
  const positions = bySupplier(image.positions);
  const standing = bySupplier(image.standing);
  const evidence = bySupplier(image.evidence);
  const contacts = bySupplier(image.contacts);
  const circular = bySupplier(image.circular);
  return (image.suppliers ?? []).map(
    ([id, name, legalName, scheme, number, size, website, regions, demonstration]): Supplier => ({
      id,
      name,
      legalName,
      identifier: scheme === null || number === null ? null : { scheme, number },
      size,
      website,
      regions,
      demonstration,
      positions: (positions.get(id) ?? []).map(([, agreement, lot, from, to]) => ({ agreement, lot, from, to })),
      standing: (standing.get(id) ?? []).map(([, kind, agreement, lot, from, to, reason]) => ({
        kind,
        agreement,
        lot,
        from,
        to,
        reason,
      })),
      evidence: (evidence.get(id) ?? []).map(([, evidenceScheme, evidenceNumber, from, to, scope, issuer, link]) => ({
        scheme: evidenceScheme,
        number: evidenceNumber,
        from,
        to,
        scope,
        issuer,
        link,
      })),
      contacts: (contacts.get(id) ?? []).map(([, role, contact, email, phone]) => ({
        role,
        name: contact,
        email,
        phone,
      })),
      circular: (circular.get(id) ?? []).map(
        ([, kind, value, period, terms, asOf, evidenceScheme, evidenceNumber]) => ({
          kind,
          value,
          period,
          terms,
          asOf,
          evidenceScheme,
          evidenceNumber,
        }),
      ),
    }),
  );
}
