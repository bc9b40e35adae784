import { formatDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import { purchasingPaths, type Quotes } from '../../purchasing/index.ts';
import { actsAs, dayOfInstant, organisationFor } from '../order-reads.ts';
import type { WaitingItem, WaitingSource } from '../waiting.ts';

interface QuoteReads {
  readonly quotes: Pick<Quotes, 'list'>;
}

/** Firm quotes the buyer has not used, by the end of their time. */
export function quotesExpiring({ quotes }: QuoteReads): WaitingSource {
  return async (actor) => {
    if (!actsAs(actor, 'buyer')) return [];
    return (await quotes.list(actor, 'buyer')).flatMap((view): readonly WaitingItem[] => {
      const until = view.answer?.validUntil ?? null;
      if (!view.mayBuy || until === null) return [];
      const due = dayOfInstant(until);
      return [
        {
          ...{ organisation: view.quote.organisation, due },
          title: `Quote for ${view.quote.draft.title} ends`,
          why: `${view.supplierName} quotes ${formatMoney(view.priced.gross)} including VAT, firm until ${formatDate(due)}. After that the listed price holds.`,
          verb: 'Look and buy',
          href: purchasingPaths.quote(view.quote.id),
        },
      ];
    });
  };
}

/** Buyers who ask the supplier to quote. */
export function quotesToAnswer({ quotes }: QuoteReads): WaitingSource {
  return async (actor) => {
    if (!actsAs(actor, 'supplier')) return [];
    return (await quotes.list(actor, 'supplier')).flatMap((view): readonly WaitingItem[] => {
      const organisation = organisationFor(actor, view.quote.supplier);
      if (view.status !== 'waiting' || organisation === undefined) return [];
      return [
        {
          ...{ organisation, due: null },
          title: `${view.organisationName} asks for a quote: ${view.quote.draft.title}`,
          why: `Listed at ${formatMoney(view.quote.draft.gross)} including VAT.`,
          verb: 'Answer',
          href: purchasingPaths.supplierQuote(view.quote.id),
        },
      ];
    });
  };
}
