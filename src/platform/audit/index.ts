export { recordAudit } from './audit.ts';
export { auditCommands } from './audit-commands.ts';
export { AuditSealer, sealEvents } from './audit-sealer.ts';
export { listEvents, type ListedEvent, listEventsOn, readHead } from './audit-store.ts';
export { verifyAudit, type Verification } from './audit-verify.ts';
