import type { Agreements, BuyerClass } from '../../agreements/index.ts';
import { inForce } from '../../kernel/dated.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import { inLondon } from '../../platform/operator/index.ts';
import { buyerFactsOf } from '../buyers/buyer-facts.ts';
import { eligibilityOn } from '../buyers/eligibility.ts';
import type { Member, Organisation, OrganisationIdentifier, Site } from '../buyers/organisation.ts';
import { changedFacts, changeInWords } from '../keeping/organisation-change.ts';
import { isRole, type Role, rolesOf, roleWords } from '../people/roles.ts';
import { identifierSchemes } from '../supplier-identifier.ts';

const kindWords = { buyer: 'Buyer', supplier: 'Supplier', authority: 'Authority' } as const;
const publicationWords = {
  central: 'Publishes awards on Contracts Finder as central government does',
  'sub-central': 'Publishes awards on Contracts Finder as other authorities do',
  exempt: 'Need not publish awards on Contracts Finder',
} as const;
const thresholdWords = {
  central: 'Thresholds of central government',
  'sub-central': 'Thresholds of other authorities',
};

/** `GB-EDU 100000, unique reference number of a school`; empty where there is none. */
export function identifierInWords(identifier: OrganisationIdentifier | null): string {
  if (identifier === null) return '';
  const name = identifierSchemes[identifier.scheme]?.name ?? '';
  return `${identifier.number} (${name}, ${identifier.scheme})`;
}

/** The registers an organisation can be identified in, to choose from. */
export function schemeChoices(chosen: string) {
  const known = Object.entries(identifierSchemes).map(([value, { name, looks }]) => ({
    value,
    text: `${name}: ${looks}`,
    selected: value === chosen,
  }));
  return [{ value: '', text: 'Choose a register', selected: chosen === '' }, ...known];
}

/** An organisation as a heading and its facts. */
export function organisationShown(organisation: Organisation, agreements: Agreements, on: IsoDate) {
  const { reference } = agreements;
  const facts = buyerFactsOf(organisation, reference.buyerClasses, on);
  return {
    id: organisation.id,
    name: organisation.name,
    kind: kindWords[organisation.kind],
    isBuyer: organisation.kind === 'buyer',
    isAuthority: organisation.kind === 'authority',
    // The register says what a supplier is.
    mayChange: organisation.kind !== 'supplier',
    identifier: identifierInWords(organisation.identifier),
    confirmed: organisation.confirmedAt !== null,
    demonstration: organisation.demonstration,
    agreements: organisation.agreements,
    supplier: organisation.supplier,
    domains: organisation.domains,
    className: facts?.className ?? '',
    devolved: organisation.devolved,
    noticeToImprove: organisation.noticeToImprove,
    authorityBasis: organisation.authorityBasis,
    follows: facts === undefined ? [] : followsShown(facts, agreements, on),
    eligibility: organisation.kind === 'buyer' ? eligibilityShown(organisation, agreements, on) : [],
  };
}

/** What the law makes of a buyer, each with where it was found. */
function followsShown(
  facts: Pick<
    NonNullable<ReturnType<typeof buyerFactsOf>>,
    'thresholdClass' | 'thresholdSource' | 'publicationClass' | 'publicationSource' | 'publicationNote' | 'sector'
  >,
  { packs, reference }: Agreements,
  on: IsoDate,
) {
  const source = (key: string): string => reference.sources.find((each) => each.key === key)?.title ?? key;
  const sector = packs.flatMap((each) => each.sectors).find((each) => each.id === facts.sector)?.name;
  const ofLaw = reference.thresholds.filter(
    (each) => each.kind === 'procurement' && each.class === facts.thresholdClass,
  );
  const threshold = inForce(ofLaw, on);
  const from =
    threshold === undefined
      ? ''
      : `: the full rules hold from ${formatMoney(threshold.amount)} ${threshold.includesVat ? 'including' : 'without'} VAT on`;
  return [
    { name: 'Sector', value: sector?.value ?? facts.sector, source: '' },
    {
      name: 'Thresholds',
      value: `${thresholdWords[facts.thresholdClass]}${from}`,
      source: source(facts.thresholdSource),
    },
    {
      name: 'Publication',
      value: `${publicationWords[facts.publicationClass]}. ${facts.publicationNote}`.trim(),
      source: source(facts.publicationSource),
    },
  ];
}

/** What would follow for an organisation that is about to be made. */
export function followsForNew(
  draft: { readonly buyerClass: string; readonly authorityBasis: string | null; readonly devolved: boolean },
  agreements: Agreements,
  on: IsoDate,
) {
  const organisation: Organisation = {
    id: 'new',
    kind: 'buyer',
    name: '',
    identifier: null,
    ...draft,
    noticeToImprove: false,
    supplier: null,
    agreements: [],
    domains: [],
    demonstration: false,
    createdAt: '',
    confirmedAt: null,
    closedAt: null,
    version: 1,
  };
  const facts = buyerFactsOf(organisation, agreements.reference.buyerClasses, on);
  return {
    className: facts?.className ?? '',
    follows: facts === undefined ? [] : followsShown(facts, agreements, on),
    eligibility: eligibilityShown(organisation, agreements, on),
  };
}

function eligibilityShown(
  organisation: Pick<Organisation, 'buyerClass' | 'authorityBasis'>,
  { packs }: Agreements,
  on: IsoDate,
) {
  const icons = {
    yes: ['yes', 'is-yes', 'Met'],
    no: ['no', 'is-no', 'Not met'],
    conditions: ['ask', 'is-ask', 'To know'],
  };
  return packs.map((pack) => {
    const found = eligibilityOn(pack, organisation, on);
    const [icon, mark, said] = icons[found.allowed];
    return { ...found, icon, mark, said, sourceTitle: found.source?.title ?? '', sourceUrl: found.source?.url ?? '' };
  });
}

/** What an organisation changed when it asked (again), with the names people know. */
export function changesAsked(
  asked: { readonly before: Readonly<Record<string, string>>; readonly after: Readonly<Record<string, string>> } | null,
  classes: readonly BuyerClass[],
) {
  if (asked === null) return [];
  const { before, after } = asked;
  return changedFacts.flatMap((fact) =>
    fact in after ? [changeInWords({ fact, before: before[fact] ?? '', after: after[fact] ?? '' }, classes)] : [],
  );
}

/** The kinds of organisations, to choose from. */
export function classChoices(classes: readonly BuyerClass[], chosen: string) {
  return classes.map((each) => ({ value: each.id, text: each.name, checked: each.id === chosen }));
}

/** The roles of a kind of organisation, to choose from. */
export function roleChoices(kind: Organisation['kind'], chosen: readonly string[]) {
  return rolesOf(kind).map((each) => ({
    value: each,
    text: roleWords[each].name,
    hint: { text: `Can ${roleWords[each].can}` },
    checked: chosen.includes(each),
  }));
}

export function roleNames(roles: readonly string[]): readonly string[] {
  const known: readonly Role[] = roles.filter(isRole);
  return known.map((each) => roleWords[each].name);
}

/** Open sites to choose from, with all of them first. */
export function siteChoices(sites: readonly Site[], chosen: string) {
  return [
    { value: '', text: 'The whole organisation', selected: chosen === '' },
    ...sites.map((each) => ({ value: each.id, text: each.name, selected: each.id === chosen })),
  ];
}

/** Somebody in an organisation as a row. */
export function memberRow(member: Member, sites: readonly Site[]) {
  return {
    id: member.id,
    name: member.name,
    email: member.email,
    jobTitle: member.jobTitle,
    roles: roleNames(member.roles),
    site: member.site === null ? '' : (sites.find((each) => each.id === member.site)?.name ?? 'A closed site'),
    approvalLimit: limitInWords(member.approvalLimit),
    signingLimit: limitInWords(member.signingLimit),
    joined: inLondon(member.joinedAt),
  };
}

export function limitInWords(limit: string | null): string {
  return limit === null ? '' : formatMoney(limit);
}
