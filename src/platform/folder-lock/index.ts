export { folderHolder, lockFolder, type FolderLock } from './folder-lock.ts';
