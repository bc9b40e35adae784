import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { CategoryTree } from '../category-tree.ts';
import { readBoavizta } from './boavizta/boavizta-file.ts';
import type { BoaviztaGuide } from './boavizta/boavizta-guide.ts';
import { applyImport, keyOf, planImport } from './product-import-plan.ts';
import { decodeProducts, readRecords } from './product-records.ts';
import { type ImportedProduct, type ProductReading, readProduct } from './product-row.ts';

/** The largest file that is read, in bytes. */
export const largestProductFile = 50 * 1024 * 1024;

/** What an import did, or would do. */
export interface ProductImportResult {
  readonly rows: number;
  readonly accepted: number;
  /** Rows that cannot be used. In our own format one is enough, and nothing changes. */
  readonly rejected: number;
  /** Why rows cannot be used. */
  readonly problems: readonly Problem[];
  /** What was left out of rows that are used, or should be looked at. */
  readonly remarks: readonly Problem[];
  readonly changes: {
    readonly added: number;
    /** Always 0: an import takes no product away. */
    readonly removed: number;
    readonly updated: number;
    /** Always 0: products have no prices. */
    readonly up: number;
    readonly down: number;
    readonly same: number;
  };
  /** Whether the catalogue now is as the accepted rows say. */
  readonly applied: boolean;
  readonly dryRun: boolean;
  /** No job: the import is done when it answers. */
  readonly job: null;
}

/** Our own form, all or nothing; or the public file of device footprints, which gives what it can. */
export const productFormats = ['calloff', 'boavizta'] as const;
export type ProductFormat = (typeof productFormats)[number];

export interface ProductImportOptions {
  readonly actor: Actor | 'system';
  readonly requestId?: string;
  /** `calloff` if not said. */
  readonly format?: ProductFormat;
  /** Check only. */
  readonly dryRun?: boolean;
}

export interface ProductImporter {
  /** Brings the catalogue's products to what the file says. The same file again changes nothing. */
  import(file: AsyncIterable<Uint8Array | string>, options: ProductImportOptions): Promise<ProductImportResult>;
}

const mostProblems = 1000;
const rowsAtOnce = 500;

export function createProductImporter(world: {
  readonly database: Database;
  readonly categories: CategoryTree;
  readonly boavizta: BoaviztaGuide;
}): ProductImporter {
  return {
    import: async (file, options) => {
      const bytes = await readAll(file);
      if (bytes === undefined) return refused([tooLarge]);
      const text = decodeProducts(bytes);
      const format = options.format ?? 'calloff';
      const read =
        format === 'boavizta'
          ? await readBoavizta(text, world.boavizta, world.categories)
          : await readCalloff(text, world.categories);
      const { rows, products, rejected, remarks } = read;
      const problems = read.problems.slice(0, mostProblems);
      // A row of our own format that is wrong stops the file; of the public file every row that can be used is.
      if (products.length === 0 || (format === 'calloff' && problems.length > 0))
        return refused(problems, rows, rejected);
      const dryRun = options.dryRun === true;
      const changes = await world.database.transact(async (transaction) => {
        const plan = await planImport(transaction, products);
        if (!dryRun && plan.changed.length > 0) await applyImport(transaction, plan, world.categories);
        const counts = { added: plan.added, removed: 0, updated: plan.updated, up: 0, down: 0, same: plan.same };
        if (!dryRun) {
          await recordAudit(transaction, options.actor, {
            action: 'products.import',
            subject: `file:${createHash('sha256').update(bytes).digest('hex')}`,
            detail: { format, rows, rejected, ...counts },
            ...(options.requestId === undefined ? {} : { requestId: options.requestId }),
          });
        }
        return counts;
      });
      const accepted = rows - rejected;
      const said = remarks.slice(0, mostProblems);
      return { rows, accepted, rejected, problems, remarks: said, changes, applied: !dryRun, dryRun, job: null };
    },
  };
}

/** Our own format: every row with its mistakes. */
async function readCalloff(text: string, categories: CategoryTree): Promise<ProductReading> {
  const read = await readRecords(text);
  const problems = [...read.problems];
  const products: ImportedProduct[] = [];
  const rejected = new Set<number>();
  for (const [index, record] of read.records.entries()) {
    if (index % rowsAtOnce === 0) await breathe();
    const checked = readProduct(record, categories);
    if ('product' in checked) products.push(checked.product);
    else {
      rejected.add(record.row);
      problems.push(...checked.problems);
    }
  }
  if (read.records.length === 0 && problems.length === 0) problems.push(empty);
  for (const each of twice(products)) {
    rejected.add(each.row ?? 0);
    problems.push(each);
  }
  return { rows: read.records.length, products, problems, remarks: [], rejected: rejected.size };
}

const empty: Problem = {
  code: 'empty',
  message: 'The file holds no product.',
  remedy: 'Give a heading row and at least one row, or a JSON object a line.',
};
const tooLarge: Problem = {
  code: 'too-large',
  message: `The file is larger than ${largestProductFile / 1024 / 1024} MB.`,
  remedy: 'Import it in parts.',
};

function refused(problems: readonly Problem[], rows = 0, rejected = 0): ProductImportResult {
  return {
    rows,
    accepted: rows - rejected,
    rejected,
    problems: problems.slice(0, mostProblems),
    remarks: [],
    changes: { added: 0, removed: 0, updated: 0, up: 0, down: 0, same: 0 },
    applied: false,
    dryRun: false,
    job: null,
  };
}

async function readAll(file: AsyncIterable<Uint8Array | string>): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of file) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : Buffer.from(part);
    size += bytes.length;
    if (size > largestProductFile) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function twice(products: readonly ImportedProduct[]): readonly Problem[] {
  const first = new Map<string, number>();
  return products.flatMap((each) => {
    const key = keyOf(each.manufacturer, each.mpn);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, each.row);
      return [];
    }
    const message = `${each.manufacturer} ${each.mpn} stands in row ${before} already.`;
    return [{ code: 'twice', row: each.row, column: 'mpn', value: each.mpn, message, remedy: 'Keep one of the two.' }];
  });
}
