import type { IsoDate } from '../kernel/dates.ts';
import type { Position, StandingEvent, Supplier } from './supplier.ts';

export const standings = ['active', 'suspended', 'excluded'] as const;
export type Standing = (typeof standings)[number];

/** The standing on a day, and what brought it about. */
export type StandingOnDate =
  | { readonly standing: 'active' }
  | {
      readonly standing: 'suspended' | 'excluded';
      readonly reason: string;
      readonly from: IsoDate;
      readonly to: IsoDate | null;
      /** What it concerns: the supplier as a whole, one agreement, or one lot. */
      readonly agreement: string | null;
      readonly lot: string | null;
    };

const active: StandingOnDate = { standing: 'active' };

function sameScope(left: StandingEvent, right: StandingEvent): boolean {
  return left.agreement === right.agreement && left.lot === right.lot;
}

/**
 * The standing that follows from the events on the day, whatever their scope. A suspension or exclusion holds from its
 * first to its last day, or until the same scope is reinstated; a reinstatement on the same day wins. An exclusion
 * outweighs a suspension; of two alike, the one that began first is told.
 */
function worst(events: readonly StandingEvent[], on: IsoDate): StandingOnDate {
  const begun = events.filter((each) => each.from <= on);
  let found: StandingOnDate = active;
  for (const event of begun) {
    const { kind } = event;
    if (kind === 'reinstated' || (event.to !== null && event.to < on)) continue;
    const lifted = begun.some(
      (each) => each.kind === 'reinstated' && sameScope(each, event) && each.from >= event.from,
    );
    if (lifted) continue;
    if (
      found.standing === 'active' ||
      (found.standing === 'suspended' && kind === 'excluded') ||
      (found.standing === kind && event.from < found.from)
    ) {
      found = {
        standing: kind,
        reason: event.reason,
        from: event.from,
        to: event.to,
        agreement: event.agreement,
        lot: event.lot,
      };
    }
  }
  return found;
}

/** The standing of the supplier as a whole; events about one agreement or lot do not touch it. */
export function supplierStanding(events: readonly StandingEvent[], on: IsoDate): StandingOnDate {
  return worst(
    events.filter((each) => each.agreement === null),
    on,
  );
}

/** The standing in one position: events about the supplier, about the agreement and about the lot all count. */
export function positionStanding(
  events: readonly StandingEvent[],
  position: { readonly agreement: string; readonly lot: string },
  on: IsoDate,
): StandingOnDate {
  return worst(
    events.filter(
      (each) =>
        each.agreement === null ||
        (each.agreement === position.agreement && (each.lot === null || each.lot === position.lot)),
    ),
    on,
  );
}

/** Whether the position has begun and not ended on the day. */
export function isHeld(position: Position, on: IsoDate): boolean {
  return position.from <= on && (position.to === null || on <= position.to);
}

/** Whether the supplier may take new business in the position on the day. */
export function mayTrade(supplier: Pick<Supplier, 'standing'>, position: Position, on: IsoDate): boolean {
  return isHeld(position, on) && positionStanding(supplier.standing, position, on).standing === 'active';
}
