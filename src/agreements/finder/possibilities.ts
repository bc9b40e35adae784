import type { IsoDate } from '../../kernel/dates.ts';
import type { Lot, RouteKind } from '../pack.ts';
import type { BuyerFit } from './buyer-and-term.ts';
import type { Answers } from './finder-answers.ts';
import type { Possibility, Reason } from './finder-decision.ts';
import type { When } from './finder-definition.ts';
import type { Finder } from './finder.ts';
import { fitLot, fitRoute, lowerFirst } from './lot-fit.ts';

/** The answers with what was worked out from them: what every later rule of a decision looks at. */
export interface Case {
  readonly finder: Finder;
  readonly answers: Answers;
  readonly on: IsoDate;
  readonly buyer: BuyerFit;
  readonly valueReasons: readonly Reason[];
  /** The route the buyer would like. */
  readonly wanted: RouteKind | undefined;
  /** Working days there are. */
  readonly within: number | undefined;
  readonly holds: (when: When) => boolean;
}

/** Open lots and routes in order of preference, and the closed ones worth telling about. */
export interface Possibilities {
  readonly open: readonly Possibility[];
  readonly closed: readonly Possibility[];
}

/**
 * Every lot that covers the need with each of its routes. Closed are told: a lot this buyer or need cannot use, and the
 * wanted route where the lot does not have it.
 */
export function possibilities(it: Case): Possibilities {
  const open: Possibility[] = [];
  const closed: Possibility[] = [];
  for (const lot of it.finder.pack.lots) {
    const fit = fitLot(it.finder, lot, it.answers);
    if (fit.fits === 'elsewhere') continue;
    if (fit.fits === 'no') {
      const usual = lot.routes.find((each) => each.allowed.value !== 'no') ?? lot.routes[0];
      const kind = it.wanted ?? usual?.kind;
      if (kind !== undefined) closed.push(possibility(it, lot, kind, 'no', fit.because, [fit.reason]));
      continue;
    }
    const routes = lot.routes.map((row) => ({ row, fit: fitRoute(it.finder, lot, row.kind, it.answers) }));
    for (const { row, fit: route } of routes) {
      if (route.can === 'no') continue;
      open.push(possibility(it, lot, row.kind, route.can, '', [...fit.reasons, ...route.reasons]));
    }
    const shut = routes.filter((each) => each.fit.can === 'no');
    const none = shut.length === routes.length;
    const told =
      shut.find((each) => each.row.kind === it.wanted) ??
      (none ? (shut.find((each) => each.row.allowed.value !== 'no') ?? shut[0]) : undefined);
    if (told !== undefined) {
      closed.push(possibility(it, lot, told.row.kind, 'no', told.fit.because, told.fit.reasons));
    }
  }
  const sorted = inOrder(it, open);
  return { open: sorted, closed: closed.map((each) => withInstead(each, sorted[0])) };
}

function possibility(
  it: Case,
  lot: Lot,
  route: RouteKind,
  can: Possibility['can'],
  because: string,
  reasons: readonly Reason[],
): Possibility {
  const description = it.finder.pack.routes.find((each) => each.kind === route);
  const days = lot.routes.find((each) => each.kind === route)?.typicalDays?.value;
  const late = isLate(it, days);
  return {
    lot: lot.number,
    lotName: lot.name.value,
    lotShortName: lot.shortName.value,
    route,
    routeName: description?.name.value ?? route,
    can: late && can === 'yes' ? 'conditions' : can,
    note: can === 'no' ? because : noteFor(it, lot, route, can, late),
    reasons,
    ...(days === undefined ? {} : { days }),
  };
}

/** Whether even the shortest usual time is longer than there is. */
export function isLate(it: Case, days: Possibility['days']): boolean {
  return days !== undefined && it.within !== undefined && days.from > it.within;
}

function noteFor(it: Case, lot: Lot, route: RouteKind, can: 'yes' | 'conditions', late: boolean): string {
  if (late) return 'It usually takes longer than you have';
  const written = it.finder.definition.notes.find(
    (each) => each.lots.includes(lot.number) && (each.routes ?? [route]).includes(route) && it.holds(each.when),
  );
  if (written !== undefined) return written.text;
  const others = madeForOthers(it, lot);
  if (others.length > 0) return `Made for ${others.join(', ')}; you may use it too`;
  return can === 'conditions' ? 'If the conditions of the route hold' : '';
}

/** The sectors a lot was made for, in words, when the buyer is in none of them. */
function madeForOthers(it: Case, lot: Lot): readonly string[] {
  const ids = lot.madeFor?.value ?? [];
  if (ids.some((id) => id === it.buyer.buyerClass?.sector)) return [];
  return it.finder.pack.sectors.filter((each) => ids.includes(each.id)).map((each) => lowerFirst(each.name.value));
}

function withInstead(closed: Possibility, first: Possibility | undefined): Possibility {
  const same = first?.lot === closed.lot;
  const way =
    first === undefined ? '' : ` Instead you can ${same ? lowerFirst(first.routeName) : `use lot ${first.lot}`}.`;
  return { ...closed, note: `Because ${closed.note}.${way}` };
}

/**
 * Open possibilities, first the one to name in the answer: the wanted route, then the routes the finder's file prefers,
 * in time before too late, then the lots it prefers and those made for the buyer's sector before those made for others.
 * Being in a hurry changes no route: it only breaks ties.
 */
function inOrder(it: Case, open: readonly Possibility[]): readonly Possibility[] {
  const rules = it.finder.definition.preferences.filter((each) => it.holds(each.when));
  const routes = rules.find((each) => each.routes !== undefined)?.routes ?? [];
  const lots = rules.find((each) => each.lots !== undefined)?.lots ?? [];
  const last = new Set(rules.flatMap((each) => each.lastLots ?? []));
  const place = (list: readonly string[], value: string): number =>
    list.includes(value) ? list.indexOf(value) : list.length;
  const key = (each: Possibility): readonly number[] => {
    const lot = it.finder.pack.lots.find((candidate) => candidate.number === each.lot);
    const wishes = it.wanted === undefined || it.wanted === each.route ? 0 : 1;
    return [
      wishes,
      last.has(each.lot) ? 1 : 0,
      place(routes, each.route),
      isLate(it, each.days) ? 1 : 0,
      place(lots, each.lot),
      lot === undefined || lot.madeFor === undefined ? 1 : madeForOthers(it, lot).length === 0 ? 0 : 2,
    ];
  };
  return open
    .map((each) => ({ each, key: key(each) }))
    .toSorted((a, b) => a.key.map((part, at) => part - (b.key[at] ?? 0)).find((part) => part !== 0) ?? 0)
    .map(({ each }) => each);
}
