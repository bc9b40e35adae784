import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from '../../platform/commands/index.ts';
import type { JobRunner } from '../../platform/jobs/index.ts';
import { DemonstrationStateSchema } from './demonstration-pages.ts';
import type { DemonstrationReset } from './demonstration-reset.ts';

/** What the command uses. */
export interface DemonstrationCommandServices {
  readonly demonstrationReset: DemonstrationReset;
  readonly jobs: Pick<JobRunner, 'complete' | 'help'>;
}

const lookEvery = 300;

/** `demo reset`: takes the demonstration away and makes it anew, with its progress. */
export function demonstrationCommands(services: () => Promise<DemonstrationCommandServices>): readonly Command[] {
  return [
    {
      name: 'demo reset',
      summary:
        'Take away all that was done in the demonstration, and make it anew as of today; nothing real is touched.',
      needsData: true,
      outputSchema: {
        type: 'object',
        properties: { ...DemonstrationStateSchema.properties, problems: { type: 'array' } },
      },
      example: 'npx calloff demo reset',
      run: async (_args, _options, context) => {
        const { demonstrationReset, jobs } = await services();
        const asked = await demonstrationReset.reset({ actor: 'system' });
        if (!asked.ok) {
          if (context.json) context.write(`${JSON.stringify({ problems: asked.problems })}\n`);
          else for (const each of asked.problems) context.writeError(`${each.message} ${each.remedy}\n`);
          return 1;
        }
        // The price lists of its people are read by jobs, which nobody else may be there to do.
        const helping = jobs.help();
        try {
          await jobs.complete(asked.value, {
            signal: context.signal,
            onProgress: ({ done, total, message }) => {
              context.progress(done, total, message);
            },
          });
          for (;;) {
            const now = await demonstrationReset.state();
            context.progress(now.steps.done, now.steps.total, 'Its people are at work');
            if (now.state !== 'work' || context.signal.aborted) {
              if (context.json) context.write(`${JSON.stringify({ ...now, problems: [] })}\n`);
              else context.write(`${String(now.steps.done)} of ${String(now.steps.total)} things are done.\n`);
              return now.state === 'whole' ? 0 : 1;
            }
            await pause(lookEvery);
          }
        } finally {
          await helping.end();
        }
      },
    },
  ];
}
