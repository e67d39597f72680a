import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInProcess, type Ran, type World } from '../testing.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'gait-ui-')));
  mkdirSync(join(root, 'repo/.git'), { recursive: true });
  mkdirSync(join(root, 'home'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** In these tests Ctrl-C is pressed at once. */
function gait(words: readonly string[], more: World = {}): Promise<Ran> {
  const [cwd, home] = [join(root, 'repo'), join(root, 'home')];
  return runInProcess(words, { cwd, home, env: { USER: 'bob' }, terminal: true, ...more });
}

describe('gait ui', () => {
  test('prints the link, for a person or as one line of JSON, and ends with Ctrl-C', async () => {
    await gait(['init', '--template', 'coding-agent', '--approver', 'alice']);
    const shown = await gait(['ui']);
    expect(shown.exit).toBe(0);
    expect(shown.stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+\/open\/[\w-]{43}\n/u);
    expect(shown.stderr).toContain('answers are signed by alice');
    const { stdout } = await gait(['ui', '--json']);
    const [first = '', last = ''] = stdout.trim().split('\n');
    expect(JSON.parse(first)).toMatchObject({ ok: true, link: expect.stringContaining('/open/') });
    expect(JSON.parse(last)).toMatchObject({ ok: true, stopped: true });
    const { link } = JSON.parse(first) as { link: string };
    expect(await fetch(link).catch(() => 'nobody')).toBe('nobody');
  });

  test('says when nobody here can answer, and shows the page all the same', async () => {
    const { exit, stderr, stdout } = await gait(['ui']);
    expect(exit).toBe(0);
    expect(stderr).toContain('can be looked at, not answered');
    expect(stdout).toContain('/open/');
  });

  test('needs a terminal that no agent started', async () => {
    const nobody = await gait(['ui', '--json'], { terminal: false });
    expect([nobody.exit, nobody.json?.['detail']]).toMatchObject([8, { code: 'person_absent' }]);
    const gated = await gait(['ui', '--json'], { env: { GAIT_GATED_SESSION: 's1' } });
    expect(gated.json?.['detail']).toMatchObject({ code: 'approval_from_gated_session' });
    expect(nobody.stdout + gated.stdout).not.toContain('/open/');
  });
});
