import type { IsoDate } from '../../kernel/dates.ts';
import {
  type DecisionFile,
  decisionFileVersion,
  type FileDocument,
  type FileSubject,
  type Section,
  type SectionContent,
} from './decision-file.ts';
import { type ExceptionFacts, exceptionsOf } from './exceptions.ts';
import { type SectionKey, sectionTitles } from './section-keys.ts';

export interface AssembledFile {
  readonly file: DecisionFile;
  readonly documents: readonly FileDocument[];
}

const keys: readonly SectionKey[] = [
  'eligibility',
  'rules',
  'purchase',
  'offers',
  'approvals',
  'order',
  'call-off',
  'documents',
  'receipts',
  'invoices',
  'audit',
];

/**
 * Puts the file together from what the sources gave. A section nothing was recorded for says so: an auditor must be able
 * to tell an empty record from one that was left out.
 */
export function assembleFile(
  subject: FileSubject,
  contents: Partial<Readonly<Record<SectionKey, SectionContent>>>,
  on: IsoDate,
): AssembledFile {
  const given = keys.flatMap((key) => contents[key] ?? []);
  const facts = given.reduce<Partial<ExceptionFacts>>((all, each) => ({ ...all, ...each.facts }), {});
  const sections = keys.map((key): Section => {
    const content = contents[key];
    const blocks = content?.blocks ?? [{ kind: 'text', text: 'Nothing is recorded here.' }];
    return { key, title: sectionTitles[key], blocks, data: content?.data ?? null };
  });
  return {
    file: { schemaVersion: decisionFileVersion, subject, exceptions: exceptionsOf(facts, on), sections },
    documents: given.flatMap((each) => each.documents ?? []),
  };
}
