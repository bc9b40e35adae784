export { CommandError, type Command, type CommandContext, type CommandOption } from './command.ts';
export { explainError } from './explain-error.ts';
export { readInvocation, type Invocation } from './program.ts';
export { progressLine } from './progress-bar.ts';
export { openInput, runGuarded, runLocally } from './run-local.ts';
export { paint, renderTable, type TableColumn } from './table.ts';
export { processTerminal, type Terminal } from './terminal.ts';
