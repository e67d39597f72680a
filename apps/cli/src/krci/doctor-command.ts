import type { Check } from '../doctor/check.ts';
import { checkLines } from '../doctor/doctor-outcome.ts';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import { checkMachine } from './doctor/check-machine.ts';
import { checkProject } from './doctor/check-project.ts';
import { projectFolder } from './open-framework.ts';

const TO_REPAIR = 2;
const MISSING = 7;

/** `krci-ai doctor`: what a person can repair on this machine and in this project, and how. */
export const command = defineCommand({
  path: ['doctor'],
  explain:
    'Checks the executable, its version, permissions, git, the framework of the project, its lock, its signature and its texts, and names the command that repairs each fault.',
  flags: {
    offline: boolFlag({ help: 'do not ask whether there is a newer version' }),
  },
  example: 'krci-ai doctor',
  notes: [
    'Exit status: 0 nothing is broken (there may be things to look at), 2 something is to repair, 7 a program',
    'is missing that no command of krci-ai can install.',
  ],
  async run(context, { flags }) {
    const root = projectFolder(context);
    const checks = [
      ...(await checkMachine(context, root, flags.offline)),
      ...checkProject(context, root),
    ];
    return describe(root, checks);
  },
});

function describe(root: string, checks: readonly Check[]): Outcome {
  const failed = checks.filter(({ status }) => status === 'fail');
  const warned = checks.filter(({ status }) => status === 'warn').length;
  const missing = failed.some(({ nonFixable }) => nonFixable === true);
  const exit = failed.length === 0 ? 0 : missing ? MISSING : TO_REPAIR;
  return {
    exit,
    json: {
      ok: exit === 0,
      project: root,
      status: failed.length > 0 ? 'fail' : warned > 0 ? 'warn' : 'pass',
      failed: failed.length,
      warned,
      checks: checks.map(({ name, status, message, fix }) => ({
        name,
        status,
        message,
        repair: fix,
      })),
    },
    text: (paint) => [
      ...checkLines(checks, paint),
      '',
      failed.length + warned === 0
        ? 'Everything is in order.'
        : `${failed.length} to repair, ${warned} to look at.`,
    ],
  };
}
