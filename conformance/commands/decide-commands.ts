import { isCodedError, isJsonObject, type Json, type JsonObject } from '@gait/canon';
import type { CommandReading } from '@gait/commands';
import { readHookMessage } from '@gait/harness';
import type { HookCall } from '@gait/boundary';
import { contextForTest, runInProcess } from '../../apps/cli/src/testing.ts';
import type { Context } from '../../apps/cli/src/context.ts';
import { decideToolCall, type HookRuling } from '../../apps/cli/src/hook/decide-tool-call.ts';
import { describeEffects } from '../../apps/cli/src/hook/describe-effects.ts';
import { loadHookGate, type HookGate } from '../../apps/cli/src/hook/hook-gate.ts';
import { readCommandOf } from '../../apps/cli/src/hook/read-command-of.ts';
import type { CommandCase } from './read-sets.ts';
import type { ScratchProject } from './scratch-project.ts';

/** What the gate answered to a command. */
export interface DecidedCommand {
  readonly asked: CommandCase;
  /** Only a command that needs nobody's approval passes. */
  readonly passed: boolean;
  readonly reason: string;
  readonly effects: readonly string[];
  /** Milliseconds of the reader alone, and of the whole decision with its evidence on the disk. */
  readonly readMs: number;
  readonly decideMs: number;
}

/** A day of work, not a storm: what a policy allows so often a minute is not what is measured. */
const STEP = 61_000_000_000n;

const ENVIRONMENT = { USER: 'dev', GAIT_APPROVAL_WAIT: '0s' };

/** Sets up the gate of a project as its user would. */
export async function setUpGate({ project: cwd, home }: ScratchProject): Promise<void> {
  const world = { cwd, home, env: ENVIRONMENT };
  for (const words of [
    ['init', '--template', 'coding-agent', '--approver', 'ada'],
    ['trust', '.gait.yaml'],
  ]) {
    const { exit, stderr } = await runInProcess(words, world);
    if (exit !== 0) throw new Error(`gait ${words.join(' ')}: ${stderr}`);
  }
}

/** Decides each command as a call of Claude Code, through what its hook is made of. */
export async function decideCommands(
  scratch: ScratchProject,
  cases: readonly CommandCase[],
): Promise<readonly DecidedCommand[]> {
  const { project: cwd, home, clock } = scratch;
  const { context: plain } = contextForTest(['hook'], {
    cwd,
    home,
    env: { ...ENVIRONMENT, HOME: home },
    now: () => clock.time,
  });
  // Where it is installed, not where this test runs: what may be written around it is protected.
  const context: Context = { ...plain, executable: '/usr/local/bin/gait' };
  const { readCommand: read } = readCommandOf(context);
  const gate = await loadHookGate(context, { harness: 'claude', sessionId: 's1' });
  const decided: DecidedCommand[] = [];
  for (const asked of cases) {
    clock.time += STEP;
    const text = commandText(asked, scratch);
    const call = callOf(asked, text, cwd);
    const begun = performance.now();
    const reading: CommandReading = read(text, asked.dialect, cwd);
    const middle = performance.now();
    const { verdict, reason } = await decide(context, gate, call);
    decided.push({
      asked,
      passed: verdict === 'allow',
      reason: reason.replace(/\. Ask the person.*$/su, ''),
      effects: describeEffects(reading),
      readMs: middle - begun,
      decideMs: performance.now() - middle,
    });
  }
  return decided;
}

/** What cannot be decided is denied, as the hook does it. */
async function decide(
  ...[context, gate, call]: [Context, HookGate, HookCall]
): Promise<Pick<HookRuling, 'verdict' | 'reason'>> {
  try {
    return await decideToolCall(context, gate, call, { waitMs: 0, isLate: () => false });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { verdict: 'deny', reason: `${error.message} (${error.code})` };
  }
}

/** The command as it stands in the project. */
export function commandText(
  { command }: CommandCase,
  { project, home }: Pick<ScratchProject, 'project' | 'home'>,
): string {
  return command.replaceAll('{{project}}', project).replaceAll('{{home}}', home);
}

/** The message that Claude Code sends before it runs a command. */
export function messageOf(asked: CommandCase, text: string, cwd: string): JsonObject {
  return {
    session_id: 's1',
    cwd,
    hook_event_name: 'PreToolUse',
    permission_mode: 'default',
    tool_name: asked.dialect === 'powershell' ? 'PowerShell' : 'Bash',
    tool_input: { command: text },
    tool_use_id: `call_${asked.id}`,
  };
}

function callOf(asked: CommandCase, text: string, cwd: string): HookCall {
  const read = readHookMessage('claude', messageOf(asked, text, cwd));
  if (!read.ok) throw new Error(`${asked.id}: ${read.detail}`);
  const { message } = read;
  if (message.event !== 'before_call') throw new Error(`${asked.id}: no call`);
  const { call, callId = '', harness, input, tool } = message;
  return {
    harness,
    sessionId: 's1',
    callId,
    tool,
    input: isJsonObject(input as Json) ? (input as JsonObject) : {},
    folder: cwd,
    // Claude Code has no tool for cmd: the same call in another dialect.
    call: call.kind === 'shell' ? { ...call, dialect: asked.dialect } : call,
  };
}
