import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

/** Name in the folder of inputs → vector that it is a copy of. */
const INPUTS: Readonly<Record<string, string>> = {
  'public.key': 'keys/main_public.key',
  'private.key': 'keys/main_private.key',
  'runpack.zip': 'runpack/signed.zip',
  'pack.zip': 'pack/run_signed.zip',
  'policy.yaml': 'policy/main.yaml',
  'intent.json': 'intent/read.json',
};

const CHECKED = ['--require-signature', '--public-key', 'public.key', '--json'];
const DECIDED = ['--policy', 'policy.yaml', '--intent', 'intent.json'];
/** The commands that run most often, and in the shortest time; the most important first. */
const COMMANDS: readonly (readonly string[])[] = [
  ['regress', 'run', '--json'],
  ['verify', './runpack.zip', ...CHECKED],
  ['pack', 'verify', 'pack.zip', ...CHECKED],
  ['policy', 'test', 'policy.yaml', 'intent.json', '--json'],
  ['gate', 'eval', ...DECIDED, '--key-mode', 'prod', '--private-key', 'private.key', '--json'],
];

/**
 * Runs an executable's short commands and records which functions each of them uses, so
 * that the next build can lay those out together. The same executable gives the same records.
 *
 * @param gait   the executable, built with bytecode
 * @param folder absolute folder to work in; made when missing
 * @returns paths of the records. Throws with the command's output when one fails.
 */
export function recordOrders(gait: string, folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  for (const [name, vector] of Object.entries(INPUTS))
    copyFileSync(join(ROOT, 'conformance/vectors', vector), join(folder, name));
  run(gait, ['regress', 'init', '--from', './runpack.zip', '--name', 'f1'], folder);
  const hooks = recordHooks(gait, folder);
  const commands = COMMANDS.map((args, index) => {
    const order = join(folder, `${index}.order`);
    run(gait, args, folder, { order });
    return order;
  });
  return [...hooks, ...commands];
}

/** A hook is started for every call of a coding tool: nothing runs more often. */
function recordHooks(gait: string, folder: string): readonly string[] {
  const project = join(folder, 'project');
  const home = join(folder, 'home');
  mkdirSync(join(project, '.git'), { recursive: true });
  mkdirSync(home, { recursive: true });
  run(gait, ['init', '--template', 'coding-agent', '--approver', 'builder'], project, { home });
  run(gait, ['trust', '.gait.yaml'], project, { home });
  const calls = [
    ['Bash', { command: 'git status --short && ls src 2>&1 | tail -20' }],
    ['Read', { file_path: join(project, 'src/a.ts') }],
    ['Edit', { file_path: join(project, 'src/a.ts'), old_string: 'a', new_string: 'b' }],
  ] as const;
  return calls.map(([tool, given], index) => {
    const order = join(folder, `hook-${index}.order`);
    const input = JSON.stringify({
      session_id: 's',
      cwd: project,
      hook_event_name: 'PreToolUse',
      permission_mode: 'default',
      tool_name: tool,
      tool_input: given,
      tool_use_id: `t${index}`,
    });
    run(gait, ['hook', '--harness', 'claude', '--project', project], project, {
      order,
      home,
      input,
    });
    return order;
  });
}

function run(
  gait: string,
  args: readonly string[],
  cwd: string,
  given: { readonly order?: string; readonly home?: string; readonly input?: string } = {},
): void {
  const { order, home, input } = given;
  // Nothing else of the environment: what somebody has set there must not decide the layout.
  const env = {
    SystemRoot: process.env['SystemRoot'],
    BUN_BYTECODE_ORDER_OUT: order,
    ...(home === undefined ? {} : { HOME: home }),
    GAIT_APPROVAL_WAIT: '0s',
    // A gate that stays would answer instead of what is recorded.
    GAIT_WARM: 'off',
  };
  const stdin = input === undefined ? null : new TextEncoder().encode(input);
  const { exitCode, stderr } = Bun.spawnSync([gait, ...args], { cwd, env, stdin });
  if (exitCode !== 0)
    throw new Error(`gait ${args.join(' ')} ended with ${exitCode}: ${stderr.toString()}`);
}
