export { HttpError, badRequest, notFound } from './errors.ts';
export { buildServer, type Server } from './server.ts';
export { receiveUpload, type Upload } from './uploads.ts';
