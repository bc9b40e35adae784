import { exact, formatMoney } from '../../kernel/money.ts';
import { listInWords } from '../../kernel/text.ts';
import { findRoute, type Lot, lotCovers, type LotRoute, type RouteKind } from '../pack.ts';
import type { Closure, FinderOption } from './finder-definition.ts';
import type { Reason } from './finder-decision.ts';
import { finderSource, lotHref, packSource } from './finder-sources.ts';
import { type Answers, holds } from './finder-answers.ts';
import type { Finder } from './finder.ts';

/** Whether a lot can serve the answers: `elsewhere` when its scope does not cover the need at all. */
export type LotFit =
  | { readonly fits: 'yes'; readonly reasons: readonly Reason[] }
  | { readonly fits: 'no'; readonly because: string; readonly reason: Reason }
  | { readonly fits: 'elsewhere' };

/** The options chosen so far, in the order of the questions. */
export function chosenOptions(finder: Finder, answers: Answers): readonly FinderOption[] {
  return finder.questions.flatMap((question) => {
    const answer = answers.get(question.id);
    return answer?.kind === 'option' ? [answer.option] : [];
  });
}

/** Judges a lot by scope, sector, clearance and the finder's closures. Answers not given yet close nothing. */
export function fitLot(finder: Finder, lot: Lot, answers: Answers): LotFit {
  const options = chosenOptions(finder, answers);
  const cover = coverOf(lot, options);
  if (cover === 'none') return { fits: 'elsewhere' };
  return (
    closedBySector(finder, lot, answers) ??
    closedByRequirement(finder, lot, options) ??
    closedByFile(finder, lot, answers) ?? {
      fits: 'yes',
      reasons: [scopeReason(finder, lot, options, cover), ...requirementReasons(finder, lot, options)],
    }
  );
}

/** How a lot covers the need: itself, by what will do instead (`other`), or not. */
function coverOf(lot: Lot, options: readonly FinderOption[]): 'need' | 'other' | 'none' {
  const needed = options.flatMap((each) => each.categories ?? []);
  if (needed.every((each) => lotCovers(lot, each))) return 'need';
  const instead = options.flatMap((each) => each.orCategories ?? []);
  return instead.some((each) => lotCovers(lot, each)) ? 'other' : 'none';
}

function closedBySector(finder: Finder, lot: Lot, answers: Answers): LotFit | undefined {
  const { pack } = finder;
  const known = pack.sectors.filter((sector) => [...answers.values()].some((each) => carriesTag(each, sector.id)));
  const allowed = lot.sectors.value;
  if (known.length === 0 || known.some((each) => allowed.includes(each.id))) return undefined;
  const names = pack.sectors.filter((each) => allowed.includes(each.id)).map((each) => each.name.value.toLowerCase());
  const because = `only buyers in ${listInWords(names)} may use lot ${lot.number}`;
  return refuse(because, packSource(pack, lot.sectors, `Sectors of lot ${lot.number}`, lotHref(pack, lot.number)));
}

function carriesTag(answer: { readonly kind: string; readonly option?: FinderOption }, tag: string): boolean {
  return answer.option?.tags?.includes(tag) === true;
}

function closedByRequirement(finder: Finder, lot: Lot, options: readonly FinderOption[]): LotFit | undefined {
  const { pack } = finder;
  const needed = options.flatMap((each) => each.requires ?? []);
  const missing = needed.filter((id) => !lot.requirements.some((each) => each.id === id));
  if (missing.length === 0) return undefined;
  const elsewhere = pack.lots.flatMap((each) => each.requirements).find((each) => missing.includes(each.id));
  const because = `suppliers on lot ${lot.number} need not meet this: ${clause(elsewhere?.value ?? listInWords(missing))}`;
  return refuse(because, packSource(pack, lot.scope, `Scope of lot ${lot.number}`, lotHref(pack, lot.number)));
}

function closedByFile(finder: Finder, lot: Lot, answers: Answers): LotFit | undefined {
  const closure = closureOf(finder, lot, answers);
  if (closure === undefined) return undefined;
  return refuse(closure.because, finderSource(finder.definition, closure.source));
}

function closureOf(finder: Finder, lot: Lot, answers: Answers): Closure | undefined {
  return finder.definition.closures.find((each) => each.lots.includes(lot.number) && holds(each.when, answers));
}

function refuse(because: string, source: Reason['source']): LotFit {
  return {
    fits: 'no',
    because,
    reason: { kind: 'not', lead: 'You cannot use this lot', text: `, because ${because}.`, source },
  };
}

function scopeReason(finder: Finder, lot: Lot, options: readonly FinderOption[], cover: 'need' | 'other'): Reason {
  const { pack } = finder;
  const needs = options.filter((each) => (cover === 'need' ? each.categories : each.orCategories) !== undefined);
  const source = packSource(pack, lot.scope, `Scope of lot ${lot.number}`, lotHref(pack, lot.number));
  if (needs.length === 0) {
    return {
      kind: 'check',
      lead: `Check that lot ${lot.number} covers your need.`,
      text: ` It covers ${listInWords(lot.covers.value.map(lowerFirst))}.`,
      source,
    };
  }
  const things = needs.map((each) => each.thing ?? lowerFirst(each.text));
  return { kind: 'met', lead: `Lot ${lot.number} covers ${listInWords(things)}`, text: '.', source };
}

function requirementReasons(finder: Finder, lot: Lot, options: readonly FinderOption[]): readonly Reason[] {
  const needed = new Set(options.flatMap((each) => each.requires ?? []));
  return lot.requirements
    .filter((each) => needed.has(each.id))
    .map((each) => ({
      kind: 'met',
      lead: `Lot ${lot.number} asks of its suppliers what you need.`,
      text: ` ${each.value}`,
      source: packSource(finder.pack, each, `Requirements of lot ${lot.number}`, lotHref(finder.pack, lot.number)),
    }));
}

/** Whether a route of a lot is open for the answers, and the conditions that stay. */
export interface RouteFit {
  readonly can: 'yes' | 'conditions' | 'no';
  /** Why not, without "because"; empty where it can be used. */
  readonly because: string;
  readonly reasons: readonly Reason[];
}

/** Judges a route of a lot by the agreement, the limits and what the answers leave open. */
export function fitRoute(finder: Finder, lot: Lot, kind: RouteKind, answers: Answers): RouteFit {
  const route = findRoute(lot, kind);
  if (route === undefined) {
    return { can: 'no', because: `the agreement does not have this route`, reasons: [] };
  }
  const rowSource = packSource(finder.pack, route.allowed, 'Routes per lot', lotHref(finder.pack, lot.number));
  if (route.allowed.value === 'no') {
    return closed(route.reason.value, rowSource);
  }
  for (const option of chosenOptions(finder, answers)) {
    if (option.routes !== undefined && !option.routes.open.includes(kind)) {
      return closed(option.routes.because, finderSource(finder.definition, option.routes.source));
    }
  }
  const limit = brokenLimit(finder, lot, route, answers);
  if (limit !== undefined) return limit;
  const conditions = route.conditions.map((each) => each.value);
  const depends = route.allowed.value === 'conditions' || conditions.length > 0;
  const because = `, because ${clause(route.reason.value)}.`;
  const asked = route.invited === undefined ? '' : ` ${route.invited.value}`;
  const open: Reason = {
    kind: depends ? 'check' : 'met',
    lead: youCan[kind],
    text: conditions.length === 0 ? `${because}${asked}` : `${because}${asked} All of this must hold:`,
    ...(conditions.length === 0 ? {} : { items: conditions }),
    source: rowSource,
  };
  return { can: depends ? 'conditions' : 'yes', because: '', reasons: [open] };
}

/** What the buyer can do on each route. */
export const youCan: Readonly<Record<RouteKind, string>> = {
  catalogue: 'You can order from the catalogue',
  'direct-award': 'You can award directly',
  'further-competition': 'You can run a further competition',
};

function closed(because: string, source: Reason['source']): RouteFit {
  const reason: Reason = { kind: 'not', lead: 'This route is closed', text: `, because ${clause(because)}.`, source };
  return { can: 'no', because: clause(because), reasons: [reason] };
}

function brokenLimit(finder: Finder, lot: Lot, route: LotRoute, answers: Answers): RouteFit | undefined {
  const amount = [...answers.values()].find((each) => each.kind === 'amount')?.amount;
  if (amount === undefined) return undefined;
  const { minimumValue, maximumValue } = route.limits;
  const at = (value: NonNullable<typeof minimumValue>) =>
    packSource(finder.pack, value, 'Limits of the route', lotHref(finder.pack, lot.number));
  if (minimumValue !== undefined && exact(amount).lt(minimumValue.value)) {
    return closed(`it is for ${formatMoney(minimumValue.value)} or more, excluding VAT`, at(minimumValue));
  }
  if (maximumValue !== undefined && exact(amount).gt(maximumValue.value)) {
    return closed(`it is for up to ${formatMoney(maximumValue.value)}, excluding VAT`, at(maximumValue));
  }
  return undefined;
}

/** A sentence as part of another: without its capital and full stop. */
export function clause(text: string): string {
  return lowerFirst(text.trim().replace(/\.$/, ''));
}

/** Small first letter, unless the word is a name or an abbreviation (`IT`, `RM…`). */
export function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}
