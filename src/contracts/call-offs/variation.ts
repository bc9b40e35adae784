import { daysBetween, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, Exact, exact, formatMoney, isDecimalText } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { VariationGround } from '../call-off-rules.ts';
import { type CallOff, lastDayOf } from './call-off.ts';

/** A change of a call-off before it is decided. */
export interface WantedVariation {
  readonly changeNet: DecimalText;
  readonly reason: string;
  readonly evidence: string;
  readonly decidedBy: string;
  /** The new last day; null or absent: the term stays. */
  readonly ends?: IsoDate | null;
  /** The notice that was published, where the ground asks for one. */
  readonly notice?: { readonly reference: string; readonly on: IsoDate } | null;
}

/**
 * What keeps a variation from being lawful on a ground. Percentages are of the ceiling and the term as first agreed; those
 * that count together count every earlier change on the same ground, each at its size, whichever way it went. The
 * threshold includes VAT, so changes are compared with it at the VAT of the contract as first agreed.
 */
export function variationProblems(
  callOff: Pick<CallOff, 'ceiling' | 'variations' | 'valueGross' | 'starts' | 'ends'>,
  ground: VariationGround,
  wanted: WantedVariation,
  /** The procurement threshold on the day it began, pounds including VAT; null: none is known. */
  threshold: DecimalText | null,
  on: IsoDate,
): readonly Problem[] {
  const problems: Problem[] = [];
  const missing = (path: 'reason' | 'evidence' | 'decidedBy', message: string, remedy: string): void => {
    if (wanted[path].trim() === '') problems.push({ code: `${path}-missing`, path, message, remedy });
  };
  missing('reason', 'Nothing says why the call-off is varied.', 'Say how the change meets the ground.');
  missing('evidence', 'No evidence is named.', 'Name the document, clause or notice that proves it.');
  missing('decidedBy', 'Nothing says who decided.', 'Name the person or board, and when.');
  const notice = wanted.notice ?? null;
  if (asksForNotice(callOff, ground, wanted) && (notice === null || notice.reference.trim() === '')) {
    problems.push({
      code: 'notice-missing',
      path: 'noticeReference',
      message: 'This ground asks for a published notice, and none is named.',
      remedy: 'Publish the notice of the change, then write its reference and day.',
    });
  } else if (notice !== null && notice.on > on) {
    problems.push({
      code: 'notice-ahead',
      path: 'noticeOn',
      message: 'The notice is dated on a day that is still to come.',
      remedy: 'Write the day it was published.',
    });
  }
  const ends = wanted.ends ?? null;
  if (ends !== null && ends < callOff.starts) {
    problems.push({
      code: 'dates-reversed',
      path: 'ends',
      message: 'The new last day is before the contract starts.',
      remedy: 'Write the last day as it is after the change.',
    });
  }
  problems.push(...termProblems(callOff, ground, ends));
  if (!isDecimalText(wanted.changeNet)) {
    problems.push({
      code: 'change-unreadable',
      path: 'changeNet',
      value: wanted.changeNet,
      message: 'The change of the ceiling cannot be read.',
      remedy: 'Write pounds and pence without VAT, such as 12500.00.',
    });
    return problems;
  }
  const change = exact(wanted.changeNet);
  const first = exact(callOff.ceiling);
  const share = (percent: DecimalText) => first.mul(exact(percent)).div(100);
  const together = callOff.variations
    .filter((each) => each.ground === ground.id)
    .reduce((sum, each) => sum.plus(exact(each.changeNet).abs()), change.abs());
  const over = (code: string, message: string): void => {
    problems.push({
      code,
      path: 'changeNet',
      value: wanted.changeNet,
      message,
      remedy: 'Choose another ground if one holds, change less, or run a new procurement.',
    });
  };
  const { mostPerChange, mostTogether, lessThanTogether } = ground;
  if (mostPerChange !== undefined && change.abs().gt(share(mostPerChange.value))) {
    over(
      'change-too-large',
      `One change on this ground may be ${formatMoney(share(mostPerChange.value))} at the most.`,
    );
  }
  if (mostTogether !== undefined && together.gt(share(mostTogether.value))) {
    over(
      'changes-too-large',
      `All changes on this ground may be ${formatMoney(share(mostTogether.value))} at the most.`,
    );
  }
  if (lessThanTogether !== undefined && together.gte(share(lessThanTogether.value))) {
    over(
      'changes-too-large',
      `All changes on this ground must stay below ${formatMoney(share(lessThanTogether.value))}.`,
    );
  }
  const gross = first.isZero() ? together : together.mul(exact(callOff.valueGross)).div(first);
  if (ground.belowThreshold === true && (threshold === null || gross.gte(exact(threshold)))) {
    over(
      'change-above-threshold',
      threshold === null
        ? 'The procurement threshold of the day it began is not known.'
        : `All changes on this ground must stay below the procurement threshold, ${formatMoney(threshold)} including VAT.`,
    );
  }
  return problems;
}

/** Whether the ground asks for a published notice: always, or only when value or term change by more than a share. */
export function asksForNotice(
  callOff: Pick<CallOff, 'ceiling' | 'variations' | 'starts' | 'ends'>,
  ground: Pick<VariationGround, 'notice' | 'noticeAbove'>,
  wanted: Pick<WantedVariation, 'changeNet' | 'ends'>,
): boolean {
  if (ground.notice === true) return true;
  const percent = ground.noticeAbove?.value;
  if (percent === undefined) return false;
  const change = isDecimalText(wanted.changeNet) ? exact(wanted.changeNet).abs() : exact(0);
  const days = wanted.ends == null ? 0 : termMoved(callOff, wanted.ends);
  const first = termOf(callOff);
  return (
    change.mul(100).gt(exact(callOff.ceiling).mul(exact(percent))) ||
    (days !== 0 &&
      (first === null ||
        exact(days)
          .mul(100)
          .gt(exact(first).mul(exact(percent)))))
  );
}

/** Days of the term as first agreed, both ends counted; null: it ends with delivery. */
function termOf({ starts, ends }: Pick<CallOff, 'starts' | 'ends'>): number | null {
  return ends === null ? null : daysBetween(starts, ends) + 1;
}

/** By how many days the new last day moves the one that holds; 0 where there is none to move. */
function termMoved({ ends, variations }: Pick<CallOff, 'ends' | 'variations'>, to: IsoDate): number {
  const last = lastDayOf({ ends, variations });
  return last === null ? 0 : Math.abs(daysBetween(last, to));
}

/** What a ground that bounds the term, all its changes together, does not bear. */
function termProblems(
  callOff: Pick<CallOff, 'starts' | 'ends' | 'variations'>,
  { id, mostTermTogether }: VariationGround,
  to: IsoDate | null,
): readonly Problem[] {
  const first = termOf(callOff);
  if (mostTermTogether === undefined || to === null || first === null) return [];
  const earlier = callOff.variations.reduce(
    ({ last, days }, each) => ({
      last: each.ends ?? last,
      days: each.ends === null || each.ground !== id ? days : days + Math.abs(daysBetween(last, each.ends)),
    }),
    { last: callOff.ends ?? to, days: 0 },
  );
  const days = earlier.days + Math.abs(daysBetween(earlier.last, to));
  const most = exact(first).mul(exact(mostTermTogether.value)).div(100);
  if (exact(days).lte(most)) return [];
  return [
    {
      code: 'term-too-long',
      path: 'ends',
      value: to,
      message: `On this ground the term may change by ${most.toFixed(0, Exact.ROUND_DOWN)} days at the most, all changes together; this makes ${days}.`,
      remedy: 'Choose another ground if one holds, change the term less, or run a new procurement.',
    },
  ];
}
