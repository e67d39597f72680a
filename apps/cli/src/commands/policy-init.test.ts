import { describe, expect, test } from 'bun:test';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePolicy, parsePolicy, readPolicySuite, runPolicySuite } from '@gait/gate';
import { readYaml } from '@gait/regress';
import { runInProcess, type Ran } from '../testing.ts';

const ASSETS = join(import.meta.dirname, '../../../../assets/policies');

/** Runs commands one after the other in a folder of their own. */
async function inFolder(check: (run: (...args: string[]) => Promise<Ran>, cwd: string) => unknown) {
  const cwd = mkdtempSync(join(tmpdir(), 'gait-policy-'));
  try {
    await check((...args) => runInProcess(['policy', ...args], { cwd }), cwd);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

const codeOf = (ran: Ran) => (ran.json?.['detail'] as { code?: string } | undefined)?.code;

describe('policy init', () => {
  test('writes a policy that validates, and keeps one that is there', () =>
    inFolder(async (run, cwd) => {
      const made = await run('init', 'high', '--out', 'sub/p.yaml', '--json');
      expect(made.exit).toBe(0);
      expect(made.json).toMatchObject({
        ok: true,
        template: 'baseline-highrisk',
        policy_path: 'sub/p.yaml',
        next_commands: [
          'gait policy validate sub/p.yaml --json',
          'gait policy fmt sub/p.yaml --write --json',
          'gait doctor --json',
        ],
      });
      expect(statSync(join(cwd, 'sub/p.yaml')).mode & 0o777).toBe(0o600);
      expect((await run('validate', 'sub/p.yaml', '--json')).json).toMatchObject({ rule_count: 8 });
      const again = await run('init', 'low', '--out', 'sub/p.yaml', '--json');
      expect([again.exit, codeOf(again)]).toEqual([6, 'file_exists']);
      expect((await run('init', 'low', '--out', 'sub/p.yaml', '--force')).exit).toBe(0);
    }));

  test('writes the schema for editors where it is asked for', () =>
    inFolder(async (run, cwd) => {
      await run('init', 'coding-agent');
      expect(existsSync(join(cwd, '.gait'))).toBeFalse();
      await run('init', 'coding-agent', '--force', '--schema');
      expect(readFileSync(join(cwd, 'gait.policy.yaml'), 'utf8')).toStartWith(
        '# yaml-language-server: $schema=.gait/policy.schema.json\n',
      );
      const schema = readFileSync(join(cwd, '.gait/policy.schema.json'), 'utf8');
      expect((await run('validate', '--schema')).stdout).toBe(schema);
    }));

  test('names the templates when the word is none of them', () =>
    inFolder(async (run) => {
      const ran = await run('init', 'codding-agent', '--json');
      expect([ran.exit, codeOf(ran)]).toEqual([6, 'policy_template_unknown']);
      expect(ran.json?.['hint']).toBe('did you mean coding-agent?');
      expect((await run('init', '--json')).exit).toBe(6);
      expect(codeOf(await run('init', 'low', '--out', ' ', '--json'))).toBe('path_unsafe');
    }));
});

describe('policy validate', () => {
  test('tells where a policy is wrong', () =>
    inFolder(async (run, cwd) => {
      writeFileSync(join(cwd, 'p.yaml'), 'rules:\n- name: a\n  efect: allow\n');
      const ran = await run('validate', 'p.yaml', '--json');
      expect(ran.exit).toBe(6);
      expect(ran.json).toMatchObject({
        error_code: 'invalid_input',
        hint: 'did you mean effect?',
        detail: { code: 'policy_unknown_field', file: 'p.yaml', line: 3, column: 3 },
      });
      expect((await run('validate', 'p.yaml')).stderr).toContain('p.yaml:3:3');
    }));

  test('tells programs what an old draft should say instead', () =>
    inFolder(async (run, cwd) => {
      writeFileSync(join(cwd, 'p.yaml'), 'version: 1\n');
      expect((await run('validate', 'p.yaml', '--json')).json).toMatchObject({
        ok: false,
        migration: { kind: 'policy_fields', deprecated_fields: ['version'] },
      });
    }));

  test('wants one file', () =>
    inFolder(async (run) => {
      expect(codeOf(await run('validate', '--json'))).toBe('arguments_invalid');
      expect(codeOf(await run('validate', 'a', 'b', '--json'))).toBe('arguments_invalid');
      expect(codeOf(await run('validate', 'absent.yaml', '--json'))).toBe('file_missing');
    }));
});

describe('policy fmt', () => {
  test('prints the normal form, or writes it once and keeps the permissions', () =>
    inFolder(async (run, cwd) => {
      const file = join(cwd, 'p.yaml');
      writeFileSync(file, 'default_action: allow\n', { mode: 0o640 });
      const shown = await run('fmt', 'p.yaml', '--json');
      expect(shown.json).toMatchObject({ ok: true, changed: true, default_verdict: 'allow' });
      expect((await run('fmt', 'p.yaml')).stdout).toBe(shown.json?.['formatted'] as string);
      const written = await run('fmt', 'p.yaml', '--write', '--json');
      expect(written.json).toMatchObject({ changed: true, written: true });
      expect(written.json).not.toHaveProperty('formatted');
      expect(readFileSync(file, 'utf8')).toBe(shown.json?.['formatted'] as string);
      expect(statSync(file).mode & 0o777).toBe(0o640);
      const again = await run('fmt', 'p.yaml', '--write', '--json');
      expect(again.json).not.toHaveProperty('changed');
    }));
});

const names = readdirSync(ASSETS)
  .filter((file) => file.endsWith('.test.yaml'))
  .map((file) => file.replace('.test.yaml', ''));

describe('a template passes the tests that ship beside it', () => {
  test.each(names)('%s', (name) => {
    const compiled = compilePolicy(parsePolicy(readFileSync(join(ASSETS, `${name}.yaml`))));
    const suite = readPolicySuite(
      readYaml(readFileSync(join(ASSETS, `${name}.test.yaml`), 'utf8')),
    );
    for (const profile of ['standard', 'compat', 'strict'] as const) {
      const options = { now: 1_780_488_000_000_000_000n, profile, producerVersion: '1.0.0' };
      const results = runPolicySuite(compiled, suite, options);
      const failed = results.filter(({ differences }) => differences.length > 0);
      expect(failed.map((result) => [result.name, ...result.differences])).toEqual([]);
    }
  });
});
