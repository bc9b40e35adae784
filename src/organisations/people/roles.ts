import type { OrganisationKind } from '../../platform/access/index.ts';

/** What somebody may be in an organisation. The policy table says what each may do. */
export const roles = [
  'requester',
  'approver',
  'buyer',
  'contract-manager',
  'evaluator',
  'supplier-catalogue-manager',
  'supplier-bid-manager',
  'category-manager',
  'auditor',
  'administrator',
] as const;
export type Role = (typeof roles)[number];

export interface RoleWords {
  readonly name: string;
  /** What the role is for, after "Can". */
  readonly can: string;
  /** Kinds of organisations that have it. */
  readonly kinds: readonly OrganisationKind[];
}

export const roleWords: Readonly<Record<Role, RoleWords>> = {
  requester: { name: 'Requester', can: 'fill baskets and ask for approval', kinds: ['buyer'] },
  approver: { name: 'Approver', can: 'approve or refuse what others ask for, up to a limit', kinds: ['buyer'] },
  buyer: { name: 'Buyer', can: 'choose the route, award and place orders', kinds: ['buyer'] },
  'contract-manager': {
    name: 'Contract manager',
    can: 'sign call-offs, record receipts, match invoices, watch spend',
    kinds: ['buyer'],
  },
  evaluator: { name: 'Evaluator', can: 'score tenders', kinds: ['buyer'] },
  'supplier-catalogue-manager': {
    name: 'Catalogue manager',
    can: 'keep price lists and answer orders',
    kinds: ['supplier'],
  },
  'supplier-bid-manager': { name: 'Bid manager', can: 'quote, tender and sign call-offs', kinds: ['supplier'] },
  'category-manager': { name: 'Category manager', can: 'run the agreement', kinds: ['authority'] },
  auditor: { name: 'Auditor', can: 'read everything and change nothing', kinds: ['buyer', 'authority'] },
  administrator: {
    name: 'Administrator',
    can: 'manage people, sites and keys',
    kinds: ['buyer', 'supplier', 'authority'],
  },
};

/** The roles an organisation of the kind can give. */
export function rolesOf(kind: OrganisationKind): readonly Role[] {
  return roles.filter((each) => roleWords[each].kinds.includes(kind));
}

export function isRole(text: string): text is Role {
  return roles.some((each) => each === text);
}
