import type { Position, StandingEvent, Supplier } from './supplier.ts';

/** How a supplier is to be, and how it is now (absent: it is new). */
export interface SupplierChange {
  readonly before?: Supplier;
  readonly after: Supplier;
}

/** What has to be written so that the register is as wanted. Suppliers nobody spoke of stay as they are. */
export interface RegisterChange {
  /** New suppliers and those that differ. */
  readonly suppliers: readonly SupplierChange[];
  readonly addedSuppliers: number;
  readonly changedSuppliers: number;
  readonly sameSuppliers: number;
  readonly positions: PositionChanges;
}

/** Positions that begin to exist, cease to exist or end, get other dates, and stay. */
export interface PositionChanges {
  readonly added: number;
  readonly removed: number;
  readonly updated: number;
  readonly same: number;
}

function sorted(items: readonly unknown[]): readonly string[] {
  return items.map((each) => JSON.stringify(each)).sort();
}

/** Whether two descriptions of a supplier say the same; the order of all but contacts does not count. */
export function sameSupplier(left: Supplier, right: Supplier): boolean {
  const described = (each: Supplier): string =>
    JSON.stringify([
      [each.id, each.name, each.legalName, each.identifier?.scheme, each.identifier?.number, each.size, each.website],
      [each.demonstration, [...each.regions].sort()],
      sorted(each.positions.map((p) => [p.agreement, p.lot, p.from, p.to])),
      sorted(each.standing.map(standingKey)),
      sorted(each.evidence.map((e) => [e.scheme, e.number, e.from, e.to, e.scope, e.issuer, e.link])),
      each.contacts.map((c) => [c.role, c.name, c.email, c.phone]),
      sorted(
        each.circular.map((c) => [c.kind, c.value, c.period, c.terms, c.asOf, c.evidenceScheme, c.evidenceNumber]),
      ),
    ]);
  return described(left) === described(right);
}

/** What makes two standing events the same one. */
export function standingKey(event: StandingEvent): string {
  return JSON.stringify([event.kind, event.agreement, event.lot, event.from, event.to, event.reason]);
}

function positionKey(position: Position): string {
  return JSON.stringify([position.agreement, position.lot, position.from]);
}

function comparePositions(before: readonly Position[], after: readonly Position[]): PositionChanges {
  const old = new Map(before.map((each) => [positionKey(each), each]));
  let added = 0;
  let updated = 0;
  let same = 0;
  for (const position of after) {
    const known = old.get(positionKey(position));
    if (known === undefined) added += 1;
    else if (known.to === position.to) same += 1;
    else updated += 1;
    old.delete(positionKey(position));
  }
  return { added, removed: old.size, updated, same };
}

/** Works out what to write: `wanted` are complete descriptions, compared with those of the register now. */
export function planChange(now: ReadonlyMap<string, Supplier>, wanted: readonly Supplier[]): RegisterChange {
  const suppliers: SupplierChange[] = [];
  const positions = { added: 0, removed: 0, updated: 0, same: 0 };
  let addedSuppliers = 0;
  for (const after of wanted) {
    const before = now.get(after.id);
    const compared = comparePositions(before?.positions ?? [], after.positions);
    positions.added += compared.added;
    positions.removed += compared.removed;
    positions.updated += compared.updated;
    positions.same += compared.same;
    if (before === undefined) {
      addedSuppliers += 1;
      suppliers.push({ after });
    } else if (!sameSupplier(before, after)) {
      suppliers.push({ before, after });
    }
  }
  return {
    suppliers,
    addedSuppliers,
    changedSuppliers: suppliers.length - addedSuppliers,
    sameSuppliers: wanted.length - suppliers.length,
    positions,
  };
}
