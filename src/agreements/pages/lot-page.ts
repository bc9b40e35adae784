import { listInWords, plural } from '../../kernel/text.ts';
import { guidancePaths } from '../guidance/guidance-paths.ts';
import { type AgreementPack, isAssumed, type Lot, type LotRoute, type RouteKind } from '../pack.ts';
import type { ReferenceFacts } from '../reference.ts';
import type { AgreementPageServices } from './agreement-page-services.ts';
import { type SourceNote, sourceNote } from './source-note.ts';
import { daysInWords, isOpen, pounds, routeNames } from './value-words.ts';

const acts: Readonly<Record<RouteKind, string>> = {
  catalogue: 'order from the catalogue',
  'direct-award': 'award directly',
  'further-competition': 'run a further competition',
};

/** How one may buy on a lot: each route with the answer, its reason, conditions and what to do instead. */
export function routeViews(pack: AgreementPack, lot: Lot) {
  const open = lot.routes.filter(isOpen);
  return lot.routes.map((route) => {
    const description = pack.routes.find((each) => each.kind === route.kind);
    return {
      kind: route.kind,
      open: isOpen(route),
      lead: leadOf(route),
      reason: `${route.reason.value}.`,
      instead: isOpen(route)
        ? undefined
        : `Instead you can ${listInWords(
            open.map((each) => acts[each.kind]),
            'or',
          )}.`,
      conditions: route.conditions.map((each) => ({ text: each.value, source: sourceNote(pack, each) })),
      facts: routeFacts(pack, route),
      sources: distinct([sourceNote(pack, route.allowed), sourceNote(pack, route.reason)]),
      guidance:
        description?.guidance === undefined || !isOpen(route)
          ? undefined
          : { href: guidancePaths.page(description.guidance.slug), text: description.guidance.title },
    };
  });
}

function leadOf(route: LotRoute): string {
  switch (route.allowed.value) {
    case 'yes':
      return `You can ${acts[route.kind]}`;
    case 'conditions':
      return `You can ${acts[route.kind]} on conditions`;
    case 'no':
      return `You cannot ${acts[route.kind]}`;
  }
}

function routeFacts(pack: AgreementPack, route: LotRoute) {
  const { minimumValue, maximumValue, minimumMonths, maximumMonths } = route.limits;
  const fact = (key: string, value: string, assumed: boolean) => ({ key, value, assumed });
  return [
    ...(route.invited === undefined ? [] : [fact('Who is asked', route.invited.value, isAssumed(route.invited))]),
    ...(minimumValue === undefined
      ? []
      : [fact('Least value', `${pounds(minimumValue.value)} excluding VAT`, isAssumed(minimumValue))]),
    ...(maximumValue === undefined
      ? []
      : [fact('Greatest value', `${pounds(maximumValue.value)} excluding VAT`, isAssumed(maximumValue))]),
    ...(minimumMonths === undefined
      ? []
      : [fact('Shortest call-off', plural(minimumMonths.value, 'month'), isAssumed(minimumMonths))]),
    ...(maximumMonths === undefined
      ? []
      : [fact('Longest call-off', plural(maximumMonths.value, 'month'), isAssumed(maximumMonths))]),
    ...(route.typicalDays === undefined
      ? []
      : [fact('Usual time', daysInWords(route.typicalDays.value), isAssumed(route.typicalDays))]),
    ...(pack.tellAuthorityAbove === undefined || route.kind !== 'further-competition' || !isOpen(route)
      ? []
      : [
          fact(
            'Tell the authority',
            `Above ${pounds(pack.tellAuthorityAbove.value)} excluding VAT`,
            isAssumed(pack.tellAuthorityAbove),
          ),
        ]),
  ];
}

function distinct(notes: readonly SourceNote[]): readonly SourceNote[] {
  return notes.filter((each, index) => notes.findIndex((other) => other.text === each.text) === index);
}

/** What the lot covers and for whom, in words. */
export function lotFacts(pack: AgreementPack, reference: ReferenceFacts, lot: Lot) {
  const sector = (id: string): string => pack.sectors.find((each) => each.id === id)?.name.value ?? id;
  return {
    covers: lot.covers.value,
    scopeSource: sourceNote(pack, lot.scope),
    requirements: lot.requirements.map((each) => each.value),
    requirementsSource: lot.requirements[0] === undefined ? undefined : sourceNote(pack, lot.requirements[0]),
    everySector: lot.sectors.value.length === pack.sectors.length,
    sectors: lot.sectors.value.map(sector),
    sectorsSource: sourceNote(pack, lot.sectors),
    madeFor:
      lot.madeFor === undefined ? undefined : listInWords(lot.madeFor.value.map((each) => sector(each).toLowerCase())),
    madeForSource: lot.madeFor === undefined ? undefined : sourceNote(pack, lot.madeFor),
    cpv: lot.cpv.value.map((code) => ({ code, name: reference.cpv.find((each) => each.code === code)?.name })),
    cpvSource: sourceNote(pack, lot.cpv),
    categoriesSource: sourceNote(pack, lot.categories),
    routeNames: lot.routes.filter(isOpen).map((each) => routeNames[each.kind]),
  };
}

/** The lot's branches of the catalogue that the tree has, as links. */
export function lotCategories(pack: AgreementPack, lot: Lot, category: AgreementPageServices['category']) {
  return lot.categories.value.flatMap((id) => category(id, pack.number.value, lot.number) ?? []);
}
