import { describe, expect, test } from 'bun:test';
import { runInProcess } from './testing.ts';

describe('the program itself', () => {
  test.each([[], ['version'], ['--version'], ['-v'], ['version', '--nope'], ['--version', 'x']])(
    'gait %p prints the version',
    async (...words) => {
      expect(await runInProcess(words.flat())).toMatchObject({
        exit: 0,
        stdout: 'gait 1.4.0\n',
        stderr: '',
      });
    },
  );

  test('the version as JSON carries the id of its command line', async () => {
    const { exit, stdout } = await runInProcess(['version', '--json']);
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: '{"correlation_id":"e817da1ea5bc1c4b0c6da48f","ok":true,"version":"1.4.0"}\n',
    });
  });

  test.each(['--help', '-h', 'help'])('gait %s prints help and succeeds', async (word) => {
    const { exit, stdout, stderr } = await runInProcess([word]);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toContain('keys init');
  });

  test('gait help COMMAND is the help of the command', async () => {
    const asked = await runInProcess(['help', 'keys', 'init']);
    expect(asked).toEqual(await runInProcess(['keys', 'init', '--help']));
    expect(asked.stdout).toContain('Example:');
  });

  test('gait help of a command that does not exist exits 6 and suggests the nearest', async () => {
    expect(await runInProcess(['help', 'verfy'])).toMatchObject({
      exit: 6,
      stderr: 'error: unknown command: verfy\nhint: did you mean: gait verify\n',
    });
    expect((await runInProcess(['help', 'run', 'inspct'])).stderr).toContain('gait run inspect');
  });

  test('the bare program says its version, and a person also how to go on', async () => {
    expect(await runInProcess([])).toMatchObject({ exit: 0, stdout: 'gait 1.4.0\n', stderr: '' });
    expect(await runInProcess([], { terminal: true })).toMatchObject({
      exit: 0,
      stdout: 'gait 1.4.0\n',
      stderr: 'hint: gait --help lists the commands, gait demo shows what they do\n',
    });
  });

  test('--explain is one sentence at every level, wherever it stands', async () => {
    for (const words of [
      ['--explain'],
      ['keys', '--explain'],
      ['keys', 'init', '--explain'],
      ['keys', 'init', '--nope', '--explain'],
    ]) {
      const { exit, stdout } = await runInProcess(words);
      expect({ exit, lines: stdout.split('\n').length }).toEqual({ exit: 0, lines: 2 });
    }
  });
});

describe('unknown words', () => {
  test('an unknown command exits 6 and suggests the nearest', async () => {
    const { exit, stdout, stderr } = await runInProcess(['vresion']);
    expect(exit).toBe(6);
    expect(stderr).toBe('error: unknown command: vresion\nhint: did you mean: gait version\n');
    expect(stdout).toBe('');
  });

  test('an unknown command that is near to nothing shows what there is', async () => {
    const { exit, stdout, stderr } = await runInProcess(['frobnicate']);
    expect({ exit, stderr }).toEqual({
      exit: 6,
      stderr: 'error: unknown command: frobnicate\nhint: see gait --help\n',
    });
    expect(stdout).toStartWith('Usage:');
  });

  test('an unknown command answers in JSON when asked, with the reference id and code', async () => {
    const { exit, json, stderr } = await runInProcess(['frobnicate', '--json']);
    expect({ exit, stderr }).toEqual({ exit: 6, stderr: '' });
    expect(json).toMatchObject({
      ok: false,
      correlation_id: '83d7dcf64fadb167e0f7ba82',
      error: 'unknown command: frobnicate',
      error_code: 'invalid_input',
      error_category: 'invalid_input',
      retryable: false,
      detail: { code: 'command_unknown' },
    });
  });

  test('an unknown sub-command suggests inside its group, a leaf name elsewhere', async () => {
    expect((await runInProcess(['keys', 'verfiy'])).stderr).toContain(
      'did you mean: gait keys verify',
    );
    expect((await runInProcess(['rotate'])).stderr).toContain('did you mean: gait keys rotate');
  });

  test('a group alone prints its usage and exits 6, also with --json', async () => {
    for (const words of [['keys'], ['keys', '--json']]) {
      const { exit, stdout } = await runInProcess(words);
      expect({ exit, usage: stdout.startsWith('Usage: gait keys COMMAND') }).toEqual({
        exit: 6,
        usage: true,
      });
    }
  });

  test('an unknown flag is one line on standard output; the hint names the nearest', async () => {
    expect(await runInProcess(['keys', 'init', '--prefx', 'x', '--json'])).toEqual({
      exit: 6,
      stdout: 'keys init error: flag provided but not defined: -prefx\n',
      stderr: 'hint: gait keys init has no flag --prefx, did you mean --prefix\n',
      json: undefined,
    });
  });

  test('an unknown flag after --json is answered in JSON', async () => {
    const { exit, json } = await runInProcess(['keys', 'init', '--json', '--nope']);
    expect({ exit, detail: json?.['detail'] }).toEqual({
      exit: 6,
      detail: { code: 'flag_unknown', field: '--nope' },
    });
  });

  test('a positional too many is refused', async () => {
    const { exit, json } = await runInProcess(['keys', 'init', 'extra', '--json']);
    expect({ exit, detail: json?.['detail'] }).toEqual({
      exit: 6,
      detail: { code: 'arguments_invalid' },
    });
  });

  test('control characters of an argument do not reach the terminal', async () => {
    const { stderr } = await runInProcess(['a\u001b[2Jb']);
    expect(stderr).toContain('a\\u001b[2Jb');
  });
});

describe('colour', () => {
  test('only at a terminal, and not with NO_COLOR or TERM=dumb', async () => {
    const coloured = async (world: Parameters<typeof runInProcess>[1]) =>
      (await runInProcess(['--help'], world)).stdout.includes('\u001b[');
    expect(await coloured({ terminal: true })).toBe(true);
    expect(await coloured({ terminal: false })).toBe(false);
    expect(await coloured({ terminal: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(await coloured({ terminal: true, env: { NO_COLOR: '' } })).toBe(true);
    expect(await coloured({ terminal: true, env: { TERM: 'dumb' } })).toBe(false);
  });
});

describe('krci-ai', () => {
  test('says its own name and offers only what it has', async () => {
    const help = await runInProcess([], { program: 'krci-ai' });
    expect([help.exit, help.stdout.split('\n')[0]]).toEqual([
      0,
      'Usage: krci-ai COMMAND [ARGUMENTS] [--json]',
    ]);
    const { exit, stderr } = await runInProcess(['keys', 'init'], { program: 'krci-ai' });
    expect({ exit, stderr }).toEqual({
      exit: 6,
      stderr: 'error: unknown command: keys\nhint: see krci-ai --help\n',
    });
  });
});
