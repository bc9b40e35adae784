import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../../kernel/outcome.ts';
import { HttpError, notFound } from './errors.ts';
import type { Methods } from './methods.ts';

/** Programs get JSON, people a page: by address and key first, then by what the client says it accepts. */
export function wantsJson(request: FastifyRequest): boolean {
  if (request.url.startsWith('/api/') || request.headers.authorization !== undefined) return true;
  const accept = request.headers.accept ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}

function pointerName(instancePath: string, params: Readonly<Record<string, unknown>>): string {
  const name = params['missingProperty'] ?? params['additionalProperty'];
  return typeof name === 'string' ? name : instancePath.replace(/^\//, '').split('/')[0] || 'request';
}

const remedies: Readonly<Record<string, string>> = {
  additionalProperties: 'Take it out, or look at the list of parameters at /api.',
  enum: 'Use one of the values listed at /api.',
};

function validationProblems(error: FastifyError): readonly Problem[] {
  return (error.validation ?? []).map((each) => {
    const allowed = each.params['allowedValues'];
    const name = pointerName(each.instancePath, each.params);
    const message =
      each.keyword === 'additionalProperties'
        ? `${name} is not a parameter of this address.`
        : each.keyword === 'enum' && Array.isArray(allowed)
          ? `${name} must be one of: ${allowed.join(', ')}.`
          : `${name} ${each.message ?? 'cannot be used'}.`;
    return {
      code: `parameter-${each.keyword}`,
      path: name,
      message,
      remedy: remedies[each.keyword] ?? 'Correct it and try again.',
    };
  });
}

/** What Fastify itself refuses, by status. */
const refusals: Readonly<Record<number, readonly [string, string]>> = {
  408: ['The request took too long to arrive.', 'Send it again.'],
  413: ['What was sent is too large.', 'Send less at a time.'],
  415: ['What was sent is in a format this address does not take.', 'Look at /api for the formats it takes.'],
};

function asHttpError(error: FastifyError): HttpError {
  if (error instanceof HttpError) return error;
  if (error.validation !== undefined) {
    return new HttpError(400, 'There is a problem with the address', validationProblems(error));
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    const [message, remedy] = refusals[status] ?? [
      'The request could not be read.',
      'Check what was sent and try again.',
    ];
    return new HttpError(status, 'The request could not be read', [{ code: 'bad-request', message, remedy }]);
  }
  return new HttpError(500, 'Sorry, there is a problem with the service', [
    {
      code: 'internal',
      message: 'Something went wrong on our side. Nothing you entered was half saved.',
      remedy: 'Try again in a few minutes. If it happens again, quote the request number.',
    },
  ]);
}

/** Answers a thrown error: expected ones in their own words, all others as a plain 500 that shows nothing inside. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asHttpError(error);
  if (known.status >= 500) request.log.error({ err: error }, 'request failed');
  return answer(known, request, reply);
}

/** Answers an address without a route: 405 when it knows other methods, else 404. */
export function answerNotFoundWith(methods: Methods): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (request, reply) => {
    const allowed = methods.allowed(request.url.split('?')[0] ?? '');
    if (allowed.length === 0) {
      return answer(
        notFound('There is no page at this address.', 'Check the address, or search the catalogue.'),
        request,
        reply,
      );
    }
    reply.header('allow', allowed.join(', '));
    const message = `This address does not take ${request.method}.`;
    const remedy = `It takes ${allowed.join(', ')}.`;
    return answer(
      new HttpError(405, 'This cannot be done here', [{ code: 'method', message, remedy }]),
      request,
      reply,
    );
  };
}

function answer(known: HttpError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.status(known.status).header('cache-control', 'no-store');
  if (known.status === 401) reply.header('www-authenticate', 'Bearer');
  if (wantsJson(request)) {
    return reply.type('application/json').send({ problems: known.problems, requestId: request.id });
  }
  try {
    return reply.page('errors/error.njk', { status: known.status, title: known.title, error: known });
  } catch (broken) {
    request.log.error({ err: broken }, 'the error page is broken');
    return reply.type('text/plain; charset=utf-8').send(`${known.title}\n\nRequest number ${request.id}\n`);
  }
}
