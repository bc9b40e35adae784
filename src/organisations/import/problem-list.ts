import type { Problem } from '../../kernel/outcome.ts';

/** The most problems that are listed; beyond it they are counted. */
const most = 1000;
/** The most of a value that is repeated in its problem. */
const longestValue = 120;

/** Gathers what is wrong with a table, row by row. */
export class ProblemList {
  readonly #problems: Problem[] = [];
  readonly #rows = new Set<number>();
  #beyond = 0;

  add(place: Place, code: string, message: string, remedy: string): void {
    if (place.row !== undefined) this.#rows.add(place.row);
    if (this.#problems.length >= most) {
      this.#beyond += 1;
      return;
    }
    const value = place.value === undefined ? undefined : shorten(place.value);
    this.#problems.push({
      code,
      ...(place.row === undefined ? {} : { row: place.row }),
      ...(place.column === undefined ? {} : { column: place.column }),
      ...(value === undefined ? {} : { value }),
      message,
      remedy,
    });
  }

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  /** How many rows have a problem. */
  get rows(): number {
    return this.#rows.size;
  }

  hasRow(row: number): boolean {
    return this.#rows.has(row);
  }

  /** In the order of the rows; those of the whole file first. */
  all(): readonly Problem[] {
    const sorted = [...this.#problems].sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
    if (this.#beyond === 0) return sorted;
    return [
      ...sorted,
      {
        code: 'more-problems',
        message: `There are ${this.#beyond} more problems.`,
        remedy: 'Correct those listed and try again: the others are shown then.',
      },
    ];
  }
}

/** Where in the table: the row as a spreadsheet numbers it, the heading, and what stands there. */
export interface Place {
  readonly row?: number;
  readonly column?: string;
  readonly value?: string;
}

function shorten(value: string): string {
  const plain = value.replace(/[\p{Cc}\p{Cs}]/gu, '\u{fffd}');
  return plain.length <= longestValue ? plain : `${plain.slice(0, longestValue - 1)}…`;
}
