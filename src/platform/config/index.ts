export {
  ConfigError,
  configFromProcess,
  plainOutputWanted,
  envExample,
  readConfig,
  settings,
  type Config,
} from './config.ts';
