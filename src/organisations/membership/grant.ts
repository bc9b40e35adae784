import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { type DecimalText, isDecimalText } from '../../kernel/money.ts';
import type { OrganisationKind } from '../../platform/access/index.ts';
import { problemAt } from '../buyers/acting.ts';
import { isRole, type Role, rolesOf } from '../people/roles.ts';

/** What somebody is given in an organisation, as typed. */
export interface GrantForm {
  readonly roles: readonly string[];
  /** Id of a site; empty: for all. */
  readonly site: string;
  readonly approvalLimit: string;
  readonly signingLimit: string;
}

/** What somebody may be and do in an organisation. */
export interface Grant {
  readonly roles: readonly Role[];
  readonly site: string | null;
  /** Pounds including VAT over the whole term; null: nothing. */
  readonly approvalLimit: DecimalText | null;
  readonly signingLimit: DecimalText | null;
}

/** Roles that sign call-offs, and may have a limit for it. */
const signers: readonly Role[] = ['buyer', 'contract-manager', 'supplier-bid-manager', 'category-manager'];

/** `£18,400` as `18400.00`; null for nothing; undefined for what is no amount. */
function readLimit(text: string): DecimalText | null | undefined {
  const plain = text.replace(/[£,\s]/g, '');
  if (plain === '') return null;
  if (!isDecimalText(plain) || !/^\d{1,12}(\.\d{1,2})?$/.test(plain)) return undefined;
  const [whole = '0', pence = ''] = plain.split('.');
  return `${whole.replace(/^0+(?=\d)/, '')}.${pence.padEnd(2, '0')}`;
}

/**
 * What can be given in an organisation of the kind with these open sites. Who decides over people, sites and keys does so for the
 * whole organisation; who approves needs to know up to how much.
 */
export function readGrant(form: GrantForm, kind: OrganisationKind, sites: readonly string[]): Outcome<Grant> {
  const problems: Problem[] = [];
  const offered = rolesOf(kind);
  const roles = [...new Set(form.roles)].filter(isRole).filter((each) => offered.includes(each));
  if (roles.length === 0 || roles.length < new Set(form.roles).size) {
    problems.push(problemAt('roles', 'roles', 'No role is chosen.', 'Choose at least one of the roles shown.'));
  }
  const site = form.site === '' ? null : form.site;
  if (site !== null && !sites.includes(site)) {
    problems.push(problemAt('site', 'site', 'The site is not one of the organisation’s.', 'Choose a site, or all.'));
  } else if (site !== null && roles.includes('administrator')) {
    problems.push(
      problemAt(
        'site',
        'administrator-of-site',
        'An administrator acts for the whole organisation, not for one site.',
        'Choose all sites, or take the role away.',
      ),
    );
  }
  const approvalLimit = readLimit(form.approvalLimit);
  const signingLimit = readLimit(form.signingLimit);
  const amount = 'Write pounds, such as 5,000 or 5,000.00.';
  if (approvalLimit === undefined) {
    problems.push(problemAt('approvalLimit', 'limit', 'The limit for approving is not an amount.', amount));
  } else if (roles.includes('approver') && approvalLimit === null) {
    problems.push(problemAt('approvalLimit', 'limit-missing', 'An approver has no limit for approving.', amount));
  } else if (!roles.includes('approver') && approvalLimit !== null) {
    problems.push(
      problemAt(
        'approvalLimit',
        'limit-without-role',
        'A limit for approving is given to somebody who does not approve.',
        'Choose the role Approver too, or leave the limit empty.',
      ),
    );
  }
  if (signingLimit === undefined) {
    problems.push(problemAt('signingLimit', 'limit', 'The limit for signing is not an amount.', amount));
  } else if (signingLimit !== null && !roles.some((each) => signers.includes(each))) {
    problems.push(
      problemAt(
        'signingLimit',
        'limit-without-role',
        'A limit for signing is given to somebody who does not sign.',
        'Choose a role that signs call-offs too, or leave the limit empty.',
      ),
    );
  }
  if (problems.length > 0 || approvalLimit === undefined || signingLimit === undefined) return fail(...problems);
  return succeed({ roles, site, approvalLimit, signingLimit });
}
