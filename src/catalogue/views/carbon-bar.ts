/** Kilograms of CO2e for making one, as a range with a typical value. */
export interface CarbonRange {
  readonly low: number;
  readonly high: number;
  readonly typical: number;
}

/** Where a range bar's parts lie, in units of a drawing of the given width. */
export interface BarParts {
  readonly x: string;
  readonly width: string;
  readonly mid: string;
}

/** The end of the scale for a set of ranges: all bars of one page share it, so that they can be read against each other. */
export function scaleEnd(ranges: readonly CarbonRange[]): number {
  const highest = Math.max(1, ...ranges.map((each) => each.high));
  const wanted = highest * 1.25;
  const magnitude = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((each) => each * magnitude >= wanted) ?? 10;
  return step * magnitude;
}

/** The bar of a range on a scale from 0 to `end`, drawn `width` units wide. A very narrow range stays visible, around its middle. */
export function barParts(range: CarbonRange, end: number, width: number): BarParts {
  const scale = (kg: number): number => (Math.min(Math.max(kg, 0), end) / end) * width;
  const real = scale(range.high) - scale(range.low);
  const shown = Math.max(real, width / 26);
  const x = Math.max(0, Math.min(scale(range.low) - (shown - real) / 2, width - shown));
  return { x: x.toFixed(1), width: shown.toFixed(1), mid: Math.max(0, scale(range.typical) - width / 80).toFixed(1) };
}
