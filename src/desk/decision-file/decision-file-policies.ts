import type { Policy } from '../../platform/access/index.ts';

/** The act under which a decision file is made; its own events are not part of the file. */
export const makeAction = 'decision-files.make';

/** Who may have the whole record of a purchase: whoever buys, whoever audits, and the authority. Suppliers may not. */
export const decisionFilePolicies: readonly Policy[] = [
  {
    action: makeAction,
    means: 'make decision files',
    operator: false,
    roles: ['requester', 'approver', 'buyer', 'contract-manager', 'auditor', 'category-manager'],
    scope: 'decision-files:read',
  },
];
