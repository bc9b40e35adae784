import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { searchPath } from '../../catalogue/index.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { HttpError } from '../../platform/http/index.ts';
import type { PurchasingPageServices } from '../page-parts.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import { countOf, type Fields, textOf } from './basket-form.ts';

/** Offers somebody chose on a page of the catalogue, and the page to go back to. */
interface Chosen {
  readonly items: readonly { readonly offer: string; readonly quantity: number }[];
  /** A path of this service; empty: the basket. */
  readonly back: string;
}

const mostChosen = 40;
/** The cookie with what was chosen before signing in. Only a page of this service can have sent the form that set it. */
const cookie = 'calloff-chosen';
const rememberedSeconds = 3600;

/**
 * Puts offers into baskets from any page of the catalogue and leads back to it. Whoever is not signed in does so on the way: what
 * was chosen waits in a cookie of their browser, and a word that stands in the cookie and in the address they come back by keeps
 * an address made elsewhere from putting anything into a basket.
 */
export function addPages(services: Pick<PurchasingPageServices, 'baskets' | 'signInHref'>): FastifyPluginAsync {
  const { baskets } = services;

  async function put(request: FastifyRequest, reply: FastifyReply, chosen: Chosen, asked: string) {
    const organisations = await baskets.organisations(request.actor);
    const [only] = organisations;
    if (only === undefined) {
      throw new HttpError(403, 'You cannot do this', [
        {
          code: 'not-allowed',
          message: 'You do not buy for any organisation here.',
          remedy: 'Ask an administrator of your organisation for the role of a buyer or requester.',
        },
      ]);
    }
    const organisation = asked !== '' || organisations.length > 1 ? asked : only.id;
    if (organisation === '') {
      return reply.page('purchasing/views/choose.njk', {
        title: 'Which organisation is it for?',
        ...{ organisations, chosen, problems: [] },
      });
    }
    const by = { actor: request.actor, requestId: request.id };
    const done = await baskets.putAll(by, organisation, chosen.items);
    if (!done.ok) {
      throw new HttpError(400, 'It was not put into the basket', done.problems, [
        { text: 'Search the catalogue', href: searchPath() },
        { text: 'Basket', href: purchasingPaths.basket() },
      ]);
    }
    const [first] = chosen.items;
    const at = chosen.items.length === 1 && first !== undefined ? `#offer-${first.offer}` : '#in-basket';
    return reply.redirect(chosen.back === '' ? purchasingPaths.basket() : `${chosen.back}${at}`, 303);
  }

  return async (server: FastifyInstance) => {
    const schema = { hide: true };
    server.post(
      purchasingPaths.add(),
      { schema, config: { policy: 'baskets.add', rateLimit: { max: 120, timeWindow: '1 minute' } } },
      async (request, reply) => {
        const fields: Fields = { ...(request.body as object | null) };
        const read = readChosen(fields);
        if (!read.ok) {
          throw new HttpError(400, 'It was not put into the basket', read.problems, [
            { text: 'Search the catalogue', href: searchPath() },
          ]);
        }
        if (request.actor.kind !== 'public') return put(request, reply, read.value, textOf(fields, 'organisation'));
        const word = randomBytes(16).toString('base64url');
        const value = Buffer.from(JSON.stringify({ word, ...read.value })).toString('base64url');
        // Longer than a browser keeps: the page is asked for again.
        if (value.length > 3500) throw tooMuch();
        reply.setCookie(cookie, value, {
          ...{ path: '/basket', httpOnly: true, sameSite: 'lax', maxAge: rememberedSeconds },
          secure: request.protocol === 'https',
        });
        return reply.redirect(services.signInHref(`${purchasingPaths.chosen()}?word=${word}`), 303);
      },
    );

    server.get(purchasingPaths.chosen(), { schema, config: { policy: 'baskets.edit' } }, async (request, reply) => {
      const word = textOf({ ...(request.query as object) }, 'word');
      const kept = readKept(request.cookies[cookie]);
      reply.clearCookie(cookie, { path: '/basket' });
      if (kept === undefined || !sameWord(kept.word, word)) {
        return reply.redirect(purchasingPaths.basket(), 303);
      }
      return put(request, reply, kept.chosen, '');
    });
  };
}

/**
 * Reads one offer with `quantity`, or several each with `quantity-<offer>`; of a list (`which`) those `ticked` as
 * `basket`, or those `open` to be bought.
 */
export function readChosen(fields: Fields): Outcome<Chosen> {
  const all = (name: string): readonly string[] => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.flatMap((each) => (typeof each === 'string' && each.trim() !== '' ? [each.trim()] : []));
  };
  const which = textOf(fields, 'which');
  const offers = [...new Set(all(which === 'ticked' ? 'basket' : which === 'open' ? 'open' : 'offer'))];
  if (offers.length === 0) return problem('nothing-chosen', 'offer', 'Nothing was chosen.', 'Tick an offer first.');
  if (offers.length > mostChosen)
    return problem('too-many', 'offer', `A basket holds ${mostChosen} lines.`, 'Choose fewer.');
  const items = offers.map((offer) => {
    const number = textOf(fields, `quantity-${offer}`) || textOf(fields, 'quantity') || '1';
    return { offer, quantity: countOf(number) };
  });
  if (items.some(({ offer }) => !/^\d{1,18}$/.test(offer)))
    return problem('offer-unknown', 'offer', 'One of these is no offer of the catalogue.', 'Choose it again.');
  const wrong = items.find(({ quantity }) => !(quantity >= 1 && quantity <= 1_000_000));
  if (wrong !== undefined) {
    const path = `quantity-${wrong.offer}`;
    return problem('quantity', path, 'Enter a whole number from 1 to 1,000,000', 'For example: 30.');
  }
  return succeed({ items, back: ownPath(textOf(fields, 'back')) });
}

const problem = (code: string, path: string, message: string, remedy: string) => fail({ code, path, message, remedy });

/** Path and query of a page of the catalogue, without a fragment; empty for anything else. */
function ownPath(text: string): string {
  const base = 'http://own.invalid';
  if (!text.startsWith('/catalogue/') || text.length > 1500 || !URL.canParse(text, base)) return '';
  const { origin, pathname, search } = new URL(text, base);
  return origin === base && pathname.startsWith('/catalogue/') ? `${pathname}${search}` : '';
}

const Kept = Type.Object({
  word: Type.String(),
  back: Type.String(),
  items: Type.Array(Type.Object({ offer: Type.String(), quantity: Type.Integer() })),
});

/** What the cookie holds, read anew as the form was; undefined for anything else. */
function readKept(value: string | undefined): { readonly word: string; readonly chosen: Chosen } | undefined {
  const kept = parsed(Buffer.from(value ?? '', 'base64url').toString());
  if (!Value.Check(Kept, kept)) return undefined;
  const numbers: Record<string, string> = {};
  for (const each of kept.items) numbers[`quantity-${each.offer}`] = String(each.quantity);
  const offer = kept.items.map((each) => each.offer);
  const read = readChosen({ ...numbers, back: kept.back, offer });
  return read.ok ? { word: kept.word, chosen: read.value } : undefined;
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function sameWord(kept: string, given: string): boolean {
  const [a, b] = [Buffer.from(kept), Buffer.from(given)];
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b);
}

function tooMuch(): HttpError {
  return new HttpError(400, 'It was not put into the basket', [
    {
      code: 'too-many',
      message: 'That is more than can be remembered while you sign in.',
      remedy: 'Sign in first, then put it into the basket.',
    },
  ]);
}
