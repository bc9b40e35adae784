const home = '/organisations';
const one = (id: string): string => `${home}/${encodeURIComponent(id)}`;

const queryOf = (named: Readonly<Record<string, string | undefined>>): string => {
  const said = Object.entries(named).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return said.length === 0 ? '' : `?${said.join('&')}`;
};

/** Addresses of the pages of organisations. */
export const organisationPaths = {
  /** `next`: where to go on once one has an organisation. */
  start: (words?: string, next?: string) => `${home}/start${queryOf({ q: words, next })}`,
  make: (next?: string) => `${home}/new${queryOf({ next })}`,
  join: (id: string) => `${home}/join/${encodeURIComponent(id)}`,
  waiting: () => `${home}/waiting`,
  decide: (id: string) => `${home}/waiting/${encodeURIComponent(id)}`,
  suppliers: () => `${home}/suppliers`,
  authorities: () => '/operator/authorities',
  invitation: (secret: string, next?: string) =>
    `/invitations/${encodeURIComponent(secret)}${next === undefined ? '' : `?next=${encodeURIComponent(next)}`}`,
  organisation: (id: string) => one(id),
  change: (id: string) => `${one(id)}/change`,
  close: (id: string) => `${one(id)}/close`,
  sites: (id: string) => `${one(id)}/sites`,
  siteList: (id: string) => `${one(id)}/sites/list.csv`,
  siteTemplate: (id: string) => `${one(id)}/sites/template`,
  siteImport: (id: string) => `${one(id)}/sites/import`,
  site: (id: string, site: string) => `${one(id)}/sites/${encodeURIComponent(site)}`,
  closeSite: (id: string, site: string) => `${one(id)}/sites/${encodeURIComponent(site)}/close`,
  people: (id: string) => `${one(id)}/people`,
  invite: (id: string) => `${one(id)}/people/invite`,
  member: (id: string, membership: string) => `${one(id)}/people/${encodeURIComponent(membership)}`,
  endMembership: (id: string, membership: string) => `${one(id)}/people/${encodeURIComponent(membership)}/end`,
  resetFactor: (id: string, membership: string) =>
    `${one(id)}/people/${encodeURIComponent(membership)}/reset-second-factor`,
  revokeInvitation: (id: string, invitation: string) =>
    `${one(id)}/invitations/${encodeURIComponent(invitation)}/revoke`,
  request: (id: string, request: string) => `${one(id)}/requests/${encodeURIComponent(request)}`,
  keys: (id: string) => `${one(id)}/keys`,
  revokeKey: (id: string, key: string) => `${one(id)}/keys/${encodeURIComponent(key)}/revoke`,
  history: (id: string) => `${one(id)}/history`,
} as const;
