import { addMonths, addDays, daysBetween, type IsoDate } from '../kernel/dates.ts';
import type { AgreementPack, PublishedEnd } from './pack.ts';

export type AgreementPhase = 'future' | 'initial' | 'extension' | 'ended';

/** Another end date in use that comes before the agreement's own. */
export interface EndWarning {
  readonly published: PublishedEnd;
  /** Days from the asked date to that end; negative when it has passed. */
  readonly daysLeft: number;
}

export interface AgreementStatus {
  readonly on: IsoDate;
  readonly status: AgreementPhase;
  readonly starts: IsoDate;
  /** Last days, inclusive. */
  readonly initialTermEnds: IsoDate;
  /** The last day if extended in full. */
  readonly latestEnd: IsoDate;
  /** The last day as things stand: the initial term's while no extension was exercised. */
  readonly ends: IsoDate;
  /** Days from the asked date to `ends`, that day included and the asked one not; 0 when it has ended. */
  readonly daysLeft: number;
  /** Whether a new call-off may be made on the date. */
  readonly newCallOffs: boolean;
  /** Whether call-offs made before the end may run on after it. */
  readonly callOffsMayOutlive: boolean;
  readonly warnings: readonly EndWarning[];
}

/**
 * The last day, inclusive, of a term of whole months that begins on `start`: the day before the same day of the month,
 * or that month's last day where it has no such day (31 October and 30 months: 30 April).
 */
export function lastDayOfTerm(start: IsoDate, months: number): IsoDate {
  const same = addMonths(start, months);
  return same.slice(8) === start.slice(8) ? addDays(same, -1) : same;
}

/** The last day of the agreement as things stand, inclusive. */
export function currentEnd(pack: AgreementPack): IsoDate {
  const { initial, extension } = pack.term;
  if (extension === undefined || !extension.exercised.value) return initial.ends.value;
  return extension.exercisedTo?.value ?? extension.ends.value;
}

/** Where the agreement stands on a date. First and last days count as inside. */
export function statusOn(pack: AgreementPack, on: IsoDate): AgreementStatus {
  const { operational, initial, extension, otherEnds } = pack.term;
  const ends = currentEnd(pack);
  const status = phaseOn(operational.value, initial.ends.value, ends, on);
  const earlier = otherEnds.filter((each) => each.value < ends && each.value >= operational.value);
  return {
    on,
    status,
    starts: operational.value,
    initialTermEnds: initial.ends.value,
    latestEnd: extension?.ends.value ?? initial.ends.value,
    ends,
    daysLeft: status === 'ended' ? 0 : daysBetween(on, ends),
    newCallOffs: status === 'initial' || status === 'extension',
    callOffsMayOutlive: pack.callOffs.mayOutlive.value,
    warnings:
      status === 'ended' ? [] : earlier.map((each) => ({ published: each, daysLeft: daysBetween(on, each.value) })),
  };
}

function phaseOn(starts: IsoDate, initialEnds: IsoDate, ends: IsoDate, on: IsoDate): AgreementPhase {
  if (on < starts) return 'future';
  if (on <= initialEnds) return 'initial';
  return on <= ends ? 'extension' : 'ended';
}
