import { formatDate } from '../../kernel/dates.ts';
import { exact, formatCount, formatMoney } from '../../kernel/money.ts';
import { listInWords, plural } from '../../kernel/text.ts';
import { agreementPaths } from '../agreement-paths.ts';
import type { RouteKind } from '../pack.ts';
import { type Answers, answerInWords, answersAsText } from './finder-answers.ts';
import type { Decision, Possibility } from './finder-decision.ts';
import { type AnswerQuery, finderPaths } from './finder-paths.ts';
import type { FinderServices, OffersFound, OffersWanted } from './finder-services.ts';
import type { Finder } from './finder.ts';
import { chosenOptions } from './lot-fit.ts';
import { timeInWords } from './time-in-words.ts';

const routeShort: Readonly<Record<RouteKind, string>> = {
  catalogue: 'Catalogue',
  'direct-award': 'Direct award',
  'further-competition': 'Further competition',
};
const rowsShown = 6;

/** Live facts for a decision: suppliers by lot, and the offers for the lot named in the answer. */
export interface AnswerFacts {
  readonly suppliers: ReadonlyMap<string, number>;
  /** Undefined when the catalogue was not asked: a need without a category. */
  readonly offers: OffersFound | null | undefined;
  readonly wanted?: OffersWanted;
}

/** Asks for what the answer page shows beside the decision. */
export async function answerFacts(
  services: FinderServices,
  finder: Finder,
  answers: Answers,
  decision: Decision,
): Promise<AnswerFacts> {
  const wanted = offersWanted(finder, answers, decision);
  const [suppliers, offers] = await Promise.all([
    services.live.suppliersOnLots(decision.agreement, decision.on),
    wanted === undefined ? undefined : services.live.offersFor(wanted),
  ]);
  return { suppliers, offers, ...(wanted === undefined ? {} : { wanted }) };
}

function offersWanted(finder: Finder, answers: Answers, decision: Decision): OffersWanted | undefined {
  const { first } = decision;
  const options = chosenOptions(finder, answers);
  const categories = options.flatMap((each) => each.categories ?? []);
  if (first === undefined || categories.length === 0) return undefined;
  if (decision.verdict === 'unsure') return undefined;
  const condition = options.find((each) => each.condition !== undefined)?.condition;
  const quantity = [...answers.values()].find((each) => each.kind === 'option' && each.quantity !== undefined);
  return {
    agreement: decision.agreement,
    lot: first.lot,
    categories,
    quantity: quantity?.kind === 'option' ? (quantity.quantity ?? 1) : 1,
    on: decision.on,
    ...(condition === undefined ? {} : { condition }),
  };
}

/** Everything the answer page shows. */
export function answerView(
  finder: Finder,
  answers: Answers,
  decision: Decision,
  facts: AnswerFacts,
  extra: AnswerQuery,
) {
  const given = { ...extra, ...answersAsText(answers) };
  const rows = [
    ...decision.others.filter((each) => each.can !== 'no').map((each) => row(finder, each, facts)),
    ...closedRows(
      finder,
      decision.others.filter((each) => each.can === 'no'),
    ),
  ];
  const [firstQuestion] = finder.questions;
  return {
    decision,
    lead: leadWith(decision, facts),
    action: actionFor(decision, facts),
    gather: gatherFor(decision, facts),
    rows: rows.slice(0, rowsShown),
    moreRows: rows.slice(rowsShown),
    answers: finder.questions.flatMap((question) => {
      const answer = answers.get(question.id);
      return answer === undefined
        ? []
        : [{ name: question.short, text: answerInWords(answer), href: finderPaths.question(question.id, given) }];
    }),
    back: finderPaths.question([...answers.keys()].at(-1) ?? firstQuestion?.id ?? '', given),
    change: finderPaths.question(firstQuestion?.id ?? '', given),
    again: finderPaths.start(extra),
    asItStands: finderPaths.answer({ ...given, on: decision.on }),
    json: finderPaths.api({ ...given, on: decision.on }),
    onInWords: formatDate(decision.on),
  };
}

function leadWith(decision: Decision, { suppliers, offers, wanted }: AnswerFacts): readonly string[] {
  const { first } = decision;
  if (first === undefined || decision.verdict === 'unsure') return [decision.lead];
  const count = suppliers.get(first.lot) ?? 0;
  if (first.route !== 'further-competition' && hasOffers(offers) && wanted !== undefined) {
    const many = wanted.quantity;
    const total =
      many === 1
        ? `${formatMoney(offers.lowestTotalIncVat)} including VAT and any delivery.`
        : `${formatMoney(offers.lowestTotalIncVat)} for ${formatCount(many)} including VAT and any delivery.`;
    const minus = exact(offers.lowestTotalIncVat).isNegative() ? ' A minus means that the supplier pays you.' : '';
    const what = wanted.condition === undefined ? '' : ` for ${wanted.condition}`;
    return [
      `${plural(offers.offers, 'offer')} from ${plural(offers.suppliers, 'supplier')} ${offers.offers === 1 ? 'meets' : 'meet'} your need today. The lowest price${what} is ${formatMoney(offers.lowestEach)} each excluding VAT. ${total}${minus}`,
      decision.lead,
    ];
  }
  const none =
    first.route === 'catalogue' && offers === null ? ['No offer in the catalogue meets your need today.'] : [];
  const held =
    count === 0
      ? []
      : [`${plural(count, 'supplier')} ${count === 1 ? 'holds' : 'hold'} a position on lot ${first.lot}.`];
  return [[...none, ...held, decision.lead].join(' ')];
}

function actionFor(
  decision: Decision,
  { suppliers, offers, wanted }: AnswerFacts,
): { readonly text: string; readonly href: string } | undefined {
  const { first } = decision;
  if (first === undefined || decision.verdict === 'unsure') {
    const [step] = decision.next.filter((each) => each.href !== undefined);
    return step?.href === undefined ? undefined : { text: step.text, href: step.href };
  }
  if (first.route !== 'further-competition' && hasOffers(offers) && wanted !== undefined) {
    const text = offers.offers === 1 ? 'See the offer' : `See the ${formatCount(offers.offers)} offers`;
    return { text, href: offersHref(wanted) };
  }
  const count = suppliers.get(first.lot) ?? 0;
  return {
    text:
      count === 0
        ? `See the suppliers on lot ${first.lot}`
        : `See the ${plural(count, 'supplier')} on lot ${first.lot}`,
    href: finderPaths.suppliers(decision.agreement, first.lot),
  };
}

/** A competition begins with what is needed: the listed offers it is put together from. */
function gatherFor(
  { first, verdict }: Decision,
  { offers, wanted }: AnswerFacts,
): { readonly text: string; readonly href: string } | undefined {
  if (first?.route !== 'further-competition' || verdict === 'unsure') return undefined;
  if (!hasOffers(offers) || wanted === undefined) return undefined;
  return { text: 'Put together what you need', href: offersHref(wanted) };
}

function hasOffers(offers: AnswerFacts['offers']): offers is OffersFound {
  return offers !== null && offers !== undefined && offers.offers > 0;
}

function offersHref({ categories, lot, condition, quantity }: OffersWanted): string {
  return finderPaths.offers({
    ...{ category: categories, lot, condition: condition ?? '' },
    quantity: quantity === 1 ? '' : String(quantity),
  });
}

function row(finder: Finder, each: Possibility, facts: AnswerFacts) {
  const count = facts.suppliers.get(each.lot);
  return {
    lots: `Lot ${each.lot}, ${each.lotShortName}`,
    href: agreementPaths.lot(finder.pack.number.value, each.lot),
    route: routeShort[each.route],
    can: each.can,
    note: each.note,
    suppliers: count === undefined ? '–' : formatCount(count),
    time: each.days === undefined ? '–' : timeInWords(each.days),
  };
}

/** The note with its own lot named as one of several. What it says to use instead stays as it is. */
function overLots({ note, lot }: Possibility): string {
  const [because = '', ...instead] = note.split(' Instead ');
  const several = because.replace(new RegExp(`\\blot ${lot}\\b`, 'g'), 'these lots');
  return [several, ...instead].join(' Instead ');
}

/** Closed lots and routes; those with the same route and reason share a row. */
function closedRows(finder: Finder, closed: readonly Possibility[]) {
  const groups = new Map<string, Possibility[]>();
  for (const each of closed) {
    const key = `${each.route} ${overLots(each)}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [one] = group;
    if (one === undefined) return [];
    const single = group.length === 1;
    return [
      {
        lots: single ? `Lot ${one.lot}, ${one.lotShortName}` : `Lots ${listInWords(group.map((each) => each.lot))}`,
        href: single
          ? agreementPaths.lot(finder.pack.number.value, one.lot)
          : agreementPaths.agreement(finder.pack.number.value),
        route: routeShort[one.route],
        can: one.can,
        note: single ? one.note : overLots(one),
        suppliers: '–',
        time: '–',
      },
    ];
  });
}
