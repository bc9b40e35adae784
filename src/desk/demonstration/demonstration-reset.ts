import { type Demonstration, forgetDemoPriceLists } from '../../catalogue/index.ts';
import { forgetDemonstrationContracts, mixedContracts } from '../../contracts/index.ts';
import { type Clock, today } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { plural } from '../../kernel/text.ts';
import { forgetDemoDealings, loadDemoPeople, loadDemoSuppliers } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { forgetDemonstrationPurchases, mixedPurchases } from '../../purchasing/index.ts';
import { forgetSteps } from './demonstration-store.ts';
import type { DemonstrationWork, WorkState } from './demonstration-work.ts';

/** How far the demonstration is: its catalogue first, then its people's work. */
export interface DemonstrationState {
  /** `stopped`: the catalogue could not be loaded. */
  readonly state: 'catalogue' | 'work' | 'whole' | 'partly' | 'stopped';
  readonly offers: { readonly done: number; readonly total: number };
  readonly steps: { readonly done: number; readonly total: number };
}

/** Taking the demonstration away and making it anew. */
export interface DemonstrationReset {
  /** Whether this installation shows a demonstration that may be reset. */
  offered(): Promise<boolean>;
  state(): Promise<DemonstrationState>;
  /**
   * Takes away everything its invented people did, in one transaction with the order to load its catalogue anew, and ends their
   * sessions; the rest is made in the background, and goes on after a kill. Refused while it is being made, and where
   * somebody real dealt with somebody invented. Gives the job that loads the catalogue.
   */
  reset(by: { readonly actor: Actor | 'system'; readonly requestId?: string }): Promise<Outcome<string>>;
}

export interface DemonstrationResetOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly demonstration: Demonstration;
  readonly demonstrationWork: DemonstrationWork;
  readonly offered: boolean;
  readonly offers: number;
  readonly seed: number;
  /** The folders `demo` of the agreements' packs. */
  readonly demoFolders: readonly string[];
  /** Has the jobs looked for at once. */
  readonly wake: () => void;
}

export function createDemonstrationReset(options: DemonstrationResetOptions): DemonstrationReset {
  const { database, clock, demonstration, demonstrationWork } = options;
  const offered = async (): Promise<boolean> => options.offered && (await demonstration.status()).state !== 'none';

  async function state(): Promise<DemonstrationState> {
    const catalogue = await demonstration.status();
    const work: WorkState = await demonstrationWork.state();
    const offers = { done: catalogue.done, total: catalogue.total || options.offers };
    const steps = { done: work.done, total: work.total };
    if (catalogue.state === 'failed' || catalogue.state === 'cancelled') return { state: 'stopped', offers, steps };
    if (catalogue.state !== 'loaded') return { state: 'catalogue', offers, steps };
    return { state: work.state === 'making' || work.state === 'waiting' ? 'work' : work.state, offers, steps };
  }

  async function obstacles(): Promise<readonly Problem[]> {
    if (!(await offered())) return [notOffered];
    const now = await state();
    if (now.state === 'catalogue' || now.state === 'work') return [underWay];
    const contracts = await mixedContracts(database.handle);
    const purchases = await mixedPurchases(database.handle);
    if (contracts + purchases === 0) return [];
    return [
      {
        code: 'real-work',
        message: `Somebody real deals with somebody invented: ${plural(contracts, 'contract')}, ${plural(purchases, 'basket')}.`,
        remedy: 'Nothing real is ever taken away. Show the demonstration in an installation of its own.',
      },
    ];
  }

  return {
    offered,
    state,
    reset: async ({ actor, requestId }) => {
      const problems = await obstacles();
      if (problems.length > 0) return fail(...problems);
      await demonstrationWork.pause();
      try {
        const job = await database.transact(async (transaction) => {
          const now = clock.now().toString();
          const purchases = await forgetDemonstrationPurchases(transaction);
          const orders = await forgetDemonstrationContracts(transaction);
          const lists = await forgetDemoPriceLists(transaction);
          const { sessions } = await forgetDemoDealings(transaction, now);
          for (const demoFolder of options.demoFolders) {
            await loadDemoSuppliers(transaction, { demoFolder, on: today(clock), seed: options.seed, anew: true });
            await loadDemoPeople(transaction, { demoFolder, now });
          }
          await forgetSteps(transaction);
          await recordAudit(transaction, actor, {
            action: 'demo.reset',
            subject: 'demonstration',
            detail: { orders, purchases, lists, sessions },
            ...(requestId === undefined ? {} : { requestId }),
          });
          return demonstration.requestAnew(transaction, { offers: options.offers, seed: options.seed }, actor);
        });
        return succeed(job);
      } finally {
        options.wake();
        demonstrationWork.start();
      }
    },
  };
}

const notOffered: Problem = {
  code: 'no-demonstration',
  message: 'This installation shows no demonstration.',
  remedy: 'Start one with an empty embedded database and CALLOFF_DEMO=on.',
};

const underWay: Problem = {
  code: 'demonstration-under-way',
  message: 'The demonstration is being made already.',
  remedy: 'Wait until it is whole.',
};
