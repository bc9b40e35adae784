import type { Policy } from '../../platform/access/index.ts';

/** Who may do what with suppliers' price lists. */
export const priceListPolicies: readonly Policy[] = [
  {
    action: 'price-list.submit',
    means: 'submit a price list',
    operator: true,
    roles: ['supplier-catalogue-manager'],
    scope: 'price-lists:write',
  },
  {
    action: 'price-list.read',
    means: 'read price lists',
    operator: true,
    roles: ['supplier-catalogue-manager', 'category-manager', 'auditor'],
    scope: 'price-lists:read',
  },
  {
    action: 'price-list.accept',
    means: 'accept a price list',
    operator: true,
    roles: ['supplier-catalogue-manager'],
    scope: 'price-lists:accept',
  },
  {
    action: 'price-list.decide',
    means: 'decide on price rises',
    operator: true,
    roles: ['category-manager'],
    scope: 'price-lists:decide',
  },
];
