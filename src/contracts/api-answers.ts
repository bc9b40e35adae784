import { Type } from 'typebox';
import type { Outcome } from '../kernel/outcome.ts';
import { HttpError, notFound } from '../platform/http/index.ts';
import type { By, Orders } from './orders/order-service.ts';

/** What the interfaces of orders and call-offs share. */
export const tags = ['Orders and call-offs'];
export const id = Type.String({ maxLength: 40 });
export const params = Type.Object({ id });
export const listQuery = Type.Object({
  after: Type.Optional(Type.String({ maxLength: 80 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});

export function byOf(request: { readonly actor: Parameters<Orders['get']>[0]; readonly id: string }): By {
  return { actor: request.actor, requestId: request.id };
}

export function found<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw notFound('There is nothing with this id among yours.', 'See the list for the ids.');
}

/** Refusals because somebody did something meanwhile. */
const tooLate: ReadonlySet<string> = new Set(['order-state', 'signed', 'signed-here', 'other-document', 'published']);

/** The value, or the refusal: 404 for what is not the caller's, 409 for what came too late, 422 for what is wrong. */
export function done<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  const code = outcome.problems[0]?.code ?? '';
  const status = code === 'order-unknown' || code === 'call-off-unknown' ? 404 : tooLate.has(code) ? 409 : 422;
  throw new HttpError(status, 'This cannot be done', outcome.problems);
}
