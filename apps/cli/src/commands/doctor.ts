import { boolFlag, defineCommand, textFlag } from '../command.ts';
import { doctorOutcome } from '../doctor/doctor-outcome.ts';
import { runChecks } from '../doctor/run-checks.ts';

/** `doctor`: what a person can repair on this machine, and how. */
export const command = defineCommand({
  path: ['doctor'],
  explain:
    'Checks version, folders, keys, clock, artifacts and locks of this machine and names the command that repairs each fault.',
  flags: {
    workdir: textFlag({ default: '.', value: 'FOLDER', help: 'folder to check' }),
    'output-dir': textFlag({ default: './gait-out', value: 'FOLDER', help: 'where artifacts are' }),
    'key-mode': textFlag({
      default: 'dev',
      value: 'MODE',
      help: 'dev, or prod to check the keys that sign',
    }),
    'private-key': textFlag({ value: 'FILE', help: 'private key to check' }),
    'private-key-env': textFlag({ value: 'NAME', help: 'variable that holds the private key' }),
    'public-key': textFlag({ value: 'FILE', help: 'public key to check' }),
    'public-key-env': textFlag({ value: 'NAME', help: 'variable that holds the public key' }),
    'production-readiness': boolFlag({
      help: 'check the project defaults as well, and fail (exit 2) on anything to repair',
    }),
    fail: boolFlag({ help: 'end with exit status 2 when there is anything to repair (❌)' }),
    summary: boolFlag({ help: 'show only what needs attention' }),
  },
  flagsAfterPositionals: false,
  example: 'gait doctor --output-dir ./gait-out',
  notes: [
    'Exit status: 0 in order, or all that is wrong can be repaired with the commands shown; 2 something is',
    'to repair and --fail or --production-readiness was given; 7 something is missing that no command repairs.',
  ],
  async run(context, { flags }) {
    const report = await runChecks(context, flags);
    return doctorOutcome(context, report, { summaryOnly: flags.summary, strict: flags.fail });
  },
});
