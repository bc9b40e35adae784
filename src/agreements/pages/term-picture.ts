import { addDays, addMonths, daysBetween, formatDate, formatMonth, isoDate, type IsoDate } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import type { AgreementPack } from '../pack.ts';
import { type AgreementStatus, statusOn } from '../status.ts';
import type { Stretch, TermFacts, TermPicture } from './term-drawing.ts';
import { narrowPicture } from './term-picture-narrow.ts';
import { widePicture } from './term-picture-wide.ts';

/**
 * Draws the term on a date: the initial term and its extension, what is left, today's mark, other end dates in use and
 * the successor. `today` says whether the asked date is this very day.
 */
export function termPicture(pack: AgreementPack, on: IsoDate, today: IsoDate = on): TermPicture {
  const facts = termFacts(pack, on, today);
  return { label: labelOf(facts), wide: widePicture(facts), narrow: narrowPicture(facts) };
}

/** Months around the term within which another asked date is still drawn. */
const reach = 18;

function termFacts(pack: AgreementPack, on: IsoDate, today: IsoDate): TermFacts {
  const status = statusOn(pack, on);
  const stretches = stretchesOf(pack, status);
  const lastDay = stretches.at(-1)?.to ?? status.ends;
  const nowShown = on >= addMonths(status.starts, -reach) && on <= addMonths(lastDay, reach);
  const { successor } = pack;
  const succeeds = successor === undefined ? undefined : isoDate(`${successor.starts.value}-01`);
  const earliest = nowShown && on < status.starts ? on : status.starts;
  const latest = [lastDay, ...(nowShown ? [on] : []), ...(succeeds === undefined ? [] : [succeeds])].reduce((a, b) =>
    a > b ? a : b,
  );
  const other = status.warnings[0]?.published;
  return {
    pack,
    status,
    stretches,
    nowText: on === today ? `Today, ${formatDate(on)}` : formatDate(on),
    nowShown,
    ...(other === undefined
      ? {}
      : {
          otherEnd: {
            on: other.value,
            ...(other.countedFrom === undefined ? {} : { note: `if counted from ${other.countedFrom}` }),
          },
        }),
    ...(succeeds === undefined ? {} : { successor: { from: succeeds, text: formatMonth(succeeds) } }),
    from: addMonths(monthStart(earliest), -2),
    // Room on the right for the words beside the end, whatever the scale.
    to: addMonths(monthStart(latest), Math.max(10, Math.ceil((daysBetween(earliest, latest) / 30) * 0.2))),
  };
}

function stretchesOf(pack: AgreementPack, status: AgreementStatus): readonly Stretch[] {
  const { initial, extension } = pack.term;
  const first: Stretch = {
    from: status.starts,
    to: initial.ends.value,
    kind: 'initial',
    name: 'Initial term',
    longName: `Initial term, ${plural(initial.months.value, 'month')}`,
  };
  if (extension === undefined) return [first];
  const next = addDays(initial.ends.value, 1);
  if (!extension.exercised.value) {
    return [
      first,
      {
        from: next,
        to: extension.ends.value,
        kind: 'possible-extension',
        name: 'May be extended',
        longName: `May be extended by up to ${plural(extension.maximumMonths.value, 'month')}`,
      },
    ];
  }
  return [
    first,
    {
      from: next,
      to: status.ends,
      kind: 'extension',
      name: 'Extension',
      longName: `Extension of up to ${plural(extension.maximumMonths.value, 'month')}`,
    },
  ];
}

function monthStart(date: IsoDate): IsoDate {
  return isoDate(`${date.slice(0, 7)}-01`);
}

function labelOf({ stretches, status, nowText, otherEnd, successor }: TermFacts): string {
  const terms = stretches.map((each) =>
    each.kind === 'initial'
      ? `Initial term ${formatDate(each.from)} to ${formatDate(each.to)}.`
      : each.kind === 'extension'
        ? `Extension to ${formatDate(each.to)}.`
        : `It may be extended to ${formatDate(each.to)}.`,
  );
  return [
    'Timeline.',
    ...terms,
    `${nowText}, ${whereIs(status)}.`,
    ...(otherEnd === undefined
      ? []
      : [
          `${formatDate(otherEnd.on)} is also given as the end${otherEnd.note === undefined ? '' : `, ${otherEnd.note}`}.`,
        ]),
    ...(successor === undefined ? [] : [`Successor planned for ${successor.text}.`]),
  ].join(' ');
}

/** `is in the extension with 341 days left`: where the asked date falls. */
function whereIs(status: AgreementStatus): string {
  const left = status.daysLeft === 0 ? 'on its last day' : `with ${plural(status.daysLeft, 'day')} left`;
  switch (status.status) {
    case 'future':
      return `is ${plural(daysBetween(status.on, status.starts), 'day')} before the start`;
    case 'initial':
      return `is in the initial term ${left}`;
    case 'extension':
      return `is in the extension ${left}`;
    case 'ended':
      return 'is after the end';
  }
}
