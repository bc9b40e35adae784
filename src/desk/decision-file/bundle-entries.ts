import { type BundleEntry, canonicalJson } from '../../platform/signed-bundle/index.ts';
import type { Views } from '../../platform/views/index.ts';
import type { AssembledFile } from './assemble.ts';
import { sectionTitles } from './section-keys.ts';

/** The files of the bundle: the index for people, the same as JSON whole and by section, and the documents. */
export function bundleEntries({ file, documents }: AssembledFile, views: Views): readonly BundleEntry[] {
  const html = views.render('desk/decision-file/views/index.njk', { file, documents, titles: sectionTitles });
  return [
    { name: 'index.html', bytes: Buffer.from(html) },
    { name: 'decision-file.json', bytes: Buffer.from(canonicalJson(file)) },
    { name: 'sections/exceptions.json', bytes: Buffer.from(canonicalJson(file.exceptions)) },
    ...file.sections.map((section) => ({
      name: `sections/${section.key}.json`,
      bytes: Buffer.from(canonicalJson(section)),
    })),
    ...documents.map((each) => ({ name: `documents/${each.name}`, bytes: each.bytes })),
  ];
}
