import type { FastifyRequest } from 'fastify';
import type { Outcome, Problem } from '../../kernel/outcome.ts';
import { notFound } from '../../platform/http/index.ts';
import { type Acting, isNotFound } from '../buyers/acting.ts';
import type { FactsForm } from '../buyers/new-organisation.ts';
import type { GrantForm } from '../membership/grant.ts';

/** The fields of a form that was sent; what is no text counts as not given. */
export interface SentForm {
  text(name: string): string;
  texts(name: string): readonly string[];
  has(name: string): boolean;
}

const longestField = 4000;

export function sentForm(body: unknown): SentForm {
  const fields = new Map<string, unknown>(typeof body === 'object' && body !== null ? Object.entries(body) : []);
  const texts = (name: string): readonly string[] => {
    const value = fields.get(name);
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    return all.flatMap((each) => (typeof each === 'string' ? [each.slice(0, longestField)] : [])).slice(0, 100);
  };
  return { texts, text: (name) => texts(name)[0] ?? '', has: (name) => fields.has(name) };
}

export function grantOf(form: SentForm): GrantForm {
  return {
    roles: form.texts('roles'),
    site: form.text('site'),
    approvalLimit: form.text('approvalLimit'),
    signingLimit: form.text('signingLimit'),
  };
}

/** What a buyer is, as a form says it. */
export function factsIn(form: SentForm): FactsForm {
  return {
    name: form.text('name'),
    buyerClass: form.text('buyerClass'),
    scheme: form.text('scheme'),
    number: form.text('number'),
    authorityBasis: form.text('authorityBasis'),
    devolved: form.text('devolved') === 'yes',
    noticeToImprove: form.text('noticeToImprove') === 'yes',
  };
}

/** Who sent the request. */
export function actingOf(request: FastifyRequest): Acting {
  return { actor: request.actor, requestId: request.id };
}

/** Id of the person asking; pages whose policy asks for a person have one. */
export function personIn(request: FastifyRequest): string {
  return request.actor.kind === 'person' ? request.actor.personId : '';
}

/** The page for what is not there, or is another organisation's: nobody can tell which. */
export function noSuchThing(): Error {
  return notFound('There is no such thing in your organisations.', 'Go to the page of your organisations.', [
    { text: 'Your organisations', href: '/organisations/start' },
  ]);
}

/** The problems of what could not be done, for the page that asked; throws the 404 page where it is not the actor's. */
export function problemsOf(outcome: Outcome<unknown>): readonly Problem[] {
  if (outcome.ok) return [];
  if (isNotFound(outcome.problems)) throw noSuchThing();
  return outcome.problems;
}

/** Problems as the error summary and the fields take them. */
export function shownProblems(problems: readonly Problem[]) {
  const errors = Object.fromEntries(
    problems.toReversed().map((each) => [each.path ?? '', { text: `${each.message} ${each.remedy}` }]),
  );
  return { problems: problems.map((each) => ({ ...each, href: `#${each.path ?? 'main-content'}` })), errors };
}
