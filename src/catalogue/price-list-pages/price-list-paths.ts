import { type QueryValue, withQuery } from '../catalogue-paths.ts';

const home = '/price-lists';
const one = (id: string): string => `${home}/${encodeURIComponent(id)}`;

/** Addresses of the price list pages. */
export const priceListPaths = {
  home: (values: Readonly<Record<string, QueryValue>> = {}) => withQuery(home, values),
  new: (values: Readonly<Record<string, QueryValue>> = {}) => withQuery(`${home}/new`, values),
  template: (format: 'csv' | 'xlsx', agreement: string, lot: string) =>
    withQuery(`${home}/template`, { agreement, lot, format }),
  list: (id: string) => one(id),
  /** Where the progress page stands still. */
  still: (id: string) => withQuery(one(id), { refresh: 'off' }),
  columns: (id: string) => `${one(id)}/columns`,
  messages: (id: string, values: Readonly<Record<string, QueryValue>> = {}) => withQuery(`${one(id)}/messages`, values),
  file: (id: string) => `${one(id)}/file`,
  changes: (id: string, values: Readonly<Record<string, QueryValue>> = {}) => withQuery(`${one(id)}/changes`, values),
  publish: (id: string) => `${one(id)}/publish`,
  cancel: (id: string) => `${one(id)}/cancel`,
  held: (id: string, values: Readonly<Record<string, QueryValue>> = {}) => withQuery(`${one(id)}/held`, values),
} as const;
