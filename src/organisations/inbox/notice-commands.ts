import { Type } from 'typebox';
import { type Command, CommandError, renderTable } from '../../platform/commands/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { DigestWriter } from './digest-service.ts';
import { isNoticeKind, noticeKinds } from './notice-kinds.ts';
import { listNotices } from './notice-overview-store.ts';

/** What the commands of notices use. */
export interface NoticeCommandServices {
  readonly database: Database;
  readonly digest: Pick<DigestWriter, 'writeNow'>;
  readonly reminders: { remindNow(): Promise<number> };
}

const most = 1000;
const nullable = Type.Union([Type.String(), Type.Null()]);
const ListSchema = Type.Object({
  notices: Type.Array(
    Type.Object({
      ...{ id: Type.String(), person: Type.String(), email: Type.String(), organisation: nullable },
      ...{ kind: Type.String(), title: Type.String(), href: Type.String(), due: nullable, channel: Type.String() },
      ...{ madeAt: Type.String(), readAt: nullable, settledAt: nullable },
    }),
  ),
});

/** `notices list`, `notices digest` and `notices remind`: for whoever keeps the machine. */
export function noticeCommands(services: () => Promise<NoticeCommandServices>): readonly Command[] {
  return [
    {
      name: 'notices list',
      summary: 'Notices to people, newest first',
      options: [
        { flags: '--person <email>', description: 'only those to this person' },
        { flags: '--kind <kind>', description: `only of one kind: ${Object.keys(noticeKinds).join(', ')}` },
        { flags: '--open', description: 'only those neither read nor done' },
        { flags: '--limit <number>', description: `how many at the most, up to ${String(most)}`, fallback: '50' },
      ],
      needsData: true,
      outputSchema: ListSchema,
      example: 'npx calloff notices list --open --json',
      run: async (_args, options, context) => {
        const { database } = await services();
        const text = (name: string): string | undefined => {
          const value = options[name];
          return typeof value === 'string' && value !== '' ? value : undefined;
        };
        const kind = text('kind');
        if (kind !== undefined && !isNoticeKind(kind)) {
          throw new CommandError(`There is no kind ${kind}. There are: ${Object.keys(noticeKinds).join(', ')}.`);
        }
        const limit = Number(text('limit') ?? '50');
        if (!Number.isInteger(limit) || limit < 1 || limit > most) {
          throw new CommandError(`Give --limit a whole number from 1 to ${String(most)}.`);
        }
        const open = options['open'] === true;
        const notices = await listNotices(database.handle, { email: text('person'), kind, open, limit });
        if (context.json) {
          context.write(`${JSON.stringify({ notices })}\n`);
          return 0;
        }
        if (notices.length === 0) {
          context.write('There is no such notice.\n');
          return 0;
        }
        context.write(
          renderTable(
            context,
            [
              { heading: 'Made', value: (each) => each.madeAt },
              { heading: 'To', value: (each) => each.email },
              { heading: 'Kind', value: (each) => each.kind },
              { heading: 'Title', value: (each) => each.title },
              { heading: 'Due', value: (each) => each.due ?? '' },
              { heading: 'Stands', value: (each) => (each.settledAt ? 'done' : each.readAt ? 'read' : 'unread') },
            ],
            notices,
          ),
        );
        return 0;
      },
    },
    {
      name: 'notices digest',
      summary: 'Write today’s daily letters now; whoever had one today gets no other',
      needsData: true,
      outputSchema: Type.Object({ letters: Type.Integer() }),
      example: 'npx calloff notices digest --json',
      run: async (_args, _options, context) => {
        const letters = await (await services()).digest.writeNow();
        context.write(context.json ? `${JSON.stringify({ letters })}\n` : `${String(letters)} written.\n`);
        return 0;
      },
    },
    {
      name: 'notices remind',
      summary: 'Remind people now of what waits for them; each is told once a stage',
      needsData: true,
      outputSchema: Type.Object({ notices: Type.Integer() }),
      example: 'npx calloff notices remind --json',
      run: async (_args, _options, context) => {
        const notices = await (await services()).reminders.remindNow();
        context.write(context.json ? `${JSON.stringify({ notices })}\n` : `${String(notices)} made.\n`);
        return 0;
      },
    },
  ];
}
