import { CodedError } from '@gait/canon';
import { durationFlag } from '../duration-flag.ts';
import { boolFlag, intFlag, textFlag } from '../flag-spec.ts';

/** Flags of every command that runs a suite. */
export const SUITE_FLAGS = {
  config: textFlag({
    default: 'gait.yaml',
    value: 'FILE',
    help: 'which fixtures there are; YAML or JSON',
  }),
  output: textFlag({
    default: 'regress_result.json',
    value: 'FILE',
    help: 'where the result goes',
  }),
  junit: textFlag({ value: 'FILE', help: 'write a JUnit report here as well' }),
  'allow-nondeterministic': boolFlag({
    help: 'let graders run whose answer may change from run to run (there are none)',
  }),
  'context-conformance': boolFlag({ help: 'ask every fixture for evidence of its context' }),
  'allow-context-runtime-drift': boolFlag({
    help: 'accept context that differs only in when it was fetched',
  }),
  exec: textFlag({
    value: 'COMMAND',
    help: 'run the agent again for each fixture and grade the run it writes to $GAIT_RUNPACK_OUT',
  }),
  'exec-timeout': durationFlag({
    default: '10m',
    help: 'time limit of each command; then its whole process group is killed',
  }),
  'exec-link': textFlag({
    value: 'LIST',
    help: 'folders of the workspace to link instead of leaving out, such as node_modules',
  }),
  'exec-log': textFlag({ value: 'DIR', help: 'keep what each command printed here, unredacted' }),
  'keep-candidates': textFlag({
    default: 'gait-out/regress',
    value: 'DIR',
    help: 'keep the run of a failing command as DIR/FIXTURE/candidate.zip; none: nowhere',
  }),
  workspace: textFlag({
    default: '.',
    value: 'DIR',
    help: 'folder whose clean copy each command starts in; none: an empty folder',
  }),
  jobs: intFlag({
    default: 0,
    help: 'commands at the same time; 0: as many as there are processors, at most 4',
  }),
  'fail-vacuous': boolFlag({
    help: 'fail fixtures that have no candidate and no command: they test nothing',
  }),
  profile: textFlag({
    default: 'standard',
    value: 'NAME',
    help: 'standard; strict also means --fail-vacuous; compat to read what the reference reads',
  }),
} as const;

/** Values of those flags. */
export interface SuiteFlags {
  readonly config: string;
  readonly output: string;
  readonly junit: string;
  readonly 'allow-nondeterministic': boolean;
  readonly 'context-conformance': boolean;
  readonly 'allow-context-runtime-drift': boolean;
  readonly exec: string;
  readonly 'exec-timeout': number;
  readonly 'exec-link': string;
  readonly 'exec-log': string;
  readonly 'keep-candidates': string;
  readonly workspace: string;
  readonly jobs: number;
  readonly 'fail-vacuous': boolean;
  readonly profile: string;
}

/** Refuses values that cannot be: `flag_invalid`. */
export function checkSuiteFlags(flags: SuiteFlags, given: ReadonlySet<string>): void {
  if (flags.jobs < 0) throw invalid('--jobs', 'must not be negative', '0 chooses a number');
  if (flags['exec-timeout'] <= 0)
    throw invalid('--exec-timeout', 'must be above zero', 'for example 90s or 10m');
  if (given.has('exec') && flags.exec.trim() === '') {
    throw invalid('--exec', 'is empty', "for example --exec 'node agent.js'");
  }
  if (flags['keep-candidates'].trim() === '')
    throw invalid('--keep-candidates', 'is empty', 'name a folder, or none');
  if (flags.exec !== '') return;
  const aboutExec = [
    'exec-timeout',
    'exec-link',
    'exec-log',
    'keep-candidates',
    'workspace',
    'jobs',
  ];
  for (const name of aboutExec) {
    if (given.has(name))
      throw invalid(
        `--${name}`,
        'says something about --exec, which is not there',
        'add --exec COMMAND',
      );
  }
}

function invalid(field: string, what: string, hint: string): CodedError {
  return new CodedError('flag_invalid', `${field} ${what}`, { hint, where: { field } });
}
