export { callServer } from './call.ts';
export { serveCommands, type LocalSocket } from './serve.ts';
