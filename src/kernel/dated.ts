import type { IsoDate } from './dates.ts';

/** A fact that holds from a day up to and including another (or until further notice), with where it was read. */
export interface Dated {
  readonly from: IsoDate;
  readonly to?: IsoDate | undefined;
  readonly source: string;
}

/** The row in force on the date. Where two overlap the later start wins: a correction follows what it corrects. */
export function inForce<T extends Dated>(rows: readonly T[], on: IsoDate): T | undefined {
  let found: T | undefined;
  for (const row of rows) {
    if (row.from <= on && (row.to === undefined || on <= row.to) && (found === undefined || row.from >= found.from)) {
      found = row;
    }
  }
  return found;
}
