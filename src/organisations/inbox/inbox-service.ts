import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { PersonActor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Notice, Preferences } from './notice.ts';
import { type Channel, channels, kindsFor, type NoticeKind, noticeKinds } from './notice-kinds.ts';
import * as store from './inbox-store.ts';

export interface InboxPage {
  readonly unread: readonly Notice[];
  readonly read: readonly Notice[];
  /** Ask for older ones that were read with this. */
  readonly older: string | undefined;
}

export interface KindChoice {
  readonly kind: NoticeKind;
  readonly name: string;
  readonly channel: Channel;
}

/** A person's inbox: only ever the asking person's own. */
export interface Inbox {
  page(actor: PersonActor, before?: string): Promise<InboxPage>;
  /** How many are unread; 100 stands for that many or more. */
  unread(actor: PersonActor): Promise<number>;
  /** Marks one as read and gives where it leads; undefined: the person has no such notice. */
  markRead(actor: PersonActor, id: string): Promise<string | undefined>;
  /** Marks all as read that are no newer than the one the person saw. */
  markAllRead(actor: PersonActor, upTo: string): Promise<void>;
  choices(actor: PersonActor): Promise<{ readonly kinds: readonly KindChoice[]; readonly weekend: boolean }>;
  /** Keeps how the person wants to hear of each kind; what is not named stays. */
  choose(
    actor: PersonActor,
    chosen: { readonly channels: Readonly<Record<string, unknown>>; readonly weekend: boolean },
    requestId: string,
  ): Promise<Outcome<Preferences>>;
}

const UNREAD = 200;
const READ = 30;

export function createInbox({ database }: { readonly database: Database }): Inbox {
  const { handle } = database;
  const offered = (actor: PersonActor): readonly NoticeKind[] => kindsFor(actor.memberships.map((each) => each.kind));
  return {
    page: async ({ personId }, before) => {
      const [unread, read] = await Promise.all([
        before === undefined ? store.listUnread(handle, personId, UNREAD) : [],
        store.listRead(handle, personId, READ + 1, before),
      ]);
      const shown = read.slice(0, READ);
      return { unread, read: shown, older: read.length > READ ? shown.at(-1)?.id : undefined };
    },
    unread: ({ personId }) => store.countUnread(handle, personId),
    markRead: ({ personId }, id) => store.markRead(handle, personId, id),
    markAllRead: ({ personId }, upTo) => store.markAllRead(handle, personId, upTo),
    choices: async (actor) => {
      const chosen = await store.readPreferences(handle, actor.personId);
      const kinds = offered(actor).map((kind) => ({
        kind,
        name: noticeKinds[kind].name,
        channel: chosen.channels.get(kind) ?? noticeKinds[kind].channel,
      }));
      return { kinds, weekend: chosen.weekend };
    },
    choose: async (actor, chosen, requestId) => {
      const kept = new Map<string, Channel>();
      for (const kind of offered(actor)) {
        const asked = chosen.channels[kind];
        if (asked === undefined) continue;
        const channel = channels.find((each) => each === asked);
        if (channel === undefined) {
          return fail({
            code: 'notice-channel',
            path: kind,
            message: `How you hear of “${noticeKinds[kind].name}” is not one of the choices.`,
            remedy: 'Choose by e-mail at once, in the daily letter, or only here.',
          });
        }
        kept.set(kind, channel);
      }
      const preferences: Preferences = { channels: kept, weekend: chosen.weekend };
      await database.transact(async (transaction) => {
        await store.writePreferences(transaction, actor.personId, preferences);
        await recordAudit(transaction, actor, {
          action: 'inbox.choose',
          subject: `person:${actor.personId}`,
          detail: { channels: Object.fromEntries(kept), weekend: chosen.weekend },
          requestId,
        });
      });
      return succeed(preferences);
    },
  };
}
