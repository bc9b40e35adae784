export type { DeliverTo, OrderDraft, OrderDraftLine, OrderLineKind } from './order-draft.ts';
export { timesPaid } from './instalments.ts';
export { contractMigrations } from './contract-migrations.ts';
export type { AgreementsOf, ContractScope } from './contract-scope.ts';
export { contractPolicies } from './contract-policies.ts';
export type { CallOffDraft, Ordering, PlacedOrder, TellOfOrder, ToldOfOrder } from './ordering.ts';
export {
  type Order,
  type OrderEvent,
  type OrderLine,
  type OrderRow,
  type OrderVersion,
  versionInForce,
} from './orders/order.ts';
export type { OrderStatus } from './orders/order-life.ts';
export {
  type FigureGroup,
  figureGroups,
  type FigureRow,
  type FigureScope,
  shareOf,
  sumFigures,
} from './figures/figure.ts';
export { createFigures, type Figures } from './figures/figures-service.ts';
export type { OrderedPrice } from './figures/ordered-prices-store.ts';
export type { PaidPrice, PaidPriceQuery } from './figures/paid-prices-store.ts';
export type { ListedOrder, Orders, OrderView } from './orders/order-service.ts';
export { type Contracts, createContracts, loadContractKnowledge } from './contracts.ts';
export { contractPaths } from './contract-paths.ts';
export { orderFormPdf } from './documents/order-form-pdf.ts';
export { lastDayOf } from './call-offs/call-off.ts';
export { progressWords as orderProgressWords } from './pages/order-words.ts';
export type { CallOffs, CallOffView } from './call-offs/call-off-service.ts';
export type { Spending } from './call-offs/spending.ts';
export { contractPages } from './pages/contract-pages.ts';
export type { MoreOfOrder } from './pages/contract-page-services.ts';
export { invoiceMigrations } from './invoices/invoice-migrations.ts';
export { invoicePaths } from './invoices/invoice-paths.ts';
export { invoicePolicies } from './invoices/invoice-policies.ts';
export { createInvoicing, type Invoicing } from './invoices/create-invoicing.ts';
export { invoicingPages } from './invoices/pages/invoicing-pages.ts';
export { moreOfOrder } from './invoices/pages/more-of-order.ts';
export { callOffImportApi } from './call-off-import/import-api.ts';
export { contractCommands } from './contract-commands.ts';
export { contractApi } from './contract-api.ts';
export { type CallOffImporter, createCallOffImporter } from './call-off-import/import-service.ts';
export { callOffImportPages } from './call-off-import/import-pages.ts';
export { invoiceCommands } from './invoices/invoice-commands.ts';
export { receiptApi } from './receipts/receipt-api.ts';
export { invoicingCommands } from './invoices/invoicing-commands.ts';
export { invoiceApi } from './invoices/invoice-api.ts';
export { contractDues } from './reminders/contract-dues.ts';
export { contractTouches } from './standing/standing-touches.ts';
export { LapseWatch } from './orders/lapse-watch.ts';
export { forgetDemonstrationContracts, mixedContracts } from './forget-demonstration-store.ts';
export { createOpenContractWork } from './open-work.ts';
