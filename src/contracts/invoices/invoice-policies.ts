import type { Policy } from '../../platform/access/index.ts';

const reading = [
  'requester',
  'approver',
  'buyer',
  'contract-manager',
  'auditor',
  'supplier-catalogue-manager',
  'supplier-bid-manager',
  'category-manager',
];

/** Who may do what with receipts, invoices and call-offs that are imported. */
export const invoicePolicies: readonly Policy[] = [
  {
    action: 'receipts.read',
    means: 'see what arrived of orders',
    operator: false,
    roles: reading,
    scope: 'orders:read',
  },
  {
    action: 'receipts.record',
    means: 'record what arrived',
    operator: false,
    roles: ['requester', 'buyer', 'contract-manager'],
    scope: 'receipts:write',
  },
  {
    action: 'invoices.read',
    means: 'see invoices',
    operator: false,
    roles: reading,
    scope: 'invoices:read',
  },
  {
    action: 'invoices.send',
    means: 'send invoices and answer disputes about them',
    operator: false,
    roles: ['supplier-catalogue-manager', 'supplier-bid-manager'],
    scope: 'invoices:write',
  },
  {
    action: 'invoices.decide',
    means: 'record, dispute, accept and pay invoices',
    operator: false,
    roles: ['buyer', 'contract-manager'],
    scope: 'invoices:decide',
  },
  {
    action: 'call-offs.import',
    means: 'import running call-offs',
    operator: false,
    roles: ['contract-manager', 'category-manager'],
    scope: 'call-offs:import',
  },
];
