import { Type } from 'typebox';
import { plural } from '../../kernel/text.ts';
import { type Command, CommandError } from '../../platform/commands/index.ts';
import { type ContractCommandServices, keyOption, openAs } from '../command-actor.ts';
import { ImportResultSchema, importResultJson } from './import-api.ts';
import { largestImport } from './import-service.ts';

/** `call-off import FILE`: the same check and import as the page. */
export function importCommand(services: () => Promise<ContractCommandServices>): Command {
  return {
    name: 'call-off import',
    summary: 'Import running call-offs from CSV or a workbook: all rows or none; the same file again changes nothing',
    arguments: [{ name: '<file>', description: 'the file, or - for standard input' }],
    options: [keyOption, { flags: '--check', description: 'say what would be imported, and change nothing' }],
    needsData: true,
    outputSchema: Type.Object(ImportResultSchema.properties),
    example: 'npx calloff call-off import call-offs.csv --check --key calloff-key.txt',
    run: async ({ file = '-' }, options, context) => {
      const { callOffImporter, actor } = await openAs(services, options, context);
      const parts: Buffer[] = [];
      let size = 0;
      for await (const part of context.input(file) as AsyncIterable<Uint8Array | string>) {
        const bytes = Buffer.from(part);
        size += bytes.length;
        if (size > largestImport.maxBytes) throw new CommandError('The file is larger than 2 MB.');
        parts.push(bytes);
      }
      const by = { actor, requestId: 'command-line' };
      const dryRun = options['check'] === true;
      const result = await callOffImporter.import(by, Buffer.concat(parts), { dryRun });
      if (context.json) context.write(`${JSON.stringify(importResultJson(result))}\n`);
      else if (result.problems.length === 0) {
        const what = dryRun ? 'would be imported' : 'imported';
        context.write(`${plural(result.added, 'call-off')} ${what}; ${String(result.same)} here already.\n`);
      } else {
        for (const { row, column, message, remedy } of result.problems) {
          const where = [row === undefined ? '' : `Row ${String(row)}`, column ?? ''].filter((each) => each !== '');
          context.writeError(`${where.length === 0 ? '' : `${where.join(', ')}: `}${message} ${remedy}\n`);
        }
      }
      return result.problems.length > 0 ? 1 : 0;
    },
  };
}
