/** Addresses of the guidance. */
export const guidancePaths = {
  index: '/guidance',
  page: (slug: string): string => `/guidance/${encodeURIComponent(slug)}`,
} as const;
