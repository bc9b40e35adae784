import { listInWords } from '../../kernel/text.ts';

/** `lot 8`, `lots 1 to 3 and 5 to 7`: lots in the agreement's order, runs of three or more joined. */
export function lotsInWords(lots: readonly string[], all: readonly string[]): string {
  const chosen = all.filter((each) => lots.includes(each));
  if (chosen.length === all.length && all.length > 2) return 'every lot';
  const runs: string[][] = [];
  for (const lot of chosen) {
    const run = runs.at(-1);
    if (run !== undefined && all.indexOf(lot) === all.indexOf(run.at(-1) ?? '') + 1) run.push(lot);
    else runs.push([lot]);
  }
  const parts = runs.flatMap((run) => (run.length > 2 ? [`${run[0] ?? ''} to ${run.at(-1) ?? ''}`] : run));
  return `${chosen.length === 1 ? 'lot' : 'lots'} ${listInWords(parts)}`;
}

/** The first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
