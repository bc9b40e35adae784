import { CommandError } from './command.ts';

/** Errors of the system and of PostgreSQL that a person can do something about. */
const remedies: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file',
  EISDIR: 'That is a folder, a file is needed',
  ENOTDIR: 'A part of the path is not a folder',
  EACCES: 'Permission to the file is missing',
  EPERM: 'Permission is missing',
  EROFS: 'The folder cannot be written to',
  ENOSPC: 'The disk is full',
  ECONNREFUSED: 'The database does not answer. Check DATABASE_URL and that PostgreSQL runs',
  ENOTFOUND: 'The database host of DATABASE_URL is not known',
  ETIMEDOUT: 'The database did not answer in time',
  '28P01': 'The database refused the password of DATABASE_URL',
  '28000': 'The database refused the user of DATABASE_URL',
  '3D000': 'The database named in DATABASE_URL does not exist',
};

/**
 * What a person is told of an error that ended a command: its own words when it is meant for people, known system
 * errors in ours, and nothing of the inside for all others.
 */
export function explainError(error: unknown): { readonly message: string; readonly expected: boolean } {
  if (error instanceof CommandError) return { message: error.message, expected: true };
  if (error instanceof Error && error.name === 'AbortError') return { message: 'Stopped.', expected: true };
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    const known = remedies[error.code];
    const where = 'path' in error && typeof error.path === 'string' ? `: ${error.path}` : '';
    if (known !== undefined) return { message: `${known}${where}.`, expected: true };
  }
  return {
    message: 'This did not work because of a mistake in Calloff. CALLOFF_LOG_LEVEL=debug shows what happened.',
    expected: false,
  };
}
