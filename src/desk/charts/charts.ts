import type { DecimalText } from '../../kernel/money.ts';
import { axisLabel, axisSteps, figureMoney } from './scale.ts';

/** One value of a chart. */
export interface ChartValue {
  /** As the table has it. */
  readonly text: string;
  /** As it stands under a column, where that is narrow. */
  readonly short: string;
  /** Pounds without VAT. */
  readonly amount: DecimalText;
  /** What is now or not over: drawn in ember. */
  readonly now?: boolean;
}

interface Mark {
  readonly x: string;
  readonly y: string;
  readonly width: string;
  readonly height: string;
  readonly tone: string;
}

interface Label {
  readonly x: string;
  readonly y: string;
  readonly text: string;
  readonly class: string;
  readonly anchor: string;
}

/** A picture of attributes alone: lines of a grid, marks and words. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly { readonly d: string; readonly class: string }[];
  readonly marks: readonly Mark[];
  readonly labels: readonly Label[];
}

/** A chart with both its drawings, its title and what it says in words. */
export interface Chart {
  readonly title: string;
  readonly about: string;
  readonly label: string;
  readonly wide: Drawing;
  readonly narrow: Drawing;
}

const at = (value: number): string => value.toFixed(1);
const label = (x: number, y: number, text: string, kind = '', anchor = 'start'): Label => ({
  x: at(x),
  y: at(y),
  text,
  class: kind,
  anchor,
});

function columns(values: readonly ChartValue[], width: number, height: number, every: number): Drawing {
  const [left, top, foot] = [48, 14, height - 28];
  const amounts = values.map((each) => Math.max(0, Number(each.amount)));
  const steps = axisSteps(Math.max(0, ...amounts));
  const most = steps.at(-1) ?? 0;
  const y = (amount: number): number => (most === 0 ? foot : foot - ((foot - top) * amount) / most);
  const slot = (width - left) / Math.max(1, values.length);
  return {
    width,
    height,
    lines: [
      ...steps.map((each) => ({ d: `M${String(left)} ${at(y(each))}H${String(width)}`, class: 'grid' })),
      { d: `M${String(left)} ${at(foot)}H${String(width)}`, class: 'axis' },
    ],
    marks: values.map((each, index) => ({
      x: at(left + slot * (index + 0.14)),
      y: at(y(amounts[index] ?? 0)),
      width: at(slot * 0.72),
      height: at(foot - y(amounts[index] ?? 0)),
      tone: each.now === true ? 'now-fill' : 's1',
    })),
    labels: [
      ...steps.map((each) => label(left - 8, y(each) + 5, axisLabel(each, most), '', 'end')),
      ...values.flatMap((each, index) =>
        (values.length - 1 - index) % every === 0
          ? [label(left + slot * (index + 0.5), height - 9, each.short, '', 'middle')]
          : [],
      ),
    ],
  };
}

function bars(values: readonly ChartValue[], width: number, at0: number): Drawing {
  const amounts = values.map((each) => Math.max(0, Number(each.amount)));
  const most = Math.max(0, ...amounts);
  const room = width - at0 - 96;
  const length = (index: number): number => (most === 0 ? 0 : ((amounts[index] ?? 0) / most) * room);
  return {
    width,
    height: values.length * 31,
    lines: [],
    marks: values.map((_, index) => ({
      x: at(at0),
      y: at(index * 31 + 3),
      width: at(length(index)),
      height: '18',
      tone: 's2',
    })),
    labels: values.flatMap((each, index) => [
      label(0, index * 31 + 17, each.short, 'ink'),
      label(at0 + length(index) + 8, index * 31 + 17, figureMoney(each.amount), 'lab'),
    ]),
  };
}

const said = (title: string, values: readonly ChartValue[]): string =>
  `${title}: ${values.map((each) => `${each.text} ${figureMoney(each.amount)}`).join(', ')}`;

/** Columns over time, oldest first. */
export function columnChart(title: string, about: string, values: readonly ChartValue[]): Chart {
  return {
    title,
    about,
    label: said(title, values),
    wide: columns(values, 540, 260, values.length > 13 ? Math.ceil(values.length / 12) : 1),
    narrow: columns(values, 320, 220, Math.max(2, Math.ceil(values.length / 6))),
  };
}

/** Bars beside each other's names, longest first. */
export function barChart(title: string, about: string, values: readonly ChartValue[]): Chart {
  return { title, about, label: said(title, values), wide: bars(values, 540, 170), narrow: bars(values, 320, 130) };
}
