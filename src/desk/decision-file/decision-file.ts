import type { ExceptionFacts, FileException } from './exceptions.ts';
import type { SectionKey } from './section-keys.ts';

/** Version of the shape below; raised when a program that read the last one could not read the next. */
export const decisionFileVersion = 1;

/** A label with its value; `source` says where the value comes from. */
export interface FactRow {
  readonly label: string;
  readonly value: string;
  readonly source?: string;
}

export interface TableColumn {
  readonly heading: string;
  readonly numeric?: boolean;
}

/** What a section shows, for people: every value as it is read. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly FactRow[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly columns: readonly TableColumn[];
      readonly rows: readonly (readonly string[])[];
    };

/** A file that goes into the bundle beside the index. */
export interface FileDocument {
  /** Under `documents/`: lower-case letters, digits, dots, hyphens. */
  readonly name: string;
  readonly title: string;
  readonly bytes: Uint8Array;
}

/** What a source gives: a section's blocks for people, the same as values for programs, and what exceptions are found by. */
export interface SectionContent {
  readonly blocks: readonly Block[];
  readonly data: unknown;
  readonly facts?: Partial<ExceptionFacts>;
  readonly documents?: readonly FileDocument[];
}

/** A section as it stands in the file. */
export interface Section {
  readonly key: SectionKey;
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly data: unknown;
}

/** What the file is about, in a line each. */
export interface FileSubject {
  readonly order: string;
  readonly number: string;
  readonly title: string;
  readonly buyer: string;
  readonly supplier: string;
  readonly agreement: string;
  readonly lot: string;
  /** ISO 8601, UTC. */
  readonly placedAt: string;
  readonly net: string;
  readonly gross: string;
}

/** Everything that was decided about one purchase: exceptions first. Holds no time of making: the manifest says that. */
export interface DecisionFile {
  readonly schemaVersion: number;
  readonly subject: FileSubject;
  readonly exceptions: readonly FileException[];
  readonly sections: readonly Section[];
}
