import type { Problem } from '../../kernel/outcome.ts';
import type { Actor, Membership, PolicyTable } from '../../platform/access/index.ts';

/** Who does something, and in which request. */
export interface Acting {
  readonly actor: Actor;
  readonly requestId: string;
}

/** The rights a service asks for. */
export type Rights = Pick<PolicyTable, 'scope'>;

/**
 * The actor's membership of the organisation in which it may do the act; undefined where it may not, which looks like an
 * organisation that does not exist. Who acts for one site only does not act for the whole organisation.
 */
export function actingIn(
  rights: Rights,
  action: string,
  actor: Actor,
  organisation: string,
  wholeOnly = true,
): Membership | undefined {
  return rights
    .scope(action, actor)
    .find((each) => each.organisation === organisation && (!wholeOnly || each.site === null));
}

/** What a service answers for an organisation the actor may not touch: the page answers 404. */
export const notYours: Problem = {
  code: 'not-found',
  message: 'There is no such thing in your organisation.',
  remedy: 'Go back to your organisation and look again.',
};

/** Whether the problems say that the thing is not there for this actor. */
export function isNotFound(problems: readonly Problem[]): boolean {
  return problems.some((each) => each.code === notYours.code);
}

/** A problem with a field of a form. */
export function problemAt(path: string, code: string, message: string, remedy: string, value?: string): Problem {
  return { code, path, message, remedy, ...(value === undefined ? {} : { value }) };
}
