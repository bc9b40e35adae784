import type { Policy } from '../platform/access/index.ts';

/** Who may change the catalogue's products. Reading them needs no right. */
export const productPolicies: readonly Policy[] = [
  {
    action: 'products.import',
    means: 'import products',
    operator: true,
    roles: ['category-manager'],
    scope: 'products:write',
  },
];
