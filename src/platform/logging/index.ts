export { createLogger, withoutSecrets } from './logger.ts';
