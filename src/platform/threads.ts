import { constants, setPriority } from 'node:os';

/**
 * Called in a thread: it gives way to the threads that serve people. Linux keeps a priority for each thread; elsewhere it is the
 * process's, and nothing is done.
 */
export function giveWay(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}
