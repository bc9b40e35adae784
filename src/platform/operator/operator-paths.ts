/** Addresses of the operator's pages. */
export const operatorPaths = {
  desk: () => '/operator',
  start: (secret: string) => `/operator/start/${encodeURIComponent(secret)}`,
  signOut: () => '/operator/sign-out',
  keys: () => '/operator/keys',
  revokeKey: (id: string) => `/operator/keys/${encodeURIComponent(id)}/revoke`,
  jobs: () => '/operator/jobs',
  job: (id: string) => `/operator/jobs/${encodeURIComponent(id)}`,
  cancelJob: (id: string) => `/operator/jobs/${encodeURIComponent(id)}/cancel`,
  audit: () => '/operator/audit',
} as const;
