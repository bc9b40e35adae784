import { addDays, formatDate, type IsoDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { StandingEvent, Supplier } from '../supplier.ts';

/** What a decision on standing concerns: the supplier as a whole, one agreement, or one lot of it. */
export interface StandingScope {
  readonly agreement: string | null;
  readonly lot: string | null;
}

/** A suspension about to be made. Both days are inclusive; without a last one it holds until it is lifted. */
export interface Suspension extends StandingScope {
  readonly from: IsoDate;
  readonly to: IsoDate | null;
  /** One sentence or more: the supplier and everybody who reads the register see it. */
  readonly reason: string;
}

/** A suspension about to be lifted: of the same scope it was made for, from the day on. */
export interface Reinstatement extends StandingScope {
  readonly from: IsoDate;
  readonly reason: string;
}

/** Longest reason, characters. */
export const longestReason = 1000;
/** Days ahead for which a decision may be made: nearer to a typing mistake than to a plan beyond. */
const daysAhead = 366;

function reasonProblems(reason: string): readonly Problem[] {
  if (reason !== '' && reason.length <= longestReason) return [];
  return [
    {
      code: 'reason-missing',
      path: 'reason',
      message: reason === '' ? 'There is no reason.' : 'The reason is too long.',
      remedy: `Say why in at most ${String(longestReason)} characters: the supplier and the register's readers see it.`,
    },
  ];
}

function dayProblems(from: IsoDate, today: IsoDate): readonly Problem[] {
  if (from >= today && from <= addDays(today, daysAhead)) return [];
  return [
    {
      code: 'day-out-of-reach',
      path: 'from',
      value: from,
      message: from < today ? 'The first day is in the past.' : 'The first day is more than a year ahead.',
      remedy: `Choose a day from ${formatDate(today)} on: what was ordered before stays as it was.`,
    },
  ];
}

/** Whether the supplier holds, today or later, a position that the scope names. */
export function holdsIn(supplier: Pick<Supplier, 'positions'>, scope: StandingScope, today: IsoDate): boolean {
  return supplier.positions.some(
    (each) =>
      (each.to === null || each.to >= today) &&
      (scope.agreement === null || each.agreement === scope.agreement) &&
      (scope.lot === null || each.lot === scope.lot),
  );
}

const same = (left: StandingScope, right: StandingScope): boolean =>
  left.agreement === right.agreement && left.lot === right.lot;

/**
 * The suspension of exactly this scope that holds on the day, or begins after it, and is not lifted; the earliest. What was
 * suspended for an agreement is lifted for that agreement, not lot by lot.
 */
export function openSuspension(
  events: readonly StandingEvent[],
  scope: StandingScope,
  on: IsoDate,
): StandingEvent | undefined {
  const own = events.filter((each) => same(each, scope));
  return own
    .filter((each) => each.kind === 'suspended' && (each.to === null || each.to >= on))
    .filter((each) => !own.some((other) => other.kind === 'reinstated' && other.from >= each.from))
    .sort((a, b) => (a.from < b.from ? -1 : 1))[0];
}

/** What keeps a suspension from being made. */
export function suspensionProblems(supplier: Supplier, wanted: Suspension, today: IsoDate): readonly Problem[] {
  const problems: Problem[] = [...dayProblems(wanted.from, today), ...reasonProblems(wanted.reason)];
  if (wanted.to !== null && wanted.to < wanted.from) {
    problems.push({
      code: 'ends-before-start',
      path: 'to',
      value: wanted.to,
      message: 'The last day is before the first.',
      remedy: 'Choose a later last day, or leave it out: then it holds until it is lifted.',
    });
  }
  if (!holdsIn(supplier, wanted, today)) {
    problems.push({
      code: 'no-position',
      path: 'scope',
      message: `${supplier.name} holds no such position.`,
      remedy: 'Choose among the lots it holds.',
    });
  }
  const open = openSuspension(supplier.standing, wanted, wanted.from);
  if (open !== undefined) {
    problems.push({
      code: 'already-suspended',
      path: 'scope',
      message: `${supplier.name} is suspended there already, from ${formatDate(open.from)}.`,
      remedy: 'Lift that suspension first, or choose another scope.',
    });
  }
  return problems;
}

/** What keeps a suspension from being lifted. */
export function reinstatementProblems(supplier: Supplier, wanted: Reinstatement, today: IsoDate): readonly Problem[] {
  const problems: Problem[] = [...dayProblems(wanted.from, today), ...reasonProblems(wanted.reason)];
  const open = openSuspension(supplier.standing, wanted, today);
  if (open === undefined) {
    problems.push({
      code: 'not-suspended',
      path: 'scope',
      message: `${supplier.name} is not suspended there.`,
      remedy: 'See on its page of the register what it is suspended from.',
    });
  } else if (wanted.from < open.from) {
    problems.push({
      code: 'before-suspension',
      path: 'from',
      value: wanted.from,
      message: `The suspension begins only on ${formatDate(open.from)}.`,
      remedy: 'Choose that day or a later one.',
    });
  }
  return problems;
}
