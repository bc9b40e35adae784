/** The sections in the order in which they stand, with their titles. Every file has all of them. */
export const sectionTitles = {
  eligibility: 'Who bought, and by what right',
  rules: 'Rules in force when the procurement began',
  purchase: 'What was asked for and checked',
  offers: 'Offers seen',
  approvals: 'Approvals',
  order: 'The order',
  'call-off': 'The call-off contract',
  documents: 'Documents',
  receipts: 'What was received',
  invoices: 'Invoices',
  audit: 'Recorded events',
} as const;
export type SectionKey = keyof typeof sectionTitles;
