import { readFile, writeFile } from 'node:fs/promises';
import { Type } from 'typebox';
import { plural } from '../../kernel/text.ts';
import type { Actor } from '../../platform/access/index.ts';
import { type Command, CommandError, paint } from '../../platform/commands/index.ts';
import type { DecisionFiles } from './decision-files.ts';

export interface DecisionFileCommandServices {
  readonly decisionFiles: DecisionFiles;
  /** Who a key of an organisation acts as; undefined for one that does not work. */
  readonly actorOfKey: (secret: string) => Promise<Actor | undefined>;
}

/** `file make`: for programs of an organisation, with a key of its own. */
export function decisionFileCommands(services: () => Promise<DecisionFileCommandServices>): readonly Command[] {
  return [
    {
      name: 'file make',
      summary: 'Save the signed decision file of an order: everything that was decided about it',
      arguments: [{ name: '<order>', description: 'id of the order, as in its address' }],
      options: [
        {
          flags: '--key <file>',
          description: 'a file with an API key of your organisation (scopes decision-files:read, orders:read)',
          required: true,
        },
        { flags: '--to <file>', description: 'where to save it; its own name in this folder when absent' },
      ],
      needsData: true,
      outputSchema: Type.Object({
        file: Type.String(),
        contentHash: Type.String({ description: 'The same for the same content, whenever it is made' }),
        fingerprint: Type.String({ description: 'Of the key that signed' }),
        exceptions: Type.Array(
          Type.Object({ code: Type.String(), breach: Type.Boolean(), text: Type.String(), section: Type.String() }),
        ),
      }),
      example: 'npx calloff file make ORDER --key calloff-key.txt --to decision-file.zip',
      run: async ({ order = '' }, options, context) => {
        const { decisionFiles, actorOfKey } = await services();
        const secret = await readFile(context.resolve(String(options['key'])), 'utf8');
        const actor = await actorOfKey(secret.trim());
        if (actor === undefined) throw new CommandError('The key in that file does not work (any more).');
        const bundle = await decisionFiles.make({ actor }, order);
        if (bundle === undefined) {
          throw new CommandError(`There is no order ${order} whose record this key may have.`);
        }
        const file = context.resolve(typeof options['to'] === 'string' ? options['to'] : bundle.name);
        await writeFile(file, bundle.bytes, { mode: 0o600 });
        const { contentHash, fingerprint } = bundle;
        const { exceptions } = bundle.file;
        context.write(
          context.json
            ? `${JSON.stringify({ file, contentHash, fingerprint, exceptions })}\n`
            : `${paint(context, 'bold', `${file} is saved, with ${plural(exceptions.length, 'exception')}.`)}\n` +
                exceptions.map((each) => `  ${each.breach ? 'Breach' : 'Look'}: ${each.text}\n`).join('') +
                `Signed with the key ${fingerprint}.\n`,
        );
        return 0;
      },
    },
  ];
}
