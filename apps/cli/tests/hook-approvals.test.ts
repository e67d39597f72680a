import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import {
  GAIT,
  environment,
  gait,
  home,
  hook,
  message,
  read,
  repo,
  setUp,
  toolWords,
  tracesIn,
  useRepository,
  useWarm,
  type Ran,
} from './hook-place.ts';

/** Black-box tests of calls that wait for a person. */
useRepository();

describe.each([
  ['a process of its own', false],
  ['the gate that stays', true],
])('answered by %s:', (_, warm) => {
  beforeAll(() => {
    useWarm(warm);
  });
  afterAll(() => {
    useWarm(false);
  });

  /** A command in a terminal of a person: what was printed, and its exit status. */
  async function atTerminal(words: readonly string[], typed: string): Promise<Ran> {
    let out = '';
    let left = typed;
    const child = Bun.spawn([GAIT, ...words], {
      cwd: repo,
      env: environment({ TERM: 'xterm' }),
      terminal: {
        cols: 120,
        rows: 40,
        data(terminal: { write(text: string): void }, bytes: Uint8Array) {
          out += Buffer.from(bytes).toString('utf8');
          if (/\[y[^\]]*\]/u.test(out) && left !== '') {
            terminal.write(left);
            left = '';
          }
        },
      },
    } as never);
    const exit = await child.exited;
    return { exit, out, err: '' };
  }

  async function hookOfTool(input: string, env: Record<string, string> = {}): Promise<Ran> {
    const child = Bun.spawn(toolWords('claude'), {
      cwd: repo,
      env: environment(env),
      stdin: new TextEncoder().encode(input),
      stdout: 'pipe',
      stderr: 'pipe',
    });
    const [out, err, exit] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    return { exit, out, err };
  }

  function waitingIds(): string[] {
    const { out } = gait(['approvals', 'list', '--json']);
    const { waiting } = JSON.parse(out) as { waiting: { id: string }[] };
    return waiting.map(({ id }) => id);
  }

  describe('a call that needs a person', () => {
    const guarded = () =>
      message(
        'Write',
        { file_path: join(repo, '.github/ci.yml'), content: 'on: push\n' },
        { tool_use_id: 'same' },
      );

    test('is denied with the way to an approval, and lets exactly one call through after it', async () => {
      setUp();
      const asked = await hookOfTool(guarded());
      expect(asked.exit).toBe(2);
      const [id = ''] = waitingIds();
      expect(asked.err).toContain(`gait approvals show ${id}`);
      const shown = gait(['approvals', 'show', id]);
      expect(shown.out).toContain('+on: push');
      expect(shown.out).toContain('claude asks to use Write');
      const signed = await atTerminal(['approvals', 'approve', id], 'y\n');
      expect(signed.out).toContain('approved, once');
      expect(waitingIds()).toEqual([]);
      const again = (call: string) => hookOfTool(guarded().replace('"same"', `"${call}"`));
      expect(await again('second')).toMatchObject({ exit: 0, err: '' });
      expect((await again('third')).exit).toBe(2);
    });

    test('waits for the answer, and runs', async () => {
      setUp();
      const running = hookOfTool(guarded(), { GAIT_APPROVAL_WAIT: '30s' });
      let id = '';
      for (let i = 0; i < 100 && id === ''; i++) {
        await Bun.sleep(50);
        [id = ''] = waitingIds();
      }
      await atTerminal(['approvals', 'approve', id], 'y\n');
      expect(await running).toMatchObject({ exit: 0 });
    });

    test('is blocked by a denial', async () => {
      setUp();
      await hookOfTool(guarded());
      const [id = ''] = waitingIds();
      expect((await atTerminal(['approvals', 'deny', id], 'y\n')).out).toContain('denied');
      const after = await hookOfTool(guarded().replace('"same"', '"next"'));
      expect(after.exit).toBe(2);
      expect(after.err).toContain('approval_denied');
    });

    test('is not approved by who does not say yes, nor without a terminal', async () => {
      setUp();
      await hookOfTool(guarded());
      const [id = ''] = waitingIds();
      expect((await atTerminal(['approvals', 'approve', id], '\n')).out).toContain(
        'nothing was signed',
      );
      expect(gait(['approvals', 'approve', id], { input: 'y\n' })).toMatchObject({ exit: 8 });
      expect(waitingIds()).toEqual([id]);
    });

    test('is kept without its secrets, and can be approved all the same', async () => {
      setUp();
      const token = `ghp_${'a1'.repeat(18)}`;
      const call = (id: string) =>
        message(
          'Write',
          { file_path: join(repo, '.github/ci.yml'), content: `token: ${token}` },
          { tool_use_id: id },
        );
      await hookOfTool(call('one'));
      const [id = ''] = waitingIds();
      const kept = Bun.spawnSync(['grep', '-rl', token, home, repo]).stdout.toString();
      expect(kept).toBe('');
      expect(gait(['approvals', 'show', id]).out).not.toContain(token);
      await atTerminal(['approvals', 'approve', id], 'y\n');
      expect(await hookOfTool(call('two'))).toMatchObject({ exit: 0 });
    });

    test('says so where nobody can approve', async () => {
      gait(['init', '--template', 'coding-agent']);
      gait(['trust', '.gait.yaml']);
      const { exit, err } = await hookOfTool(guarded());
      expect(exit).toBe(2);
      expect(err).toContain('gait init --approver NAME');
    });

    test('that was approved runs once, though its id comes again and again', async () => {
      setUp();
      const deploy = (id: string, more: object = {}) =>
        message('mcp__ci__deploy', { job: 'a' }, { tool_use_id: id, ...more });
      expect(await hookOfTool(deploy('call_0'))).toMatchObject({ exit: 2 });
      const [id = ''] = waitingIds();
      await atTerminal(['approvals', 'approve', id], 'y\n');
      expect(await hookOfTool(deploy('call_0'))).toMatchObject({ exit: 0 });
      expect(await hookOfTool(deploy('call_0'))).toMatchObject({ exit: 2 });
      const other = { tool_name: 'mcp__ci__delete_everything' };
      expect(await hookOfTool(deploy('call_0', other))).toMatchObject({ exit: 2 });
    });

    test('without ids that was approved runs once', async () => {
      setUp();
      const call = JSON.stringify({
        session_id: 's1',
        cwd: repo,
        hook_event_name: 'BeforeTool',
        tool_name: 'run_shell_command',
        tool_input: { command: 'frobnicate --all' },
      });
      expect(hook(call, 'gemini').out).toContain('deny');
      const [id = ''] = waitingIds();
      await atTerminal(['approvals', 'approve', id], 'y\n');
      const outs = [];
      for (let again = 0; again < 3; again += 1) outs.push(hook(call, 'gemini').out);
      expect(outs.map((out) => out.includes('"allow"'))).toEqual([true, false, false]);
      expect(tracesIn().filter((name) => !name.includes('decision'))).toHaveLength(4);
    });

    test('is approved for its folder and for what its script says, in any session', async () => {
      setUp();
      for (const folder of ['staging', 'prod']) mkdirSync(join(repo, folder));
      const destroy = (folder: string, session: string) =>
        message(
          'Bash',
          { command: 'terraform destroy -auto-approve' },
          { cwd: join(repo, folder), session_id: session },
        );
      const script = join(repo, 'run.sh');
      writeFileSync(script, 'frobnicate --dry-run\n');
      const runScript = () => message('Bash', { command: './run.sh' });
      await hookOfTool(destroy('staging', 's1'));
      await hookOfTool(runScript());
      for (const id of waitingIds()) await atTerminal(['approvals', 'approve', id], 'y\n');
      expect(await hookOfTool(destroy('prod', 's1'))).toMatchObject({ exit: 2 });
      expect(await hookOfTool(destroy('staging', 's2'))).toMatchObject({ exit: 0 });
      writeFileSync(script, 'frobnicate --everything --in prod\n');
      expect(await hookOfTool(runScript())).toMatchObject({ exit: 2 });
      writeFileSync(script, 'frobnicate --dry-run\n');
      expect(await hookOfTool(runScript())).toMatchObject({ exit: 0 });
    });

    test('is asked anew after the kill switch and the policy changed, whatever its id', async () => {
      setUp();
      const call = read('a.ts');
      expect(hook(call).exit).toBe(0);
      expect(gait(['kill-switch', 'add', '--all', '--reason', 'stop']).exit).toBe(0);
      expect(hook(call).err).toContain('kill_switch_active');
      writeFileSync(join(repo, '.gait.yaml'), 'default_verdict: allow\n');
      expect(hook(call).err).toContain('policy_changed');
    });

    test('is shown and answered only as the gate asked about it', async () => {
      setUp();
      await hookOfTool(guarded());
      const [id = ''] = waitingIds();
      const file = join(home, '.local/state/gait/approvals/waiting', `${id}.json`);
      const asked = readFileSync(file, 'utf8');
      const whole = JSON.parse(asked) as Record<string, unknown>;
      const { signature: _, ...unsigned } = whole;
      for (const forged of [{ ...whole, tool: 'Read' }, { ...whole, redacted: true }, unsigned]) {
        const text = JSON.stringify(forged);
        writeFileSync(file, text);
        expect(gait(['approvals', 'show', id])).toMatchObject({ exit: 6 });
        const { exit, out } = await atTerminal(['approvals', 'approve', id], 'y\n');
        expect([exit, out]).toEqual([6, expect.stringContaining('not signed by the gate')]);
      }
      writeFileSync(file, asked);
      expect(await atTerminal(['approvals', 'approve', id], 'y\n')).toMatchObject({ exit: 0 });
    });

    test('comes twice from two hooks and is asked about once', async () => {
      setUp();
      const both = await Promise.all([hookOfTool(guarded()), hookOfTool(guarded())]);
      expect(both.map(({ exit }) => exit)).toEqual([2, 2]);
      expect(waitingIds()).toHaveLength(1);
    });
  });
});
