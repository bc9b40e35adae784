import type { Policy } from '../platform/access/index.ts';

const buyers = ['requester', 'approver', 'buyer', 'contract-manager'] as const;
const suppliers = ['supplier-catalogue-manager', 'supplier-bid-manager'] as const;
const readers = [...buyers, ...suppliers, 'category-manager', 'auditor', 'administrator'] as const;

const signature = 'It binds the organisation: a person named for it does it, signed in with a second factor.';
const named = 'Who signs is for a person of the organisation to say.';

/** Who may do what with orders and call-off contracts. Each row reaches the organisations of the role alone. */
export const contractPolicies: readonly Policy[] = [
  { action: 'orders.read', means: 'read orders', operator: false, roles: readers, scope: 'orders:read' },
  { action: 'orders.answer', means: 'answer orders', operator: false, roles: suppliers, scope: 'orders:answer' },
  {
    action: 'orders.decide',
    means: 'decide on changes suppliers propose',
    operator: false,
    roles: ['buyer', 'contract-manager'],
    scope: 'orders:write',
  },
  {
    action: 'orders.cancel',
    means: 'cancel orders',
    operator: false,
    roles: ['buyer', 'contract-manager'],
    scope: 'orders:write',
  },
  {
    action: 'call-offs.read',
    means: 'read call-off contracts',
    operator: false,
    roles: readers,
    scope: 'call-offs:read',
  },
  {
    action: 'call-offs.order',
    means: 'order from a call-off contract',
    operator: false,
    roles: ['buyer', 'contract-manager'],
    secondFactor: true,
    scope: 'orders:write',
  },
  {
    action: 'call-offs.name-signatory',
    means: 'name who signs a call-off contract',
    operator: false,
    noKey: named,
    roles: ['buyer', 'contract-manager', 'supplier-bid-manager'],
  },
  {
    action: 'call-offs.sign',
    means: 'sign call-off contracts',
    operator: false,
    noKey: signature,
    roles: ['buyer', 'contract-manager', 'supplier-bid-manager'],
    secondFactor: true,
  },
  {
    action: 'call-offs.vary',
    means: 'record variations of a call-off contract',
    operator: false,
    noKey: signature,
    roles: ['contract-manager'],
    secondFactor: true,
  },
  {
    action: 'call-offs.publish',
    means: 'record the publication of a call-off contract',
    operator: false,
    roles: ['buyer', 'contract-manager'],
    scope: 'call-offs:write',
  },
];
