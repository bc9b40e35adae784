import { plural } from '../../kernel/text.ts';
import { type Answers, answersAsText, nextQuestion, openOptions } from './finder-answers.ts';
import type { Decision, Possibility, Reason } from './finder-decision.ts';
import type { When } from './finder-definition.ts';
import type { Finder, FinderQuestion } from './finder.ts';

/** A reason in the published shape: `text` whole, with its conditions; `source` in words. */
interface ReasonDocument {
  readonly text: string;
  readonly source: string;
  readonly kind: Reason['kind'];
  readonly href?: string;
  readonly from?: string;
  readonly assumed?: true;
  readonly check?: true;
}

/** The decision as programs read it. `outcomes` are the lots with an open route, the one of the answer first. */
export function decisionDocument(finder: Finder, answers: Answers, decision: Decision) {
  const open = [...(decision.first === undefined ? [] : [decision.first]), ...decision.others].filter(
    (each) => each.can !== 'no',
  );
  const lots = [...new Set(open.map((each) => each.lot))];
  const next = nextQuestion(finder, answers);
  const [buyer] = decision.reasons;
  return {
    agreement: decision.agreement,
    name: decision.agreementName,
    on: decision.on,
    verdict: decision.verdict,
    title: decision.title,
    lead: decision.lead,
    answers: answersAsText(answers),
    outcomes: lots.map((lot) => {
      const routes = open.filter((each) => each.lot === lot);
      const isFirst = lot === decision.first?.lot;
      const own = unique(routes.flatMap((each) => each.reasons));
      return {
        agreement: decision.agreement,
        lot,
        name: routes[0]?.lotName ?? '',
        routes: routes.map((each) => each.route),
        conditional: routes.filter((each) => each.can === 'conditions').map((each) => each.route),
        reasons: (isFirst
          ? unique([...decision.reasons, ...own])
          : [...(buyer === undefined ? [] : [buyer]), ...own]
        ).map(reasonDocument),
      };
    }),
    reasons: decision.reasons.map(reasonDocument),
    closed: decision.others.filter((each) => each.can === 'no').map(closedDocument),
    next: decision.next.map((each) => ({ text: each.text, ...(each.href === undefined ? {} : { href: each.href }) })),
    ...(next === undefined ? {} : { question: questionDocument(next, answers) }),
  };
}

function closedDocument(each: Possibility) {
  return { lot: each.lot, route: each.route, because: each.note };
}

function unique(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Set<string>();
  return reasons.filter((each) => {
    const key = `${each.lead}${each.text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function reasonDocument({ kind, lead, text, items, source }: Reason): ReasonDocument {
  return {
    text: `${lead}${text}${items === undefined ? '' : ` ${items.join(' ')}`}`,
    source: source.text,
    kind,
    ...(source.href === undefined ? {} : { href: source.href }),
    ...(source.from === undefined ? {} : { from: source.from }),
    ...(source.mark === 'assumed' ? { assumed: true } : {}),
    ...(source.mark === 'check' ? { check: true } : {}),
  };
}

/** A question as programs read it; with answers, only the options that are open after them. */
export function questionDocument(question: FinderQuestion, answers?: Answers) {
  const options = answers === undefined ? question.options : openOptions(question, answers);
  return {
    id: question.id,
    title: question.title,
    why: question.why,
    kind: question.kind,
    ...(question.hint === undefined ? {} : { hint: question.hint }),
    ...whenDocument(question.when),
    options: options.map((option) => ({ id: option.id, text: option.text, ...whenDocument(option.when) })),
    ...(question.quantity === undefined ? {} : { quantity: { name: 'quantity', maximum: question.quantity.maximum } }),
    ...(question.amount === undefined
      ? {}
      : { amount: { unit: 'GBP excluding VAT', maximum: question.amount.maximum } }),
  };
}

function whenDocument(when: When | undefined) {
  return when === undefined ? {} : { when };
}

/** All questions of a finder. */
export function questionsDocument(finder: Finder) {
  return {
    agreement: finder.pack.number.value,
    name: finder.pack.name.value,
    summary: `${plural(finder.questions.length, 'question')} at the most`,
    questions: finder.questions.map((each) => questionDocument(each)),
  };
}
