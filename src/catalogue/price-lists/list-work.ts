import type { Agreements } from '../../agreements/index.ts';
import { type Clock, formatDate, today } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { SupplierOnDate, Suppliers } from '../../organisations/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { JobFailure, JobInterrupted, type JobProgress, findJob, tellProgress } from '../../platform/jobs/index.ts';
import type { CategoryTree } from '../categories.ts';
import { listProblem, type PriceColumns } from '../price-lines/index.ts';
import type { Pace } from './accept-list-store.ts';
import { categoriesOnLot, type ListPlace, placeOf, targetProblems } from './list-problems.ts';
import type { CompareScope } from './price-list-compare-store.ts';
import { rewritesPast } from './price-list-changes-store.ts';
import { findList, type StoredList } from './price-list-store.ts';

/** What price lists need of the rest of the house. */
export interface PriceListOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly suppliers: Suppliers;
  readonly categories: CategoryTree;
  readonly columns: PriceColumns;
  /** Bytes of the largest file that is taken. */
  readonly maxBytes: number;
}

/** Lines at a time. The embedded engine serves nobody else meanwhile. */
export const linesAtATime = { pglite: 500, postgres: 20_000 } as const;

/** A list with the rules it stands under. */
export interface ListInHand {
  readonly list: StoredList;
  readonly place: ListPlace;
  readonly scope: CompareScope;
}

/** The list with its agreement and lot; a list of an agreement that is gone fails its job. */
export async function listInHand(options: PriceListOptions, handle: Handle, id: string): Promise<ListInHand> {
  const list = await findList(handle, id);
  if (list === undefined) throw new JobFailure('The price list is not there any more.');
  const place = placeOf(options.agreements, list);
  if (!('lot' in place)) throw new JobFailure(place.map((each) => each.message).join(' '));
  const { supplierId, agreement, lot, validFrom } = list;
  return {
    list,
    place,
    scope: {
      listId: id,
      supplierId,
      agreement,
      lot,
      validFrom,
      allowedRise: place.pack.priceRules?.approvalAboveRise?.value ?? null,
      categories: categoriesOnLot(options.categories, place.lot),
    },
  };
}

/** The supplier of a list on its first day. Asked ahead of a transaction: the embedded engine has one session. */
export async function supplierOf(options: PriceListOptions, id: string): Promise<SupplierOnDate | undefined> {
  const list = await findList(options.database.handle, id);
  return list === undefined ? undefined : options.suppliers.get(list.supplierId, list.validFrom);
}

/** What keeps the list as a whole from coming into force, once it was compared. */
export async function wholeProblems(
  options: PriceListOptions,
  transaction: Handle,
  { list, place }: ListInHand,
  supplier: SupplierOnDate | undefined,
): Promise<readonly Problem[]> {
  const problems = [...targetProblems(place, supplier, list)];
  const day = today(options.clock);
  if (list.validFrom < day && (await rewritesPast(transaction, list.id, day))) {
    const facts = { date: formatDate(list.validFrom), today: formatDate(day) };
    problems.push({ ...listProblem('list-in-the-past', facts), path: 'from', value: list.validFrom });
  }
  return problems;
}

/** Milliseconds between two looks at whether to stop, and two tellings of how far it is. */
const lookEvery = 200;

/** Tells how far a long transaction is, and stops it when that is asked, from beside it. */
export class LongStep {
  readonly #options: PriceListOptions;
  readonly #told = new Map<string, JobProgress>();
  readonly #cancelled = new Set<string>();

  constructor(options: PriceListOptions) {
    this.#options = options;
  }

  /** How far the job's transaction is that has not ended yet. */
  progress(jobId: string): JobProgress | undefined {
    return this.#told.get(jobId);
  }

  /** Asks the job's transaction to stop. The embedded engine's one session could not carry the wish. */
  cancel(jobId: string): void {
    if (this.#told.has(jobId)) this.#cancelled.add(jobId);
  }

  /** Runs the work; what it throws goes on. */
  async run<T>(
    job: { readonly jobId: string; readonly stopping: AbortSignal },
    range: number,
    total: number,
    work: (pace: Pace) => Promise<T>,
  ): Promise<T> {
    const { engine, handle } = this.#options.database;
    const { jobId, stopping } = job;
    let looked = 0;
    this.#told.set(jobId, { done: 0, total, message: '' });
    const between = async (done: number, message: string): Promise<void> => {
      this.#told.set(jobId, { done, total, message });
      if (stopping.aborted || this.#cancelled.has(jobId)) throw new JobInterrupted();
      const now = performance.now();
      if (engine === 'pglite' || now - looked < lookEvery) return;
      looked = now;
      await tellProgress(handle, jobId, { done, total, message });
      const asked = await findJob(handle, jobId);
      if (asked !== undefined && asked.cancelRequestedAt !== null) throw new JobInterrupted();
    };
    try {
      return await work({ range, between });
    } finally {
      this.#told.delete(jobId);
      this.#cancelled.delete(jobId);
    }
  }
}
