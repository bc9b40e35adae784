import {
  agreementPaths,
  type AgreementPack,
  type Agreements,
  findLot,
  findRoute,
  isAssumed,
  type Lot,
  type LotRoute,
  type RouteKind,
  sourceOf,
  type Sourced,
} from '../../agreements/index.ts';

/** How an offer on a lot can be bought, in the fewest words. */
export interface RouteSummary {
  /** `catalogue`, `award or compete`, `competition only`: stands after the lot's number. */
  readonly short: string;
  /** Whether it can be ordered from the catalogue, without an award or a competition. */
  readonly orderable: boolean;
  /** `You can order now`, `Conditions apply`. */
  readonly note: string;
}

const none: RouteSummary = { short: 'no route', orderable: false, note: 'Not on an agreement here' };

function open(lot: Lot, kind: RouteKind): boolean {
  const route = findRoute(lot, kind);
  return route !== undefined && route.allowed.value !== 'no';
}

/** The routes a lot allows, in the fewest words. */
export function routeSummary(agreements: Agreements, agreement: string, lotNumber: string): RouteSummary {
  const pack = agreements.find(agreement);
  const lot = pack === undefined ? undefined : findLot(pack, lotNumber);
  if (lot === undefined) return none;
  if (open(lot, 'catalogue')) return { short: 'catalogue', orderable: true, note: 'You can order now' };
  const award = open(lot, 'direct-award');
  const compete = open(lot, 'further-competition');
  if (award && compete) return { short: 'award or compete', orderable: false, note: 'Conditions apply' };
  if (award) return { short: 'award only', orderable: false, note: 'Conditions apply' };
  if (compete) return { short: 'competition only', orderable: false, note: 'All suppliers of the lot compete' };
  return { short: 'no route', orderable: false, note: 'Cannot be bought on this lot' };
}

/** Where a statement comes from: a source with its address, or a note that it is assumed. */
export interface Grounds {
  readonly text: string;
  readonly href: string;
  readonly assumed: boolean;
}

/** Whether one route is open on the lot, as a sentence with its grounds. */
export interface RouteVerdict {
  readonly kind: RouteKind;
  readonly name: string;
  readonly open: boolean;
  /** `You can order this from the catalogue, because …` or `You cannot …, because …`. */
  readonly sentence: string;
  readonly conditions: readonly { readonly text: string; readonly assumed: boolean }[];
  readonly grounds: readonly Grounds[];
}

/** What an offer's lot allows: the plainest open route first, then the others, then those that are not open. */
export interface BuyingAdvice {
  readonly agreement: { readonly number: string; readonly name: string; readonly href: string };
  readonly lot: { readonly number: string; readonly name: string; readonly href: string };
  readonly summary: RouteSummary;
  readonly verdicts: readonly RouteVerdict[];
}

const acts: Readonly<Record<RouteKind, string>> = {
  catalogue: 'order this from the catalogue',
  'direct-award': 'award this directly',
  'further-competition': 'run a further competition for this',
};

/** What the lot of an offer allows and why; undefined when the agreement or lot is not installed. */
export function buyingAdvice(agreements: Agreements, agreement: string, lotNumber: string): BuyingAdvice | undefined {
  const pack = agreements.find(agreement);
  const lot = pack === undefined ? undefined : findLot(pack, lotNumber);
  if (pack === undefined || lot === undefined) return undefined;
  const verdicts = lot.routes.map((route) => verdict(pack, lot, route));
  return {
    agreement: {
      number: pack.number.value,
      name: pack.name.value,
      href: agreementPaths.agreement(pack.number.value),
    },
    lot: { number: lot.number, name: lot.name.value, href: agreementPaths.lot(pack.number.value, lot.number) },
    summary: routeSummary(agreements, agreement, lotNumber),
    verdicts: [...verdicts.filter((each) => each.open), ...verdicts.filter((each) => !each.open)],
  };
}

function verdict(pack: AgreementPack, lot: Lot, route: LotRoute): RouteVerdict {
  const allowed = route.allowed.value;
  const can = allowed === 'no' ? 'You cannot' : 'You can';
  const condition = allowed === 'conditions' ? ' if the conditions are met' : '';
  return {
    kind: route.kind,
    name: pack.routes.find((each) => each.kind === route.kind)?.name.value ?? route.kind,
    open: allowed !== 'no',
    sentence: asSentence(`${can} ${acts[route.kind]}${condition}, because ${asClause(route.reason.value)}`),
    conditions: route.conditions.map((each) => ({ text: each.value, assumed: isAssumed(each) })),
    grounds: groundsOf(pack, lot, route),
  };
}

/** Where the reason was read, and what about the lot is assumed; each ground once. */
function groundsOf(pack: AgreementPack, lot: Lot, route: LotRoute): readonly Grounds[] {
  const found = [ground(pack, lot, route.reason), ground(pack, lot, route.allowed)];
  return found.filter((each, index) => found.findIndex((other) => other.text === each.text) === index);
}

function ground(pack: AgreementPack, lot: Lot, value: Sourced<unknown>): Grounds {
  const page = agreementPaths.lot(pack.number.value, lot.number);
  if (isAssumed(value)) return { text: value.note, href: page, assumed: true };
  const source = sourceOf(pack, value);
  const sources = agreementPaths.sources(pack.number.value);
  return { text: source?.title ?? value.source, href: source?.url ?? sources, assumed: false };
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A sentence as it follows `because`: names and abbreviations keep their capital. */
function asClause(sentence: string): string {
  const first = sentence.split(' ')[0] ?? '';
  return /^[A-Z][a-z]*$/.test(first) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}
