import { organisationsMigrations } from './organisations-migrations.ts';

export { organisationsMigrations };
export type { BuyerFacts } from './buyers/buyer-facts.ts';
export { createOrganisations, type Organisations } from './buyers/directory.ts';
export { type Eligibility, eligibilityOn, type EligibleAs } from './buyers/eligibility.ts';
export { createOrganisationWorks, type OrganisationWorks } from './membership/organisation-works.ts';
export { organisationApi } from './organisation-api/organisation-api.ts';
export { organisationCommands } from './organisation-commands.ts';
export { ownOrganisationCommands } from './own-organisation-commands.ts';
export { organisationPages } from './organisation-pages/organisation-pages.ts';
export { organisationPaths } from './organisation-paths.ts';
export { organisationPolicies } from './organisation-policies.ts';
export type { Member, Organisation, OrganisationIdentifier, Site } from './buyers/organisation.ts';
export { createPeople, type People } from './people/people.ts';
export { peoplePages } from './people/people-pages.ts';
export { peoplePaths } from './people/people-paths.ts';
export { peoplePolicies } from './people/people-policies.ts';
export type { Persona } from './people/sign-in/sign-in-service.ts';
export { DigestWriter } from './inbox/digest-service.ts';
export { inboxApi } from './inbox/inbox-api.ts';
export { inboxPages } from './inbox/inbox-pages.ts';
export { inboxPaths } from './inbox/inbox-paths.ts';
export { inboxPolicies } from './inbox/inbox-policies.ts';
export { createInbox, type Inbox } from './inbox/inbox-service.ts';
export type { NoticeKind } from './inbox/notice-kinds.ts';
export { noticeCommands } from './inbox/notice-commands.ts';
export type { NewNotice } from './inbox/notice.ts';
export { type AskedNotice, askedNotices } from './inbox/asked-notices-store.ts';
export { type DueSource, type DueThing, remind } from './inbox/reminder.ts';
export { mostStages } from './inbox/reminder-key.ts';
export { notify, settleNotices } from './inbox/notify.ts';
export { createPersonSessions, type PersonSessions, type SignInMethod } from './people/person-sessions.ts';
export { isRole, type Role, roles, rolesOf, roleWords } from './people/roles.ts';
export { demoActor, type DemoPersona, demoPersonas, loadDemoPeople } from './demo/load-demo-people.ts';
export { forgetDemoDealings } from './demo/forget-demo-store.ts';
export { loadDemoSuppliers } from './demo/load-demo-suppliers.ts';
export { createSupplierImporter, knownAgreement, type SupplierImporter } from './import/import-service.ts';
export { supplierApi } from './supplier-api.ts';
export { supplierCommands } from './supplier-commands.ts';
export { supplierPages } from './supplier-pages.ts';
export { supplierPaths } from './supplier-paths.ts';
export type { SupplierOnDate } from './supplier-filter.ts';
export { supplierPolicies } from './supplier-policies.ts';
export { type ClosedPosition, createSuppliers, type Suppliers, type Trading } from './supplier-service.ts';
export { readRegister } from './supplier-store.ts';
export { type Authority, type AuthorityScope, createAuthorityScope } from './standing/authority-scope.ts';
export { openSuspension, type StandingScope } from './standing/standing-decision.ts';
export {
  type EffectKind,
  effectKinds,
  type LotPlace,
  type StandingAffected,
  type StandingEffect,
  type StandingReach,
  type StandingTouches,
  stoppedBySuspension,
} from './standing/standing-effect.ts';
export { authorityPolicies } from './standing/standing-policies.ts';
export {
  createSupplierStandings,
  evidenceKey,
  requestKey,
  type SupplierStandings,
} from './standing/standing-service.ts';
export { evidenceState } from './supplier-evidence.ts';
export type { Evidence } from './supplier.ts';
export { type Announcement, type Audience, isAudience } from './announcements/announcement.ts';
export { type Announcements, createAnnouncements } from './announcements/announcement-service.ts';
