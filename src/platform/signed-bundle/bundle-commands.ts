import { Type } from 'typebox';
import { plural } from '../../kernel/text.ts';
import { type Command, type CommandContext, CommandError, paint, renderTable } from '../commands/index.ts';
import { manifestSchema } from './manifest.ts';
import type { SigningKeys } from './signing-keys.ts';
import { type BundleVerification, verifyBundle } from './verify-bundle.ts';

/** Larger files were not made here. Bytes. */
const mostBytes = 512 * 1_048_576;

const verified = Type.Object({
  valid: Type.Boolean(),
  problems: Type.Array(
    Type.Object({
      code: Type.String(),
      path: Type.Optional(Type.String()),
      value: Type.Optional(Type.String()),
      message: Type.String(),
      remedy: Type.String(),
    }),
  ),
  fingerprint: Type.Union([Type.String(), Type.Null()], { description: 'Whose key signed; null: nobody’s' }),
  manifest: Type.Union([manifestSchema, Type.Null()]),
});

/** `file verify`, and for the keeper of the service `signing-key list` and `signing-key rotate`. */
export function bundleCommands(services: () => Promise<{ readonly signingKeys: SigningKeys }>): readonly Command[] {
  return [
    {
      name: 'file verify',
      summary: 'Check a signed file: that nothing in it was changed, and whose key signed it',
      arguments: [{ name: '<file>', description: 'the ZIP file, or - for standard input' }],
      options: [{ flags: '--fingerprint <hex>', description: 'the key that must have signed it' }],
      needsData: false,
      outputSchema: verified,
      example: 'npx calloff file verify decision-file.zip --json',
      run: async ({ file = '-' }, options, context) => {
        const expected = typeof options['fingerprint'] === 'string' ? plain(options['fingerprint']) : undefined;
        if (expected !== undefined && !/^[0-9a-f]{64}$/.test(expected)) {
          throw new CommandError('--fingerprint needs 64 hexadecimal digits, as the service publishes them.');
        }
        const result = await verifyBundle(
          await readWhole(file, context),
          expected === undefined ? {} : { expectFingerprint: expected },
        );
        context.write(context.json ? `${JSON.stringify(result)}\n` : inWords(result, expected !== undefined, context));
        return result.valid ? 0 : 1;
      },
    },
    {
      name: 'signing-key list',
      summary: 'The keys that sign files of this service, newest first',
      needsData: true,
      outputSchema: Type.Object({
        keys: Type.Array(Type.Object({ fingerprint: Type.String(), madeAt: Type.String() })),
      }),
      example: 'npx calloff signing-key list --json',
      run: async (_args, _options, context) => {
        const keys = await (await services()).signingKeys.published();
        const columns = [
          { heading: 'Fingerprint', value: (key: (typeof keys)[number]) => key.fingerprint },
          { heading: 'Made', value: (key: (typeof keys)[number]) => key.madeAt },
          { heading: 'Retired', value: (key: (typeof keys)[number]) => key.retiredAt ?? 'signs now' },
        ];
        context.write(context.json ? `${JSON.stringify({ keys })}\n` : renderTable(context, columns, keys));
        return 0;
      },
    },
    {
      name: 'signing-key rotate',
      summary: 'Retire the key that signs and make another; files signed so far stay checkable',
      needsData: true,
      outputSchema: Type.Object({ fingerprint: Type.String() }),
      example: 'npx calloff signing-key rotate',
      run: async (_args, _options, context) => {
        const fingerprint = await (await services()).signingKeys.rotate('system');
        context.write(
          context.json ? `${JSON.stringify({ fingerprint })}\n` : `Files are now signed by ${fingerprint}.\n`,
        );
        return 0;
      },
    },
  ];
}

/** Fingerprints are also written with colons or spaces between the digits. */
function plain(fingerprint: string): string {
  return fingerprint.replace(/[\s:]/g, '').toLowerCase();
}

async function readWhole(file: string, context: CommandContext): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of context.input(file)) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > mostBytes) throw new CommandError('The file is larger than any this service makes.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function inWords(result: BundleVerification, expected: boolean, context: CommandContext): string {
  const { manifest, problems, fingerprint, valid } = result;
  if (!valid) {
    const lines = problems.map(
      (each) => `  ${each.path === undefined ? '' : `${each.path}: `}${each.message} ${each.remedy}`,
    );
    return `${paint(context, 'bold', 'This file cannot be relied on.')}\n${lines.join('\n')}\n`;
  }
  const whose = expected
    ? 'It was signed with the key you named.'
    : `Signed with the key ${fingerprint ?? ''}.\nCompare it with the keys ${manifest?.service ?? ''} publishes, or name it with --fingerprint.`;
  return (
    `${paint(context, 'bold', 'Nothing in this file was changed.')}\n` +
    `${manifest?.subject ?? ''}, made at ${manifest?.madeAt ?? ''} by ${manifest?.service ?? ''}, ${plural(manifest?.entries.length ?? 0, 'entry', 'entries')}.\n${whose}\n`
  );
}
