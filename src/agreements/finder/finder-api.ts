import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type TProperties, Type } from 'typebox';
import { parseIsoDate, today } from '../../kernel/dates.ts';
import { badRequest, notFound } from '../../platform/http/index.ts';
import { decide } from './decide.ts';
import { readAnswers } from './finder-answers.ts';
import { decisionDocument, questionsDocument } from './finder-document.ts';
import { DecisionSchema, QuestionsSchema } from './finder-schemas.ts';
import { type FinderServices, pickFinder } from './finder-services.ts';
import type { Finder } from './finder.ts';

/** `GET /api/v1/finder` and `/api/v1/finder/questions`. The parameters are the questions of the installed finders. */
export function finderApi(services: FinderServices): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/api/v1/finder',
      {
        schema: {
          tags: ['Finder'],
          summary: 'Decide lot and route from answers',
          description:
            'Every parameter may be left out; the answer then holds the next question. Answers are ids of options, or an amount in pounds excluding VAT.',
          querystring: Type.Object(parameters(services), { additionalProperties: false }),
          response: { 200: DecisionSchema },
        },
      },
      async (request) => {
        const { agreement, on: onText, ...raw } = request.query;
        const finder = finderOf(services, agreement);
        const on = onText === undefined ? today(services.clock) : parseIsoDate(onText);
        const { answers, problems, unknown } = readAnswers(finder, raw);
        const wrong = [
          ...problems,
          ...unknown.map((each) => ({
            code: 'unknown-question',
            path: each,
            message: `${each} is not a question of ${finder.pack.number.value}.`,
            remedy: 'See /api/v1/finder/questions.',
          })),
        ];
        if (on === undefined) {
          throw badRequest([
            { code: 'not-a-date', path: 'on', message: 'on must be a date.', remedy: 'Write it as YYYY-MM-DD.' },
            ...wrong,
          ]);
        }
        if (wrong.length > 0) throw badRequest(wrong);
        return decisionDocument(finder, answers, decide(finder, answers, services.reference, on));
      },
    );

    server.get(
      '/api/v1/finder/questions',
      {
        schema: {
          tags: ['Finder'],
          summary: 'Questions of the finder',
          description: 'With their options, and on which earlier answers they depend.',
          querystring: Type.Object({ agreement: agreementParameter }, { additionalProperties: false }),
          response: { 200: QuestionsSchema },
        },
      },
      async (request) => questionsDocument(finderOf(services, request.query.agreement)),
    );
  };
}

const agreementParameter = Type.Optional(
  Type.String({ maxLength: 40, description: 'Number of the agreement; the one open today if left out' }),
);

function parameters({ finders }: FinderServices) {
  const answers: TProperties = {};
  for (const question of finders.flatMap((each) => each.questions)) {
    answers[question.id] = Type.Optional(Type.String({ maxLength: 200, description: question.title }));
    if (question.quantity !== undefined) {
      answers['quantity'] = Type.Optional(Type.String({ maxLength: 20, description: question.quantity.label }));
    }
  }
  return {
    ...answers,
    agreement: agreementParameter,
    on: Type.Optional(
      Type.String({ maxLength: 10, description: 'The day to decide for, YYYY-MM-DD; today if left out' }),
    ),
  };
}

function finderOf(services: FinderServices, agreement: string | undefined): Finder {
  const finder = pickFinder(services, agreement);
  if (finder === undefined) {
    throw notFound('No agreement with a finder is installed under this number.', 'See /api/v1/agreements.');
  }
  return finder;
}
