import assert from 'node:assert/strict';
import { wordsOf } from './page-server.ts';

/** Somebody of the demonstration, signed in at a running server. */
export interface SignedInPersona {
  readonly cookie: string;
  /** A page as words, which must be there. */
  words(path: string): Promise<string>;
  /** The answer of the interface, which must be there. */
  json(path: string): Promise<unknown>;
}

/** Steps into somebody's place, as the sign-in page offers it. */
export async function enterAs(origin: string, persona: string): Promise<SignedInPersona> {
  const entered = await fetch(`${origin}/sign-in/persona/${persona}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  });
  const cookie = entered.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const get = async (path: string, accept: string): Promise<string> => {
    const page = await fetch(`${origin}${path}`, { headers: { cookie, accept } });
    const body = await page.text();
    assert.equal(page.status, 200, `${persona} at ${path}: ${body.slice(0, 300)}`);
    return body;
  };
  return {
    cookie,
    words: async (path) => wordsOf(await get(path, 'text/html')),
    json: async (path) => JSON.parse(await get(path, 'application/json')) as unknown,
  };
}
