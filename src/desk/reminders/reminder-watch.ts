import type { FastifyBaseLogger } from 'fastify';
import { type Clock, daysBetween, formatDate, type IsoDate, today } from '../../kernel/dates.ts';
import { type DueSource, type DueThing, remind } from '../../organisations/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { RepeatedTurn } from '../../platform/lifecycle/index.ts';
import { furthestDay, type ReminderRule, type ReminderRules, stageOn } from './reminder-rules.ts';

/** The hour in London from which people are reminded: before the daily letters are written. */
const reminderHour = 6;

export interface ReminderWatchOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  readonly rules: ReminderRules;
  readonly sources: readonly DueSource[];
  /** How often to look whether it is time, in milliseconds. */
  readonly everyMs?: number;
}

/** Reminds people once a day of what waits for them: each thing once a stage, as each person wants to hear of it. */
export class ReminderWatch {
  readonly #options: ReminderWatchOptions;
  readonly #turns: RepeatedTurn;
  #lastDay: IsoDate | undefined;

  constructor(options: ReminderWatchOptions) {
    this.#options = options;
    this.#turns = new RepeatedTurn({
      turn: () => this.remindDue(),
      everyMs: options.everyMs ?? 60_000,
      failed: (error) => {
        options.logger.error({ err: error }, 'people cannot be reminded');
      },
    });
  }

  start(): void {
    this.#turns.start();
  }

  stop(): Promise<void> {
    return this.#turns.stop();
  }

  /** Reminds once the hour has come, and no second time that day; gives how many notices were made. */
  async remindDue(): Promise<number> {
    const { clock } = this.#options;
    const on = today(clock);
    if (on === this.#lastDay || clock.now().toZonedDateTimeISO('Europe/London').hour < reminderHour) return 0;
    const told = await this.remindNow();
    // A day that was cut off is begun again.
    if (!this.#turns.stopping.aborted) this.#lastDay = on;
    return told;
  }

  /** Reminds now. Done twice, or by two processes, each person is told once a stage. */
  async remindNow(): Promise<number> {
    const { database, clock, rules, sources } = this.#options;
    const on = today(clock);
    let told = 0;
    for (const source of sources) {
      const until = (rule: string): IsoDate => furthestDay(rules.get(rule), on);
      for (const thing of await source(database.handle, { on, until })) {
        if (this.#turns.stopping.aborted) return told;
        const rule = rules.get(thing.rule);
        if (rule === undefined) throw new Error(`There is no rule for reminders of ${thing.rule}`);
        const stage = stageOn(rule, thing.day, on);
        if (stage === undefined) continue;
        const reminder = { ...thing, stage, title: titleOf(thing, rule, on), due: 'before' in rule ? thing.day : null };
        told += await database.transact((transaction) => remind(transaction, reminder));
      }
    }
    return told;
  }
}

function titleOf({ title, day }: DueThing, rule: ReminderRule, on: IsoDate): string {
  if ('after' in rule) return `${title}, asked on ${formatDate(day)}`;
  const left = daysBetween(on, day);
  if (left < 0) return `${title}: overdue`;
  if (left === 0) return `${title}: today`;
  return left === 1 ? `${title}: tomorrow` : `${title}: in ${String(left)} days`;
}
