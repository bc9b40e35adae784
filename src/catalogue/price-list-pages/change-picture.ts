import { formatCount } from '../../kernel/money.ts';
import type { ChangeCounts } from '../price-lists/index.ts';
import { changeWords } from './price-list-words.ts';

interface Bar {
  readonly text: string;
  readonly count: string;
  readonly y: number;
  readonly width: number;
  readonly tone: 's1' | 's2' | 'soft' | 'pale';
}

/** A drawing made for one width. */
export interface ChangeDrawing {
  readonly width: number;
  readonly height: number;
  /** Where the bars begin: words stand to the left of it. */
  readonly at: number;
  readonly bars: readonly Bar[];
}

export interface ChangePicture {
  readonly label: string;
  readonly wide: ChangeDrawing;
  readonly narrow: ChangeDrawing;
}

const tones = { added: 's2', removed: 's2', up: 's1', down: 's1', changed: 'soft', same: 'pale' } as const;
const step = 30;

function drawing(counts: ChangeCounts, width: number, at: number): ChangeDrawing {
  const most = Math.max(1, ...Object.values(counts));
  const room = width - at - 70;
  return {
    width,
    height: changeWords.length * step,
    at,
    bars: changeWords.map(({ kind, text }, index) => ({
      text,
      count: formatCount(counts[kind]),
      y: index * step,
      // A count above none is seen, however small beside the others.
      width: counts[kind] === 0 ? 0 : Math.max(2, Math.round((counts[kind] / most) * room)),
      tone: tones[kind],
    })),
  };
}

/** How many lines a list adds, takes away, makes dearer or cheaper, and leaves: one bar each, with the count as its label. */
export function changePicture(counts: ChangeCounts): ChangePicture {
  return {
    label: changeWords.map(({ kind, text }) => `${text}: ${formatCount(counts[kind])}`).join(', '),
    wide: drawing(counts, 720, 110),
    narrow: drawing(counts, 320, 104),
  };
}
