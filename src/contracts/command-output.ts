import { type CommandContext, CommandError } from '../platform/commands/index.ts';

/** Writes JSON or, for people, the text. */
export function tell(context: CommandContext, value: object, text: () => string): 0 {
  context.write(context.json ? `${JSON.stringify(value)}\n` : text());
  return 0;
}

/** What the key reaches. Throws what is missing. */
export function found<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new CommandError(`There is no ${what} among those this key reaches.`);
}
