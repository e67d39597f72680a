import {
  commandText,
  messageOf,
  type DecidedCommand,
} from '../../conformance/commands/decide-commands.ts';
import type { ScratchProject } from '../../conformance/commands/scratch-project.ts';

/**
 * Asks the built executable about some of the commands, as Claude Code would.
 *
 * @returns a line for each that it answers otherwise than this process did
 */
export function compareWithHook(
  gait: string,
  scratch: ScratchProject,
  decided: readonly DecidedCommand[],
  count: number,
): readonly string[] {
  // Claude Code has no tool for cmd.
  const possible = decided.filter(({ asked }) => asked.dialect !== 'cmd');
  const step = Math.max(1, Math.floor(possible.length / count));
  const sample = possible.filter((_one, index) => index % step === 0).slice(0, count);
  const took: number[] = [];
  const differing = sample.flatMap(({ asked, passed }) => {
    const message = messageOf(asked, commandText(asked, scratch), scratch.project);
    const input = JSON.stringify({ ...message, session_id: 's2' });
    const started = performance.now();
    const { exitCode } = Bun.spawnSync(
      [gait, 'hook', '--harness', 'claude-code', '--project', scratch.project],
      {
        cwd: scratch.project,
        env: { HOME: scratch.home, USER: 'dev', PATH: '/usr/bin:/bin', GAIT_APPROVAL_WAIT: '0s' },
        stdin: new TextEncoder().encode(input),
        stdout: 'ignore',
        stderr: 'ignore',
      },
    );
    took.push(performance.now() - started);
    return (exitCode === 0) === passed ? [] : [`${asked.id} (exit status ${exitCode})`];
  });
  const median = took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] ?? 0;
  console.log(
    `gait hook --harness claude-code: ${sample.length - differing.length} of ${sample.length} agree, p50 ${median.toFixed(1)} ms`,
  );
  return differing;
}
