import { Command as Commander, CommanderError, Option } from 'commander';
import type { Command } from './command.ts';

/** What a person asked for, once their words are understood. */
export interface Invocation {
  readonly command: Command;
  readonly args: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string | boolean>>;
  readonly json: boolean;
}

export interface Output {
  write(text: string): void;
  writeError(text: string): void;
}

/**
 * Understands the words of the command line. Gives the invocation, or the exit code when there is nothing to run: 0
 * after help, 2 after a mistake that was explained on standard error.
 */
export async function readInvocation(
  words: readonly string[],
  commands: readonly Command[],
  output: Output,
): Promise<Invocation | 0 | 2> {
  let found: Invocation | undefined;
  const program = buildProgram(commands, output, (invocation) => {
    found = invocation;
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  return found ?? 2;
}

function buildProgram(
  commands: readonly Command[],
  output: Output,
  found: (invocation: Invocation) => void,
): Commander {
  const program = prepare(new Commander('calloff'), output)
    .description('Runs a public-sector framework agreement: find, compare, buy, track, re-use, dispose.')
    .option('--json', 'one JSON document on standard output, nothing else there')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: true })
    .addHelpText('after', '\nEvery command has --help with its options, JSON schemas and an example.');
  const groups = new Map<string, Commander>();
  for (const command of commands) {
    const [thing = '', verb, ...rest] = command.name.split(' ');
    if (thing === '' || rest.length > 0) throw new Error(`A command is called <thing> <verb>, not "${command.name}"`);
    let group = groups.get(thing);
    if (group === undefined) {
      group = prepare(program.command(thing), output).copyInheritedSettings(program);
      groups.set(thing, group);
    }
    const leaf = verb === undefined ? group : prepare(group.command(verb), output).copyInheritedSettings(program);
    describe(leaf, command).action(() => {
      found(invocationOf(leaf, command));
    });
  }
  for (const [thing, group] of groups) {
    const verbs = commands
      .filter((each) => each.name.startsWith(`${thing} `))
      .map((each) => each.name.slice(thing.length + 1));
    if (group.description() === '') group.description(verbs.join(', '));
  }
  return program;
}

function prepare(commander: Commander, output: Output): Commander {
  return commander
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => {
        output.write(text);
      },
      writeErr: (text) => {
        output.writeError(text);
      },
    });
}

function describe(leaf: Commander, command: Command): Commander {
  leaf.summary(command.summary).description(command.summary).addHelpText('after', helpTail(command));
  for (const each of command.arguments ?? []) leaf.argument(each.name, each.description);
  for (const each of command.options ?? []) {
    const option = new Option(each.flags, each.description);
    if (each.fallback !== undefined) option.default(each.fallback);
    if (each.required === true) option.makeOptionMandatory();
    leaf.addOption(option);
  }
  return leaf;
}

function helpTail(command: Command): string {
  const schema = (title: string, value: object | undefined): string =>
    value === undefined ? '' : `\n${title}:\n${indent(JSON.stringify(value, null, 2))}\n`;
  return (
    schema('JSON schema of the input', command.inputSchema) +
    schema('JSON schema of the output with --json', command.outputSchema) +
    `\nExample:\n${indent(command.example)}\n\n` +
    'Exit codes: 0 done and nothing wrong; 1 the input has problems, listed in the output; 2 used wrongly or could not run.'
  );
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

function invocationOf(leaf: Commander, command: Command): Invocation {
  const args: Record<string, string> = {};
  leaf.registeredArguments.forEach((argument, index) => {
    const value: unknown = leaf.processedArgs[index];
    if (typeof value === 'string') args[argument.name()] = value;
    else if (Array.isArray(value) && value.length > 0) args[argument.name()] = value.join(' ');
  });
  const options: Record<string, string | boolean> = {};
  const given: Readonly<Record<string, unknown>> = leaf.optsWithGlobals();
  for (const [name, value] of Object.entries(given)) {
    if (name !== 'json' && (typeof value === 'string' || typeof value === 'boolean')) options[name] = value;
    // An option that may come several times: its values a line each.
    else if (Array.isArray(value)) options[name] = value.join('\n');
  }
  return { command, args, options, json: given['json'] === true };
}
