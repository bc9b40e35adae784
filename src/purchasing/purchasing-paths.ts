const part = encodeURIComponent;

/** Addresses of the pages between basket and order. */
export const purchasingPaths = {
  basket: () => '/basket',
  add: () => '/basket/add',
  /** Where what was chosen before signing in is put into the basket. */
  chosen: () => '/basket/chosen',
  change: (id: string) => `/basket/${part(id)}`,
  ask: (id: string) => `/basket/${part(id)}/buy`,
  compareBasket: (id: string) => `/basket/${part(id)}/compare`,
  comparePurchase: (id: string) => `/purchases/${part(id)}/compare`,
  keep: (id: string) => `/basket/${part(id)}/keep`,
  needs: () => '/needs',
  need: (id: string) => `/needs/${part(id)}`,
  exportNeed: (id: string) => `/needs/${part(id)}/export.json`,
  takeBackNeed: (id: string) => `/needs/${part(id)}/take-back`,
  closeNeed: (id: string) => `/needs/${part(id)}/close`,
  purchases: () => '/purchases',
  purchase: (id: string) => `/purchases/${part(id)}`,
  decide: (id: string) => `/purchases/${part(id)}/decide`,
  place: (id: string) => `/purchases/${part(id)}/place`,
  allowExcess: (id: string) => `/purchases/${part(id)}/allow-excess`,
  withdraw: (id: string) => `/purchases/${part(id)}/withdraw`,
  askQuote: (basket: string) => `/basket/${part(basket)}/quote`,
  quotes: () => '/quotes',
  quote: (id: string) => `/quotes/${part(id)}`,
  supplierQuotes: () => '/supplier/quotes',
  supplierQuote: (id: string) => `/supplier/quotes/${part(id)}`,
  elsewhere: (order: string) => `/orders/${part(order)}/elsewhere`,
  rules: (organisation: string) => `/organisations/${part(organisation)}/approval-rules`,
  endRule: (organisation: string, rule: string) =>
    `/organisations/${part(organisation)}/approval-rules/${part(rule)}/end`,
  budgets: (organisation: string) => `/organisations/${part(organisation)}/budgets`,
  delegations: () => '/purchases/delegations',
  endDelegation: (id: string) => `/purchases/delegations/${part(id)}/end`,
} as const;
