const query = (path: string, values: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(values).filter((each): each is [string, string] => (each[1] ?? '') !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
};

/** Addresses of the desks. */
export const deskPaths = {
  desk: () => '/desk',
  rises: (list: string, values: Readonly<Record<string, string | undefined>> = {}) =>
    query(`/desk/price-rises/${encodeURIComponent(list)}`, values),
  standing: () => '/desk/standing',
  suspend: (supplier: string) => `/desk/standing/${encodeURIComponent(supplier)}/suspend`,
  reinstate: (supplier: string, scope: { readonly agreement: string | null; readonly lot: string | null }) =>
    query(`/desk/standing/${encodeURIComponent(supplier)}/reinstate`, {
      agreement: scope.agreement ?? undefined,
      lot: scope.lot ?? undefined,
    }),
  evidence: (page = 1) => (page === 1 ? '/desk/evidence' : `/desk/evidence?page=${String(page)}`),
  ask: (supplier: string) => `/desk/evidence/${encodeURIComponent(supplier)}/ask`,
  record: (supplier: string, values: Readonly<Record<string, string | undefined>> = {}) =>
    query(`/desk/evidence/${encodeURIComponent(supplier)}/record`, values),
  supply: () => '/desk/supply',
  breaches: () => '/desk/prices',
  breachesFile: (values: { readonly from: string; readonly to: string }) => query('/desk/prices.csv', values),
  term: (agreement: string) => `/desk/term/${encodeURIComponent(agreement)}`,
  announcements: () => '/desk/announcements',
  newAnnouncement: () => '/desk/announcements/new',
  withdraw: (id: string) => `/desk/announcements/${encodeURIComponent(id)}/withdraw`,
  demonstration: () => '/demonstration',
  resetDemonstration: () => '/demonstration/reset',
  figures: (by: string, values: Readonly<Record<string, string | undefined>> = {}) =>
    query(`/desk/figures/${by}`, values),
  figuresFile: (by: string, values: Readonly<Record<string, string | undefined>> = {}) =>
    query(`/desk/figures/${by}.csv`, values),
} as const;
