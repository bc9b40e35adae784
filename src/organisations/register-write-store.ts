import { sql } from 'kysely';
import { arrayLiteral, type Handle, insertMany } from '../platform/database/index.ts';
import { type RegisterChange, standingKey } from './register-change.ts';
import type { Supplier } from './supplier.ts';
import { nameKey } from './supplier-register.ts';
import { raiseRegisterVersion } from './supplier-store.ts';

/**
 * Waits until nobody else changes the register, and keeps others out until the transaction ends. Read the register after it.
 */
export async function lockRegister(transaction: Handle): Promise<void> {
  await sql`select 1 from supplier_register for update`.execute(transaction);
}

/** Writes the change within the caller's transaction, which holds the lock. Nothing to write leaves the version alone. */
export async function writeRegister(transaction: Handle, change: RegisterChange): Promise<void> {
  if (change.suppliers.length === 0) return;
  await raiseRegisterVersion(transaction);
  const suppliers = change.suppliers.map((each) => each.after);
  await emptyDetails(
    transaction,
    change.suppliers.flatMap((each) => (each.before === undefined ? [] : [each.before.id])),
  );
  await writeSuppliers(transaction, suppliers);
  await writePositions(transaction, suppliers);
  await writeEvidence(transaction, suppliers);
  await writeContacts(transaction, suppliers);
  await writeCircular(transaction, suppliers);
  await writeStanding(transaction, change);
}

/** Takes away what is written anew. Standing events stay: they are only added to. */
async function emptyDetails(transaction: Handle, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const list = sql`${arrayLiteral(ids)}::text[]`;
  await sql`delete from supplier_circular_fact where supplier_id = any(${list})`.execute(transaction);
  await sql`delete from supplier_evidence where supplier_id = any(${list})`.execute(transaction);
  await sql`delete from supplier_contact where supplier_id = any(${list})`.execute(transaction);
  await sql`delete from supplier_position where supplier_id = any(${list})`.execute(transaction);
  // Names and identifiers may change hands within one file: free them before they are written.
  await sql`update supplier set name_key = 'changing ' || id, identifier_scheme = null, identifier_number = null
    where id = any(${list})`.execute(transaction);
}

async function writeSuppliers(transaction: Handle, suppliers: readonly Supplier[]): Promise<void> {
  const text = (name: string, value: (supplier: Supplier) => string | null) => ({
    name,
    type: 'text',
    values: suppliers.map(value),
  });
  await insertMany(
    transaction,
    'supplier',
    [
      text('id', (each) => each.id),
      text('name', (each) => each.name),
      text('name_key', (each) => nameKey(each.name)),
      text('legal_name', (each) => each.legalName),
      text('identifier_scheme', (each) => each.identifier?.scheme ?? null),
      text('identifier_number', (each) => each.identifier?.number ?? null),
      text('size', (each) => each.size),
      text('website', (each) => each.website),
      { name: 'regions', type: 'text[]', values: suppliers.map((each) => each.regions) },
      { name: 'demonstration', type: 'boolean', values: suppliers.map((each) => each.demonstration) },
    ],
    sql`on conflict (id) do update set name = excluded.name, name_key = excluded.name_key,
      legal_name = excluded.legal_name, identifier_scheme = excluded.identifier_scheme,
      identifier_number = excluded.identifier_number, size = excluded.size, website = excluded.website,
      regions = excluded.regions, demonstration = excluded.demonstration, updated_at = clock_timestamp()`,
  );
}

/** Writes one row for every detail of every supplier: `columns` gives the columns after the supplier's id. */
async function writeDetails<T>(
  transaction: Handle,
  table: string,
  suppliers: readonly Supplier[],
  details: (supplier: Supplier) => readonly T[],
  columns: Readonly<Record<string, { readonly type?: string; readonly of: (detail: T) => string | null }>>,
): Promise<void> {
  const rows = suppliers.flatMap((supplier) => details(supplier).map((detail) => ({ id: supplier.id, detail })));
  await insertMany(transaction, table, [
    { name: 'supplier_id', type: 'text', values: rows.map((each) => each.id) },
    ...Object.entries(columns).map(([name, column]) => ({
      name,
      type: column.type ?? 'text',
      values: rows.map((each) => column.of(each.detail)),
    })),
  ]);
}

function writePositions(transaction: Handle, suppliers: readonly Supplier[]): Promise<void> {
  return writeDetails(transaction, 'supplier_position', suppliers, (each) => each.positions, {
    agreement: { of: (each) => each.agreement },
    lot: { of: (each) => each.lot },
    starts_on: { type: 'date', of: (each) => each.from },
    ends_on: { type: 'date', of: (each) => each.to },
  });
}

function writeEvidence(transaction: Handle, suppliers: readonly Supplier[]): Promise<void> {
  return writeDetails(transaction, 'supplier_evidence', suppliers, (each) => each.evidence, {
    scheme: { of: (each) => each.scheme },
    number: { of: (each) => each.number },
    starts_on: { type: 'date', of: (each) => each.from },
    ends_on: { type: 'date', of: (each) => each.to },
    scope: { of: (each) => each.scope },
    issuer: { of: (each) => each.issuer },
    link: { of: (each) => each.link },
  });
}

function writeContacts(transaction: Handle, suppliers: readonly Supplier[]): Promise<void> {
  return writeDetails(transaction, 'supplier_contact', suppliers, (each) => each.contacts, {
    role: { of: (each) => each.role },
    name: { of: (each) => each.name },
    email: { of: (each) => each.email },
    phone: { of: (each) => each.phone },
  });
}

function writeCircular(transaction: Handle, suppliers: readonly Supplier[]): Promise<void> {
  return writeDetails(transaction, 'supplier_circular_fact', suppliers, (each) => each.circular, {
    kind: { of: (each) => each.kind },
    value: { type: 'numeric', of: (each) => each.value },
    period: { of: (each) => each.period },
    terms: { of: (each) => each.terms },
    as_of: { type: 'date', of: (each) => each.asOf },
    evidence_scheme: { of: (each) => each.evidenceScheme },
    evidence_number: { of: (each) => each.evidenceNumber },
  });
}

async function writeStanding(transaction: Handle, change: RegisterChange): Promise<void> {
  const known = new Map(
    change.suppliers.map((each) => [each.after.id, new Set((each.before?.standing ?? []).map(standingKey))]),
  );
  const fresh = (supplier: Supplier) =>
    supplier.standing.filter((each) => known.get(supplier.id)?.has(standingKey(each)) !== true);
  await writeDetails(
    transaction,
    'supplier_standing_event',
    change.suppliers.map((each) => each.after),
    fresh,
    {
      agreement: { of: (each) => each.agreement },
      lot: { of: (each) => each.lot },
      kind: { of: (each) => each.kind },
      starts_on: { type: 'date', of: (each) => each.from },
      ends_on: { type: 'date', of: (each) => each.to },
      reason: { of: (each) => each.reason },
    },
  );
}
