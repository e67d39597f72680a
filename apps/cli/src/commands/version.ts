import { defineCommand } from '../command.ts';

/** `version`: what this build calls itself. */
export const command = defineCommand({
  path: ['version'],
  explain: 'Prints the version of this executable.',
  flags: {},
  example: 'gait version --json',
  run: (context) => ({
    exit: 0,
    json: { ok: true, version: context.version },
    text: () => [`${context.argv[0] ?? 'gait'} ${context.version}`],
  }),
});
