import { formatCount } from '../../kernel/money.ts';

/** One line of progress: `Loading offers  ━━━━━━━━────────  40 %  8,000 of 20,000`. */
export function progressLine(done: number, total: number, what: string, columns: number): string {
  if (total <= 0) return done > 0 ? `${what}  ${formatCount(done)}` : what;
  const part = Math.min(1, Math.max(0, done / total));
  const figures = `${String(Math.floor(part * 100)).padStart(3)} %  ${formatCount(done)} of ${formatCount(total)}`;
  const room = Math.min(30, columns - what.length - figures.length - 5);
  if (room < 5) return `${what}  ${figures}`;
  const full = Math.round(part * room);
  return `${what}  ${'━'.repeat(full)}${'─'.repeat(room - full)}  ${figures}`;
}

export interface ProgressBar {
  readonly draw: (done: number, total: number, what: string) => void;
  /** Takes the bar off the screen, so that other lines can be written. */
  readonly clear: () => void;
}

/** A bar redrawn in place on a terminal, at most ten times a second; elsewhere it draws nothing. */
export function progressBar(stream: {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}): ProgressBar {
  if (stream.isTTY !== true) return { draw: () => undefined, clear: () => undefined };
  let last = 0;
  let shown = false;
  return {
    draw: (done, total, what) => {
      const now = performance.now();
      if (shown && now - last < 100 && done < total) return;
      last = now;
      shown = true;
      stream.write(`\r\u001b[2K${progressLine(done, total, what, stream.columns ?? 80)}`);
    },
    clear: () => {
      if (shown) stream.write('\r\u001b[2K');
      shown = false;
    },
  };
}
