import type { Policy } from '../access/index.ts';

/** Who may do what with the machinery itself. */
export const operatorPolicies: readonly Policy[] = [
  { action: 'operator.read', means: 'see the operator’s pages', operator: true },
  // Holding the one-time link is the right.
  { action: 'operator.sign-in', means: 'sign in with a one-time link', operator: true, anyone: true },
  { action: 'operator.sign-out', means: 'sign out', operator: true },
  { action: 'keys.create', means: 'make API keys', operator: true },
  { action: 'keys.revoke', means: 'revoke API keys', operator: true },
  { action: 'jobs.cancel', means: 'stop background jobs', operator: true },
];
