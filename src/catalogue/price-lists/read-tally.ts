import type { LineProblem, LineReading, Repair } from '../price-lines/price-line.ts';
import type { ProblemCount } from './price-list.ts';
import type { ReadSummary } from './read-messages.ts';

/** Counts what was read, and keeps the first problems of each code and the first repairs to be told one by one. */
export class ReadTally {
  readonly #problemsKept: number;
  readonly #repairsKept: number;
  readonly #counts = new Map<string, { count: number; first: LineProblem }>();
  #problems: LineProblem[] = [];
  #repairs: Repair[] = [];
  #sound = 0;
  #rejected = 0;
  #repaired = 0;
  lastRow = 0;

  constructor(problemsKept: number, repairsKept: number) {
    this.#problemsKept = problemsKept;
    this.#repairsKept = repairsKept;
  }

  get lines(): number {
    return this.#sound + this.#rejected;
  }

  add(row: number, reading: LineReading): void {
    this.lastRow = row;
    if (reading.kind === 'line') this.#sound += 1;
    if (reading.kind === 'wrong') this.#rejected += 1;
    for (const problem of reading.problems) {
      const known = this.#counts.get(problem.code);
      if (known === undefined) this.#counts.set(problem.code, { count: 1, first: problem });
      else known.count += 1;
      if ((known?.count ?? 1) <= this.#problemsKept) this.#problems.push(problem);
    }
    for (const repair of reading.repairs) {
      this.#repaired += 1;
      if (this.#repaired <= this.#repairsKept) this.#repairs.push(repair);
    }
  }

  /** What has to be told since the last time. */
  take(): { readonly problems: readonly LineProblem[]; readonly repairs: readonly Repair[] } {
    const taken = { problems: this.#problems, repairs: this.#repairs };
    this.#problems = [];
    this.#repairs = [];
    return taken;
  }

  summary(): ReadSummary {
    const counts = [...this.#counts.values()].map(({ count, first: { code, severity, message } }): ProblemCount => ({
      code,
      severity,
      message,
      count,
    }));
    return {
      lines: this.lines,
      sound: this.#sound,
      rejected: this.#rejected,
      repairs: this.#repaired,
      lastRow: this.lastRow,
      counts,
    };
  }
}
