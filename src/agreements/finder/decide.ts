import type { IsoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import { listInWords } from '../../kernel/text.ts';
import { agreementPaths } from '../agreement-paths.ts';
import type { Lot, RouteKind } from '../pack.ts';
import type { ReferenceFacts } from '../reference.ts';
import { adviceReasons, fitBuyer, fitTerm } from './buyer-and-term.ts';
import { type Answers, holds, poundsInWords } from './finder-answers.ts';
import type { Refusal, Step } from './finder-definition.ts';
import type { Decision, Possibility, Reason } from './finder-decision.ts';
import { lotHref, packSource } from './finder-sources.ts';
import type { Finder } from './finder.ts';
import { chosenOptions, fitLot, fitRoute } from './lot-fit.ts';
import { type Case, isLate, possibilities } from './possibilities.ts';
import { timeInWords } from './time-in-words.ts';
import { fitValue } from './value-reasons.ts';

/**
 * Decides which lots and routes are open for the answers on the date, and why. Any answer may be missing. Never a dead
 * end: the decision names an open route, or refuses and says what to do instead.
 */
export function decide(finder: Finder, answers: Answers, reference: ReferenceFacts, on: IsoDate): Decision {
  const it = caseOf(finder, answers, reference, on);
  const { refusals } = finder.definition;
  const term = fitTerm(finder, on);
  if (term.phase !== 'open') return refuse(it, term.reasons, refusals[term.phase]);
  if (it.buyer.allowed === 'no') return refuse(it, [it.buyer.reason], refusals.buyer);
  const { open, closed } = possibilities(it);
  const [first, ...rest] = open;
  if (first === undefined) return refuse(it, noLot(it, closed), refusals.need, closed);
  return accept(it, first, rest, closed, term.reasons);
}

/** The lots that may still serve the answers so far, each with the routes still open. */
export function stillFitting(
  finder: Finder,
  answers: Answers,
): readonly { readonly lot: Lot; readonly routes: readonly RouteKind[] }[] {
  return finder.pack.lots.flatMap((lot) => {
    if (fitLot(finder, lot, answers).fits !== 'yes') return [];
    const open = lot.routes.filter((each) => fitRoute(finder, lot, each.kind, answers).can !== 'no');
    return open.length === 0 ? [] : [{ lot, routes: open.map((each) => each.kind) }];
  });
}

function caseOf(finder: Finder, answers: Answers, reference: ReferenceFacts, on: IsoDate): Case {
  const buyer = fitBuyer(finder, answers, reference);
  const value = fitValue(finder, reference, on, buyer.buyerClass, amountOf(answers));
  const extra = new Map([...answers].filter(([, each]) => each.kind === 'amount').map(([id]) => [id, value.words]));
  const options = chosenOptions(finder, answers);
  return {
    finder,
    answers,
    on,
    buyer,
    valueReasons: value.reasons,
    wanted: options.find((each) => each.wantsRoute !== undefined)?.wantsRoute,
    within: options.find((each) => each.withinDays !== undefined)?.withinDays,
    holds: (when) => holds(when, answers, extra),
  };
}

function amountOf(answers: Answers): string | undefined {
  for (const answer of answers.values()) if (answer.kind === 'amount') return answer.amount;
  return undefined;
}

/** What the buyer does on a route, after "You can" and before the lot. */
const doing: Readonly<Record<RouteKind, string>> = {
  catalogue: 'order from',
  'direct-award': 'award directly on',
  'further-competition': 'run a further competition on',
};
/** What the buyer wished, after "You cannot". */
const wishing: Readonly<Record<RouteKind, string>> = {
  catalogue: 'order this at a listed price',
  'direct-award': 'award this directly',
  'further-competition': 'run a further competition for this',
};

function accept(
  it: Case,
  first: Possibility,
  open: readonly Possibility[],
  closed: readonly Possibility[],
  termReasons: readonly Reason[],
): Decision {
  const offer = `you can ${doing[first.route]} lot ${first.lot}, ${first.lotName}`;
  const condition = first.can === 'conditions' && first.route === 'direct-award' ? ', if the conditions hold' : '';
  const unsure = it.buyer.allowed !== 'yes';
  const wish = it.wanted === undefined || it.wanted === first.route ? undefined : it.wanted;
  const unsureWords = it.finder.definition.refusals.unsureBuyer;
  const time =
    first.days === undefined ? '' : `Usually ${timeInWords(first.days)} from a clear need to a signed call-off.`;
  return {
    ...header(it),
    verdict: unsure ? 'unsure' : first.can === 'yes' ? 'yes' : 'conditions',
    title: unsure
      ? 'We cannot tell whether you may use this agreement'
      : wish === undefined
        ? `Y${offer.slice(1)}${condition}`
        : `You cannot ${wishing[wish]}. Instead ${offer}${condition}`,
    lead: unsure ? `${unsureWords.instead} If the answer is yes, ${offer}${condition}.` : time,
    first,
    reasons: [
      it.buyer.reason,
      ...termReasons,
      ...(wish === undefined ? [] : wishReasons(it, first, closed, wish)),
      ...first.reasons,
      ...it.valueReasons,
      ...timeReasons(it, first),
      ...authorityReasons(it, first),
      ...advice(it, first.route),
    ],
    others: [...open, ...closed],
    next: [...(unsure ? unsureWords.next : []), ...steps(it, first.route)],
  };
}

function refuse(it: Case, reasons: readonly Reason[], words: Refusal, closed: readonly Possibility[] = []): Decision {
  return {
    ...header(it),
    verdict: 'no',
    title: reasons[0]?.lead ?? 'You cannot use this agreement',
    lead: `Instead: ${words.instead}`,
    reasons,
    others: closed,
    next: words.next,
  };
}

function header(it: Case) {
  const { pack } = it.finder;
  return { agreement: pack.number.value, agreementName: pack.name.value, on: it.on };
}

/** Why no lot is left: the reason of each that covers the need, or that none does. */
function noLot(it: Case, closed: readonly Possibility[]): readonly Reason[] {
  const reasons = closed.flatMap((each) =>
    each.reasons
      .filter((reason) => reason.kind === 'not')
      .map((reason) => ({ ...reason, lead: `Lot ${each.lot} is closed to you` })),
  );
  return [
    {
      kind: 'not',
      lead: 'No lot of this agreement fits all your answers',
      text: reasons.length === 0 ? ', because none covers what you need.' : '.',
      source: { text: 'Scope of the lots', href: agreementPaths.agreement(it.finder.pack.number.value) },
    },
    ...reasons,
  ];
}

/** Why the wished route is closed: what the answers closed it for, else that no lot for this need has it. */
function wishReasons(it: Case, first: Possibility, closed: readonly Possibility[], wish: RouteKind): readonly Reason[] {
  const { pack } = it.finder;
  const having = pack.lots.filter((lot) =>
    lot.routes.some((each) => each.kind === wish && each.allowed.value !== 'no'),
  );
  const nearest = (each: Possibility): number => {
    const lot = having.find((candidate) => candidate.number === each.lot);
    if (lot !== undefined && fitLot(it.finder, lot, it.answers).fits === 'yes') return 0;
    return each.lot === first.lot ? 1 : 2;
  };
  const reasons = closed
    .filter((each) => each.route === wish)
    .toSorted((a, b) => nearest(a) - nearest(b))
    .flatMap((each) => each.reasons.filter((reason) => reason.kind === 'not'));
  const lead = `You cannot ${wishing[wish]}`;
  const [lot] = having;
  if (lot !== undefined && having.every((each) => fitLot(it.finder, each, it.answers).fits === 'elsewhere')) {
    const lots = having.length === 1 ? `lot ${lot.number}` : `lots ${listInWords(having.map((each) => each.number))}`;
    return [
      {
        kind: 'not',
        lead,
        text: `, because only ${lots} ${having.length === 1 ? 'has' : 'have'} this route, and what you need is not in ${having.length === 1 ? 'its' : 'their'} scope.`,
        source: packSource(pack, lot.scope, `Scope of lot ${lot.number}`, lotHref(pack, lot.number)),
      },
    ];
  }
  return reasons.slice(0, 1).map((each) => ({ ...each, lead }));
}

function timeReasons(it: Case, first: Possibility): readonly Reason[] {
  const { pack } = it.finder;
  const row = pack.lots.find((each) => each.number === first.lot)?.routes.find((each) => each.kind === first.route);
  if (row?.typicalDays === undefined || it.within === undefined) return [];
  const usual = timeInWords(row.typicalDays.value);
  const source = packSource(pack, row.typicalDays, 'Usual times', lotHref(pack, first.lot));
  if (isLate(it, row.typicalDays.value)) {
    return [
      {
        kind: 'check',
        lead: 'It may take longer than you have.',
        text: ` This route usually takes ${usual}. Being in a hurry does not open another one.`,
        source,
      },
    ];
  }
  if (row.typicalDays.value.to > it.within) {
    return [{ kind: 'check', lead: 'The time is tight.', text: ` This route usually takes ${usual}.`, source }];
  }
  return [{ kind: 'met', lead: 'There is time for it', text: `: this route usually takes ${usual}.`, source }];
}

/** Competitions of a size the authority wants to hear of. */
function authorityReasons(it: Case, first: Possibility): readonly Reason[] {
  const { pack } = it.finder;
  const line = pack.tellAuthorityAbove;
  const amount = amountOf(it.answers);
  if (line === undefined || amount === undefined || first.route !== 'further-competition') return [];
  if (exact(amount).lte(line.value)) return [];
  return [
    {
      kind: 'check',
      lead: `Tell ${pack.authority.name.value} before you invite.`,
      text: ` It asks to hear of competitions above ${poundsInWords(line.value)} excluding VAT.`,
      source: packSource(pack, line, 'Controls of the agreement', agreementPaths.sources(pack.number.value)),
    },
  ];
}

function advice(it: Case, route: RouteKind): readonly Reason[] {
  return adviceReasons(it.finder, it.on, (each) => (each.routes ?? [route]).includes(route) && it.holds(each.when));
}

/** What to do next: first the steps that come before everything, then the others in the order of the file. */
function steps(it: Case, route: RouteKind): readonly Step[] {
  const rules = it.finder.definition.steps.filter(
    (each) => (each.routes ?? [route]).includes(route) && it.holds(each.when),
  );
  return [...rules.filter((each) => each.first === true), ...rules.filter((each) => each.first !== true)].map(
    ({ text, href }) => ({ text, ...(href === undefined ? {} : { href }) }),
  );
}
