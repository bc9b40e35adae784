import { addDays, daysBetween, formatDate, type IsoDate } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import type { Picture, PictureBar, PictureLine, PictureText, Stretch, TermFacts } from './term-drawing.ts';

const width = 328;
const top = 18;
/** Units the term itself takes; what comes before or after it adds to that. */
const length = 330;
const lineHeight = 18;

/** One point of the timeline: where it is, and what is said beside it. */
interface Entry {
  readonly at: number;
  readonly lines: readonly PictureText[];
  readonly now: boolean;
}

/** The term from top to bottom, for pages of about 360 px. */
export function narrowPicture(facts: TermFacts): Picture {
  const { status, stretches } = facts;
  const last = stretches.at(-1)?.to ?? status.ends;
  const first = facts.nowShown && status.on < status.starts ? status.on : status.starts;
  const days = daysBetween(status.starts, addDays(last, 1));
  const y = (date: IsoDate): number => round(top + (daysBetween(first, date) / days) * length);
  const bottom = y(facts.nowShown && status.on > last ? status.on : addDays(last, 1));

  const entries = placed(entriesOf(facts, y));
  const height = Math.ceil(
    Math.max(bottom + 12, ...entries.map((each) => each.bottom + 8), facts.successor === undefined ? 0 : bottom + 48),
  );
  const next = facts.successor;
  return {
    width,
    height,
    bars: [
      ...stretches.flatMap((each) => bars(facts, each, y)),
      ...(next === undefined
        ? []
        : [{ x: 36, y: y(next.from), width: 7, height: round(height - 4 - y(next.from)), name: 'assumed' }]),
    ],
    lines: entries.flatMap((each) => leader(each)),
    texts: entries.flatMap((each) => each.texts),
    ...(facts.nowShown ? { now: { x: 48, y: y(status.on) } } : {}),
  };
}

function bars({ status }: TermFacts, stretch: Stretch, y: (date: IsoDate) => number): readonly PictureBar[] {
  const start = y(stretch.from) + (stretch.kind === 'initial' ? 0 : 2);
  const end = y(addDays(stretch.to, 1));
  const bar = (from: number, to: number, name: string): PictureBar => ({
    x: 8,
    y: round(from),
    width: 22,
    height: round(to - from),
    name,
  });
  if (stretch.kind === 'possible-extension') return [bar(start, end, 'assumed')];
  const split = Math.min(end, Math.max(start, y(status.on)));
  return [
    ...(split > start ? [bar(start, split, stretch.kind === 'initial' ? 's1' : 's2')] : []),
    ...(split < end ? [bar(split, end, 'soft')] : []),
  ];
}

function entriesOf(facts: TermFacts, y: (date: IsoDate) => number): readonly Entry[] {
  const { pack, status, stretches, otherEnd, successor } = facts;
  const entry = (at: number, ...lines: readonly (readonly [string, string])[]): Entry => ({
    at,
    now: lines[0]?.[1] === 'now-text',
    lines: lines.map(([text, name]) => ({
      x: name === 'now-text' || lines[0]?.[1] === 'now-text' ? 60 : 54,
      y: 0,
      text,
      anchor: 'start',
      name,
    })),
  });
  const ends = stretches.map((each, index) => {
    const lines: (readonly [string, string])[] = [
      [formatDate(each.to), 'lab'],
      [endLine(facts, each), ''],
    ];
    if (index === stretches.length - 1 && otherEnd !== undefined) {
      lines.push([
        `(${withoutSameYear(otherEnd.on, each.to)}${otherEnd.note === undefined ? ' also in use' : ` ${otherEnd.note}`})`,
        '',
      ]);
    }
    return entry(y(addDays(each.to, 1)), ...lines);
  });
  return [
    entry(y(status.starts), [formatDate(status.starts), 'lab'], ['Operational; initial term begins', '']),
    ...ends,
    ...(facts.nowShown ? [entry(y(status.on), [facts.nowText, 'now-text'], [nowLine(facts), ''])] : []),
    ...(successor === undefined || pack.successor === undefined
      ? []
      : [entry(y(successor.from), [`${successor.text}: successor planned`, ''])]),
  ].toSorted((a, b) => a.at - b.at);
}

function endLine(facts: TermFacts, stretch: Stretch): string {
  switch (stretch.kind) {
    case 'initial':
      return `Initial term of ${plural(facts.pack.term.initial.months.value, 'month')} ends`;
    case 'extension':
      return `${stretch.longName} ends`;
    case 'possible-extension':
      return 'Latest end if extended in full';
  }
}

function nowLine({ status }: TermFacts): string {
  const left = status.daysLeft === 0 ? 'last day' : `${plural(status.daysLeft, 'day')} left`;
  switch (status.status) {
    case 'future':
      return `${plural(daysBetween(status.on, status.starts), 'day')} before it starts`;
    case 'initial':
      return `In the initial term, ${left}`;
    case 'extension':
      return `In the extension, ${left}`;
    case 'ended':
      return 'The agreement has ended';
  }
}

function withoutSameYear(date: IsoDate, beside: IsoDate): string {
  return date.slice(0, 4) === beside.slice(0, 4) ? formatDate(date).replace(/ \d{4}$/, '') : formatDate(date);
}

interface Placed {
  readonly at: number;
  readonly now: boolean;
  /** Where the first line of text stands, and where the last one ends. */
  readonly first: number;
  readonly bottom: number;
  readonly texts: readonly PictureText[];
}

/** Sets each entry beside its point, moved down where it would run into the one above; today's stays at its point. */
function placed(entries: readonly Entry[]): readonly Placed[] {
  const firsts = entries.map((each) => each.at + 5);
  const room = (index: number): number => (entries[index]?.lines.length ?? 0) * lineHeight + 8;
  const today = entries.findIndex((each) => each.now);
  // Above today: upwards from it, so that it keeps its place; then down from the top for what would leave the drawing.
  for (let index = today - 1; index >= 0; index -= 1) {
    firsts[index] = Math.min(firsts[index] ?? 0, (firsts[index + 1] ?? 0) - room(index));
  }
  firsts.forEach((first, index) => {
    firsts[index] =
      index === 0 ? Math.max(first, top + 4) : Math.max(first, (firsts[index - 1] ?? 0) + room(index - 1));
  });
  return entries.map((each, index) => {
    const first = round(firsts[index] ?? 0);
    return {
      at: each.at,
      now: each.now,
      first,
      bottom: first + (each.lines.length - 1) * lineHeight,
      texts: each.lines.map((line, place) => ({ ...line, y: round(first + place * lineHeight) })),
    };
  });
}

/** From the bar to the text: today's line, or a thin one where the text had to move. */
function leader(entry: Placed): readonly PictureLine[] {
  if (entry.now) return [{ path: `M0 ${String(entry.at)}H48`, name: 'now-line' }];
  const text = entry.first - 5;
  if (Math.abs(text - entry.at) < 12) return [];
  return [{ path: `M30 ${String(entry.at)}L50 ${String(round(text))}`, name: 'axis' }];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
