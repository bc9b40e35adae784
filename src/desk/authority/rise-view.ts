import { type ListedChange, type PriceList, productPath, type RiseFacts } from '../../catalogue/index.ts';
import { formatDate } from '../../kernel/dates.ts';
import { exact, formatCount, formatMoney } from '../../kernel/money.ts';

/** A rise as a row: what it costs now, what is asked, and what stands beside it. */
export interface RiseRow {
  readonly line: string;
  readonly title: string;
  readonly mpn: string;
  readonly sku: string;
  readonly href: string;
  /** `from 10`: the quantity the prices are for, where it is not one. */
  readonly quantity: string | undefined;
  readonly now: string;
  readonly asked: string;
  readonly change: string;
  readonly median: string;
  readonly others: string;
  readonly last: string;
  readonly waits: boolean;
  readonly decided: { readonly text: string; readonly tag: string } | undefined;
}

const decided = {
  approved: { text: 'Approved', tag: 'done' },
  refused: { text: 'Refused', tag: 'stop' },
  replaced: { text: 'Overtaken', tag: 'plain' },
} as const;

/** `+34.0%`, with a true minus for a fall. */
export function signedPercent(percent: string | null): string {
  if (percent === null) return 'From nothing';
  const value = exact(percent);
  return `${value.isNegative() ? '−' : '+'}${value.abs().toFixed(1)}%`;
}

/** What a line of a list looks like beside its history and others' prices. */
export function riseRow(change: ListedChange, facts: RiseFacts | undefined): RiseRow {
  const { rise, product, held } = change;
  const quantity = rise?.quantity ?? 1;
  const now = rise?.oldPrice ?? change.oldPrice;
  const asked = rise?.newPrice ?? change.newPrice;
  const { median = null, others = 0, last = null } = facts ?? {};
  return {
    line: change.line,
    title: product.title,
    mpn: product.mpn,
    sku: change.supplierSku,
    href: productPath(product.slug),
    quantity: quantity > 1 ? `from ${formatCount(quantity)}` : undefined,
    now: now === null ? '–' : formatMoney(now),
    asked: asked === null ? '–' : formatMoney(asked),
    change: signedPercent(rise === null ? change.percent : rise.percent),
    median: median === null ? 'No other' : formatMoney(exact(median).toDecimalPlaces(2)),
    others: others === 0 ? 'Nobody else sells it' : `of ${formatCount(others)}`,
    last: last === null ? 'None in 12 months' : `${formatDate(last.on)}, ${signedPercent(last.percent)}`,
    waits: held === 'waiting',
    decided: held === null || held === 'waiting' ? undefined : decided[held],
  };
}

/** Decisions made on a list, newest first. */
export function decisionsOf(list: PriceList): readonly { readonly at: string; readonly text: string }[] {
  return list.events
    .filter((each) => each.kind === 'decided')
    .map((each) => {
      const lines = typeof each.facts['lines'] === 'number' ? each.facts['lines'] : 0;
      const reason = typeof each.facts['reason'] === 'string' ? each.facts['reason'] : '';
      const verdict = each.facts['approve'] === true ? 'approved' : 'refused';
      return { at: each.at, text: `${formatCount(lines)} ${lines === 1 ? 'line' : 'lines'} ${verdict}: ${reason}` };
    })
    .reverse();
}
