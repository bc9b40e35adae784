import type { Policy } from '../platform/access/index.ts';

/** The desk is one's own: whoever signed in has one. What stands on it is by role. */
export const deskPolicies: readonly Policy[] = [
  { action: 'desk.read', means: 'see your desk', operator: false, signedIn: true },
  // Anybody may step into an invented person's place anyway: this asks only that somebody did.
  { action: 'demo.reset', means: 'reset the demonstration', operator: true, signedIn: true },
  {
    action: 'figures.read',
    means: 'read the figures of an agreement, or of one’s own organisation',
    operator: false,
    roles: [
      ...['category-manager', 'auditor', 'buyer', 'approver', 'contract-manager', 'administrator'],
      ...['supplier-catalogue-manager', 'supplier-bid-manager'],
    ],
    scope: 'figures:read',
  },
];
