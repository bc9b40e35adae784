/** Working days in words: up to a week as days, more as weeks of five, both ends rounded to whole weeks. */
export function timeInWords(days: { readonly from: number; readonly to: number }): string {
  if (days.to <= 5) return range(days.from, days.to, 'working day');
  return range(Math.max(1, Math.round(days.from / 5)), Math.round(days.to / 5), 'week');
}

function range(from: number, to: number, unit: string): string {
  return from === to ? `${String(to)} ${unit}${to === 1 ? '' : 's'}` : `${String(from)} to ${String(to)} ${unit}s`;
}
