export { decisionFileCommands } from './decision-file-commands.ts';
export { decisionFileOfOrder, decisionFilePages, decisionFilePaths } from './decision-file-pages.ts';
export { decisionFilePolicies } from './decision-file-policies.ts';
export type { DecisionFiles, DecisionSource } from './decision-files.ts';
export { openDecisionFiles } from './open-decision-files.ts';
