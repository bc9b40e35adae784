import { Type } from 'typebox';
import { plural } from '../../kernel/text.ts';
import { type Command, CommandError, paint, renderTable } from '../commands/index.ts';
import type { KeyService } from './key-service.ts';
import { inLondon } from './operator-words.ts';
import type { SessionService } from './session-service.ts';

export interface OperatorCommandServices {
  readonly sessions: SessionService;
  readonly keys: KeyService;
}

const nullableText = Type.Union([Type.String(), Type.Null()]);
const keySchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  expiresAt: nullableText,
});

/** `operator link`, `operator sign-out`, `apikey create`, `apikey list` and `apikey revoke`. */
export function operatorCommands(services: () => Promise<OperatorCommandServices>): readonly Command[] {
  return [
    {
      name: 'operator link',
      summary: 'Make a new one-time link that signs the operator in',
      needsData: true,
      outputSchema: Type.Object({ link: Type.String() }),
      example: 'npx calloff operator link',
      run: async (_args, _options, context) => {
        const link = await (await services()).sessions.makeLink();
        context.write(
          context.json
            ? `${JSON.stringify({ link })}\n`
            : `Open this address to sign in as the operator. It works once.\n${paint(context, 'bold', link)}\n`,
        );
        return 0;
      },
    },
    {
      name: 'operator sign-out',
      summary: 'End every session of the operator',
      needsData: true,
      outputSchema: Type.Object({ ended: Type.Integer() }),
      example: 'npx calloff operator sign-out',
      run: async (_args, _options, context) => {
        const ended = await (await services()).sessions.signOutEverywhere();
        context.write(context.json ? `${JSON.stringify({ ended })}\n` : `${plural(ended, 'session')} ended.\n`);
        return 0;
      },
    },
    createKey(services),
    {
      name: 'apikey list',
      summary: 'List the API keys',
      needsData: true,
      outputSchema: Type.Object({
        keys: Type.Array(
          Type.Object({
            ...keySchema.properties,
            madeAt: Type.String(),
            lastUsedAt: nullableText,
            revokedAt: nullableText,
          }),
        ),
      }),
      example: 'npx calloff apikey list',
      run: async (_args, _options, context) => {
        const keys = await (await services()).keys.list();
        if (context.json) context.write(`${JSON.stringify({ keys })}\n`);
        else if (keys.length === 0) context.write('There are no keys. Make one with: npx calloff apikey create\n');
        else {
          const time = (instant: string | null, none: string): string => (instant === null ? none : inLondon(instant));
          const table = renderTable(
            context,
            [
              { heading: 'Id', value: (key) => key.id },
              { heading: 'Name', value: (key) => key.name },
              { heading: 'Scopes', value: (key) => key.scopes.join(', ') },
              { heading: 'Last used', value: (key) => time(key.lastUsedAt, 'never') },
              { heading: 'Expires', value: (key) => time(key.expiresAt, 'when revoked') },
              { heading: 'Revoked', value: (key) => time(key.revokedAt, '') },
            ],
            keys,
          );
          context.write(table);
        }
        return 0;
      },
    },
    {
      name: 'apikey revoke',
      summary: 'Revoke an API key for good',
      arguments: [{ name: '<id>', description: 'the id that apikey list shows' }],
      needsData: true,
      outputSchema: Type.Object({ revoked: Type.String() }),
      example: 'npx calloff apikey revoke k3v9xq2m4w1z',
      run: async (args, _options, context) => {
        const id = args['id'] ?? '';
        if (!(await (await services()).keys.revoke(id, 'system'))) {
          throw new CommandError(`There is no key ${id} that could be revoked. See: npx calloff apikey list`);
        }
        context.write(context.json ? `${JSON.stringify({ revoked: id })}\n` : 'The key is revoked.\n');
        return 0;
      },
    },
  ];
}

function createKey(services: () => Promise<OperatorCommandServices>): Command {
  return {
    name: 'apikey create',
    summary: 'Make an API key for a program; it is shown once',
    options: [
      { flags: '--name <name>', description: 'the program that will use it', required: true },
      { flags: '--scopes <scopes>', description: 'what it may do, separated by commas', required: true },
      { flags: '--until <date>', description: 'the last day on which it works (YYYY-MM-DD)' },
    ],
    needsData: true,
    outputSchema: Type.Object({ ...keySchema.properties, key: Type.String() }),
    example: 'npx calloff apikey create --name "Price list upload" --scopes suppliers:write',
    run: async (_args, options, context) => {
      const made = await (
        await services()
      ).keys.create(
        {
          name: String(options['name'] ?? ''),
          scopes: String(options['scopes'] ?? '')
            .split(',')
            .map((each) => each.trim())
            .filter((each) => each !== ''),
          lastDay: String(options['until'] ?? ''),
        },
        'system',
      );
      if (!made.ok) {
        throw new CommandError(made.problems.map((each) => `${each.message} ${each.remedy}`).join('\n'));
      }
      context.write(
        context.json
          ? `${JSON.stringify(made.value)}\n`
          : `The key ${made.value.id} is made. Keep it now: it is not shown again.\n${paint(context, 'bold', made.value.key)}\n`,
      );
      return 0;
    },
  };
}
