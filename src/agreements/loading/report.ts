import type { Problem } from '../../kernel/outcome.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/** A file and what it holds, for a rule that names the line. */
export interface Checked<T> {
  readonly file: YamlFile;
  readonly data: T;
}

/** Adds a problem at a path of the file. */
export type Report = (code: string, path: YamlPath, message: string, remedy: string, value?: string) => void;

export function reporter(file: YamlFile, problems: Problem[]): Report {
  return (code, path, message, remedy, value) => {
    problems.push({ code, path: file.at(path), ...(value === undefined ? {} : { value }), message, remedy });
  };
}
