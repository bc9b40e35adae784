import { Type } from 'typebox';
import type { Clock } from '../../kernel/dates.ts';
import { formatCount } from '../../kernel/money.ts';
import { sealEvents, verifyAudit } from '../audit/index.ts';
import { type Command, CommandError } from '../commands/index.ts';
import type { Database } from '../database/index.ts';
import { holdsData, writeBackup } from './backup.ts';
import { restoreBackup, RestoreRefused } from './restore.ts';

/** `backup FILE` and `restore FILE`. */
export function backupCommands(
  services: () => Promise<{ readonly database: Database; readonly clock: Clock }>,
): readonly Command[] {
  return [
    {
      name: 'backup',
      summary: 'Write everything the database holds to a file',
      arguments: [{ name: '<file>', description: 'the file to write, such as calloff-backup.gz' }],
      needsData: true,
      outputSchema: Type.Object({
        file: Type.String(),
        tables: Type.Integer(),
        rows: Type.Integer(),
        bytes: Type.Integer(),
        head: Type.Union([Type.String(), Type.Null()], { description: 'The newest seal of the record of events' }),
      }),
      example: 'npx calloff backup calloff-backup.gz',
      run: async (args, _options, context) => {
        const { database, clock } = await services();
        const file = context.resolve(args['file'] ?? '');
        await sealEvents(database);
        const result = await writeBackup(database, file, {
          clock,
          signal: context.signal,
          onProgress: (done, total) => {
            context.progress(done, total, 'Writing');
          },
        });
        const { head } = await verifyAudit(database.handle);
        context.write(
          context.json
            ? `${JSON.stringify({ file, ...result, head })}\n`
            : `${formatCount(result.rows)} rows of ${formatCount(result.tables)} tables are in ${file}.\n`,
        );
        return 0;
      },
    },
    {
      name: 'restore',
      summary: 'Replace everything the database holds by a backup',
      arguments: [{ name: '<file>', description: 'a file that backup wrote, or - for standard input' }],
      options: [{ flags: '--replace', description: 'even if the database holds something, which is lost' }],
      needsData: true,
      alone: true,
      outputSchema: Type.Object({
        tables: Type.Integer(),
        rows: Type.Integer(),
        madeAt: Type.String(),
        valid: Type.Boolean({ description: 'Whether the record of events is whole' }),
      }),
      example: 'npx calloff restore calloff-backup.gz --replace',
      run: async (args, options, context) => {
        const { database } = await services();
        if (options['replace'] !== true && (await holdsData(database))) {
          throw new CommandError('The database holds data. Give --replace to lose it and restore the backup instead.');
        }
        try {
          const restored = await restoreBackup(database, context.input(args['file'] ?? ''), (rows) => {
            context.progress(rows, 0, 'Restoring rows');
          });
          const { valid } = await verifyAudit(database.handle);
          context.write(
            context.json
              ? `${JSON.stringify({ ...restored, valid })}\n`
              : `${formatCount(restored.rows)} rows of ${formatCount(restored.tables)} tables are back, as of ${restored.madeAt}.\n` +
                  (valid
                    ? 'The record of events is whole.\n'
                    : 'The record of events is broken: see npx calloff audit verify.\n'),
          );
          return valid ? 0 : 1;
        } catch (error) {
          if (error instanceof RestoreRefused) throw new CommandError(error.message);
          throw error;
        }
      },
    },
  ];
}
