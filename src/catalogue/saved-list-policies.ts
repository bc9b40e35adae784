import type { Policy } from '../platform/access/index.ts';

/** Saving a list stores nothing about anybody else and takes no account. */
export const savedListPolicies: readonly Policy[] = [
  { action: 'catalogue.save-list', means: 'save a list of offers', operator: true, anyone: true },
];
