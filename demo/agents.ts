/**
 * The story in each AI coding tool on the PATH: what is allowed runs, what the policy blocks does
 * not, one call waits for a person and runs once, and the session becomes a runpack. The tools are
 * the vendors' programs; what their model says is scripted, on this machine, without an account.
 *
 *   npm run demo:agents
 *   npm run demo:agents -- gemini codex
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findHookRow, HOOK_ROWS } from '@gait/harness';
import type { ScriptedStep } from '../apps/cli/src/probe/model/choose-call.ts';
import { AGENT_TOOL_IDS, type AgentToolId } from '../scripts/agent-tools.ts';
import { ensureBuilt } from '../scripts/ensure-built.ts';
import { endLeftovers } from '../tests/real/agents/end-leftovers.ts';
import { runRealTool } from '../tests/real/agents/run-real-tool.ts';
import {
  atTerminal,
  mustGait,
  put,
  runGait,
  type ScratchProject,
} from '../tests/real/agents/scratch-project.ts';
import { setUp } from '../tests/real/agents/set-up.ts';

const ALLOWED = 'echo hello > hello.txt';
const SECRET = 'cat .env';
const ONCE = 'echo release >> .github/release.txt';
const shell = (command: string): ScriptedStep => ({ kind: 'shell', command });
const SCRIPT = [ALLOWED, SECRET, ONCE, 'cat notes.txt', ONCE, 'cat hello.txt', ONCE].map(shell);

/** One line of the story, and whether it went as it must. */
type Line = readonly [isRight: boolean, what: string, how: string];

async function tell(id: AgentToolId, program: string): Promise<readonly Line[]> {
  const { tool, project } = await setUp(id, { program, server: [] });
  try {
    put(join(project.repo, '.github/ci.yml'), 'on: push\n');
    let approved = '';
    const { told } = await runRealTool(tool, project, SCRIPT, async (step, soFar) => {
      if (step !== 3) return;
      const waiting = /gait approvals show ([0-9a-f]{12})/u.exec(soFar[2] ?? '')?.[1] ?? '';
      approved = (await atTerminal(project, ['approvals', 'approve', waiting])).out;
    });
    const count = textOf(project, '.github/release.txt').split('\n').length - 1;
    return [
      [textOf(project, 'hello.txt') === 'hello\n', 'allowed, and it ran', ALLOWED],
      [
        /gait blocked this call/u.test(told[1] ?? ''),
        'blocked',
        `${SECRET}  (${codesIn(told[1])})`,
      ],
      [/needs a person's approval/u.test(told[2] ?? ''), 'held for a person', ONCE],
      [approved.includes('approved, once'), 'approved in a terminal', 'alice, for this one call'],
      [count === 1, 'tried again twice, ran once', ONCE],
      sealed(project, id),
    ];
  } finally {
    await endLeftovers(project.root);
    project.remove();
  }
}

/** The session as evidence. */
function sealed(project: ScratchProject, id: AgentToolId): Line {
  const folder = join(project.repo, 'gait-out/sessions');
  if (!existsSync(folder)) mustGait(project, ['hooks', 'seal', '--harness', id]);
  const [name = ''] = readdirSync(folder);
  const key = join(project.home, '.config/gait/keys/gait_public.key');
  const verified = ['verify', join(folder, name), '--require-signature', '--public-key', key];
  return [runGait(project, verified).exit === 0, 'the session is a runpack that verifies', name];
}

function textOf({ repo }: ScratchProject, name: string): string {
  const path = join(repo, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function codesIn(text = ''): string {
  return /gait blocked this call: [^(]*\(([\w, ]+)\)/u.exec(text)?.[1] ?? '';
}

/** All of them, or those that were named. */
function wantedTools(names: readonly string[]): readonly AgentToolId[] {
  if (names.length === 0) return AGENT_TOOL_IDS;
  return names.map((name) => {
    const id = AGENT_TOOL_IDS.find((one) => one === findHookRow(name)?.id);
    if (id !== undefined) return id;
    console.error(
      `no tool is called ${JSON.stringify(name)}; one of: ${AGENT_TOOL_IDS.join(', ')}`,
    );
    process.exit(6);
  });
}

await ensureBuilt();
const missing: string[] = [];
let wrong = 0;
for (const id of wantedTools(process.argv.slice(2))) {
  const { title } = HOOK_ROWS[id];
  const program = Bun.which(id);
  if (program === null) {
    missing.push(`${title} (${id})`);
    continue;
  }
  const started = performance.now();
  console.log(`\n${title}: ${program}`);
  try {
    for (const [isRight, what, how] of await tell(id, program)) {
      if (!isRight) wrong += 1;
      console.log(`  ${isRight ? '✓' : '✗'} ${what.padEnd(38)} ${how}`);
    }
  } catch (error) {
    wrong += 1;
    console.log(`  ✗ ${(error as Error).message}`);
  }
  console.log(`  ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
if (missing.length > 0) console.log(`\nNot found on the PATH: ${missing.join(', ')}`);
console.log(
  wrong === 0 ? '\nEverything ended as it must.' : `\n${wrong} things did not end as they must.`,
);
process.exitCode = wrong === 0 ? 0 : 1;
