import type { HookEvent } from './hook-message.ts';
import type { HookDialect, HookHarnessId } from './hook-row.ts';
import { HOOK_ROWS } from './hook-rows.ts';

export interface HookDecision {
  readonly verdict: 'allow' | 'deny' | 'ask';
  /** For the model and the person: why. */
  readonly reason: string;
  /** How a person gives an approval, where one is asked for: a command. */
  readonly approval?: string;
  /** Something for the person that is no reason. */
  readonly systemMessage?: string;
  /** How much the person lets the tool do unasked, as the message said it. */
  readonly mode?: string;
}

export interface HookAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Characters of a reason that a tool is given. */
const MAX_REASON = 4000;

/**
 * A decision in the words of a tool. `event` undefined: the message could not be read, and the
 * answer is written for a call. Only the events before a call and before a prompt can be refused;
 * for the others the verdict is of no account.
 *
 * An allowed call is answered in silence where the tool takes that: an answer of `allow` would
 * switch off the tool's own questions too.
 */
export function writeHookAnswer(
  harness: HookHarnessId,
  event: HookEvent | undefined,
  decision: HookDecision,
): HookAnswer {
  const row = HOOK_ROWS[harness];
  const dialect = row.dialect ?? 'claude';
  if (event !== undefined && event !== 'before_call' && event !== 'prompt') {
    return pass(dialect, decision.systemMessage);
  }
  const { ask } = row;
  const asks =
    decision.verdict === 'ask' &&
    event === 'before_call' &&
    ask.kind === 'native' &&
    decision.mode !== undefined &&
    ask.modes.includes(decision.mode);
  if (asks) {
    return json(claudeDecision('ask', clean(decision.reason), decision.systemMessage), '', 0);
  }
  if (decision.verdict === 'allow') return allow(dialect, decision.systemMessage);
  return refuse(dialect, event ?? 'before_call', refusalText(decision), decision.systemMessage);
}

/** Why a call does not run, and what to do about it. */
function refusalText({ verdict, reason, approval }: HookDecision): string {
  if (verdict !== 'ask') return clean(reason);
  const how =
    approval === undefined
      ? 'Tell the person that this call needs an approval.'
      : `A person can approve it with: ${approval}. Then make exactly this call again.`;
  return clean(`${reason} ${how}`);
}

function allow(dialect: HookDialect, systemMessage: string | undefined): HookAnswer {
  switch (dialect) {
    case 'opencode':
    case 'cline':
      return json({ decision: 'allow' }, '', 0);
    case 'cursor':
      return json({ permission: 'allow' }, '', 0);
    case 'copilot':
      return json({ permissionDecision: 'allow' }, '', 0);
    case 'gemini':
      return json({ decision: 'allow', ...shown(systemMessage) }, '', 0);
    case 'claude':
    case 'codex':
    case 'qwen':
    case 'vscode':
    case 'devin':
    case 'kiro':
    case 'goose':
      return pass(dialect, systemMessage);
  }
}

/** Nothing to refuse. */
function pass(dialect: HookDialect, systemMessage: string | undefined): HookAnswer {
  switch (dialect) {
    case 'gemini':
    case 'cursor':
    case 'copilot':
      return json({ ...(dialect === 'gemini' ? shown(systemMessage) : {}) }, '', 0);
    case 'opencode':
    case 'cline':
      return json({ decision: 'allow' }, '', 0);
    case 'claude':
    case 'codex':
    case 'qwen':
      return systemMessage === undefined
        ? { stdout: '', stderr: '', exitCode: 0 }
        : json(shown(systemMessage), '', 0);
    case 'vscode':
    case 'devin':
    case 'kiro':
    case 'goose':
      return { stdout: '', stderr: '', exitCode: 0 };
  }
}

function refuse(
  dialect: HookDialect,
  event: 'before_call' | 'prompt',
  reason: string,
  systemMessage: string | undefined,
): HookAnswer {
  // Never JSON: Qwen Code reads standard error as JSON first, and an object without a decision
  // there would let the call through.
  const stderr = `gait: ${reason}\n`;
  switch (dialect) {
    case 'claude':
    case 'codex':
    case 'qwen':
    case 'vscode':
    case 'devin':
    case 'goose':
      return event === 'prompt'
        ? json({ decision: 'block', reason, ...shown(systemMessage) }, stderr, 2)
        : json(claudeDecision('deny', reason, systemMessage), stderr, 2);
    case 'gemini':
      return json({ decision: 'deny', reason, ...shown(systemMessage) }, stderr, 2);
    case 'cursor':
      return json(
        event === 'prompt'
          ? { continue: false, user_message: reason }
          : { permission: 'deny', user_message: reason, agent_message: reason },
        stderr,
        2,
      );
    case 'copilot':
      return json({ permissionDecision: 'deny', permissionDecisionReason: reason }, stderr, 0);
    case 'kiro':
      return { stdout: '', stderr, exitCode: 2 };
    case 'opencode':
      return json({ decision: 'deny', reason }, stderr, 2);
    case 'cline':
      // The first two are for our plugin, the others for an executable wired by hand: there an
      // exit status says nothing to Cline.
      return json({ decision: 'deny', reason, cancel: true, errorMessage: reason }, stderr, 2);
  }
}

function claudeDecision(
  permissionDecision: 'deny' | 'ask',
  permissionDecisionReason: string,
  systemMessage: string | undefined,
): object {
  return {
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision,
      permissionDecisionReason,
    },
    ...shown(systemMessage),
  };
}

function shown(systemMessage: string | undefined): { readonly systemMessage?: string } {
  return systemMessage === undefined ? {} : { systemMessage: clean(systemMessage) };
}

function json(body: object, stderr: string, exitCode: number): HookAnswer {
  return { stdout: `${JSON.stringify(body)}\n`, stderr, exitCode };
}

/** A text that a terminal and a log take as text: part of it may come from the agent. */
function clean(text: string): string {
  const plain = text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ').trim();
  const short = plain.length > MAX_REASON ? `${plain.slice(0, MAX_REASON)} …` : plain;
  // An empty text on standard error is no reason to some tools, and then no refusal.
  return short.toWellFormed() === '' ? 'blocked' : short.toWellFormed();
}
