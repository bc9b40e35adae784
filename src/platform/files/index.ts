export { plainFileName } from './file-name.ts';
export type { StoredFile } from './file-store.ts';
export {
  copyToPath,
  type FileToStore,
  findFile,
  readFileChunks,
  removeFile,
  storeFile,
  sweepUnfinishedFiles,
  tooLarge,
} from './files.ts';
export { clamdScanner, type Scanner, ScannerAway } from './scan.ts';
