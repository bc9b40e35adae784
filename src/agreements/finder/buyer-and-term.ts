import { formatDate, type IsoDate, isoDate } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import { agreementPaths } from '../agreement-paths.ts';
import type { Allowed } from '../pack.ts';
import type { BuyerClass, ReferenceFacts } from '../reference.ts';
import { statusOn } from '../status.ts';
import type { Answers } from './finder-answers.ts';
import type { Reason } from './finder-decision.ts';
import { finderSource, packSource } from './finder-sources.ts';
import type { Finder } from './finder.ts';
import { clause } from './lot-fit.ts';

/** Whether the buyer may use the agreement, and why. */
export interface BuyerFit {
  readonly allowed: Allowed | 'unknown';
  readonly buyerClass?: BuyerClass;
  readonly reason: Reason;
}

/** Looks the answered buyer class up in the agreement. An answer without a class is nobody the agreement names. */
export function fitBuyer(finder: Finder, answers: Answers, reference: ReferenceFacts): BuyerFit {
  const { pack } = finder;
  const option = buyerOption(finder, answers);
  const buyer = pack.buyers.find((each) => each.class === option?.buyerClass);
  const href = '/guidance/who-may-buy';
  if (option === undefined || option.unknown === true) {
    return {
      allowed: 'unknown',
      reason: {
        kind: 'check',
        lead: 'Check that you may use this agreement.',
        text: ' Only bodies it names may buy from it, and your answer does not tell us whether you are one.',
        source: { text: 'Who may buy', href },
      },
    };
  }
  if (buyer === undefined) {
    return {
      allowed: 'no',
      reason: {
        kind: 'not',
        lead: 'You cannot use this agreement',
        text: ', because you are not one of the bodies it names.',
        source: { text: `Buyers of ${pack.number.value}`, href },
      },
    };
  }
  const source = packSource(pack, buyer.reason, `Buyers of ${pack.number.value}`, `${href}?buyer=${buyer.class}`);
  const buyerClass = reference.buyerClasses.find((each) => each.id === buyer.class);
  const why = clause(buyer.reason.value);
  const reasons: Readonly<Record<Allowed, Reason>> = {
    yes: { kind: 'met', lead: 'You may use this agreement', text: `, because ${why}.`, source },
    conditions: {
      kind: 'check',
      lead: 'We cannot tell whether you may use this agreement',
      text: `, because ${why}.`,
      source,
    },
    no: { kind: 'not', lead: 'You cannot use this agreement', text: `, because ${why}.`, source },
  };
  return {
    allowed: buyer.allowed.value,
    reason: reasons[buyer.allowed.value],
    ...(buyerClass === undefined ? {} : { buyerClass }),
  };
}

function buyerOption(finder: Finder, answers: Answers) {
  for (const question of finder.questions) {
    if (!question.options.some((each) => each.buyerClass !== undefined)) continue;
    const answer = answers.get(question.id);
    if (answer?.kind === 'option') return answer.option;
  }
  return undefined;
}

/** Whether a new call-off may be made on the date. `reasons` holds a warning when an end is near. */
export interface TermFit {
  readonly phase: 'open' | 'future' | 'ended';
  readonly reasons: readonly Reason[];
}

/** Judges the date. Warns from the earliest end in use, `endNoticeDays` before it. */
export function fitTerm(finder: Finder, on: IsoDate): TermFit {
  const { pack, definition } = finder;
  const status = statusOn(pack, on);
  const href = agreementPaths.agreement(pack.number.value);
  const source = (value: Parameters<typeof packSource>[1]) =>
    packSource(pack, value, `Term of ${pack.number.value}`, href);
  if (status.status === 'future') {
    return {
      phase: 'future',
      reasons: [
        {
          kind: 'not',
          lead: 'You cannot buy from this agreement yet',
          text: `, because it opens on ${formatDate(status.starts)}.`,
          source: source(pack.term.operational),
        },
      ],
    };
  }
  const end = pack.term.extension?.exercised.value === true ? pack.term.extension.ends : pack.term.initial.ends;
  if (!status.newCallOffs) {
    return {
      phase: 'ended',
      reasons: [
        {
          kind: 'not',
          lead: 'You cannot start a new call-off',
          text: `, because the agreement ended on ${formatDate(status.ends)}.`,
          source: source(end),
        },
      ],
    };
  }
  const earlier = status.warnings.toSorted((a, b) => a.daysLeft - b.daysLeft)[0];
  const daysLeft = earlier?.daysLeft ?? status.daysLeft;
  if (daysLeft > definition.endNoticeDays) return { phase: 'open', reasons: [] };
  const published = earlier?.published;
  return {
    phase: 'open',
    reasons: [
      {
        kind: 'check',
        lead: daysLeft < 0 ? 'The agreement may have ended.' : `The agreement ends in ${plural(daysLeft, 'day')}.`,
        text:
          published === undefined
            ? ` Sign your call-off by ${formatDate(status.ends)}.`
            : ` Two ends are in use: ${formatDate(published.value)} and ${formatDate(status.ends)}. Sign by the earlier one, or ask the authority first.`,
        source: source(published ?? end),
      },
    ],
  };
}

/** The advice of the finder's file that applies to the answers on the date. */
export function adviceReasons(
  finder: Finder,
  on: IsoDate,
  applies: (rule: Finder['definition']['advice'][number]) => boolean,
): readonly Reason[] {
  return finder.definition.advice
    .filter((each) => (each.from ?? on) <= on && on <= (each.to ?? on) && applies(each))
    .map((each) => ({
      kind: each.kind,
      lead: each.lead,
      text: each.text === '' ? '' : ` ${each.text}`,
      source: {
        ...finderSource(finder.definition, each.source, each.guidance),
        ...(each.from === undefined ? {} : { from: isoDate(each.from) }),
      },
    }));
}
