export { identifyWith, type SessionCookie, sessionCookie } from './identify.ts';
export { KeyService, type KeyOwner, type KeyRequest, type MadeKey } from './key-service.ts';
export { operatorCommands } from './operator-commands.ts';
export { inLondon, keyRow } from './operator-words.ts';
export { operatorPages } from './operator-pages.ts';
export { operatorPaths } from './operator-paths.ts';
export { operatorPolicies } from './operator-policies.ts';
export { hashSecret, newId, newSecret } from './secret.ts';
export { SessionService, type StartedSession } from './session-service.ts';
