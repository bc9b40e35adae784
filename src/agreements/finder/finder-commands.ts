import { text } from 'node:stream/consumers';
import { parseIsoDate, today } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { type Command, type CommandContext, CommandError, paint, renderTable } from '../../platform/commands/index.ts';
import { decide } from './decide.ts';
import { readAnswers } from './finder-answers.ts';
import type { Decision } from './finder-decision.ts';
import { decisionDocument, questionsDocument } from './finder-document.ts';
import { DecisionSchema, QuestionsSchema } from './finder-schemas.ts';
import { type FinderServices, pickFinder } from './finder-services.ts';
import type { Finder } from './finder.ts';
import { timeInWords } from './time-in-words.ts';

type Services = Pick<FinderServices, 'finders' | 'reference' | 'clock'>;
type Options = Readonly<Record<string, string | boolean>>;

const agreementOption = { flags: '--agreement <number>', description: 'the agreement; the one open today if left out' };

/** `finder ask` and `finder questions`. Neither opens the database. */
export function finderCommands(services: () => Promise<Services>): readonly Command[] {
  return [
    {
      name: 'finder ask',
      summary: 'Decide lot and route from a JSON document of answers',
      arguments: [{ name: '[file]', description: 'answers by question; - or nothing for standard input' }],
      options: [agreementOption, { flags: '--on <date>', description: 'the day to decide for; today if left out' }],
      needsData: false,
      inputSchema: {
        type: 'object',
        description: 'Option ids by question id (see "finder questions"), and quantity.',
        additionalProperties: { type: ['string', 'number'] },
      },
      outputSchema: DecisionSchema,
      example: `echo '{"what":"laptops","quantity":30,"buyer":"maintained-school","value":"12000"}' | npx calloff finder ask --json`,
      run: async (args, options, context) => ask(await services(), args['file'] ?? '-', options, context),
    },
    {
      name: 'finder questions',
      summary: 'List the questions, their answers and what they depend on',
      options: [agreementOption],
      needsData: false,
      outputSchema: QuestionsSchema,
      example: 'npx calloff finder questions --json',
      run: async (_args, options, context) => {
        const finder = finderOf(await services(), options);
        const document = questionsDocument(finder);
        if (context.json) context.write(`${JSON.stringify(document, undefined, 2)}\n`);
        else {
          for (const question of document.questions) {
            context.write(`${paint(context, 'bold', question.id)}  ${question.title}\n`);
            for (const option of question.options) context.write(`    ${option.id}  ${option.text}\n`);
            if (question.amount !== undefined) context.write('    an amount in pounds, excluding VAT\n');
            if (question.quantity !== undefined) context.write('    and quantity, a whole number\n');
          }
        }
        return 0;
      },
    },
  ];
}

async function ask(services: Services, file: string, options: Options, context: CommandContext): Promise<0 | 1 | 2> {
  const finder = finderOf(services, options);
  const on = typeof options['on'] === 'string' ? parseIsoDate(options['on']) : today(context.clock);
  if (on === undefined) throw new CommandError(`--on ${String(options['on'])} is not a date. Write it as YYYY-MM-DD.`);
  const raw = parseAnswers(await text(context.input(file)));
  if (raw === undefined) {
    return refuse(context, finder, [
      {
        code: 'not-an-object',
        message: 'The answers are not a JSON object.',
        remedy: 'Write {"what":"laptops"}; see finder questions.',
      },
    ]);
  }
  const { answers, problems, unknown } = readAnswers(finder, raw);
  const wrong = [
    ...problems,
    ...unknown.map((each) => ({
      code: 'unknown-question',
      path: each,
      message: `"${each}" is not a question.`,
      remedy: `Use: ${finder.questions.map((question) => question.id).join(', ')}, quantity.`,
    })),
  ];
  if (wrong.length > 0) return refuse(context, finder, wrong);
  const decision = decide(finder, answers, services.reference, on);
  if (context.json) context.write(`${JSON.stringify(decisionDocument(finder, answers, decision), undefined, 2)}\n`);
  else print(context, decision);
  return 0;
}

function refuse(context: CommandContext, finder: Finder, problems: readonly Problem[]): 1 {
  if (context.json) {
    const document = { agreement: finder.pack.number.value, outcomes: [], next: [], problems };
    context.write(`${JSON.stringify(document, undefined, 2)}\n`);
  } else {
    for (const each of problems) context.write(`${each.path ?? 'answers'}: ${each.message} ${each.remedy}\n`);
  }
  return 1;
}

function parseAnswers(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(json);
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
    return Object.fromEntries(Object.entries(data));
  } catch {
    return undefined;
  }
}

function finderOf(services: Services, options: Options): Finder {
  const number = typeof options['agreement'] === 'string' ? options['agreement'] : undefined;
  const finder = pickFinder(services, number);
  if (finder === undefined) throw new CommandError(`No finder is installed for ${number ?? 'any agreement'}.`);
  return finder;
}

const marks = { met: '✓', check: '!', not: '✗' } as const;

function print(context: CommandContext, decision: Decision): void {
  context.write(`${paint(context, 'bold', decision.title)}\n${decision.lead}\n\n`);
  for (const { kind, lead, text: words, items, source } of decision.reasons) {
    context.write(`${marks[kind]} ${lead}${words}\n`);
    for (const item of items ?? []) context.write(`    - ${item}\n`);
    const mark =
      source.mark === undefined
        ? ''
        : source.mark === 'assumed'
          ? ' (assumed for demonstration)'
          : ' (check before relying)';
    context.write(paint(context, 'dim', `    ${source.text}${mark}\n`));
  }
  if (decision.others.length > 0) {
    const can = { yes: 'you can', conditions: 'with conditions', no: 'you cannot' } as const;
    const table = renderTable(
      context,
      [
        { heading: 'Lot', value: (each) => each.lot },
        { heading: 'Route', value: (each) => each.route },
        { heading: 'Can you?', value: (each) => can[each.can] },
        { heading: 'Time', value: (each) => (each.days === undefined ? '' : timeInWords(each.days)) },
        { heading: 'Note', value: (each) => each.note },
      ],
      decision.others,
    );
    context.write(`\nWhat else you could do\n${table}`);
  }
  context.write('\nDo next\n');
  decision.next.forEach((each, at) => {
    context.write(`${String(at + 1)}. ${each.text}${each.href === undefined ? '' : ` (${each.href})`}\n`);
  });
}
