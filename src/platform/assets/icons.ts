import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The colour in the drawings that marks the one tinted surface; pages colour it through the class `t`. */
const TINT = '#ddeceb';

/**
 * The inside of an icon's `<svg>`: without the outer element, whose stroke and fill the styles set, and with the class
 * `t` on the tinted surface. White stays: it is the hole in front of a surface. Throws when the drawing holds another
 * colour, a style or a script, or no drawing.
 */
export function iconMarkup(svg: string): string {
  const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1]?.trim();
  if (inner === undefined || inner === '') throw new Error('The file holds no drawing');
  const markup = inner.replaceAll(`fill="${TINT}"`, 'class="t"');
  const colour = /#(?!fff\b)[0-9a-f]{3,8}\b|\bstyle=|<script|\bon[a-z]+=/i.exec(markup)?.[0];
  if (colour !== undefined) throw new Error(`The drawing holds ${colour}, which pages cannot recolour`);
  return markup;
}

/** Reads every icon of the folder: name without `.svg` to the inside of its `<svg>`. */
export async function readIcons(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(folder)).filter((each) => each.endsWith('.svg')).sort();
  const icons = await Promise.all(
    files.map(async (file): Promise<[string, string]> => {
      try {
        return [file.slice(0, -4), iconMarkup(await readFile(join(folder, file), 'utf8'))];
      } catch (error) {
        throw new Error(`The icon ${file} cannot be used`, { cause: error });
      }
    }),
  );
  return new Map(icons);
}
