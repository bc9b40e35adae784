import type { BuyerClass } from '../../agreements/index.ts';
import type { Organisation, OrganisationIdentifier } from '../buyers/organisation.ts';

/** What of an organisation it can change itself. */
export interface OrganisationFacts {
  readonly name: string;
  readonly buyerClass: string | null;
  readonly identifier: OrganisationIdentifier | null;
  readonly authorityBasis: string | null;
  readonly devolved: boolean;
  readonly noticeToImprove: boolean;
}

export type Fact = keyof OrganisationFacts;

/** A fact that changes, both as text: `GB-EDU 100240`, `yes`, or empty for nothing. */
export interface FactChange {
  readonly fact: Fact;
  readonly before: string;
  readonly after: string;
}

/** In the order pages show them. */
export const changedFacts: readonly Fact[] = [
  'name',
  'buyerClass',
  'identifier',
  'authorityBasis',
  'devolved',
  'noticeToImprove',
];

/**
 * What the authority confirmed: who the organisation is, and what thresholds, duty to publish and right to use an agreement
 * follow from (facts of reference/buyer-classes.yaml). A new name of the same organisation, and a notice to improve, change
 * none of that.
 */
const confirmedFacts: readonly Fact[] = ['buyerClass', 'identifier', 'authorityBasis', 'devolved'];

export function factsOf(organisation: Organisation): OrganisationFacts {
  const { name, buyerClass, identifier, authorityBasis, devolved, noticeToImprove } = organisation;
  return { name, buyerClass, identifier, authorityBasis, devolved, noticeToImprove };
}

/** What is different, in the order pages show it. */
export function changesBetween(before: OrganisationFacts, after: OrganisationFacts): readonly FactChange[] {
  return changedFacts.flatMap((fact) => {
    const [was, is] = [textOf(before, fact), textOf(after, fact)];
    return was === is ? [] : [{ fact, before: was, after: is }];
  });
}

/**
 * Whether the authority has to look (again) because of the changes: always for a buyer that is not confirmed, for a confirmed
 * one where they touch what was confirmed.
 */
export function asksAuthority(
  organisation: Pick<Organisation, 'kind' | 'confirmedAt'>,
  changes: readonly FactChange[],
): boolean {
  if (organisation.kind !== 'buyer') return false;
  return organisation.confirmedAt === null || changes.some((each) => confirmedFacts.includes(each.fact));
}

function textOf(all: OrganisationFacts, fact: Fact): string {
  switch (fact) {
    case 'identifier':
      return all.identifier === null ? '' : `${all.identifier.scheme} ${all.identifier.number}`;
    case 'devolved':
    case 'noticeToImprove':
      return all[fact] ? 'yes' : 'no';
    case 'name':
    case 'buyerClass':
    case 'authorityBasis':
      return all[fact] ?? '';
  }
}

const factNames: Readonly<Record<Fact, string>> = {
  name: 'Name',
  buyerClass: 'Kind',
  identifier: 'Number',
  authorityBasis: 'Contracting authority because',
  devolved: 'Devolved functions',
  noticeToImprove: 'Notice to improve',
};

/** A change with the names people know. */
export function changeInWords(change: FactChange, classes: readonly BuyerClass[]) {
  const said = (text: string): string => {
    if (text === '') return 'None';
    if (change.fact === 'buyerClass') return classes.find((each) => each.id === text)?.name ?? text;
    return text === 'yes' ? 'Yes' : text === 'no' ? 'No' : text;
  };
  return { name: factNames[change.fact], before: said(change.before), after: said(change.after) };
}
