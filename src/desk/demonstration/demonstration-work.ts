import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { addDays, today } from '../../kernel/dates.ts';
import { doneSteps, noteStep } from './demonstration-store.ts';
import { type DemoOptions, type DemoWorld, done, openDemoWorld, requestId } from './demonstration-world.ts';
import { makeCallOff } from './make-call-off.ts';
import { makeFigureOrder } from './make-figures.ts';
import { makePriceList } from './make-price-list.ts';
import { makePurchase, yearOf } from './make-purchase.ts';
import { type DemoWork, readDemoWork } from './work-definition.ts';

/** How far the demonstration is. `waiting`: its catalogue is not there yet. `partly`: some steps could not be made. */
export interface WorkState {
  readonly state: 'waiting' | 'making' | 'whole' | 'partly';
  readonly done: number;
  readonly total: number;
}

/** The live work of the demonstration: what its invented people bought, sold and decided. */
export interface DemonstrationWork {
  /** Does what is not done yet, step by step; gives how many steps there are. A step that was cut off is done again. */
  make(signal?: AbortSignal): Promise<number>;
  state(): Promise<WorkState>;
  /** Waits in the background until the catalogue's demonstration is there, then makes the work. */
  start(): void;
  /** Ends what is being made after the step at hand; `start` goes on. */
  pause(): Promise<void>;
  stop(): Promise<void>;
}

export interface DemonstrationWorkOptions extends DemoOptions {
  readonly logger: FastifyBaseLogger;
  /** The folder `demo` of an agreement's pack. */
  readonly demoFolder: (agreement: string) => string;
  /** Whether the catalogue's demonstration is loaded. */
  readonly loaded: () => Promise<boolean>;
}

const lookAgain = 500;

export function createDemonstrationWork(options: DemonstrationWorkOptions): DemonstrationWork {
  const { database, agreements, logger, clock } = options;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let busy = false;

  async function make(signal?: AbortSignal): Promise<number> {
    let count = 0;
    for (const pack of agreements.packs) {
      const number = pack.number.value;
      const work = await readDemoWork(options.demoFolder(number));
      if (work === undefined) continue;
      const before = await doneSteps(database.handle);
      const world = await openDemoWorld(options, number);
      for (const [name, step] of stepsOf(work, world)) {
        const key = `${number}:${name}`;
        count += 1;
        if (before.has(key)) continue;
        if (signal?.aborted === true) return count;
        try {
          await step();
          await noteStep(database.handle, key, clock.now().toString());
        } catch (error) {
          // The rest of the demonstration goes on without it; the next start tries again.
          logger.error({ err: error, step: key }, 'a step of the demonstration’s work could not be made');
        }
      }
    }
    return count;
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !(await options.loaded())) {
      await pause(lookAgain, undefined, { signal });
    }
    const steps = await make(signal);
    if (!signal.aborted) logger.info({ steps }, 'the demonstration’s work is there');
  }

  const end = async (): Promise<void> => {
    stopping.abort();
    await running;
  };

  return {
    make,
    state: async () => {
      let total = 0;
      for (const pack of agreements.packs) {
        const work = await readDemoWork(options.demoFolder(pack.number.value));
        total += work === undefined ? 0 : countSteps(work);
      }
      const done = (await doneSteps(database.handle)).size;
      if (done >= total) return { state: 'whole', done, total };
      if (!(await options.loaded())) return { state: 'waiting', done, total };
      return { state: busy ? 'making' : 'partly', done, total };
    },
    start: () => {
      if (busy) return;
      stopping = new AbortController();
      const { signal } = stopping;
      busy = true;
      running = run(signal)
        .catch((error: unknown) => {
          if (!signal.aborted) logger.error({ err: error }, 'the demonstration’s work could not be made');
        })
        .finally(() => {
          busy = false;
        });
    },
    pause: end,
    stop: end,
  };
}

function countSteps({ rules, budgets, purchases, callOffs, announcements, priceLists, figures }: DemoWork): number {
  const lists = [rules, budgets, purchases, callOffs, announcements, priceLists];
  return lists.reduce((sum, each) => sum + each.length, figures.orders);
}

/** What is to be done, in order, each under a name of its own. What people look at first comes first. */
function stepsOf(work: DemoWork, world: DemoWorld): readonly (readonly [string, () => Promise<void>])[] {
  return [
    ...work.rules.map((each) => [`rule:${each.name}`, () => makeRule(world, each)] as const),
    ...work.budgets.map((each) => [`budget:${each.code}`, () => makeBudget(world, each)] as const),
    ...work.purchases.map((each) => [`purchase:${each.reference}`, () => makePurchase(world, each)] as const),
    ...work.callOffs.map((each) => [`call-off:${each.key}`, () => makeCallOff(world, each)] as const),
    ...work.announcements.map((each, index) => [`news:${index}`, () => announce(world, each, index)] as const),
    ...work.priceLists.map((each) => [`list:${each.file}`, () => makePriceList(world, each)] as const),
    ...Array.from(
      { length: work.figures.orders },
      (_each, index) => [`figures:${index}`, () => makeFigureOrder(world, work.figures, index)] as const,
    ),
  ];
}

async function makeRule(world: DemoWorld, rule: DemoWork['rules'][number]): Promise<void> {
  const by = { actor: await world.actor(rule.by), requestId };
  const kept = { ...rule, category: '', budgetCode: '', approver: '' };
  done(`the rule ${rule.name}`, await world.settings.addRule(by, `demo${rule.organisation}`, kept));
}

async function makeBudget(world: DemoWorld, budget: DemoWork['budgets'][number]): Promise<void> {
  const by = { actor: await world.actor(budget.by), requestId };
  const organisation = `demo${budget.organisation}`;
  const term = yearOf(today(world.present));
  const known = await world.settings.read(by.actor, organisation);
  if (known?.budgets.some((each) => each.code === budget.code && each.startsOn === term.startsOn) === true) return;
  done(
    `the budget ${budget.code}`,
    await world.settings.putBudget(by, organisation, { ...budget, ...term, version: 0 }),
  );
}

async function announce(world: DemoWorld, news: DemoWork['announcements'][number], index: number): Promise<void> {
  const from = today(world.present);
  const { title, text, audience, days } = news;
  const by = { actor: await world.actor(news.by), requestId, key: `demonstration:${index}:${from}` };
  const wanted = { agreement: world.agreement, title, text, audience, lots: [], from, to: addDays(from, days) };
  done('an announcement', await world.announcements.write(wanted, by));
}
