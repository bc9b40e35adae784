import { formatCount } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { listInWords } from '../../kernel/text.ts';
import { type RouteKind, routeKinds } from '../pack.ts';
import { stillFitting } from './decide.ts';
import { type Answers, answerInWords, answersAsText, openOptions, questionPath } from './finder-answers.ts';
import type { AnswerQuery } from './finder-paths.ts';
import { finderPaths } from './finder-paths.ts';
import type { Finder, FinderQuestion } from './finder.ts';

const routeWords: Readonly<Record<RouteKind, string>> = {
  catalogue: 'a catalogue order',
  'direct-award': 'a direct award',
  'further-competition': 'a further competition',
};

/** What was typed or chosen on this page, to show again beside what is wrong with it. */
export interface Typed {
  readonly values: readonly string[];
  readonly quantity: string;
  readonly problems: readonly Problem[];
}

/** Everything the question page shows. `extra` is kept in every address (such as the agreement). */
export function questionView(
  finder: Finder,
  question: FinderQuestion,
  answers: Answers,
  extra: AnswerQuery,
  typed: Typed,
) {
  const path = questionPath(finder, answers);
  const position = path.findIndex((each) => each.id === question.id);
  const given = { ...extra, ...answersAsText(answers) };
  const before = position > 0 ? path[position - 1] : undefined;
  const others = new Map([...answers].filter(([id]) => id !== question.id));
  const ownNames = [question.id, ...(question.quantity === undefined ? [] : ['quantity'])];
  const groups = grouped(
    openOptions(question, answers).map((option) => ({
      ...option,
      checked: typed.values.includes(option.id),
      inputId: `${question.id}-${option.id}`,
    })),
  );
  return {
    question,
    groups,
    hint: question.hint?.replace('{routes}', openRoutes(finder, others)),
    number: position + 1,
    total: path.length,
    action: finderPaths.question(question.id, {}),
    hidden: Object.entries(given)
      .filter(([name]) => !ownNames.includes(name))
      .map(([name, value]) => ({ name, value })),
    back: before === undefined ? finderPaths.start(extra) : finderPaths.question(before.id, given),
    amount: typed.values.find((each) => !question.options.some((option) => option.id === each)) ?? '',
    quantity: typed.quantity,
    problems: typed.problems.map((each) => ({ ...each, href: `#${inputOf(question, groups, each)}` })),
    choiceProblems: typed.problems.filter((each) => each.path !== 'quantity'),
    quantityProblems: typed.problems.filter((each) => each.path === 'quantity'),
    path: path.map((each) => {
      const answer = answers.get(each.id);
      return {
        short: each.short,
        state: each.id === question.id ? 'now' : answer === undefined ? 'later' : 'done',
        text: answer === undefined ? '' : answerInWords(answer),
        href: finderPaths.question(each.id, given),
      };
    }),
    fits: others.size === 0 ? undefined : fitsInWords(finder, others),
  };
}

/** The field a problem is about, for the link of the error summary. */
function inputOf(
  question: FinderQuestion,
  groups: readonly { readonly options: readonly { readonly inputId: string }[] }[],
  problem: Problem,
): string {
  if (problem.path === 'quantity') return 'quantity';
  return question.kind === 'money' ? 'amount' : (groups[0]?.options[0]?.inputId ?? question.id);
}

function grouped<T extends { readonly group?: string }>(
  options: readonly T[],
): readonly { readonly name: string; readonly options: readonly T[] }[] {
  const groups: { name: string; options: T[] }[] = [];
  for (const option of options) {
    const name = option.group ?? '';
    const last =
      groups.find((each) => each.name === name && name !== '') ??
      (groups.at(-1)?.name === name ? groups.at(-1) : undefined);
    if (last === undefined) groups.push({ name, options: [option] });
    else last.options.push(option);
  }
  return groups;
}

/** The routes the answers leave open, in words: `all three routes`, `a direct award and a further competition`. */
function openRoutes(finder: Finder, answers: Answers): string {
  const open = new Set(stillFitting(finder, answers).flatMap((each) => each.routes));
  const known = finder.pack.routes.map((each) => each.kind);
  if (open.size === 0) return 'no route yet';
  if (open.size === known.length && open.size > 1) return open.size === 3 ? 'all three routes' : 'both routes';
  const words = routeKinds.filter((each) => open.has(each)).map((each) => routeWords[each]);
  return `${words.length === 1 ? 'only ' : ''}${listInWords(words)}`;
}

/** `3 lots still fit: 2, 6 and 8.` */
export function fitsInWords(finder: Finder, answers: Answers): string {
  const lots = stillFitting(finder, answers).map((each) => each.lot.number);
  if (lots.length === 0) return 'No lot fits all of this. Go on: we will say what you can do instead.';
  return `${formatCount(lots.length)} ${lots.length === 1 ? 'lot still fits' : 'lots still fit'}: ${listInWords(lots)}.`;
}
