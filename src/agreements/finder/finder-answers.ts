import { type DecimalText, exact, formatCount, formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import type { FinderOption, When } from './finder-definition.ts';
import type { Finder, FinderQuestion } from './finder.ts';

/** A given answer: one of the options, or an amount in pounds without VAT. */
export type Answer =
  | { readonly kind: 'option'; readonly option: FinderOption; readonly quantity?: number }
  | { readonly kind: 'amount'; readonly amount: DecimalText };

/** Answers by question id. Only answers to questions that are asked, given the others. */
export type Answers = ReadonlyMap<string, Answer>;

/** Answers as they come in an address or a JSON document: by question id, and `quantity`. */
export type RawAnswers = Readonly<Record<string, unknown>>;

export interface ReadAnswers {
  readonly answers: Answers;
  /** What cannot be understood; `path` is the question's id, `quantity`, or the unknown name. */
  readonly problems: readonly Problem[];
  /** Names that are neither a question nor `quantity`. */
  readonly unknown: readonly string[];
}

const quantityName = 'quantity';

/**
 * Reads answers in the order of the questions. An answer to a question that is not asked, given the earlier ones, is left
 * out: it was given before something else changed.
 */
export function readAnswers(finder: Finder, raw: RawAnswers): ReadAnswers {
  const answers = new Map<string, Answer>();
  const problems: Problem[] = [];
  for (const question of finder.questions) {
    const given = wordsOf(raw[question.id]);
    if (given.length === 0 || asked(question, answers) === 'no') continue;
    const read = question.kind === 'money' ? readAmount(question, given) : readChoice(question, given, answers, raw);
    if ('message' in read) problems.push(read);
    else answers.set(question.id, read);
  }
  const known = new Set([quantityName, ...finder.questions.map((each) => each.id)]);
  return { answers, problems, unknown: Object.keys(raw).filter((each) => !known.has(each)) };
}

function wordsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list
    .filter((each) => typeof each === 'string' || typeof each === 'number')
    .map((each) => cleanLine(String(each).slice(0, 200)))
    .filter((each) => each !== '');
}

function readChoice(
  question: FinderQuestion,
  given: readonly string[],
  answers: Answers,
  raw: RawAnswers,
): Answer | Problem {
  const option = openOptions(question, answers).find((each) => each.id === given[0]);
  if (given.length > 1 || option === undefined) {
    return {
      code: 'unknown-answer',
      path: question.id,
      value: given.join(', '),
      message: `"${given.join(', ')}" is not an answer to "${question.title}"`,
      remedy: `Choose one of: ${openOptions(question, answers)
        .map((each) => each.id)
        .join(', ')}.`,
    };
  }
  const written = wordsOf(raw[quantityName])[0];
  if (question.quantity === undefined || option.measure === undefined || written === undefined) {
    return { kind: 'option', option };
  }
  const quantity = Number(written.replace(/[, ]/g, ''));
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > question.quantity.maximum) {
    return {
      code: 'wrong-quantity',
      path: quantityName,
      value: written,
      message: 'How many must be a whole number, 1 or more',
      remedy: `Enter a number from 1 to ${formatCount(question.quantity.maximum)}, such as 30, or leave it empty.`,
    };
  }
  return { kind: 'option', option, quantity };
}

function readAmount(question: FinderQuestion, given: readonly string[]): Answer | Problem {
  const named = question.options.find((each) => given.includes(each.id));
  const amounts = given.filter((each) => each !== named?.id);
  if (named !== undefined && amounts.length === 0) return { kind: 'option', option: named };
  const text = (amounts[0] ?? '').replace(/[£, ]/g, '');
  const maximum = question.amount?.maximum ?? 0;
  if (named === undefined && /^\d{1,12}(\.\d{1,2})?$/.test(text) && exact(text).lte(maximum)) {
    return { kind: 'amount', amount: exact(text).toFixed() };
  }
  return {
    code: 'wrong-amount',
    path: question.id,
    value: amounts.join(', '),
    message:
      named === undefined
        ? 'The value must be an amount in pounds'
        : 'Enter a value, or say that you do not know it yet',
    remedy:
      named === undefined
        ? `Enter a number from 0 to ${formatCount(maximum)}, such as 12,000, without VAT.`
        : 'Do one of the two, not both.',
  };
}

/** Whether a question is asked: `possibly` while what it depends on is not answered yet. */
function asked(question: FinderQuestion, answers: Answers): 'yes' | 'possibly' | 'no' {
  const entries = Object.entries(question.when ?? {});
  if (entries.some(([id, words]) => answers.has(id) && !carries(answers.get(id), words))) return 'no';
  return entries.every(([id]) => answers.has(id)) ? 'yes' : 'possibly';
}

/** The words a condition can name for an answer: its option's id and tags; `amount` for an amount. */
function carries(answer: Answer | undefined, words: readonly string[]): boolean {
  if (answer === undefined) return false;
  if (answer.kind === 'amount') return words.includes('amount');
  return words.includes(answer.option.id) || (answer.option.tags ?? []).some((each) => words.includes(each));
}

/** Whether every answer named carries one of its words. `extra` adds words worked out from an answer, by question. */
export function holds(
  when: When,
  answers: Answers,
  extra: ReadonlyMap<string, readonly string[]> = new Map(),
): boolean {
  return Object.entries(when).every(
    ([id, words]) => carries(answers.get(id), words) || (extra.get(id) ?? []).some((each) => words.includes(each)),
  );
}

/** The options a person can choose now: those whose conditions hold, or may still hold. */
export function openOptions(question: FinderQuestion, answers: Answers): readonly FinderOption[] {
  return question.options.filter((option) =>
    Object.entries(option.when ?? {}).every(([id, words]) => !answers.has(id) || carries(answers.get(id), words)),
  );
}

/** The questions of this path in order: all that are asked, and those that may be asked. */
export function questionPath(finder: Finder, answers: Answers): readonly FinderQuestion[] {
  return finder.questions.filter((each) => asked(each, answers) !== 'no');
}

/** The first question of the path without an answer; undefined when all are answered. */
export function nextQuestion(finder: Finder, answers: Answers): FinderQuestion | undefined {
  return questionPath(finder, answers).find((each) => !answers.has(each.id));
}

/** The answer in words: `30 laptops`, `About £12,000 excluding VAT`. */
export function answerInWords(answer: Answer): string {
  if (answer.kind === 'amount') return `About ${poundsInWords(answer.amount)} excluding VAT`;
  const { option, quantity } = answer;
  if (quantity === undefined || option.measure === undefined) return option.short ?? option.text;
  return `${formatCount(quantity)} ${quantity === 1 ? option.measure.one : option.measure.many}`;
}

/** `£12,000`: whole pounds without pence. */
export function poundsInWords(amount: DecimalText): string {
  return formatMoney(amount).replace(/\.00$/, '');
}

/** The answers as they go into an address or a JSON document. */
export function answersAsText(answers: Answers): Readonly<Record<string, string>> {
  const text: Record<string, string> = {};
  for (const [id, answer] of answers) {
    text[id] = answer.kind === 'amount' ? answer.amount : answer.option.id;
    if (answer.kind === 'option' && answer.quantity !== undefined) text[quantityName] = String(answer.quantity);
  }
  return text;
}
