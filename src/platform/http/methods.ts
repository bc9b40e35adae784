import type { FastifyInstance } from 'fastify';

/** Which methods an address knows: to tell a wrong method (405) from a wrong address (404). */
export interface Methods {
  /** The methods of routes that match the path, such as `GET, HEAD`; empty when none does. */
  allowed(path: string): readonly string[];
}

/** Collects the methods of every route registered from now on. */
export function collectMethods(server: FastifyInstance): Methods {
  const routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  server.addHook('onRoute', (route) => {
    let known = routes.get(route.url);
    if (known === undefined) {
      known = { pattern: patternOf(route.url), methods: new Set() };
      routes.set(route.url, known);
    }
    for (const method of [route.method].flat()) known.methods.add(method);
  });
  return {
    allowed: (path) => {
      const methods = new Set<string>();
      for (const route of routes.values()) {
        if (route.pattern.test(path)) for (const each of route.methods) methods.add(each);
      }
      return [...methods].sort();
    },
  };
}

/** `/a/:b/c.csv` matches `/a/anything/c.csv`; `*` matches any rest. */
function patternOf(url: string): RegExp {
  const pattern = url
    .split(/(:[A-Za-z]\w*|\*)/)
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${pattern}$`);
}
