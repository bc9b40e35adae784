import { addDays, formatMonth, type IsoDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import type { PricePoint } from '../offer-pricing.ts';

interface Tick {
  readonly at: string;
  readonly label: string;
}

/** One drawing of the steps: everything a template needs, in units of its own view box. */
export interface PriceDrawing {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly base: number;
  readonly lines: readonly Tick[];
  readonly months: readonly Tick[];
  readonly path: string;
  readonly now: { readonly x: string; readonly y: string; readonly textY: string };
}

export interface PriceChart {
  readonly wide: PriceDrawing;
  readonly narrow: PriceDrawing;
  /** What the drawing shows, in words. */
  readonly label: string;
  /** `£395.00 today`, or `£395.00 last` when nobody offers it any more. */
  readonly end: string;
  readonly rows: readonly PricePoint[];
}

const left = 58;
const top = 24;
const base = 180;

function niceStep(span: number): number {
  const rough = span / 3;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 2.5, 5, 10].find((each) => each * magnitude >= rough) ?? 10) * magnitude;
}

function epochDay(date: IsoDate): number {
  return Math.floor(Temporal.PlainDate.from(date).toZonedDateTime('UTC').epochMilliseconds / 86_400_000);
}

const shortMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function monthTicks(first: number, last: number, scale: (day: number) => number): readonly Tick[] {
  const ticks: Tick[] = [];
  const start = Temporal.PlainDate.from('1970-01-01').add({ days: first });
  let month = start.with({ day: 1 });
  const total = (last - first) / 30.4;
  const stride = total > 14 ? 3 : total > 7 ? 2 : 1;
  for (let index = 0; ; index += 1) {
    const from = Math.max(first, epochDay(month.toString() as IsoDate));
    const next = month.add({ months: 1 });
    const to = Math.min(last, epochDay(next.toString() as IsoDate));
    if (from >= last) return ticks;
    if (index % stride === 0 && to - from >= 12) {
      ticks.push({ at: scale((from + to) / 2).toFixed(1), label: shortMonths[month.month - 1] ?? '' });
    }
    month = next;
  }
}

function draw(steps: readonly PricePoint[], on: IsoDate, width: number): PriceDrawing {
  const right = width - 4;
  const days = steps.map((each) => epochDay(each.from));
  const first = days[0] ?? 0;
  const last = Math.max(epochDay(on), first + 1);
  const prices = steps.map((each) => Number(each.unitPrice));
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  const step = niceStep(Math.max(high - low, high * 0.06, 0.03));
  const floor = Math.max(0, Math.floor((low - step / 2) / step) * step);
  const lineCount = Math.max(2, Math.ceil((high + step / 4 - floor) / step));
  const ceiling = floor + step * lineCount;
  const x = (day: number): number => left + ((day - first) / (last - first)) * (right - left);
  const y = (price: number): number => base - ((price - floor) / (ceiling - floor)) * (base - top);
  const lines = Array.from({ length: lineCount + 1 }, (_none, index) => {
    const value = floor + step * index;
    const pence = step < 1 || !Number.isInteger(step);
    const text = formatMoney(value.toFixed(2));
    return { at: y(value).toFixed(1), label: pence ? text : text.replace(/\.00$/, '') };
  });
  const parts = steps.map((each, index) => {
    const at = y(Number(each.unitPrice)).toFixed(1);
    const from = x(days[index] ?? first).toFixed(1);
    const before = steps[index - 1];
    // Days without any offer break the line.
    const joined = before?.to !== undefined && before.to !== null && addDays(before.to, 1) === each.from;
    const end = each.to === null || each.to >= on ? right : x(epochDay(addDays(each.to, 1)));
    return `${joined ? `V${at}` : `M${from} ${at}`}H${Math.min(end, right).toFixed(1)}`;
  });
  const final = steps.at(-1);
  const endX = final?.to == null || final.to >= on ? right : x(epochDay(addDays(final.to, 1)));
  const nowY = y(prices.at(-1) ?? 0);
  return {
    width,
    height: 210,
    left,
    right,
    base,
    lines,
    months: monthTicks(first, last, x),
    path: parts.join(''),
    now: { x: endX.toFixed(1), y: nowY.toFixed(1), textY: (nowY < 40 ? nowY + 24 : nowY - 12).toFixed(1) },
  };
}

/**
 * The lowest price over time as a line of steps, drawn once for wide and once for narrow pages; undefined when there
 * is nothing to draw: no price up to the day asked about, or none that began before it.
 */
export function priceChart(history: readonly PricePoint[], on: IsoDate): PriceChart | undefined {
  const steps = history.filter((each) => each.from <= on);
  const first = steps[0];
  const last = steps.at(-1);
  if (first === undefined || last === undefined || first.from >= on) return undefined;
  const running = last.to === null || last.to >= on;
  const price = formatMoney(last.unitPrice);
  const end = running ? `${price} today` : `${price} last`;
  const label =
    steps.length === 1
      ? `Lowest price each excluding VAT: ${end}, since ${formatMonth(first.from)} unchanged.`
      : `Lowest price each excluding VAT: ${formatMoney(first.unitPrice)} in ${formatMonth(first.from)}, ${end}. ` +
        `${plural(steps.length - 1, 'change')}.`;
  return { wide: draw(steps, on, 540), narrow: draw(steps, on, 320), label, end, rows: steps };
}
