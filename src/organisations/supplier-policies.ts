import type { Policy } from '../platform/access/index.ts';

/** Who may change the supplier register. Reading it needs no right. */
export const supplierPolicies: readonly Policy[] = [
  {
    action: 'suppliers.import',
    means: 'import suppliers',
    operator: true,
    roles: ['category-manager'],
    scope: 'suppliers:write',
  },
];
