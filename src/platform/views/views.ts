import nunjucks from 'nunjucks';
import { formatDate, formatDay, formatMonth, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, formatCount, formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';

export interface Views {
  render(template: string, context: Readonly<Record<string, unknown>>): string;
}

export interface ViewOptions {
  /** Folders searched in turn for a template's full name: `src`, `web/templates`, govuk-frontend's `dist`. */
  readonly folders: readonly string[];
  /** The drawing of an icon by name: the inside of its `<svg>`. */
  readonly icon: (name: string) => string;
  /** The address of a built asset by name, with its content hash. */
  readonly asset: (name: string) => string;
}

/**
 * Takes the indentation out of templates as they are read: it is for those who write them, and would be a quarter of a
 * page's bytes, written, encoded and sent each time. Line ends stay, so words keep apart; values are not touched.
 */
class UnindentedLoader extends nunjucks.FileSystemLoader {
  override getSource(name: string) {
    const source = super.getSource(name);
    return { ...source, src: source.src.replace(/^[ \t]+/gm, '') };
  }
}

/**
 * Templates with escaping on. Filters: `money` (£1,234.50), `count` (20,000), `date`, `day`, `month`,
 * `plural(one, many)`; globals: `icon(name, class)`, `asset(name)`.
 */
export function createViews(options: ViewOptions): Views {
  const loader = new UnindentedLoader([...options.folders], { noCache: false, watch: false });
  const environment = new nunjucks.Environment(loader, {
    autoescape: true,
    throwOnUndefined: false,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addFilter('money', (value: DecimalText) => formatMoney(value));
  environment.addFilter('count', (value: number) => formatCount(value));
  environment.addFilter('date', (value: IsoDate) => formatDate(value));
  environment.addFilter('day', (value: IsoDate) => formatDay(value));
  environment.addFilter('month', (value: IsoDate) => formatMonth(value));
  environment.addFilter('plural', (value: number, one: string, many?: string) => plural(value, one, many));
  environment.addGlobal('asset', options.asset);
  environment.addGlobal(
    'icon',
    (name: string, extra = '') =>
      new nunjucks.runtime.SafeString(
        `<svg class="co-icon${/^[a-z -]+$/.test(extra) ? ` ${extra}` : ''}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${options.icon(name)}</svg>`,
      ),
  );
  return { render: (template, context) => environment.render(template, context) };
}
