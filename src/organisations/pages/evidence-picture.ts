import { addDays, addMonths, daysBetween, formatDate, type IsoDate, isoDate } from '../../kernel/dates.ts';
import type { Evidence } from '../supplier.ts';
import { evidenceState } from '../supplier-evidence.ts';

/** A bar: `s2` time gone, `soft` time left, `pale` lapsed, dashed what has not begun. All in units of the drawing. */
export interface EvidenceBar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly name: string;
}

export interface EvidenceText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly name: string;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** When each piece of evidence holds, drawn for one width. */
export interface EvidenceDrawing {
  readonly width: number;
  readonly height: number;
  readonly bars: readonly EvidenceBar[];
  readonly texts: readonly EvidenceText[];
  /** Paths by the name of their class. */
  readonly lines: readonly { readonly path: string; readonly name: string }[];
  readonly now: { readonly x: number; readonly y: number };
}

export interface EvidencePicture {
  readonly wide: EvidenceDrawing;
  readonly narrow: EvidenceDrawing;
  /** What the picture says, for those who do not see it. */
  readonly label: string;
}

/** Months shown before and after the day; longer stretches are cut at the edge. */
const monthsBefore = 12;
const monthsAfter = 36;

interface Frame {
  readonly on: IsoDate;
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly left: number;
  readonly right: number;
}

function at(frame: Frame, date: IsoDate): number {
  const share = daysBetween(frame.from, date) / daysBetween(frame.from, frame.to);
  const x = frame.left + Math.min(1, Math.max(0, share)) * (frame.right - frame.left);
  return Math.round(x * 10) / 10;
}

function yearsOf(frame: Frame): readonly { readonly text: string; readonly x: number }[] {
  const first = Number(frame.from.slice(0, 4)) + 1;
  const last = Number(frame.to.slice(0, 4));
  return Array.from({ length: last - first + 1 }, (_each, index) => {
    const text = String(first + index);
    return { text, x: at(frame, isoDate(`${text}-01-01`)) };
  });
}

/** The stretch of one piece of evidence: what has gone, and what is left. */
function barsOf(frame: Frame, evidence: Evidence, y: number, height: number): readonly EvidenceBar[] {
  const end = evidence.to === null ? frame.to : addDays(evidence.to, 1);
  const start = at(frame, evidence.from);
  const bar = (from: number, to: number, name: string): EvidenceBar => ({
    x: from,
    y,
    width: Math.max(0, Math.round((to - from) * 10) / 10),
    height,
    name,
  });
  switch (evidenceState(evidence, frame.on)) {
    case 'lapsed':
      return [bar(start, Math.max(at(frame, end), start + 3), 'pale')];
    case 'not-yet':
      return [bar(start, at(frame, end), 'axis assumed')];
    case 'current':
    case 'lapses-soon': {
      const now = at(frame, frame.on);
      return [bar(start, now, 's2'), bar(now, Math.max(at(frame, end), now + 3), 'soft')];
    }
  }
}

function untilWords(evidence: Evidence, on: IsoDate): string {
  const state = evidenceState(evidence, on);
  if (state === 'not-yet') return `From ${formatDate(evidence.from)}`;
  if (evidence.to === null) return 'No last day';
  const words = state === 'current' ? 'Until' : state === 'lapsed' ? 'Lapsed' : 'Lapses';
  return `${words} ${formatDate(evidence.to)}`;
}

function wide(evidence: readonly Evidence[], on: IsoDate, nowText: string): EvidenceDrawing {
  const frame: Frame = {
    on,
    from: addMonths(on, -monthsBefore),
    to: addMonths(on, monthsAfter),
    left: 300,
    right: 960,
  };
  const step = 32;
  const top = 40;
  const bottom = top + evidence.length * step + 4;
  const x = at(frame, on);
  const texts = evidence.flatMap((each, index): readonly EvidenceText[] => {
    const y = top + index * step + 21;
    return [
      { x: 0, y, text: each.scheme, name: 'ink', anchor: 'start' },
      { x: 984, y, text: untilWords(each, on), name: '', anchor: 'start' },
    ];
  });
  const years = yearsOf(frame);
  return {
    width: 1180,
    height: bottom + 24,
    bars: evidence.flatMap((each, index) => barsOf(frame, each, top + index * step + 8, 18)),
    texts: [
      ...texts,
      ...years.map((each): EvidenceText => ({
        x: each.x,
        y: bottom + 18,
        text: each.text,
        name: '',
        anchor: 'middle',
      })),
      { x, y: 18, text: nowText, name: 'now-text', anchor: 'middle' },
    ],
    lines: [
      ...years.map((each) => ({ path: `M${each.x} ${top}V${bottom}`, name: 'grid' })),
      { path: `M${frame.left} ${bottom}H${frame.right}`, name: 'axis' },
      { path: `M${x} 30V${bottom}`, name: 'now-line' },
    ],
    now: { x, y: 30 },
  };
}

function narrow(evidence: readonly Evidence[], on: IsoDate, nowText: string): EvidenceDrawing {
  const frame: Frame = { on, from: addMonths(on, -monthsBefore), to: addMonths(on, monthsAfter), left: 0, right: 328 };
  const step = 68;
  const top = 34;
  const bottom = top + evidence.length * step + 2;
  const x = at(frame, on);
  const barY = (index: number): number => top + index * step + 24;
  const texts = evidence.flatMap((each, index): readonly EvidenceText[] => {
    const y = top + index * step;
    return [
      { x: 0, y: y + 18, text: each.scheme, name: 'lab halo', anchor: 'start' },
      { x: 0, y: y + 54, text: untilWords(each, on), name: 'halo', anchor: 'start' },
    ];
  });
  const years = yearsOf(frame);
  return {
    width: 328,
    height: bottom + 24,
    bars: evidence.flatMap((each, index) => barsOf(frame, each, barY(index), 14)),
    texts: [
      ...texts,
      ...years.map((each): EvidenceText => {
        const anchor = each.x < 16 ? 'start' : each.x > 312 ? 'end' : 'middle';
        return { x: each.x, y: bottom + 18, text: each.text, name: '', anchor };
      }),
      { x: x - 8, y: 14, text: nowText, name: 'now-text', anchor: 'start' },
    ],
    lines: [
      { path: `M0 ${bottom}H328`, name: 'axis' },
      // Only across the bars: between them it would run through the words.
      {
        path: `M${x} 24v6 ${evidence.map((_each, index) => `M${x} ${barY(index) - 4}v22`).join(' ')}`,
        name: 'now-line',
      },
    ],
    now: { x, y: 24 },
  };
}

/** Draws when the evidence holds, in the order given; undefined when there is none to draw. */
export function evidencePicture(
  evidence: readonly Evidence[],
  on: IsoDate,
  isToday: boolean,
): EvidencePicture | undefined {
  if (evidence.length === 0) return undefined;
  const nowText = isToday ? `Today, ${formatDate(on)}` : formatDate(on);
  const told = evidence.map((each) => `${each.scheme}: ${untilWords(each, on)}.`);
  return {
    wide: wide(evidence, on, nowText),
    narrow: narrow(evidence, on, nowText),
    label: `When evidence holds, on ${formatDate(on)}. ${told.join(' ')}`,
  };
}
