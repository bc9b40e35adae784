import type { FastifyRequest } from 'fastify';

/**
 * Whether a changing request came from this site's own pages rather than from a form or script of another site, which
 * the browser would send with our cookie. Browsers say where a request comes from in Sec-Fetch-Site (over TLS and on
 * localhost) and in Origin (on every POST); pages cannot forge either. A program that sends neither is let through
 * unless it brings a cookie: then it is a browser, and one that says nothing is not trusted.
 */
export function comesFromHere(request: FastifyRequest, publicUrl: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = request.headers;
  if (origin !== undefined) return origin === `${request.protocol}://${request.host}` || origin === originOf(publicUrl);
  return request.headers.cookie === undefined;
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
