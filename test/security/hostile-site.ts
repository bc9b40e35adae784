import type { Server } from '../../src/platform/http/index.ts';
import type { IsolationWorld } from '../support/isolation-world.ts';

export type Guard = Server['guards'][number];

type Headers = Readonly<Record<string, string>>;
/** Fields of a form, as a browser would send them: several values of one name each for itself. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** What somebody finds who walks through the site: addresses that are there, and forms with what stands in them. */
export interface Site {
  /** The route's address with identifiers of things that are there, as far as the walk met any. */
  readonly addressOf: (url: string) => string;
  /** The fields of the form that goes there; undefined: no page has one. */
  readonly formOf: (method: string, address: string) => Fields | undefined;
  /** Names of what query strings of links and forms to the route hold. */
  readonly queryOf: (url: string) => readonly string[];
  /** Somebody whom the route's policy lets in. */
  readonly whoMay: (guard: Guard) => Promise<Headers | undefined>;
  /** Signs everybody in anew, after what may have ended their sessions. */
  readonly again: () => Promise<void>;
}

export function verb({ method }: Guard): 'POST' | 'PUT' {
  return method === 'PUT' ? 'PUT' : 'POST';
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : unescaped(found);
}

/** Whether the address is one of the route, and which part of it stands for which beginning of the route's address. */
function partsOf(url: string, path: string): readonly (readonly [string, string])[] | undefined {
  const pattern = url.split('/');
  const parts = path.split('/');
  if (pattern.length !== parts.length) return undefined;
  if (!pattern.every((each, index) => each.startsWith(':') || each === parts[index])) return undefined;
  return pattern.flatMap((each, index) =>
    each.startsWith(':') ? [[pattern.slice(0, index + 1).join('/'), parts[index] ?? ''] as const] : [],
  );
}

/** Walks through the site as everybody its addresses are for. */
export async function walk(world: IsolationWorld): Promise<Site> {
  let visitors = await visitorsOf(world);
  const { server } = world.app;
  const pages = server.guards.filter(({ method }) => method === 'GET');
  const known = new Map<string, string>();
  const forms = new Map<string, Fields>();
  const queries = new Map<string, Set<string>>();
  const learn = (address: string): void => {
    const { pathname, searchParams } = new URL(address, 'http://x');
    for (const { url } of server.guards) {
      const parts = partsOf(url, pathname);
      if (parts === undefined) continue;
      for (const [prefix, part] of parts) if (!known.has(prefix)) known.set(prefix, part);
      const names = queries.get(url) ?? new Set<string>();
      for (const name of searchParams.keys()) names.add(name);
      queries.set(url, names);
    }
  };
  const addressOf = (url: string): string => {
    const api = url.startsWith('/api/v1') ? '/api/v1' : '';
    const parts = url.slice(api.length).split('/');
    const filled = parts.map((each, index) => {
      if (!each.startsWith(':')) return each;
      const prefix = parts.slice(0, index + 1).join('/');
      return known.get(`${api}${prefix}`) ?? known.get(prefix) ?? world.owned[each.slice(1)] ?? 'unknown01';
    });
    return `${api}${filled.join('/')}`;
  };
  for (const [thing, prefix] of firstThings) known.set(prefix, world.owned[thing] ?? '');
  for (const headers of visitors) {
    const seen = new Set<string>();
    // Every page there is, and again once more is known of what is there.
    const queue = ['/', ...pages.map(({ url }) => addressOf(url))];
    for (let path = queue.shift(); path !== undefined && seen.size < 600; path = queue.shift()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { body, headers: said } = await server.inject({ url: path, headers: { ...headers, accept: 'text/html' } });
      if (!String(said['content-type']).startsWith('text/html')) continue;
      for (const [form] of body.matchAll(/<form\b[^>]*>.*?<\/form>/gs)) {
        const { method, action, fields } = readForm(form, path);
        learn(
          method === 'GET' ? `${action}?${new URLSearchParams(fields.map((each) => [...each])).toString()}` : action,
        );
        if ((forms.get(`${method} ${action}`)?.length ?? 0) < fields.length) forms.set(`${method} ${action}`, fields);
      }
      for (const [, href = ''] of body.matchAll(/<a\b[^>]*\shref="(\/[^"#]*)/g)) {
        const link = unescaped(href);
        const before = known.size;
        learn(link);
        if (known.size > before) queue.push(link, ...pages.map(({ url }) => addressOf(url)));
      }
    }
  }
  const found = new Map<string, Headers>();
  return {
    addressOf,
    whoMay: async (guard) => {
      const key = `${guard.method} ${guard.url}`;
      for (const headers of found.has(key) ? [] : visitors) {
        const url = addressOf(guard.url);
        // A body of a type that no route takes does nothing, but is refused after the policy was asked.
        const { statusCode } = await server.inject(
          guard.method === 'GET'
            ? { url, headers: { ...headers, accept: 'application/json' } }
            : {
                method: verb(guard),
                url,
                headers: { ...headers, 'content-type': 'application/x-nothing' },
                payload: 'x',
              },
        );
        if (guard.method === 'GET' ? statusCode < 300 : statusCode !== 401 && statusCode !== 403) {
          found.set(key, headers);
          break;
        }
      }
      return found.get(key);
    },
    again: async () => {
      visitors = await visitorsOf(world);
      found.clear();
    },
    formOf: (method, address) => forms.get(`${method} ${address}`),
    queryOf: (url) => [...(queries.get(url) ?? [])],
  };
}

/** What the world has that no link of a first page leads to. */
const firstThings: readonly (readonly [string, string])[] = [
  ['organisation', '/organisations/:id'],
  ['order', '/orders/:id'],
  ['openOrder', '/orders/:id/answer'],
  ['callOff', '/call-offs/:id'],
  ['invoice', '/invoices/:id'],
  ['basket', '/basket/:id'],
  ['purchase', '/purchases/:id'],
  ['priceList', '/price-lists/:id'],
  ['notice', '/inbox/:id'],
];

function readForm(form: string, page: string) {
  const open = /<form\b[^>]*>/.exec(form)?.[0] ?? '';
  const { pathname } = new URL(attribute(open, 'action') ?? page, 'http://x');
  const fields: (readonly [string, string])[] = [];
  for (const [tag] of form.matchAll(/<(?:input|select|textarea|button)\b[^>]*>/g)) {
    const name = attribute(tag, 'name');
    const chosen = !/type="(radio|checkbox)"/.test(tag) || !fields.some(([each]) => each === name);
    if (name !== undefined && chosen) fields.push([name, attribute(tag, 'value') ?? '1']);
  }
  return { method: (attribute(open, 'method') ?? 'get').toUpperCase(), action: pathname, fields };
}

/** Everybody whose requests the routes are for: an owner of each kind with every role and a second factor, and the operator. */
async function visitorsOf(world: IsolationWorld): Promise<readonly Headers[]> {
  const { services } = world.app;
  const link = await services.sessions.makeLink();
  const session = await services.sessions.signIn(link.slice(link.lastIndexOf('/') + 1), 'r');
  if (session === undefined) throw new Error('The operator was not signed in');
  const operator = { cookie: `calloff-session=${session.secret}`, 'sec-fetch-site': 'same-origin' };
  const { buyer, supplier, authority } = await world.again();
  return [buyer, supplier, authority, operator, { 'sec-fetch-site': 'same-origin' }];
}
