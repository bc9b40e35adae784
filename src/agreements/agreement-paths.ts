/** Addresses of the agreement pages. */
export const agreementPaths = {
  list: '/agreements',
  agreement: (number: string): string => `/agreements/${encodeURIComponent(number)}`,
  sources: (number: string): string => `/agreements/${encodeURIComponent(number)}/sources`,
  lot: (number: string, lot: string): string =>
    `/agreements/${encodeURIComponent(number)}/lots/${encodeURIComponent(lot)}`,
  lotsFile: (number: string, type: 'csv' | 'json'): string => `/agreements/${encodeURIComponent(number)}/lots.${type}`,
  rules: '/rules',
} as const;
