import type { DecimalText } from '../../kernel/money.ts';
import type { OrganisationKind } from '../../platform/access/index.ts';

export interface OrganisationIdentifier {
  /** An org-id.guide code, such as `GB-EDU`. */
  readonly scheme: string;
  readonly number: string;
}

/** An organisation that buys, supplies or runs the agreement. Instants are ISO 8601 in UTC. */
export interface Organisation {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly identifier: OrganisationIdentifier | null;
  /** Class of reference/buyer-classes.yaml; null for others than buyers. */
  readonly buyerClass: string | null;
  readonly authorityBasis: string | null;
  readonly devolved: boolean;
  readonly noticeToImprove: boolean;
  /** Id in the register; null for others than suppliers. */
  readonly supplier: string | null;
  /** Agreements an authority runs. */
  readonly agreements: readonly string[];
  /** E-mail domains whose people are shown this organisation: a proposal, never a right. */
  readonly domains: readonly string[];
  readonly demonstration: boolean;
  readonly createdAt: string;
  /** When it was let buy; null: not yet. */
  readonly confirmedAt: string | null;
  readonly closedAt: string | null;
  /** Counts the changes of the organisation itself. */
  readonly version: number;
}

/** Where goods go and money is counted. */
export interface Site {
  readonly id: string;
  readonly organisation: string;
  readonly name: string;
  readonly identifier: OrganisationIdentifier | null;
  readonly address: string;
  readonly postcode: string;
  readonly main: boolean;
  readonly closedAt: string | null;
}

/** Somebody in an organisation, now. */
export interface Member {
  /** Id of the membership. */
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly email: string;
  readonly jobTitle: string;
  readonly roles: readonly string[];
  /** Only for this site; null: for all. */
  readonly site: string | null;
  /** Pounds including VAT over the whole term; null: nothing. */
  readonly approvalLimit: DecimalText | null;
  readonly signingLimit: DecimalText | null;
  readonly joinedAt: string;
}
