import { join } from 'node:path';
import { plural } from '../kernel/text.ts';
import type { Command } from '../platform/commands/index.ts';
import { loadCategories } from './categories.ts';

/** `categories check`: needs no data. `icons` is the folder of drawings the categories name. */
export function categoryCommands(folders: { readonly categories: string; readonly icons: string }): readonly Command[] {
  return [
    {
      name: 'categories check',
      summary: 'Check the files of the category tree; every mistake is named by file and line',
      arguments: [
        { name: '[folder]', description: 'Folder with one YAML file a branch; the installed one if not given' },
      ],
      needsData: false,
      outputSchema: {
        type: 'object',
        required: ['valid', 'categories', 'problems'],
        properties: {
          valid: { type: 'boolean' },
          categories: { type: 'integer' },
          problems: { type: 'array', items: { type: 'object' } },
        },
      },
      example: 'npx calloff categories check reference/categories',
      run: async (args, _options, context) => {
        const named = args['folder'];
        const folder = named === undefined ? folders.categories : context.resolve(named);
        const loaded = await loadCategories(folder, folders.icons);
        const count = loaded.ok ? loaded.value.all().length : 0;
        const problems = loaded.ok ? [] : loaded.problems;
        if (context.json) {
          context.write(`${JSON.stringify({ valid: loaded.ok, categories: count, problems })}\n`);
        } else if (loaded.ok) {
          context.write(`${plural(count, 'category', 'categories')}, nothing wrong.\n`);
        } else {
          for (const each of problems) {
            context.write(`${join(named ?? '', each.path ?? '')}  ${each.message} ${each.remedy}\n`);
          }
          context.write(`${plural(problems.length, 'mistake')}.\n`);
        }
        return loaded.ok ? 0 : 1;
      },
    },
  ];
}
