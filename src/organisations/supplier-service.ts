import type { IsoDate } from '../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../kernel/outcome.ts';
import { type Database, onceATurn } from '../platform/database/index.ts';
import type { SupplierSize } from './supplier.ts';
import { facetsOf, matching, type SupplierFacets, type SupplierOnDate, type SupplierQuery } from './supplier-filter.ts';
import { createRegister, nameKey, type Register } from './supplier-register.ts';
import { mayTrade } from './supplier-standing.ts';
import { readRegister, registerVersion } from './supplier-store.ts';

export interface LotPositions {
  readonly lot: string;
  /** Suppliers with a position on the lot that day, whatever their standing. */
  readonly suppliers: number;
  readonly sme: number;
}

export interface PositionCounts {
  readonly lots: readonly LotPositions[];
  /** Suppliers with a position on any lot, each counted once. */
  readonly suppliers: number;
  readonly sme: number;
}

/** A position that may take no new business. */
export interface ClosedPosition {
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
}

/** What other pages say of a supplier. */
export interface SupplierSummary {
  readonly id: string;
  readonly name: string;
  readonly size: SupplierSize;
  readonly sme: boolean;
  readonly takesBack: boolean;
  /** Schemes with evidence in force. */
  readonly evidence: readonly string[];
  readonly demonstration: boolean;
}

/** Who may trade on a day, and what is said of them. */
export interface Trading {
  readonly closed: readonly ClosedPosition[];
  readonly suppliers: ReadonlyMap<string, SupplierSummary>;
}

export interface SupplierPage {
  readonly total: number;
  readonly items: readonly SupplierOnDate[];
  readonly facets: SupplierFacets;
  /** Cursor of the next page; absent on the last. */
  readonly next?: string;
}

/** The suppliers of the agreements, as they stand on a day. */
export interface Suppliers {
  /** How many suppliers hold a position on each lot of the agreement that day. Lots without one are left out. */
  positionCounts(agreement: string, on: IsoDate): Promise<PositionCounts>;
  /**
   * Positions that may not trade that day: ended, not begun, suspended or excluded. Cheap enough to ask with every
   * search: one small row is read while the register stands still.
   */
  closedPositions(on: IsoDate): Promise<readonly ClosedPosition[]>;
  /**
   * What every search asks: the closed positions and a summary of every supplier, with one look at the register. The
   * same object as long as the register stands still.
   */
  trading(on: IsoDate): Promise<Trading>;
  /** Whether the supplier may take new business on the lot that day. */
  mayTrade(supplierId: string, agreement: string, lot: string, on: IsoDate): Promise<boolean>;
  summaries(ids: Iterable<string>, on: IsoDate): Promise<ReadonlyMap<string, SupplierSummary>>;
  /** A page of the suppliers that match, by name. A cursor that cannot be read is a problem. */
  list(
    query: SupplierQuery,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Outcome<SupplierPage>>;
  /** Every supplier that matches, for files. */
  all(query: SupplierQuery): Promise<readonly SupplierOnDate[]>;
  get(id: string, on: IsoDate): Promise<SupplierOnDate | undefined>;
  /** Whether any supplier is invented for the demonstration. */
  holdsDemonstration(): Promise<boolean>;
}

/** Opens the door to the supplier register. */
export function createSuppliers({ database }: { readonly database: Database }): Suppliers {
  const register = cachedRegister(database);
  return {
    positionCounts: async (agreement, on) => countPositions((await register()).on(on), agreement),
    closedPositions: async (on) => closedOn(await register(), on),
    trading: async (on) => tradingOn(await register(), on),
    mayTrade: async (supplierId, agreement, lot, on) => {
      const supplier = (await register()).find(supplierId);
      if (supplier === undefined) return false;
      return supplier.positions.some(
        (each) => each.agreement === agreement && each.lot === lot && mayTrade(supplier, each, on),
      );
    },
    summaries: async (ids, on) => {
      const wanted = new Set(ids);
      const rows = (await register()).on(on).filter((each) => wanted.has(each.supplier.id));
      return new Map(rows.map((each) => [each.supplier.id, summaryOf(each)]));
    },
    list: async (query, page) => listPage((await register()).on(query.on), query, page),
    all: async (query) => matching((await register()).on(query.on), query),
    get: async (id, on) => (await register()).on(on).find((each) => each.supplier.id === id),
    holdsDemonstration: async () => (await register()).suppliers.some((each) => each.demonstration),
  };
}

const tradingKept = new WeakMap<Register, Map<IsoDate, Trading>>();
const daysKept = 4;

function tradingOn(register: Register, on: IsoDate): Trading {
  const days = tradingKept.get(register) ?? new Map<IsoDate, Trading>();
  tradingKept.set(register, days);
  const known = days.get(on);
  if (known !== undefined) return known;
  const suppliers = new Map(register.on(on).map((each) => [each.supplier.id, summaryOf(each)]));
  const trading = { closed: closedOn(register, on), suppliers };
  const [oldest] = days.keys();
  if (days.size >= daysKept && oldest !== undefined) days.delete(oldest);
  days.set(on, trading);
  return trading;
}

/** Keeps the register in memory while its version stands still; one reader at a time fills it. */
function cachedRegister(database: Database): () => Promise<Register> {
  let kept: Register | undefined;
  let filling: Promise<Register> | undefined;
  const versionNow = onceATurn(() => registerVersion(database.handle));
  const fill = async (): Promise<Register> => {
    try {
      const image = await readRegister(database.handle);
      kept = createRegister(image.version, image.suppliers);
      return kept;
    } finally {
      filling = undefined;
    }
  };
  return async () => {
    const version = await versionNow('register');
    if (kept?.version === version) return kept;
    // A fill that began before this change could miss it: its version tells.
    const filled = await (filling ??= fill());
    return filled.version === version ? filled : (filling ??= fill());
  };
}

function countPositions(rows: readonly SupplierOnDate[], agreement: string): PositionCounts {
  const lots = new Map<string, { suppliers: number; sme: number }>();
  let suppliers = 0;
  let sme = 0;
  for (const row of rows) {
    const held = new Set(row.lots.filter((each) => each.agreement === agreement).map((each) => each.lot));
    if (held.size === 0) continue;
    suppliers += 1;
    if (row.sme) sme += 1;
    for (const lot of held) {
      const counts = lots.get(lot) ?? { suppliers: 0, sme: 0 };
      lots.set(lot, { suppliers: counts.suppliers + 1, sme: counts.sme + (row.sme ? 1 : 0) });
    }
  }
  const sorted = [...lots].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  return { lots: sorted.map(([lot, counts]) => ({ lot, ...counts })), suppliers, sme };
}

function closedOn(register: Register, on: IsoDate): readonly ClosedPosition[] {
  const closed: ClosedPosition[] = [];
  for (const supplier of register.suppliers) {
    const open = new Set<string>();
    const others = new Map<string, ClosedPosition>();
    for (const position of supplier.positions) {
      const { agreement, lot } = position;
      const key = JSON.stringify([agreement, lot]);
      if (mayTrade(supplier, position, on)) open.add(key);
      else others.set(key, { supplierId: supplier.id, agreement, lot });
    }
    // A position may have ended and begun again: one open stretch is enough.
    for (const [key, position] of others) if (!open.has(key)) closed.push(position);
  }
  return closed;
}

/** What other pages say of the supplier. */
export function summaryOf(row: SupplierOnDate): SupplierSummary {
  return {
    id: row.supplier.id,
    name: row.supplier.name,
    size: row.supplier.size,
    sme: row.sme,
    takesBack: row.takesBack,
    evidence: row.schemes,
    demonstration: row.supplier.demonstration,
  };
}

function cursorAt(row: SupplierOnDate): string {
  return Buffer.from(JSON.stringify([nameKey(row.supplier.name), row.supplier.id])).toString('base64url');
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function readCursor(cursor: string): readonly [name: string, id: string] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!isTexts(value)) return undefined;
    const [name, id] = value;
    return name !== undefined && id !== undefined ? [name, id] : undefined;
  } catch {
    return undefined;
  }
}

function listPage(
  rows: readonly SupplierOnDate[],
  query: SupplierQuery,
  page: { readonly limit: number; readonly cursor?: string },
): Outcome<SupplierPage> {
  const found = matching(rows, query);
  const facets = facetsOf(rows, query);
  let rest = found;
  if (page.cursor !== undefined) {
    const after = readCursor(page.cursor);
    if (after === undefined) {
      return fail({
        code: 'cursor-unreadable',
        path: 'cursor',
        message: 'The address of this page of the list is damaged.',
        remedy: 'Take the cursor away to begin at the first page.',
      });
    }
    const [name, id] = after;
    rest = found.filter((each) => {
      const key = nameKey(each.supplier.name);
      return key > name || (key === name && each.supplier.id > id);
    });
  }
  const items = rest.slice(0, page.limit);
  const last = items.at(-1);
  return succeed({
    total: found.length,
    items,
    facets,
    ...(last !== undefined && rest.length > items.length ? { next: cursorAt(last) } : {}),
  });
}
