/** Addresses of the operator's pages about letters. */
export const postPaths = {
  list: () => '/operator/post',
  letter: (id: string) => `/operator/post/${encodeURIComponent(id)}`,
  retry: (id: string) => `/operator/post/${encodeURIComponent(id)}/retry`,
} as const;
