import type { IsoDate } from '../kernel/dates.ts';
import { cleanLine } from '../kernel/text.ts';
import type { Supplier } from './supplier.ts';
import { onDate, type SupplierOnDate } from './supplier-filter.ts';

/** What makes two names the same: letter case and spacing do not count. */
export function nameKey(name: string): string {
  return cleanLine(name).toLowerCase();
}

/** One version of the register in memory: a few hundred suppliers, looked at on any day. */
export interface Register {
  readonly version: string;
  /** By name. */
  readonly suppliers: readonly Supplier[];
  find(id: string): Supplier | undefined;
  /** The suppliers as they stand on the day, by name. The last few days asked for are kept. */
  on(date: IsoDate): readonly SupplierOnDate[];
}

const daysKept = 4;

export function createRegister(version: string, unsorted: readonly Supplier[]): Register {
  const keyed = unsorted.map((supplier) => ({ supplier, key: nameKey(supplier.name) }));
  keyed.sort((a, b) => (a.key === b.key ? (a.supplier.id < b.supplier.id ? -1 : 1) : a.key < b.key ? -1 : 1));
  const suppliers = keyed.map((each) => each.supplier);
  const byId = new Map(suppliers.map((each) => [each.id, each]));
  const days = new Map<IsoDate, readonly SupplierOnDate[]>();
  return {
    version,
    suppliers,
    find: (id) => byId.get(id),
    on: (date) => {
      const known = days.get(date);
      if (known !== undefined) return known;
      const rows = suppliers.map((each) => onDate(each, date));
      const [oldest] = days.keys();
      if (days.size >= daysKept && oldest !== undefined) days.delete(oldest);
      days.set(date, rows);
      return rows;
    },
  };
}
