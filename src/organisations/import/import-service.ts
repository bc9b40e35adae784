import { createHash } from 'node:crypto';
import type { AgreementPack } from '../../agreements/index.ts';
import { type Clock, today } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { planChange, type RegisterChange } from '../register-change.ts';
import { lockRegister, writeRegister } from '../register-write-store.ts';
import { readRegister } from '../supplier-store.ts';
import { assembleSuppliers } from './assemble-suppliers.ts';
import { readTable } from './csv-table.ts';
import { ProblemList } from './problem-list.ts';
import { type KnownAgreement, readRow } from './supplier-row.ts';
import { decodeText, type TextEncoding } from './text-encoding.ts';

/** The largest file that is read, in bytes. */
export const largestFile = 10 * 1024 * 1024;

/** What an import did, or would do. Counts are of positions: one row is one position. */
export interface SupplierImportResult {
  readonly rows: number;
  /** Rows without a mistake. */
  readonly accepted: number;
  /** Rows with one or more; a file with any changes nothing. */
  readonly rejected: number;
  readonly problems: readonly Problem[];
  readonly changes: {
    readonly added: number;
    readonly removed: number;
    readonly updated: number;
    /** Always 0: suppliers have no prices. Kept because all imports answer alike. */
    readonly up: number;
    readonly down: number;
    readonly same: number;
  };
  readonly suppliers: { readonly added: number; readonly changed: number; readonly same: number };
  readonly encoding: TextEncoding | null;
  readonly dryRun: boolean;
  /** Whether the register now is as the file says. */
  readonly applied: boolean;
  /** No job: the import is done when it answers. */
  readonly job: null;
}

export interface SupplierImportOptions {
  readonly actor: Actor | 'system';
  readonly requestId?: string;
  /** Check only. */
  readonly dryRun?: boolean;
  /** End the positions of the file's agreements that the file does not name. */
  readonly replace?: boolean;
}

export interface SupplierImporter {
  /** Brings the register to what the file says, all of it or nothing. The same file again changes nothing. */
  import(file: AsyncIterable<Uint8Array | string>, options: SupplierImportOptions): Promise<SupplierImportResult>;
}

/** What the import has to know of an agreement pack. */
export function knownAgreement(pack: AgreementPack): KnownAgreement {
  const { awarded, operational, initial, extension } = pack.term;
  return {
    number: pack.number.value,
    lots: pack.lots.map((each) => each.number),
    firstDay: awarded?.value ?? operational.value,
    lastDay: extension?.ends.value ?? initial.ends.value,
    usualFrom: operational.value,
  };
}

export function createSupplierImporter(world: {
  readonly database: Database;
  readonly clock: Clock;
  /** The installed agreements, see `knownAgreement`. */
  readonly agreements: readonly KnownAgreement[];
}): SupplierImporter {
  return {
    import: async (file, options) => {
      const problems = new ProblemList();
      const bytes = await readAll(file);
      if (bytes === undefined) {
        const limit = `${largestFile / 1024 / 1024} MB`;
        problems.add({}, 'file-too-large', `The file is larger than ${limit}.`, 'Import it in parts.');
        return answer(options, problems, 0);
      }
      const decoded = decodeText(bytes);
      if (!decoded.ok) return { ...answer(options, problems, 0), problems: decoded.problems };
      const table = await readTable(decoded.value.text, problems);
      const { agreements } = world;
      const rows = table.rows.flatMap((each) => readRow(each, agreements, problems) ?? []);
      const { encoding } = decoded.value;
      const plan = async (handle: Handle): Promise<Planned> => {
        const { suppliers: register } = await readRegister(handle);
        const replace = options.replace === true ? { replaceOn: today(world.clock) } : {};
        const known = { register, agreements, present: table.present, ...replace };
        const { suppliers, ended } = assembleSuppliers(rows, known, problems);
        const change = planChange(new Map(register.map((each) => [each.id, each])), suppliers);
        return { change, result: { ...answer(options, problems, table.rows.length, { change, ended }), encoding } };
      };
      // A file with mistakes is still held against the register, so that all of them are told at once.
      if (!problems.isEmpty || options.dryRun === true) return (await plan(world.database.handle)).result;
      return world.database.transact(async (transaction) => {
        await lockRegister(transaction);
        const { change, result } = await plan(transaction);
        if (!result.applied) return result;
        await writeRegister(transaction, change);
        await recordAudit(transaction, options.actor, {
          action: 'suppliers.import',
          subject: 'suppliers:register',
          detail: {
            sha256: createHash('sha256').update(bytes).digest('hex'),
            rows: result.rows,
            positions: result.changes,
            suppliers: result.suppliers,
            replace: options.replace === true,
          },
          ...(options.requestId === undefined ? {} : { requestId: options.requestId }),
        });
        return result;
      });
    },
  };
}

interface Planned {
  readonly change: RegisterChange;
  readonly result: SupplierImportResult;
}

async function readAll(file: AsyncIterable<Uint8Array | string>): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of file) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > largestFile) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function answer(
  options: SupplierImportOptions,
  problems: ProblemList,
  count: number,
  planned?: { readonly change: RegisterChange; readonly ended: number },
): SupplierImportResult {
  const { change, ended } = planned ?? { ended: 0 };
  const good = problems.isEmpty && change !== undefined;
  const rejected = Math.min(problems.rows, count);
  const accepted = count - rejected;
  const added = good ? change.positions.added : 0;
  const updated = good ? change.positions.updated - ended : 0;
  return {
    rows: count,
    accepted,
    rejected,
    problems: problems.all(),
    changes: {
      added,
      removed: good ? change.positions.removed + ended : 0,
      updated,
      up: 0,
      down: 0,
      same: good ? accepted - added - updated : 0,
    },
    suppliers: {
      added: good ? change.addedSuppliers : 0,
      changed: good ? change.changedSuppliers : 0,
      same: good ? change.sameSuppliers : 0,
    },
    encoding: null,
    dryRun: options.dryRun === true,
    applied: good && options.dryRun !== true,
    job: null,
  };
}
