import { rm } from 'node:fs/promises';
import type { Problem } from '../../kernel/outcome.ts';
import { copyToPath } from '../../platform/files/index.ts';
import { type HeadingMatch, isPriceField, type Mapping } from '../price-lines/index.ts';
import { listManufacturers } from '../product-store.ts';
import { FileReader } from './file-reader.ts';
import { type ListInHand, listInHand, type PriceListOptions } from './list-work.ts';
import { comparedWith } from './price-list-compare-store.ts';
import { clearStaging, problemsKept, repairsKept } from './price-list-problem-store.ts';
import { rememberedMapping } from './price-list-store.ts';
import type { FromReader, ReadBatch, ReadSummary } from './read-messages.ts';
import { scratchPath } from './scratch-files.ts';
import { stagedColumns } from './staged-line.ts';

/** Lines a batch: a COPY and a step each. */
const linesABatch = { pglite: 400, postgres: 5000 } as const;

/** What one turn of reading brought. */
export type Turn =
  /** The batch's lines come after the row up to its last one. */
  | { readonly kind: 'lines'; readonly after: number; readonly batch: ReadBatch }
  | { readonly kind: 'again' }
  | { readonly kind: 'headings-unclear'; readonly match: HeadingMatch }
  | { readonly kind: 'read'; readonly match: HeadingMatch; readonly summary: ReadSummary }
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] };

/** The reading of one file: from the stored file through a thread into staging. Begins anew after a kill. */
export class CheckSession {
  readonly #options: PriceListOptions;
  readonly #listId: string;
  readonly #path: string;
  readonly #reader: FileReader;
  readonly fileSize: number;
  /** What lines are compared with, as it was before the first of them. */
  readonly comparedWith: string;
  #lastRow = 0;
  #ahead: Promise<FromReader> | undefined;
  #match: HeadingMatch | undefined;
  /** How many turns it made. */
  turns = 0;
  /** What the turn under way brought, for the step that follows it. */
  turn: Turn | undefined;

  private constructor(
    options: PriceListOptions,
    hand: ListInHand,
    comparedWith: string,
    path: string,
    reader: FileReader,
  ) {
    this.#options = options;
    this.#listId = hand.list.id;
    this.comparedWith = comparedWith;
    this.#path = path;
    this.#reader = reader;
    this.fileSize = hand.list.fileSize;
  }

  /** Clears what an earlier try staged, and starts the thread. */
  static async open(options: PriceListOptions, listId: string): Promise<CheckSession> {
    const { database } = options;
    const hand = await listInHand(options, database.handle, listId);
    await database.transact((transaction) => clearStaging(transaction, [listId]));
    const before = await comparedWith(database.handle, hand.scope);
    const path = await scratchPath();
    try {
      await copyToPath(database.handle, hand.list.fileId, path);
      const reader = new FileReader({
        path,
        batch: linesABatch[database.engine],
        problemsKept,
        repairsKept,
        ...(await orderOf(options, hand)),
      });
      return new CheckSession(options, hand, before, path, reader);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /**
   * Takes what the thread tells next; lines go into staging on a connection of their own. Where there is one to spare the
   * batch after it goes there too, while the caller looks at this one.
   */
  async next(): Promise<Turn> {
    const { database } = this.#options;
    for (;;) {
      const message = await (this.#ahead ?? this.#message());
      this.#ahead = undefined;
      switch (message.kind) {
        case 'headings':
          this.#match = message.match;
          if (message.match.problems.length > 0) return { kind: 'headings-unclear', match: message.match };
          break;
        case 'batch': {
          const after = this.#lastRow;
          this.#lastRow = message.lastRow;
          if (database.engine === 'postgres') this.#lookAhead();
          return { kind: 'lines', after, batch: message };
        }
        case 'again':
          this.#lastRow = 0;
          await database.transact((transaction) => clearStaging(transaction, [this.#listId]));
          return { kind: 'again' };
        case 'end':
          if (this.#match === undefined) throw new Error('Lines were read before their headings');
          return { kind: 'read', match: this.#match, summary: message.summary };
        case 'unreadable':
          return { kind: 'unreadable', problems: message.problems };
      }
    }
  }

  async #message(): Promise<FromReader> {
    const message = await this.#reader.next();
    if (message.kind === 'batch') {
      await this.#options.database.copyRows('price_list_line', stagedColumns, [Buffer.from(message.staged.buffer)]);
    }
    return message;
  }

  #lookAhead(): void {
    const ahead = this.#message();
    // Whoever takes it meets its error; nobody may take it any more.
    ahead.catch(() => undefined);
    this.#ahead = ahead;
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#ahead?.catch(() => undefined);
    await rm(this.#path, { force: true });
  }
}

/** What the thread needs to know, all of it plain data. */
export async function orderOf(options: PriceListOptions, { list, place }: ListInHand) {
  const { database, columns, agreements } = options;
  const makers = await listManufacturers(database.handle);
  const rates = agreements.reference.vatRates.filter(
    (each) => each.from <= list.validFrom && (each.to === undefined || each.to >= list.validFrom),
  );
  const { agreement, lot, validFrom } = list;
  return {
    scope: { listId: list.id, supplierId: list.supplierId, agreement, lot, validFrom },
    columns,
    makers: makers.map(({ id, name, aliases }) => ({ id, name, aliases })),
    controls: place.lot.priceControls,
    remembered: asMapping((await rememberedMapping(database.handle, list.supplierId)) ?? {}),
    context: {
      vatRates: rates.map((each) => ({ category: each.category, percent: each.percent })),
      agreement,
      lot,
      listFrom: validFrom,
      agreementFrom: place.from,
      agreementTo: place.to,
    },
  };
}

/** Headings whose fields there are; what somebody stored of others is left out. */
function asMapping(stored: Readonly<Record<string, unknown>>): Mapping {
  return Object.fromEntries(
    Object.entries(stored).flatMap(([heading, field]) =>
      field === null || (typeof field === 'string' && isPriceField(field)) ? [[heading, field] as const] : [],
    ),
  );
}
