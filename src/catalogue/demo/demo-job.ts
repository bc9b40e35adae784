import { Type } from 'typebox';
import type { Agreements } from '../../agreements/index.ts';
import { isoDate, type IsoDate } from '../../kernel/dates.ts';
import { loadDemoPeople, loadDemoSuppliers, readRegister } from '../../organisations/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import {
  defineJob,
  type JobDefinition,
  JobFailure,
  type JobProgress,
  type JobStepResult,
} from '../../platform/jobs/index.ts';
import type { CategoryTree } from '../category-tree.ts';
import { addServices } from '../offer-store.ts';
import { addManufacturers } from '../product-store.ts';
import { type DemoData, loadDemoData } from './demo-data.ts';
import { type DemoCursor, DemoGenerator, demoStart } from './demo-generator.ts';
import { demoServices } from './demo-services.ts';
import { analyseCatalogue, clearDemonstration } from './demo-store.ts';
import type { DemoLot, DemoPosition } from './demo-suppliers.ts';
import { writeItems } from './demo-write.ts';

export const demoJobKind = 'catalogue.demo';

export const DemoInput = Type.Object(
  {
    agreement: Type.String(),
    offers: Type.Integer({ minimum: 1, maximum: 2_000_000 }),
    seed: Type.Integer({ minimum: 0 }),
    /** The day it is made for; dates are relative to it. */
    on: Type.String(),
    /** Offers a step. */
    step: Type.Integer({ minimum: 1 }),
  },
  { additionalProperties: false },
);

const cursor = { next: Type.Integer(), offers: Type.Integer() };
const Checkpoint = Type.Union([
  Type.Object({ phase: Type.Literal('clear') }),
  Type.Object({ phase: Type.Literal('suppliers') }),
  Type.Object({ phase: Type.Literal('offers'), ...cursor }),
  Type.Object({ phase: Type.Literal('finish'), table: Type.Integer(), ...cursor }),
]);

const tables = ['product', 'offer', 'offer_interval', 'search_product', 'search_offer'] as const;

export interface DemoJobOptions {
  readonly agreements: Agreements;
  readonly categories: CategoryTree;
  /** The folder `demo` of an agreement's pack. */
  readonly demoFolder: (agreement: string) => string;
}

interface Input {
  readonly agreement: string;
  readonly offers: number;
  readonly seed: number;
  readonly on: string;
  readonly step: number;
}

/** What a job's steps share; made again by whoever takes the job over. */
interface Workshop {
  readonly data: DemoData;
  readonly lots: readonly DemoLot[];
  readonly positions: readonly Omit<DemoPosition, 'weight'>[];
  readonly generator: DemoGenerator;
}

type Step = JobStepResult<
  | { phase: 'clear' | 'suppliers' }
  | ({ phase: 'offers' } & DemoCursor)
  | ({ phase: 'finish'; table: number } & DemoCursor)
>;

/**
 * Loads the demonstration: takes an earlier one away, then suppliers, products, offers and search rows, some hundred
 * offers a step. A step and its checkpoint are one transaction, so a kill loses nothing and doubles nothing.
 */
export function demoJob(options: DemoJobOptions): JobDefinition {
  let kept: { readonly job: string; readonly workshop: Workshop } | undefined;

  async function workshopOf(transaction: Handle, job: string, input: Input): Promise<Workshop> {
    if (kept?.job === job) return kept.workshop;
    const workshop = await openWorkshop(options, transaction, input);
    kept = { job, workshop };
    return workshop;
  }

  return defineJob({
    kind: demoJobKind,
    title: 'Load the demonstration',
    input: DemoInput,
    checkpoint: Checkpoint,
    step: async ({ transaction, jobId, input, checkpoint }): Promise<Step> => {
      const at = checkpoint ?? { phase: 'clear' as const };
      const progress = (done: number, message: string): JobProgress => ({ done, total: input.offers, message });
      switch (at.phase) {
        case 'clear': {
          const cleared = await clearDemonstration(transaction, input.step * 2);
          const more = cleared.offers + cleared.products > 0;
          const message = 'Taking the earlier demonstration away';
          return { done: false, checkpoint: { phase: more ? 'clear' : 'suppliers' }, progress: progress(0, message) };
        }
        case 'suppliers': {
          const { data, lots, positions } = await workshopOf(transaction, jobId, input);
          const { agreement, seed } = input;
          const demoFolder = options.demoFolder(agreement);
          await loadDemoPeople(transaction, { demoFolder, now: `${input.on}T00:00:00Z` });
          await addManufacturers(transaction, [...data.makers.values()]);
          const { rules, pinnedServices: pinned } = data;
          const today = isoDate(input.on);
          const tree = options.categories;
          await addServices(
            transaction,
            demoServices({ agreement, lots, positions, tree, rules, pinned, seed, today }),
          );
          const next = { phase: 'offers' as const, ...demoStart };
          return { done: false, checkpoint: next, progress: progress(0, 'Suppliers are there') };
        }
        case 'offers': {
          const { generator } = await workshopOf(transaction, jobId, input);
          const taken = generator.take({ next: at.next, offers: at.offers }, input.step);
          await writeItems(transaction, taken.items, options.categories);
          const more = !generator.done(taken.cursor);
          const next = more
            ? { phase: 'offers' as const, ...taken.cursor }
            : { phase: 'finish' as const, table: 0, ...taken.cursor };
          return { done: false, checkpoint: next, progress: progress(taken.cursor.offers, 'Loading offers') };
        }
        case 'finish': {
          const table = tables[at.table];
          if (table !== undefined) {
            await analyseCatalogue(transaction, table);
            const next = { ...at, table: at.table + 1 };
            return { done: false, checkpoint: next, progress: progress(at.offers, 'Finishing') };
          }
          kept = undefined;
          const result = { products: at.next, offers: at.offers };
          await recordAudit(transaction, 'system', {
            action: 'demo.loaded',
            subject: `agreement:${input.agreement}`,
            detail: { seed: input.seed, on: input.on, ...result },
          });
          return { done: true, result, progress: { done: at.offers, total: at.offers, message: 'Loaded' } };
        }
      }
    },
    cancelled: async ({ transaction, input, checkpoint }) => {
      kept = undefined;
      await recordAudit(transaction, 'system', {
        action: 'demo.cancelled',
        subject: `agreement:${input.agreement}`,
        detail: { offers: checkpoint !== undefined && 'offers' in checkpoint ? checkpoint.offers : 0 },
      });
    },
  });
}

/** Suppliers (added when they are not there), the positions that count on the day, and the generator over them. */
async function openWorkshop(options: DemoJobOptions, transaction: Handle, input: Input): Promise<Workshop> {
  const { categories: tree, agreements } = options;
  const { agreement, offers, seed } = input;
  const on: IsoDate = isoDate(input.on);
  const pack = agreements.find(agreement);
  if (pack === undefined) throw new JobFailure(`The agreement ${agreement} is not installed.`);
  const demoFolder = options.demoFolder(agreement);
  const data = await loadDemoData(demoFolder, tree, on);
  if (data === undefined) throw new JobFailure(`The agreement ${agreement} has no demonstration data.`);
  if (!data.ok) {
    const lines = data.problems.slice(0, 5).map((each) => `${each.path ?? ''}: ${each.message}`);
    throw new JobFailure(`The demonstration data of ${agreement} cannot be used. ${lines.join(' ')}`);
  }
  const loaded = await loadDemoSuppliers(transaction, { demoFolder, on, seed });
  // Only invented suppliers get invented prices.
  const invented = new Set(loaded.ids);
  const { suppliers } = await readRegister(transaction);
  const positions = suppliers
    .filter((each) => invented.has(each.id) && each.demonstration)
    .flatMap((each) =>
      each.positions
        .filter((one) => one.agreement === agreement && one.from <= on && (one.to === null || one.to >= on))
        .map((one) => ({ supplierId: each.id, lot: one.lot })),
    );
  const lots = pack.lots.map((each) => ({ number: each.number, categories: each.categories.value }));
  const generator = new DemoGenerator({
    agreement,
    lots,
    positions,
    data: data.value,
    tree,
    offers,
    seed,
    today: on,
  });
  if (generator.total === 0) throw new JobFailure(`No invented supplier may offer anything under ${agreement}.`);
  return { data: data.value, lots, positions, generator };
}
