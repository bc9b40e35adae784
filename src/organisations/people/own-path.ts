/**
 * An address within this service to go on to, from what a request named: path, query and fragment. Undefined for
 * anything a browser would follow elsewhere.
 */
export function ownPath(text: string | undefined): string | undefined {
  if (text === undefined || !text.startsWith('/') || text.length > 2000) return undefined;
  const base = 'http://own.invalid';
  if (!URL.canParse(text, base)) return undefined;
  const { origin, pathname, search, hash } = new URL(text, base);
  // `/\elsewhere` and `/.//elsewhere` come out of the parser as what browsers make of them.
  return origin === base && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : undefined;
}
