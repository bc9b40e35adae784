export { identifyWith, sessionCookie } from './identify.ts';
export { KeyService } from './key-service.ts';
export { operatorCommands } from './operator-commands.ts';
export { operatorPages } from './operator-pages.ts';
export { operatorPaths } from './operator-paths.ts';
export { operatorPolicies } from './operator-policies.ts';
export { SessionService } from './session-service.ts';
