import type { Policy } from '../platform/access/index.ts';

const buyers = ['requester', 'buyer'] as const;
const readers = ['requester', 'approver', 'buyer', 'contract-manager', 'administrator', 'auditor'] as const;

/** Who may do what between basket and order. Each row reaches the organisations of the role alone. */
export const purchasingPolicies: readonly Policy[] = [
  { action: 'baskets.edit', means: 'fill a basket', operator: false, roles: buyers, scope: 'baskets:write' },
  {
    action: 'baskets.add',
    means: 'choose offers for a basket; whoever is not signed in does so before they are put into it',
    operator: false,
    anyone: true,
  },
  { action: 'baskets.price', means: 'price a basket without keeping it', operator: true, anyone: true },
  { action: 'purchases.request', means: 'ask to buy', operator: false, roles: buyers, scope: 'purchases:write' },
  { action: 'purchases.approve', means: 'approve purchases', operator: false, roles: ['approver'], secondFactor: true },
  {
    action: 'purchases.place',
    means: 'place orders',
    operator: false,
    roles: buyers,
    secondFactor: true,
    scope: 'purchases:write',
  },
  { action: 'purchases.read', means: 'read purchases', operator: false, roles: readers, scope: 'purchases:read' },
  { action: 'quotes.ask', means: 'ask suppliers to quote', operator: false, roles: buyers, scope: 'purchases:write' },
  { action: 'quotes.read', means: 'read quotes', operator: false, roles: readers, scope: 'purchases:read' },
  {
    action: 'quotes.answer',
    means: 'answer buyers who ask to quote',
    operator: false,
    roles: ['supplier-bid-manager', 'supplier-catalogue-manager'],
    scope: 'quotes:write',
  },
  { action: 'budgets.read', means: 'see budgets', operator: false, roles: readers, scope: 'purchases:read' },
  { action: 'budgets.edit', means: 'set budgets', operator: false, roles: ['administrator'] },
  {
    action: 'budgets.exceed',
    means: 'let a purchase exceed its budget',
    operator: false,
    roles: ['administrator', 'approver'],
    secondFactor: true,
  },
  {
    action: 'approval-rules.edit',
    means: 'decide which purchases need approval',
    operator: false,
    roles: ['administrator'],
  },
  { action: 'approvals.delegate', means: 'let somebody approve for you', operator: false, roles: ['approver'] },
];
