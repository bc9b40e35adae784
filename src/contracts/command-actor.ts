import { readFile } from 'node:fs/promises';
import type { Actor } from '../platform/access/index.ts';
import { type CommandContext, CommandError } from '../platform/commands/index.ts';
import type { CallOffImporter } from './call-off-import/import-service.ts';
import type { CallOffs } from './call-offs/call-off-service.ts';
import type { SignedCopies } from './call-offs/signed-copy.ts';
import type { Signing } from './call-offs/signing.ts';
import type { Orders } from './orders/order-service.ts';

/** What every command with a key uses. */
export interface KeyedServices {
  /** Who a key of an organisation acts as; undefined for one that does not work. */
  readonly actorOfKey: (secret: string) => Promise<Actor | undefined>;
}

/** What the commands of orders and call-offs use. */
export interface ContractCommandServices extends KeyedServices {
  readonly orders: Orders;
  readonly callOffs: CallOffs;
  readonly signing: Signing;
  readonly signedCopies: SignedCopies;
  readonly callOffImporter: CallOffImporter;
}

type Options = Readonly<Record<string, string | boolean>>;

/** The option that names the key, with the scopes it needs. */
export function keyOptionFor(scopes: string) {
  return {
    flags: '--key <file>',
    description: `a file with an API key of your organisation (scopes ${scopes})`,
    required: true,
  } as const;
}

export const keyOption = keyOptionFor('orders:read, call-offs:read, call-offs:import');

export const limitOption = { flags: '--limit <count>', description: 'how many, newest first', fallback: '25' } as const;

/** The services, with the actor the key stands for. Throws what to do where the key does not work. */
export async function openAs<T extends KeyedServices>(
  services: () => Promise<T>,
  options: Options,
  context: Pick<CommandContext, 'resolve'>,
): Promise<T & { readonly actor: Actor }> {
  const opened = await services();
  const secret = await readFile(context.resolve(String(options['key'])), 'utf8').catch(() => {
    throw new CommandError(`The file ${String(options['key'])} with the key cannot be read.`);
  });
  const actor = await opened.actorOfKey(secret.trim());
  if (actor === undefined) throw new CommandError('The key in that file does not work (any more).');
  return { ...opened, actor };
}

/** The option `limit`, 1 to 500. */
export function limitOf(options: Options): number {
  const limit = /^\d{1,3}$/.test(String(options['limit'])) ? Number(options['limit']) : 0;
  if (limit < 1 || limit > 500) throw new CommandError('Give --limit a whole number from 1 to 500.');
  return limit;
}
