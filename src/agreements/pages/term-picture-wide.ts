import { addDays, daysBetween, formatDate, type IsoDate, isoDate } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import type { Picture, PictureBar, PictureLine, PictureText, Stretch, TermFacts } from './term-drawing.ts';

const width = 1180;
const axisY = 122;
const barY = 62;
const barHeight = 26;

/** Units a text takes at 14 px: a little generous, so that nothing touches. */
function textWidth(text: string): number {
  return text.length * 7.2;
}

/** The term from left to right, for pages of about 1180 px. */
export function widePicture(facts: TermFacts): Picture {
  const days = daysBetween(facts.from, facts.to);
  const x = (date: IsoDate): number => round((daysBetween(facts.from, date) / days) * width);
  const now = facts.nowShown ? x(facts.status.on) : undefined;
  const parts = facts.stretches.map((each) => stretchParts(facts, each, x));
  const years = yearTicks(facts, x);
  const other = facts.otherEnd === undefined ? undefined : otherEndMark(facts, x);
  const next = facts.successor === undefined ? undefined : successorBox(facts.successor, x);
  return {
    width,
    height: 148,
    bars: [...parts.flatMap((each) => each.bars), ...(next?.bars ?? [])],
    lines: [
      ...years.lines,
      { path: `M0 ${String(axisY)}H${String(width)}`, name: 'axis' },
      ...(other?.lines ?? []),
      ...(now === undefined ? [] : [{ path: `M${String(now)} 34V${String(axisY)}`, name: 'now-line' }]),
    ],
    texts: [
      ...years.texts,
      ...parts.flatMap((each) => each.texts),
      ...dateLabels(facts, x),
      ...(next?.texts ?? []),
      ...(other?.texts ?? []),
      ...(now === undefined ? [] : [nowLabel(facts.nowText, now)]),
    ],
    ...(now === undefined ? {} : { now: { x: now, y: 34 } }),
  };
}

interface Parts {
  readonly bars: readonly PictureBar[];
  readonly texts: readonly PictureText[];
}

/** A stretch as up to two bars, what has gone dark and what is left soft, with its name and the days left. */
function stretchParts(facts: TermFacts, stretch: Stretch, x: (date: IsoDate) => number): Parts {
  const { status } = facts;
  const gap = stretch.kind === 'initial' ? 0 : 2;
  const start = x(stretch.from) + gap;
  const end = x(addDays(stretch.to, 1));
  const bar = (from: number, to: number, name: string): PictureBar => ({
    x: round(from),
    y: barY,
    width: round(Math.max(0, to - from)),
    height: barHeight,
    name,
  });
  const text = (from: number, words: string, name: string): PictureText => ({
    x: round(from),
    y: 80,
    text: words,
    anchor: 'start',
    name,
  });
  if (stretch.kind === 'possible-extension') {
    return {
      bars: [bar(start, end, 'assumed')],
      texts: fitting(end - start, [stretch.longName, stretch.name]).map((each) => text(start + 10, each, '')),
    };
  }
  const split = Math.min(end, Math.max(start, x(status.on)));
  const dark = stretch.kind === 'initial' ? 's1' : 's2';
  const bars = [...(split > start ? [bar(start, split, dark)] : []), ...(split < end ? [bar(split, end, 'soft')] : [])];
  const last = facts.stretches.filter((each) => each.kind !== 'possible-extension').at(-1) === stretch;
  const left =
    last && status.status !== 'ended' && status.status !== 'future' ? `${plural(status.daysLeft, 'day')} left` : '';
  const names = [stretch.kind === 'initial' ? stretch.longName : stretch.name, stretch.name];
  const inDark = fitting(split - start, names);
  const inSoft =
    inDark.length > 0
      ? fitting(end - split, [left])
      : fitting(end - split, left === '' ? names : [`${stretch.name}, ${left}`, left]);
  return {
    bars,
    texts: [
      ...inDark.map((each) => text(start + (stretch.kind === 'initial' ? 12 : 10), each, 'on')),
      ...inSoft.map((each) => text(split + 12, each, 'ink')),
    ],
  };
}

/** The first of the wordings that has room, as a list of one, or none. */
function fitting(room: number, wordings: readonly string[]): readonly string[] {
  const found = wordings.find((each) => each !== '' && textWidth(each) + 18 <= room);
  return found === undefined ? [] : [found];
}

function dateLabels(facts: TermFacts, x: (date: IsoDate) => number): readonly PictureText[] {
  const label = (at: number, date: IsoDate, anchor: PictureText['anchor']): PictureText => ({
    x: round(at),
    y: 52,
    text: formatDate(date),
    anchor,
    name: 'ink halo',
  });
  const { stretches, status } = facts;
  const ends = stretches.map((each, index) => {
    const at = x(addDays(each.to, 1));
    if (index < stretches.length - 1) return label(at - 8, each.to, 'end');
    // A short last stretch has its date to the right, clear of the one before it.
    return at - x(each.from) < 70 ? label(at - 4, each.to, 'start') : label(at, each.to, 'middle');
  });
  return [label(x(status.starts), status.starts, 'start'), ...ends];
}

function nowLabel(words: string, now: number): PictureText {
  const half = textWidth(words) / 2;
  const anchor = now < half ? 'start' : now > width - half ? 'end' : 'middle';
  return {
    x: anchor === 'start' ? Math.max(0, now - 8) : anchor === 'end' ? Math.min(width, now + 8) : now,
    y: 20,
    text: words,
    anchor,
    name: 'now-text',
  };
}

/** Another published end: a dashed mark across the bar, its date to the right of the end. */
function otherEndMark(
  facts: TermFacts,
  x: (date: IsoDate) => number,
): { lines: readonly PictureLine[]; texts: readonly PictureText[] } {
  const { otherEnd, status } = facts;
  if (otherEnd === undefined) return { lines: [], texts: [] };
  const mark = x(addDays(otherEnd.on, 1));
  const right = x(addDays(status.ends, 1)) + 10;
  const text = (y: number, words: string): PictureText => ({
    x: round(right),
    y,
    text: words,
    anchor: 'start',
    name: 'fine',
  });
  return {
    lines: [{ path: `M${String(mark)} ${String(barY)}v${String(barHeight)}`, name: 'other-end' }],
    texts: [text(73, formatDate(otherEnd.on)), ...(otherEnd.note === undefined ? [] : [text(88, otherEnd.note)])],
  };
}

/** The successor as a dashed box under the bar, open to the right. */
function successorBox(
  successor: { readonly from: IsoDate; readonly text: string },
  x: (date: IsoDate) => number,
): Parts {
  const from = x(successor.from);
  const words = `Successor planned, ${successor.text}`;
  const room = width - from;
  const inside = textWidth(words) + 20 <= room;
  return {
    bars: [{ x: from, y: 94, width: round(room), height: 22, name: 'assumed' }],
    texts: [
      { x: inside ? round(from + 12) : from - 8, y: 110, text: words, anchor: inside ? 'start' : 'end', name: 'halo' },
    ],
  };
}

function yearTicks(
  facts: TermFacts,
  x: (date: IsoDate) => number,
): { lines: readonly PictureLine[]; texts: readonly PictureText[] } {
  const first = Number(facts.from.slice(0, 4)) + 1;
  const last = Number(facts.to.slice(0, 4));
  const step = Math.ceil((last - first + 1) / 12);
  const lines: PictureLine[] = [];
  const texts: PictureText[] = [];
  for (let year = first; year <= last; year += step) {
    const at = x(isoDate(`${String(year).padStart(4, '0')}-01-01`));
    if (at < 20 || at > width - 20) continue;
    lines.push({ path: `M${String(at)} 40V${String(axisY)}`, name: 'grid' });
    texts.push({ x: at, y: 140, text: String(year), anchor: 'middle', name: '' });
  }
  return { lines, texts };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
