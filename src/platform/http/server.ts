import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchema,
} from 'fastify';
import { type Actor, type PolicyTable, publicActor } from '../access/index.ts';
import type { Scanner } from '../files/index.ts';
import type { Views } from '../views/views.ts';
import { HttpError, badRequest } from './errors.ts';
import { answerError, answerNotFoundWith, wantsJson } from './error-pages.ts';
import { isFiniteThroughout, isReadableAddress, isStorable } from './hostile-input.ts';
import { collectMethods } from './methods.ts';
import { RequestLog } from './request-log.ts';
import { comesFromHere } from './same-origin.ts';
import { registerUploads } from './uploads.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route with the policy it asks for: what the test of all permissions goes through. */
    guards: readonly RouteGuard[];
  }
  interface FastifyRequest {
    actor: Actor;
  }
  interface FastifyReply {
    /** Renders a template, named in full (`catalogue/views/offer.njk`), as the HTML answer. */
    page(template: string, context: Readonly<Record<string, unknown>>): FastifyReply;
  }
  interface FastifyContextConfig {
    /** The policy a changing route asks for; every route that is not GET, HEAD or OPTIONS must name one. */
    policy?: string;
  }
}

/** A route and the policy that guards it; undefined: it is for everybody. */
export interface RouteGuard {
  readonly method: string;
  readonly url: string;
  readonly policy: string | undefined;
  /** What the route holds its requests to, as JSON Schema. */
  readonly schema: Readonly<Pick<FastifySchema, 'body' | 'querystring'>>;
  /** Whether it takes a form with a file. */
  readonly upload: boolean;
}

export interface ServerOptions {
  readonly logger: FastifyBaseLogger;
  readonly policies: PolicyTable;
  readonly views: Views;
  readonly identify: (request: FastifyRequest) => Promise<Actor>;
  /** Requests a minute from one address; 0 for no limit. */
  readonly rateLimit: number;
  readonly trustProxy: number;
  /** Seconds for the body of a request to arrive, unless it is a file; 120 unless told. */
  readonly bodySeconds?: number;
  /** What looks at files people send for malicious content; absent: nothing does. */
  readonly scanner?: Scanner;
  /** Address people use, such as `https://calloff.example`; empty: whatever address a request names. */
  readonly publicUrl?: string;
  /** Where a person signs in, or gives a second factor, and comes back to the address; absent: nobody can. */
  readonly signIn?: {
    readonly href: (next: string) => string;
    readonly confirmHref: (next: string) => string;
    /** Where somebody who is in no organisation yet finds or makes theirs. */
    readonly startHref: (next: string) => string;
  };
  /** Told of every refusal to somebody known: a page that is not theirs, an act they may not do. */
  readonly refused?: (request: FastifyRequest, status: number) => Promise<void>;
  /** Values every page's template sees, computed a request (`menu`, `demo`, …). */
  readonly shell: (request: FastifyRequest) => Readonly<Record<string, unknown>>;
}

export type Server = FastifyInstance;

/** Where addresses lead that cannot be read. */
const unreadable = '/address-that-cannot-be-read';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Builds the HTTP server with everything that is not procurement: safety headers, limits, errors, identity, policies. */
export async function buildServer(options: ServerOptions): Promise<Server> {
  const server: FastifyInstance = Fastify({
    loggerInstance: options.logger,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: options.trustProxy === 0 ? false : (_address: string, hop: number) => hop < options.trustProxy,
    bodyLimit: 1_048_576,
    // Longer parts of an address lead nowhere, but to a page that says so.
    routerOptions: { maxParamLength: 8192 },
    // A sender that trickles its request is cut off: 100 MB over a line of 1 Mbit/s must have passed by then.
    requestTimeout: 900_000,
    logController: new RequestLog(),
    // What cannot be read goes to a route of its own, so that its answer has the headers and looks of every other.
    rewriteUrl: ({ url = '' }) => (isReadableAddress(url) ? url : unreadable),
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array', allErrors: true, useDefaults: true } },
  });

  server.decorateRequest('actor');
  server.decorateReply(
    'page',
    function (this: FastifyReply, template: string, context: Readonly<Record<string, unknown>>) {
      const html = options.views.render(template, {
        ...options.shell(this.request),
        cspNonce: this.cspNonce.script,
        path: this.request.url,
        requestId: this.request.id,
        ...context,
      });
      return this.type('text/html; charset=utf-8').send(html);
    },
  );

  server.addHook('onRequest', async (request, reply) => {
    request.actor = publicActor;
    reply.header('x-request-id', request.id);
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  });
  await server.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'"],
        fontSrc: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'"],
        manifestSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
      },
    },
    crossOriginEmbedderPolicy: true,
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: options.publicUrl?.startsWith('https:') === true,
    xFrameOptions: { action: 'deny' },
  });
  await server.register(cookie);
  await server.register(formbody, { bodyLimit: 262_144 });
  await registerUploads(server, options.scanner);
  if (options.rateLimit > 0) {
    await server.register(rateLimit, {
      max: options.rateLimit,
      timeWindow: '1 minute',
      errorResponseBuilder: (_request, context) =>
        new HttpError(429, 'Too many requests', [
          {
            code: 'too-many-requests',
            message: `More than ${String(context.max)} requests came from your address in a minute.`,
            remedy: `Try again in ${context.after}.`,
          },
        ]),
    });
  }

  const methods = collectMethods(server);
  const guards: RouteGuard[] = [];
  server.decorate('guards', guards);
  server.addHook('onRoute', (route) => {
    const changing = [route.method].flat().filter((each) => !reading.has(each));
    const policy = route.config?.policy;
    const { body, querystring } = route.schema ?? {};
    const upload = route.config?.upload === true;
    const guard = { url: route.url, policy, schema: { body, querystring }, upload };
    guards.push(...[route.method].flat().map((method) => ({ method, ...guard })));
    if (policy === undefined) {
      if (changing.length > 0) throw new Error(`${changing.join(',')} ${route.url} names no policy`);
      return;
    }
    if (!options.policies.has(policy)) {
      throw new Error(`${route.url} names the policy ${policy}, which is not in the table`);
    }
  });
  // After the rate limit, before the body is read: who may not ask sends nothing.
  server.addHook('preParsing', async (request, reply) => {
    if (!reading.has(request.method) && !comesFromHere(request, options.publicUrl ?? '')) {
      throw new HttpError(403, 'This came from another site', [
        {
          code: 'cross-site',
          message: 'The request was not sent from a page of this service, so nothing was done.',
          remedy: 'Open the page here and try again.',
        },
      ]);
    }
    request.actor = await options.identify(request);
    const elsewhere = decide(options, request);
    if (elsewhere !== undefined) return reply.redirect(elsewhere, 303);
    if (request.routeOptions.config.upload === true) return undefined;
    if (request.headers['content-type']?.startsWith('multipart/') === true) throw noFilesHere();
    cutOffWhenSlow(request, options.bodySeconds ?? 120);
    return undefined;
  });
  server.addHook('preValidation', async (request) => {
    if (isStorable(request.body)) return;
    throw badRequest([
      {
        code: 'characters',
        message: 'What was sent holds characters that cannot be stored.',
        remedy: 'Take out NUL characters and broken text, and send it again.',
      },
    ]);
  });
  server.addHook('preHandler', async ({ query, params, body }) => {
    if ([query, params, body].every(isFiniteThroughout)) return;
    throw badRequest([
      {
        code: 'number',
        message: 'A number in the address is too large.',
        remedy: 'Use a smaller number.',
      },
    ]);
  });
  server.addHook('onSend', async (request, reply) => {
    // What one person sees is not for a shared cache; pages are asked for anew, because prices and standing change.
    if (reply.hasHeader('cache-control')) return;
    reply.header('cache-control', request.actor.kind === 'public' ? 'private, no-cache' : 'no-store');
  });
  server.get(unreadable, { schema: { hide: true } }, async () => {
    throw badRequest([
      {
        code: 'address',
        message: 'The address is too long, or holds characters that cannot be read.',
        remedy: 'Check the address, or start again from the home page.',
      },
    ]);
  });
  server.addHook('onResponse', async (request, reply) => {
    const { refused } = options;
    const known = request.actor.kind === 'person' || request.actor.kind === 'key';
    const status = reply.statusCode;
    const guarded = request.routeOptions.config.policy !== undefined;
    if (refused !== undefined && known && guarded && (status === 403 || status === 404)) await refused(request, status);
  });
  server.setErrorHandler(answerError);
  server.setNotFoundHandler(answerNotFoundWith(methods));
  return server;
}

/** Refuses what the policy does not allow; gives where to sign in or to confirm first, for somebody who reads a page. */
function decide({ policies, signIn }: ServerOptions, request: FastifyRequest): string | undefined {
  const action = request.routeOptions.config.policy;
  if (action === undefined) return undefined;
  const decision = policies.decide(action, request.actor);
  if (decision.allowed) return undefined;
  const readsPage = request.method === 'GET' && !wantsJson(request) && signIn !== undefined;
  const row = policies.rows().find((each) => each.action === action);
  const forPeople = row?.roles !== undefined || row?.signedIn === true;
  if (readsPage && forPeople && request.actor.kind === 'public') return signIn.href(request.url);
  // Who just registered: what they want to do is done for an organisation.
  const alone = request.actor.kind === 'person' && request.actor.memberships.length === 0;
  if (readsPage && row?.roles !== undefined && alone) return signIn.startHref(request.url);
  // After confirming one is on the page again from which it was to be done, and does it.
  const sent = request.method === 'POST' && !wantsJson(request) ? pageBefore(request) : undefined;
  const comesBackTo = readsPage ? request.url : sent;
  if (decision.code === 'second-factor' && signIn !== undefined && comesBackTo !== undefined) {
    return signIn.confirmHref(comesBackTo);
  }
  const scope = row?.scope;
  const key = scope === undefined ? '' : ` A program sends an API key with the scope ${scope}.`;
  throw new HttpError(request.actor.kind === 'public' ? 401 : 403, 'You cannot do this', [
    {
      code: decision.code,
      message: decision.reason,
      remedy: `${remedyFor(request, decision.code, forPeople)}${key}`,
    },
  ]);
}

/** Path and query of the page of this service that a form was sent from, when the browser says so. */
function pageBefore(request: FastifyRequest): string | undefined {
  const { referer } = request.headers;
  if (referer === undefined || !URL.canParse(referer)) return undefined;
  const { host, pathname, search } = new URL(referer);
  return host === request.host && !pathname.startsWith('//') ? `${pathname}${search}` : undefined;
}

function remedyFor({ actor }: FastifyRequest, code: 'not-allowed' | 'second-factor', forPeople: boolean): string {
  if (code === 'second-factor') return 'Confirm with your second factor, then do it again.';
  if (!forPeople) return 'The operator signs in with a one-time link: npx calloff operator link.';
  if (actor.kind === 'public') return 'Sign in, then do it again.';
  return 'Ask an administrator of your organisation for the role.';
}

function noFilesHere(): HttpError {
  return new HttpError(415, 'The request could not be read', [
    {
      code: 'bad-request',
      message: 'This address takes no files.',
      remedy: 'Look at /api for the formats it takes.',
    },
  ]);
}

/** Nothing but a file has reason to arrive for minutes. */
function cutOffWhenSlow({ raw }: FastifyRequest, seconds: number): void {
  if (raw.readableEnded || (raw.headers['content-length'] ?? raw.headers['transfer-encoding']) === undefined) return;
  const timer = setTimeout(() => raw.destroy(), seconds * 1000).unref();
  raw.once('end', () => clearTimeout(timer));
  raw.once('close', () => clearTimeout(timer));
}
