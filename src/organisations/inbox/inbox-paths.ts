/** Addresses of a person's inbox. */
export const inboxPaths = {
  home: (before?: string): string => (before === undefined ? '/inbox' : `/inbox?before=${encodeURIComponent(before)}`),
  open: (id: string): string => `/inbox/${encodeURIComponent(id)}/open`,
  read: (id: string): string => `/inbox/${encodeURIComponent(id)}/read`,
  readAll: () => '/inbox/read',
  preferences: () => '/inbox/preferences',
  api: () => '/api/v1/inbox',
} as const;
