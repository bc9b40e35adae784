import { type Static, Type } from 'typebox';

/**
 * A backup is a gzip file of JSON lines: a header; for each table a line that names it, then a line a row with its
 * columns as PostgreSQL writes them as text; the sequences; and an end that proves nothing is missing. It says nothing of
 * an engine, so it moves data between the embedded database and a server.
 */
export const headerLine = Type.Object({
  calloff: Type.Literal('backup'),
  version: Type.Literal(1),
  madeAt: Type.String(),
  /** The state of the tables: only the same can take the rows. */
  migrations: Type.Array(Type.String()),
});
export const tableLine = Type.Object({
  table: Type.String(),
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
});
export const sequenceLine = Type.Object({ sequence: Type.String(), value: Type.String(), called: Type.Boolean() });
export const rowLine = Type.Array(Type.Union([Type.String(), Type.Null()]));
export const endLine = Type.Object({
  end: Type.Literal(true),
  tables: Type.Integer(),
  rows: Type.Integer(),
  /** SHA-256, in hexadecimal, of every line before this one, line ends included. */
  sha256: Type.String(),
});

export type BackupHeader = Static<typeof headerLine>;
export type BackupTable = Static<typeof tableLine>;
export type BackupSequence = Static<typeof sequenceLine>;
export type BackupRow = Static<typeof rowLine>;
