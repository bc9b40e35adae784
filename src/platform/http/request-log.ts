import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { withoutSecrets } from '../logging/index.ts';

const LONGEST_PATH = 200;

/** One line a request, when it is answered. The query stays out: it holds what people look for. */
export class RequestLog extends fastify.LogController {
  override incomingRequest(): void {
    // Said once, with the answer.
  }

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const line = {
      method: request.method,
      path: withoutSecrets(request.url.split('?')[0] ?? '').slice(0, LONGEST_PATH),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      ...(request.actor.kind === 'public' ? {} : { actor: request.actor.kind }),
    };
    if (error === null || error === undefined) reply.log.info(line, 'request');
    else reply.log.error({ ...line, err: error }, 'answer was cut off');
  }
}
