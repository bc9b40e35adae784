import type { Policy } from '../access/index.ts';

export const postPolicies: readonly Policy[] = [{ action: 'post.retry', means: 'send a letter again', operator: true }];
