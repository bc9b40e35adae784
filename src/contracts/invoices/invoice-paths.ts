/** Addresses of receipts and invoices. */
export const invoicePaths = {
  list: (state = '', after = '') => `/invoices${query({ state, after })}`,
  supplierList: (state = '', after = '') => `/supplier/invoices${query({ state, after })}`,
  paymentTimes: (from = '', to = '') => `/invoices/payment-times${query({ from, to })}`,
  paymentTimesFile: (from = '', to = '') => `/invoices/payment-times.csv${query({ from, to })}`,
  invoice: (id: string) => `/invoices/${id}`,
  payments: (id: string) => `/invoices/${id}/payments`,
  send: (order = '') => `/supplier/invoices/new${query({ order })}`,
  sendFile: '/supplier/invoices/file',
  template: '/supplier/invoices/template.csv',
  record: (order: string) => `/orders/${order}/invoices/new`,
  recordFile: (order: string) => `/orders/${order}/invoices/file`,
  order: (id: string) => `/orders/${id}`,
  receipts: (order: string) => `/orders/${order}/receipts`,
  serials: (order: string) => `/orders/${order}/receipts/serials`,
  reverse: (order: string, receipt: string) => `/orders/${order}/receipts/${receipt}/reverse`,
  correct: (order: string, receipt: string) => `/orders/${order}/receipts/${receipt}/correct`,
  callOffImport: '/call-offs/import',
  callOffTemplate: '/call-offs/import/template.csv',
} as const;

function query(values: Readonly<Record<string, string>>): string {
  const set = Object.entries(values).filter(([, value]) => value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`;
}
