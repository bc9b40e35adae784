import type { Policy } from '../../platform/access/index.ts';

/** What the authority does with the register and tells everybody. The operator keeps the machine and decides none of it. */
export const authorityPolicies: readonly Policy[] = [
  {
    action: 'authority.read',
    means: 'read the desk of the authority',
    operator: false,
    roles: ['category-manager', 'auditor'],
    scope: 'authority:read',
  },
  {
    action: 'suppliers.suspend',
    means: 'suspend suppliers and lift suspensions',
    operator: false,
    roles: ['category-manager'],
    secondFactor: true,
  },
  {
    action: 'suppliers.evidence',
    means: 'ask suppliers for evidence and record it',
    operator: false,
    roles: ['category-manager'],
  },
  { action: 'announcements.write', means: 'write announcements', operator: false, roles: ['category-manager'] },
];
