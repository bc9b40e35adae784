import type { Step, YamlPath } from './yaml-file.ts';

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function childOf(node: unknown, step: Step): unknown {
  if (Array.isArray(node) && typeof step === 'number') return node[step] as unknown;
  if (isRecord(node) && typeof step === 'string') return node[step];
  return undefined;
}

/** Visits a value and all that is in it, each with its path. */
export function walk(node: unknown, path: YamlPath, visit: (node: unknown, path: YamlPath) => void): void {
  visit(node, path);
  if (Array.isArray(node)) node.forEach((each: unknown, index) => walk(each, [...path, index], visit));
  else if (isRecord(node)) for (const [key, each] of Object.entries(node)) walk(each, [...path, key], visit);
}

/** `lots, item 3, name`: a path as a person would say it. */
export function placeInWords(path: YamlPath): string {
  return path.map((step) => (typeof step === 'number' ? `item ${String(step + 1)}` : step)).join(', ');
}
