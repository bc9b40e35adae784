import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Outcome } from '../../kernel/outcome.ts';
import { HttpError, notFound } from '../../platform/http/index.ts';
import { type Acting, isNotFound } from '../buyers/acting.ts';

export const tags = ['Organisations'];
export const params = Type.Object({ id: Type.String({ description: 'Id of an organisation you are in' }) });

/** Who sent the request. */
export function actingOf(request: FastifyRequest): Acting {
  return { actor: request.actor, requestId: request.id };
}

export function none(): HttpError {
  return notFound(
    'You are in no organisation with this id, or it has no such thing.',
    'See /api/v1/organisations for yours.',
  );
}

/** What was done; throws the answer of what could not be. */
export function done<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  if (isNotFound(outcome.problems)) throw none();
  throw new HttpError(422, 'It could not be done', outcome.problems);
}
