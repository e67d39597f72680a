import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import { runHook } from '../hook/run-hook.ts';

/** `hook`: what a coding tool starts before and after each of its calls. */
export const command = defineCommand({
  path: ['hook'],
  explain:
    'Reads one message of an AI coding tool from standard input, decides, and answers in that tool’s own words.',
  flags: {
    harness: textFlag({ value: 'NAME', help: 'the coding tool: claude, codex, gemini, …' }),
    project: textFlag({
      value: 'FOLDER',
      help: 'whose policy counts; default: the current folder',
    }),
    state: textFlag({ value: 'FOLDER', help: 'deny unless this is the gate’s state folder' }),
    config: textFlag({ value: 'FOLDER', help: 'deny unless this is its configuration folder' }),
    guarded: boolFlag({ help: 'end with 42 instead of 0, for what stands around the hook' }),
  },
  example: 'gait hook --harness claude --project /repo',
  notes: [
    'gait hooks install writes this command into the settings of a tool.',
    'What cannot be decided is denied. The exit status is what the tool understands.',
  ],
  async run(context): Promise<Outcome> {
    // Reached only through help; a call is answered before commands are looked up.
    return { exit: await runHook(context, context.argv.slice(2)), json: { ok: true } };
  },
});
