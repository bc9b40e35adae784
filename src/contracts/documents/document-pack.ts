import { type Static, Type } from 'typebox';
import { type Agreements, type RouteKind, routeKinds } from '../../agreements/index.ts';
import type { Outcome } from '../../kernel/outcome.ts';
import { loadPackFiles, sourced } from '../pack-file.ts';

const file = 'call-off-documents.yaml';
const closed = { additionalProperties: false } as const;
const line = Type.String({ minLength: 1, maxLength: 1000 });
const slug = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', title: 'a name in lower case with hyphens' });
const version = Type.String({ pattern: '^\\d+(\\.\\d+)*$', title: 'a version such as 3.0' });

const FileSchema = Type.Object(
  {
    orderForm: Type.Object({ slug, version, title: sourced(line), statement: sourced(line) }, closed),
    precedence: sourced(Type.Array(line, { minItems: 1 })),
    schedules: Type.Array(
      Type.Object(
        {
          slug,
          version,
          title: sourced(line),
          routes: Type.Array(Type.Unsafe<RouteKind>(Type.Enum([...routeKinds])), { minItems: 1 }),
        },
        closed,
      ),
    ),
  },
  closed,
);

/** The order form and schedules of an agreement: the content of its `call-off-documents.yaml`. */
export type DocumentPack = Static<typeof FileSchema>;
/** The documents of the agreement with the number; undefined where it has none. */
export type DocumentPackOf = (agreement: string) => DocumentPack | undefined;

/** Reads the documents of every installed agreement; fails with every mistake, by file and line. */
export function loadDocumentPacks(agreements: Agreements): Promise<Outcome<DocumentPackOf>> {
  return loadPackFiles(agreements, file, FileSchema, ({ schedules }, read) => {
    const keys = schedules.map((each) => `${each.slug} ${each.version}`);
    return keys.flatMap((key, index) =>
      keys.indexOf(key) === index
        ? []
        : [
            {
              code: 'schedule-twice',
              path: read.at(['schedules', index]),
              value: key,
              message: `The schedule ${key} stands twice.`,
              remedy: 'Keep one of them, or give it its own version.',
            },
          ],
    );
  });
}
