import { resolve } from 'node:path';
import { pino } from 'pino';
import { type Actor, type Policy, PolicyTable, publicActor } from '../../src/platform/access/index.ts';
import { buildServer, type Server } from '../../src/platform/http/index.ts';
import { createViews } from '../../src/platform/views/index.ts';

const root = resolve(import.meta.dirname, '../..');

/** A server as the real one is built, with the real templates, for pages asked by injection; `actor` asks. Close it in `t.after`. */
export function pageServer(policies: readonly Policy[], actor: Actor = publicActor): Promise<Server> {
  return buildServer({
    logger: pino({ level: 'silent' }),
    policies: new PolicyTable(policies),
    views: createViews({
      folders: ['src', 'web/templates', 'node_modules/govuk-frontend/dist'].map((each) => resolve(root, each)),
      icon: (name) => `<title>${name}</title>`,
      asset: (name) => `/assets/${name}`,
    }),
    identify: () => Promise.resolve(actor),
    rateLimit: 0,
    trustProxy: 0,
    shell: () => ({ demo: true, menu: [] }),
  });
}

/** The words of a page as a reader meets them: scripts, styles and markup gone, entities as what they stand for. */
export function wordsOf(html: string): string {
  return html
    .replace(/<(svg|script|style)\b.*?<\/\1>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&times;/g, '×')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,])/g, '$1')
    .trim();
}
