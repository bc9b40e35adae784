import { addDays, type IsoDate } from '../../kernel/dates.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { planChange } from '../register-change.ts';
import { lockRegister, writeRegister } from '../register-write-store.ts';
import type { Position, Supplier } from '../supplier.ts';
import { readRegister } from '../supplier-store.ts';
import { readDemoDefinition } from './demo-definition.ts';
import { inventSuppliers } from './demo-suppliers.ts';

export interface DemoSuppliersOptions {
  /** The `demo` folder of the agreement pack, which holds `suppliers.yaml`. */
  readonly demoFolder: string;
  /** Day to which dates of evidence and standing are relative. */
  readonly on: IsoDate;
  readonly seed: number;
  /** Write those that are there already as they are invented, with their days counted from `on`. */
  readonly anew?: boolean;
}

export interface DemoSuppliersLoaded {
  /** Ids of the demonstration's suppliers, in the order they were invented. */
  readonly ids: readonly string[];
  readonly added: number;
  /** Suppliers of an earlier demonstration with another seed: their positions were ended. */
  readonly ended: number;
}

/**
 * Loads the demonstration's suppliers in the caller's transaction, and audits it. Idempotent: suppliers that are there
 * already stay as they are, whatever the day, so that a demonstration does not shift under its offers.
 */
export async function loadDemoSuppliers(
  transaction: Handle,
  options: DemoSuppliersOptions,
): Promise<DemoSuppliersLoaded> {
  const definition = await readDemoDefinition(options.demoFolder);
  const invented = inventSuppliers(definition, options.on, options.seed);
  await lockRegister(transaction);
  const { suppliers } = await readRegister(transaction);
  const now = new Map(suppliers.map((each) => [each.id, each]));
  const ids = new Set(invented.map((each) => each.id));
  const fresh = invented.filter((each) => !now.has(each.id));
  const stale = suppliers
    .filter((each) => each.demonstration && !ids.has(each.id))
    .map((each) => endPositions(each, definition.agreement, addDays(options.on, -1)));
  const again = options.anew === true ? invented.filter((each) => now.get(each.id)?.demonstration === true) : [];
  const change = planChange(now, [...withoutClashes(fresh, suppliers), ...again, ...stale]);
  await writeRegister(transaction, change);
  if (change.suppliers.length > 0) {
    await recordAudit(transaction, 'system', {
      action: 'demo.suppliers-loaded',
      subject: `agreement:${definition.agreement}`,
      detail: { seed: options.seed, added: change.addedSuppliers, ended: change.changedSuppliers },
    });
  }
  return { ids: [...ids], added: change.addedSuppliers, ended: change.changedSuppliers };
}

/** Invented numbers of an earlier demonstration may be taken: such suppliers do without one. */
function withoutClashes(fresh: readonly Supplier[], present: readonly Supplier[]): readonly Supplier[] {
  const taken = new Set(present.map((each) => each.identifier?.number));
  return fresh.map((each) => (taken.has(each.identifier?.number) ? { ...each, identifier: null } : each));
}

function endPositions(supplier: Supplier, agreement: string, last: IsoDate): Supplier {
  const positions = supplier.positions.flatMap((each): readonly Position[] => {
    if (each.agreement !== agreement || (each.to !== null && each.to <= last)) return [each];
    return each.from > last ? [] : [{ ...each, to: last }];
  });
  return { ...supplier, positions };
}
