export { homePages } from './home-pages.ts';
export { staticPages } from './static-pages.ts';
export {
  decisionFileCommands,
  decisionFileOfOrder,
  decisionFilePages,
  decisionFilePolicies,
  type DecisionFiles,
  openDecisionFiles,
} from './decision-file/index.ts';
export { authorityPages } from './authority/authority-pages.ts';
export type { AuthorityServices } from './authority/authority-services.ts';
export { deskPages } from './desk-pages.ts';
export { deskPaths } from './desk-paths.ts';
export { deskPolicies } from './desk-policies.ts';
export type { DeskServices } from './desk-services.ts';
export { figurePages } from './figures/figure-pages.ts';
export { callOffWaiting, onTheirWay, orderWaiting, recentOrders } from './buyer/buyer-sources.ts';
export { listsToMend, ordersReceived, ordersToAnswer } from './supplier/supplier-sources.ts';
export { announcementPages } from './authority/announcement-pages.ts';
export { deskCommands } from './desk-commands.ts';
export { basketsFilled, budgetsLeft, purchaseWaiting } from './buyer/purchase-sources.ts';
export { deliveriesMissing } from './buyer/delivery-sources.ts';
export { disputedInvoices } from './buyer/invoice-sources.ts';
export { quotesExpiring, quotesToAnswer } from './buyer/quote-sources.ts';
export { demonstrationMigrations } from './demonstration/demonstration-migrations.ts';
export { createDemonstrationWork, type DemonstrationWork } from './demonstration/demonstration-work.ts';
export { loadReminderRules } from './reminders/reminder-rules.ts';
export { askedThings, lapsingThings } from './reminders/reminder-sources.ts';
export { ReminderWatch } from './reminders/reminder-watch.ts';
export { demonstrationCommands } from './demonstration/demonstration-commands.ts';
export { demonstrationPages } from './demonstration/demonstration-pages.ts';
export { createDemonstrationReset, type DemonstrationReset } from './demonstration/demonstration-reset.ts';
