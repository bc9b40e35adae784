import { Type } from 'typebox';
import { formatCount } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { type Command, CommandError, paint } from '../commands/index.ts';
import type { Database } from '../database/index.ts';
import { readHeads } from './audit-heads.ts';
import { sealEvents } from './audit-sealer.ts';
import { type Verification, verifyAudit } from './audit-verify.ts';

const output = Type.Object({
  events: Type.Integer(),
  sealed: Type.Integer(),
  unsealed: Type.Integer({ description: 'Written in the last seconds, not yet in the chain' }),
  head: Type.Union([Type.String(), Type.Null()], { description: 'The newest seal' }),
  valid: Type.Boolean(),
  firstBroken: Type.Union([Type.Integer(), Type.Null()], { description: 'The first position that is not as sealed' }),
});

/** `audit verify` and `audit seal`. */
export function auditCommands(services: () => Promise<{ readonly database: Database }>): readonly Command[] {
  return [
    {
      name: 'audit verify',
      summary: 'Check that no recorded event was changed, removed or put in',
      options: [
        { flags: '--expect <head>', description: 'a head noted earlier, which must still be in the chain' },
        { flags: '--heads <file>', description: 'a file of exported heads (audit-heads.jsonl), all of which must be' },
      ],
      needsData: true,
      outputSchema: output,
      example: 'npx calloff audit verify --json',
      run: async (_args, options, context) => {
        const { database } = await services();
        const expected = typeof options['expect'] === 'string' ? [options['expect'].trim().toLowerCase()] : [];
        if (expected.some((each) => !/^[0-9a-f]{64}$/.test(each))) {
          throw new CommandError('--expect needs a head: 64 hexadecimal digits, as an earlier run printed them.');
        }
        if (typeof options['heads'] === 'string') {
          const heads = await readHeads(context.resolve(options['heads']));
          if (heads.length === 0) throw new CommandError(`There are no exported heads in ${options['heads']}.`);
          expected.push(...heads.map((each) => each.head));
        }
        const result = await verifyAudit(database.handle, expected, (done, total) => {
          context.progress(done, total, 'Checking events');
        });
        context.write(
          context.json ? `${JSON.stringify(result)}\n` : inWords(result, (text) => paint(context, 'bold', text)),
        );
        return result.valid ? 0 : 1;
      },
    },
    {
      name: 'audit seal',
      summary: 'Seal now what the server would seal within seconds',
      needsData: true,
      outputSchema: Type.Object({ sealed: Type.Integer() }),
      example: 'npx calloff audit seal',
      run: async (_args, _options, context) => {
        const sealed = await sealEvents((await services()).database);
        context.write(context.json ? `${JSON.stringify({ sealed })}\n` : `${plural(sealed, 'event')} sealed.\n`);
        return 0;
      },
    },
  ];
}

function inWords(result: Verification, strong: (text: string) => string): string {
  const verdict = result.valid
    ? strong('The chain is whole.')
    : strong(`The chain is broken at position ${formatCount(result.firstBroken ?? 0)}.`) +
      ' An event there was changed, removed or put in after it was sealed. Compare with a backup.';
  const head = result.head === null ? '' : `Head: ${result.head}\n`;
  const waiting = result.unsealed > 0 ? `, ${formatCount(result.unsealed)} not sealed yet` : '';
  return `${verdict}\n${plural(result.events, 'event')}, ${formatCount(result.sealed)} sealed${waiting}.\n${head}`;
}
