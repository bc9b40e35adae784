/** Follows the links of the site as a search engine would, without a browser. */

export interface DeadLink {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export interface Crawl {
  readonly visited: number;
  readonly dead: readonly DeadLink[];
}

/** The kind of an address: identifiers and queries do not make a new kind, so that no kind crowds out the others. */
function kindOf(path: string): string {
  const { pathname, searchParams } = new URL(path, 'http://site');
  const folders = pathname.split('/').filter((each) => each !== '');
  const head = folders.slice(0, 2).join('/');
  return `${folders.length <= 2 ? head : `${head}/*`}?${[...new Set(searchParams.keys())].sort().join('&')}`;
}

function linksOf(html: string): readonly string[] {
  return [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)]
    .map((match) => (match[1] ?? '').replaceAll('&amp;', '&'))
    .filter((link) => /^[/#?]/.test(link) && !link.startsWith('//'));
}

function idsOf(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1] ?? ''));
}

/**
 * Visits every page that links lead to from `start`, at the most `perKind` of a kind, and reports links that answer 400
 * or worse and fragments that name nothing.
 */
export async function crawl(origin: string, start: string, perKind: number): Promise<Crawl> {
  const dead: DeadLink[] = [];
  const seen = new Map<string, string>([[start, '']]);
  const kinds = new Map<string, number>();
  const ids = new Map<string, ReadonlySet<string>>();
  const fragments: { readonly from: string; readonly page: string; readonly id: string }[] = [];
  const queue = [start];

  const visit = async (path: string): Promise<void> => {
    const answer = await fetch(`${origin}${path}`, { headers: { accept: 'text/html' } });
    const body = await answer.text();
    if (answer.status >= 400) dead.push({ from: seen.get(path) ?? '', to: path, why: String(answer.status) });
    if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) return;
    ids.set(path, idsOf(body));
    for (const link of linksOf(body)) {
      const url = new URL(link, `${origin}${path}`);
      const target = url.pathname + url.search;
      if (url.hash.length > 1) fragments.push({ from: path, page: target, id: decodeURIComponent(url.hash.slice(1)) });
      if (seen.has(target)) continue;
      const kind = kindOf(target);
      const count = kinds.get(kind) ?? 0;
      if (count >= perKind) continue;
      kinds.set(kind, count + 1);
      seen.set(target, path);
      queue.push(target);
    }
  };

  for (let batch = queue.splice(0, 4); batch.length > 0; batch = queue.splice(0, 4)) {
    await Promise.all(batch.map(visit));
  }
  for (const { from, page, id } of fragments) {
    if (ids.get(page)?.has(id) === false) dead.push({ from, to: `${page}#${id}`, why: 'nothing there has this id' });
  }
  return { visited: seen.size, dead };
}
