import type { Policy } from '../../platform/access/index.ts';

/** Everybody reads and keeps their own inbox, and nobody another's. */
export const inboxPolicies: readonly Policy[] = [
  { action: 'inbox.read', means: 'read your inbox', operator: false, signedIn: true },
  { action: 'inbox.mark', means: 'mark notices as read', operator: false, signedIn: true },
  { action: 'inbox.choose', means: 'choose how you hear of things', operator: false, signedIn: true },
];
