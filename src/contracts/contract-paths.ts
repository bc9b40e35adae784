/** Addresses of the pages of orders and call-off contracts. */
export const contractPaths = {
  orders: (after?: string) => `/orders${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`,
  supplierOrders: (after?: string) =>
    `/supplier/orders${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`,
  order: (id: string) => `/orders/${id}`,
  answer: (id: string) => `/orders/${id}/answer`,
  cancel: (id: string) => `/orders/${id}/cancel`,
  change: (id: string) => `/orders/${id}/change`,
  callOffs: (after?: string) => `/call-offs${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`,
  callOff: (id: string) => `/call-offs/${id}`,
  orderFrom: (id: string) => `/call-offs/${id}/order`,
  sign: (id: string) => `/call-offs/${id}/sign`,
  signedCopy: (id: string) => `/call-offs/${id}/signed-copy`,
  signedCopyPdf: (id: string) => `/call-offs/${id}/signed-copy.pdf`,
  vary: (id: string) => `/call-offs/${id}/vary`,
  publication: (id: string) => `/call-offs/${id}/publication`,
  orderForm: (id: string) => `/call-offs/${id}/order-form`,
  orderFormPdf: (id: string) => `/call-offs/${id}/order-form.pdf`,
} as const;
