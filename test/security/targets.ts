import type { Fields, Guard, Site } from './hostile-site.ts';
import { sample, type Schema } from './json-sample.ts';

/** A request whose every value is to be tried with SQL. */
export interface Target {
  readonly method: string;
  /** Path and query; a `*` in the path marks a value there. */
  readonly path: string;
  /** Form or JSON body. */
  readonly body?: string;
  readonly json?: boolean;
}

/** Acts that would end what the others need: the session and the account. */
const leaveOut = /sign-out|\/sessions|\/start\/|account\/close/;

/** What a route takes, as requests: its query, the values in its path, and its form or JSON body. */
export function targetsOf(guard: Guard, site: Site): readonly Target[] {
  const { method, url, schema, upload } = guard;
  if (upload || leaveOut.test(url)) return [];
  const path = site.addressOf(url);
  const places = url.split('/').map((each) => each.includes(':'));
  const marked = path
    .split('/')
    .map((each, index) => (places[index] === true ? `${each}*` : each))
    .join('/');
  const queries = propertiesOf(schema.querystring);
  const names = [...new Set([...Object.keys(queries), ...site.queryOf(url)])];
  const query = new URLSearchParams(names.map((each) => [each, textOf(queries[each])])).toString();
  const inAddress = [
    ...(query === '' ? [] : [{ method, path: `${path}?${query}` }]),
    ...(marked === path ? [] : [{ method, path: marked }]),
  ];
  if (method === 'GET') return inAddress;
  if (url.startsWith('/api/')) {
    const body = JSON.stringify(sample(schema.body ?? {}) ?? {});
    return [
      ...inAddress.map((each) => ({ ...each, body, json: true })),
      ...(body === '{}' ? [] : [{ method, path, body, json: true }]),
    ];
  }
  const body = encoded(
    site.formOf(method, path) ?? Object.entries(propertiesOf(schema.body)).map(([name, each]) => [name, textOf(each)]),
  );
  return [...inAddress.map((each) => ({ ...each, body })), ...(body === '' ? [] : [{ method, path, body }])];
}

function propertiesOf(schema: unknown): Readonly<Record<string, Schema>> {
  return (schema as Schema | undefined)?.properties ?? {};
}

function textOf(schema: Schema | undefined): string {
  return schema === undefined ? '1' : String(sample(schema));
}

/** As a browser sends it; what stands empty in the form gets a value, because there is nothing to change in none. */
function encoded(fields: Fields): string {
  const values = new URLSearchParams();
  for (const [name, value] of fields) if (!values.has(name)) values.set(name, value || '1');
  return values.toString();
}
