/** Query values of a register address: lists become repeated parameters, empty text is left out. */
export type RegisterQuery = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

function withQuery(path: string, values: RegisterQuery): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    const all = Array.isArray(value) ? value : [value];
    for (const each of all) if (each !== undefined && each !== '' && each !== false) query.append(name, String(each));
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Addresses of the supplier register. */
export const supplierPaths = {
  register: (query: RegisterQuery = {}): string => withQuery('/suppliers', query),
  file: (type: 'csv' | 'json', query: RegisterQuery = {}): string => withQuery(`/suppliers.${type}`, query),
  supplier: (id: string): string => `/suppliers/${encodeURIComponent(id)}`,
  apiList: (query: RegisterQuery = {}): string => withQuery('/api/v1/suppliers', query),
  apiSupplier: (id: string): string => `/api/v1/suppliers/${encodeURIComponent(id)}`,
} as const;
