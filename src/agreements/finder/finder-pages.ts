import type { FastifyPluginAsync } from 'fastify';
import { type IsoDate, parseIsoDate, today } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { badRequest, notFound } from '../../platform/http/index.ts';
import { answerFacts, answerView } from './answer-view.ts';
import { decide } from './decide.ts';
import { answersAsText, nextQuestion, questionPath, readAnswers } from './finder-answers.ts';
import { type AnswerQuery, finderPaths } from './finder-paths.ts';
import { type FinderServices, pickFinder } from './finder-services.ts';
import type { Finder, FinderQuestion } from './finder.ts';
import { questionView } from './question-view.ts';

type Query = Readonly<Record<string, unknown>>;

/** The name of the hidden field that says which question was answered. */
const submitted = 'continue';

/** "Tell us what you need": a start page, a page for each question and the answer. All state is in the address. */
export function finderPages(services: FinderServices): FastifyPluginAsync {
  return async (server) => {
    server.get<{ Querystring: Query }>('/find', { schema: { hide: true } }, async (request, reply) => {
      const { finder, extra } = chosen(services, request.query);
      const [first] = finder.questions;
      return reply.page('agreements/views/finder-start.njk', {
        title: finder.definition.start.title,
        section: 'find',
        start: finder.definition.start,
        agreement: finder.pack,
        begin: finderPaths.question(first?.id ?? '', extra),
        others: services.finders
          .filter((each) => each !== finder)
          .map((each) => ({
            name: each.pack.name.value,
            href: finderPaths.start({ agreement: each.pack.number.value }),
          })),
      });
    });

    server.get<{ Querystring: Query }>('/find/answer', { schema: { hide: true } }, async (request, reply) => {
      const { finder, extra } = chosen(services, request.query);
      const { answers, problems } = readAnswers(finder, request.query);
      const open = nextQuestion(finder, answers);
      if (open !== undefined) {
        const bad = problems.some((each) => each.path === open.id || each.path === 'quantity');
        const kept = bad ? { ...textOf(request.query, [open.id, 'quantity']), [submitted]: open.id } : {};
        return reply.redirect(finderPaths.question(open.id, { ...extra, ...answersAsText(answers), ...kept }), 302);
      }
      const on = dateOf(services, request.query);
      const decision = decide(finder, answers, services.reference, on);
      const facts = await answerFacts(services, finder, answers, decision);
      return reply.page('agreements/views/finder-answer.njk', {
        title: decision.title,
        section: 'find',
        ...answerView(finder, answers, decision, facts, extra),
      });
    });

    server.get<{ Querystring: Query; Params: { question: string } }>(
      '/find/:question',
      { schema: { hide: true } },
      async (request, reply) => {
        const { finder, extra } = chosen(services, request.query);
        const question = finder.questions.find((each) => each.id === request.params.question);
        if (question === undefined) {
          throw notFound('There is no such question.', 'Start again from the first one.', [
            { text: 'Tell us what you need', href: finderPaths.start(extra) },
          ]);
        }
        const { answers, problems } = readAnswers(finder, request.query);
        const given = { ...extra, ...answersAsText(answers) };
        const next = nextQuestion(finder, answers);
        if (!questionPath(finder, answers).includes(question)) {
          return reply.redirect(
            next === undefined ? finderPaths.answer(given) : finderPaths.question(next.id, given),
            302,
          );
        }
        const isSubmitted = request.query[submitted] === question.id;
        const own = isSubmitted ? ownProblems(question, answers.has(question.id), problems) : [];
        if (isSubmitted && own.length === 0) {
          return reply.redirect(
            next === undefined ? finderPaths.answer(given) : finderPaths.question(next.id, given),
            303,
          );
        }
        return reply.status(own.length > 0 ? 400 : 200).page('agreements/views/finder-question.njk', {
          title: `${own.length > 0 ? 'Error: ' : ''}${question.title}`,
          section: 'find',
          ...questionView(finder, question, answers, extra, {
            values: [request.query[question.id]].flat().filter((each) => typeof each === 'string'),
            quantity: Object.values(textOf(request.query, ['quantity'])).join(''),
            problems: own,
          }),
        });
      },
    );
  };
}

function chosen(services: FinderServices, query: Query): { readonly finder: Finder; readonly extra: AnswerQuery } {
  const agreement =
    typeof query['agreement'] === 'string' && query['agreement'] !== '' ? query['agreement'] : undefined;
  const finder = pickFinder(services, agreement);
  if (finder === undefined) {
    throw notFound('No agreement with a finder is installed under this number.', 'Look at the agreements instead.', [
      { text: 'Agreements', href: '/agreements' },
    ]);
  }
  const on = typeof query['on'] === 'string' ? parseIsoDate(query['on']) : undefined;
  return {
    finder,
    extra: {
      ...(agreement === undefined ? {} : { agreement: finder.pack.number.value }),
      ...(on === undefined ? {} : { on }),
    },
  };
}

/** What is wrong with the answer to this question; nothing chosen is a problem too. */
function ownProblems(question: FinderQuestion, answered: boolean, problems: readonly Problem[]): readonly Problem[] {
  const own = problems.filter(
    (each) => each.path === question.id || (each.path === 'quantity' && question.quantity !== undefined),
  );
  if (answered || own.length > 0) return own;
  return [{ code: 'no-answer', path: question.id, message: question.missing, remedy: '' }];
}

/** The first text of each name, as it was sent. */
function textOf(query: Query, names: readonly string[]): AnswerQuery {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = [query[name]].flat().filter((each) => typeof each === 'string' && each !== '');
      return value.length === 0 ? [] : [[name, String(value[0]).slice(0, 200)]];
    }),
  );
}

function dateOf(services: FinderServices, query: Query): IsoDate {
  const text = query['on'];
  if (text === undefined || text === '') return today(services.clock);
  const on = typeof text === 'string' ? parseIsoDate(text) : undefined;
  if (on === undefined) {
    throw badRequest([
      {
        code: 'not-a-date',
        path: 'on',
        message: 'on must be a date.',
        remedy: 'Write it as YYYY-MM-DD, or leave it out for today.',
      },
    ]);
  }
  return on;
}
