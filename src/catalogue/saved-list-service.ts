import { randomBytes } from 'node:crypto';
import { addDays, type Clock, type IsoDate, today } from '../kernel/dates.ts';
import type { Actor } from '../platform/access/index.ts';
import { recordAudit } from '../platform/audit/index.ts';
import type { Database } from '../platform/database/index.ts';
import { isListId, listLimits, type SavedItem, type SavedList } from './saved-list.ts';
import { deleteLapsedLists, findList, insertList } from './saved-list-store.ts';

/** Keeps lists of offers that people share by their address. */
export interface SavedLists {
  /** Saves a list as it was seen; returns it with its id. Lists past their last day are deleted on the way. */
  save(
    actor: Actor,
    list: { readonly title: string; readonly items: readonly SavedItem[] },
    requestId: string,
  ): Promise<SavedList>;
  /** Undefined when there is no such list, or none any more. */
  find(id: string): Promise<SavedList | undefined>;
}

/** How many ended lists one saving clears away. */
const clearedAtOnce = 50;

export function createSavedLists(options: { readonly database: Database; readonly clock: Clock }): SavedLists {
  const { database, clock } = options;
  return {
    save: async (actor, wanted, requestId) => {
      const savedOn: IsoDate = today(clock);
      const list: SavedList = {
        id: randomBytes(16).toString('base64url'),
        title: wanted.title,
        savedOn,
        keptUntil: addDays(savedOn, listLimits.keptDays),
        items: wanted.items,
      };
      await database.transact(async (transaction) => {
        const cleared = await deleteLapsedLists(transaction, savedOn, clearedAtOnce);
        await insertList(transaction, list);
        // The id opens the list, so the trace holds only its beginning.
        await recordAudit(transaction, actor, {
          action: 'catalogue.save-list',
          subject: `list:${list.id.slice(0, 6)}`,
          detail: { items: list.items.length, cleared },
          requestId,
        });
      });
      return list;
    },
    find: (id) => (isListId(id) ? findList(database.handle, id, today(clock)) : Promise.resolve(undefined)),
  };
}
