import type { Outcome } from '../../kernel/outcome.ts';
import type { Member, Organisation, OrganisationIdentifier, Site } from '../buyers/organisation.ts';
import type { PlannedChange } from '../keeping/keeping.ts';
import type { Effect } from '../keeping/open-work.ts';
import type { Invitation } from '../membership/invitation-store.ts';
import type { JoinRequest } from '../membership/join-store.ts';
import type { SiteImport } from '../membership/sites.ts';

/** An organisation as programs read it. */
export function organisationJson(organisation: Organisation) {
  const { identifier, agreements, domains: _shownTo, closedAt: _closedAt, ...rest } = organisation;
  return { ...rest, identifier: identifierJson(identifier), agreements: [...agreements] };
}

/** A site as programs read it. */
export function siteJson({ id, name, identifier, address, postcode, main }: Site) {
  return { id, name, identifier: identifierJson(identifier), address, postcode, main };
}

export function memberJson(member: Member) {
  return { ...member, roles: [...member.roles] };
}

export function invitationJson(invitation: Invitation) {
  const { id, email, roles, site, approvalLimit, signingLimit, invitedAt, endsAt } = invitation;
  return { id, email, roles: [...roles], site, approvalLimit, signingLimit, invitedAt, endsAt };
}

export function joinRequestJson(request: JoinRequest) {
  const { id, person, name, email, message, askedAt, decidedAt, approved, reason } = request;
  return { id, person, name, email, message, askedAt, decidedAt, approved, reason };
}

export function effectJson({ what, count, text, then, blocks }: Effect) {
  return { what, count, text, then, blocks };
}

export function plannedJson({ changes, asks, effects }: PlannedChange, applied: boolean) {
  return {
    applied,
    changes: changes.map((each) => ({ ...each })),
    asksAuthority: asks,
    effects: effects.map(effectJson),
  };
}

export function siteImportJson(result: Outcome<SiteImport>, check: boolean) {
  if (result.ok) return { ...result.value, applied: !check, problems: [] };
  const problems = result.problems.map(({ code, row, column, value, message, remedy }) => ({
    ...{ code, message, remedy },
    ...(row === undefined ? {} : { row }),
    ...(column === undefined ? {} : { column }),
    ...(value === undefined ? {} : { value }),
  }));
  return { rows: 0, added: 0, changed: 0, same: 0, applied: false, problems };
}

function identifierJson(identifier: OrganisationIdentifier | null) {
  return identifier === null ? null : { scheme: identifier.scheme, number: identifier.number };
}
