import type { Agreements } from '../../agreements/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Rights } from '../buyers/acting.ts';
import { type BuyerMaking, createBuyerMaking } from '../buyers/buyer-making.ts';
import { type Confirmation, createConfirmation } from '../buyers/confirmation.ts';
import { createKeeping, type Keeping } from '../keeping/keeping.ts';
import type { OpenWorkOf } from '../keeping/open-work.ts';
import type { Suppliers } from '../supplier-service.ts';
import { createFounders, type Founders } from './founding.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createJoinRequests, type JoinRequests } from './join-requests.ts';
import { createMembers, type Members } from './members.ts';
import { createSecondFactorReset, type SecondFactorReset } from './second-factor-reset.ts';
import { createSites, type Sites } from './sites.ts';

/** Everything that is done with organisations and the people in them. */
export interface OrganisationWorks {
  readonly making: BuyerMaking;
  readonly confirmation: Confirmation;
  readonly keeping: Keeping;
  readonly members: Members;
  readonly factorReset: SecondFactorReset;
  readonly sites: Sites;
  readonly invitations: Invitations;
  readonly joining: JoinRequests;
  readonly founders: Founders;
}

export interface OrganisationWorksServices {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly suppliers: Suppliers;
  readonly rights: Rights;
  /** What is not finished in the modules above. */
  readonly openWork: OpenWorkOf;
  /** Address people use, without a slash at the end. */
  readonly address: () => string;
}

export function createOrganisationWorks(services: OrganisationWorksServices): OrganisationWorks {
  return {
    making: createBuyerMaking(services),
    confirmation: createConfirmation(services),
    keeping: createKeeping(services),
    members: createMembers(services),
    factorReset: createSecondFactorReset(services),
    sites: createSites({ ...services, places: services.agreements.reference.deliveryPlaces }),
    invitations: createInvitations(services),
    joining: createJoinRequests(services),
    founders: createFounders(services),
  };
}
