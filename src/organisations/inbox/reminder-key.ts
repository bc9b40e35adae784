/** Most stages of a reminder: what is done settles them all by their keys. */
export const mostStages = 9;

/** The key of a reminder of something, at a stage from 1. */
export function reminderKey(key: string, stage: number): string {
  return `${key}:reminder:${String(stage)}`;
}
