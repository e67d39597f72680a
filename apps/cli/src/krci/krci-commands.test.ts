import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { contextForTest, type Ran, type World } from '../testing.ts';
import { projectForEach } from '../testing/krci-project.ts';
import { GATED_SESSION } from '@gait/local';
import { runCli } from '../run-cli.ts';
import { AGENT_COMMANDS } from './agent-commands.ts';

const AGENT = `agent:
  identity:
    name: Ada Lantern
    id: lamp-v1
    version: 1.0.0
    description: Keeps the lamps of the harbour lit and reported, each night and each fog
    role: Lamp Keeper
    goal: Have every lamp burn from dusk until dawn
  activation_prompt: [Greet the harbour master]
  principles: [Never leave a lamp, Write into the book, Ask before you act]
  customization: ""
  commands:
    help: Show what can be ordered
    chat: Talk about lamps
    exit: Leave the lamp room
  tasks:
    - ./.krci-ai/tasks/trim.md
`;
const TASK =
  '---\ndependencies:\n  data: [oils.md]\n---\n# Trim\n[oils](./.krci-ai/data/oils.md)\n';

function put(name: string, text: string): string {
  at.add(name, text);
  return join(at.root, name);
}

const at = projectForEach(({ add }) => {
  add('.krci-ai/agents/lamp.yaml', AGENT);
  add('.krci-ai/tasks/trim.md', TASK);
  add('.krci-ai/data/oils.md', '# Oils\n');
});

const krci = (words: string, world: World = {}): Promise<Ran> =>
  at.runIn(world, ...words.split(' ').filter((word) => word !== ''));

describe('validate', () => {
  test('says what there is when all is well', async () => {
    const { exit, stdout } = await krci('validate');
    expect(exit).toBe(0);
    expect(stdout.split('\n')).toEqual([
      '✓ valid: 0 errors, 0 warnings, 0 notes',
      '1 agent, 1 task, 0 templates, 1 data file, 0 skills, 2 references checked',
      'Agent  Tasks  Templates  Data files',
      'lamp   1      0          1',
      '',
    ]);
    expect(await krci('validate -q')).toMatchObject({ exit: 0, stdout: '', stderr: '' });
  });

  test('tells every error with its place and ends with 2', async () => {
    put('.krci-ai/tasks/trim.md', TASK.replaceAll('oils.md', 'gone.md'));
    const { exit, stdout } = await krci('validate further words');
    expect(exit).toBe(2);
    expect(stdout).toContain(
      '.krci-ai/tasks/trim.md:3:10  error missing_data  (lamp)\n  the data file .krci-ai/data/gone.md does not exist\n',
    );
    const { json } = await krci('validate --json');
    expect(json).toMatchObject({ ok: false, counts: { errors: 2, warnings: 1 } });
    expect(await krci('validate --quiet')).toMatchObject({
      exit: 2,
      stdout: '✗ validation failed with 2 issues\n',
    });
  });

  test('gives SARIF, JSON and annotations', async () => {
    put('.krci-ai/tasks/trim.md', `${TASK}<a>\n`);
    const sarif = await krci('validate --format sarif');
    expect([sarif.exit, sarif.json?.['version']]).toEqual([2, '2.1.0']);
    const json = await krci('validate --format json');
    expect([json.exit, json.json?.['ok'], json.stdout.split('\n').length > 10]).toEqual([
      2,
      false,
      true,
    ]);
    const github = await krci('validate --format github');
    expect(github.stdout).toBe(
      '::error file=.krci-ai/tasks/trim.md,line=7,col=1,title=tag_unclosed::<a> is not closed. Repair: close it with </a>; put it between back-quotes if it is no tag\n',
    );
    expect((await krci('validate --format xml')).exit).toBe(6);
    expect((await krci('validate --format sarif --json')).json).toMatchObject({
      ok: false,
      error_code: 'invalid_input',
    });
  });

  test('repairs what is safe, keeps the mode, and says what it did', async () => {
    const path = put('.krci-ai/tasks/trim.md', `\ufeff${TASK.replace('[oils.md]', '[Oils.md]')}`);
    const { mode } = statSync(path);
    const { exit, json } = await krci('validate --fix --json');
    expect([exit, json?.['fixed']]).toEqual([
      0,
      [{ file: '.krci-ai/tasks/trim.md', codes: ['bom', 'missing_data'] }],
    ]);
    expect([readFileSync(path, 'utf8'), statSync(path).mode]).toEqual([TASK, mode]);
    expect((await krci('validate --fix --json')).json?.['fixed']).toEqual([]);
  });

  test('repairs nothing for a session that the gate governs', async () => {
    const path = put('.krci-ai/tasks/trim.md', `\ufeff${TASK}`);
    const env = { [GATED_SESSION]: '1' };
    expect((await krci('validate --fix', { env })).exit).toBe(8);
    expect(readFileSync(path, 'utf8')).toBe(`\ufeff${TASK}`);
    expect((await krci('validate', { env })).exit).toBe(0);
  });

  test('never prints what a name would make a terminal do', async () => {
    put('.krci-ai/data/\u001b[31m\u202e.md', 'x\n');
    const { stdout } = await krci('validate');
    expect(stdout).toContain('\\u001b[31m\\u202e');
    expect(stdout).not.toContain('\u001b');
  });

  test('holds agents against the budgets that the project sets', async () => {
    const over = async (settings: string): Promise<[number, unknown]> => {
      put('.krci-ai/config.yaml', settings);
      const { exit, json } = await krci('validate --json');
      const findings = json?.['findings'] as { code: string; file: string; agent?: string }[];
      return [exit, findings?.map(({ code, file, agent }) => [code, file, agent])];
    };
    expect(await over('tokens: {budgets: {file: 9000, agent: 9000, total: 9000}}\n')).toEqual([
      0,
      [],
    ]);
    expect(await over('tokens: {encoding: o200k_base, budgets: {bundle: 1}}\n')).toEqual([0, []]);
    expect(await over('tokens: {budgets: {file: 5000, agents: {lamp: 20}}}\n')).toEqual([
      2,
      [['token_budget', '.krci-ai/agents/lamp.yaml', 'lamp']],
    ]);
    expect(await over('tokens:\n  budgets:\n    total: 20\n')).toEqual([
      2,
      [['token_budget', '.krci-ai/config.yaml', undefined]],
    ]);
    expect(await over('validate: {sizes: {data: 2}}\n')).toEqual([
      2,
      [['size_limit', '.krci-ai/data/oils.md', 'lamp']],
    ]);
    expect(await over('tokens: {budget: {}}\n')).toEqual([6, undefined]);
    // The same bounds as `tokens`, from the same counts.
    put('.krci-ai/config.yaml', 'tokens: {budgets: {agent: 20}}\n');
    expect((await krci('tokens --all')).exit).toBe((await krci('validate')).exit);
  });

  test('checks again when a file changes', async () => {
    const { context, read } = contextForTest(['validate', '--watch'], {
      program: 'krci-ai',
      cwd: at.root,
    });
    const { promise, resolve } = Promise.withResolvers<number>();
    const running = runCli({ ...context, untilStopped: () => promise });
    const until = async (word: string): Promise<void> => {
      for (let tries = 0; tries < 100 && !read().stdout.includes(word); tries++)
        await Bun.sleep(20);
    };
    await until('valid: 0 errors');
    await Bun.sleep(50);
    put('.krci-ai/tasks/trim.md', `${TASK}<a>\n`);
    await until('tag_unclosed');
    expect(read().stdout).toContain('not valid: 1 error');
    put('.krci-ai/agents/lamp.yaml', 'agent: [\n');
    await until('yaml_syntax');
    put('.krci-ai/config.yaml', 'tokens: {budgets: {agnet: 1}}\n');
    for (let tries = 0; tries < 100 && read().stderr === ''; tries++) await Bun.sleep(20);
    expect(read().stderr).toContain('agnet');
    put('.krci-ai/config.yaml', 'validate: {sizes: {data: 2}}\n');
    await until('size_limit');
    resolve(0);
    expect(await running).toBe(0);
    expect((await krci('validate --watch --json')).exit).toBe(6);
  });
});

describe('the project', () => {
  test('is found from its folders, or named', async () => {
    mkdirSync(join(at.root, 'src/deep'), { recursive: true });
    expect((await krci('validate', { cwd: join(at.root, 'src/deep') })).exit).toBe(0);
    const elsewhere = { cwd: '/', env: { KRCI_AI_PROJECT_DIR: at.root } };
    expect((await krci('validate', elsewhere)).exit).toBe(0);
    expect(
      (
        await krci('list agents', {
          cwd: dirname(at.root),
          env: { KRCI_AI_PROJECT_DIR: at.root.split('/').at(-1) as string },
        })
      ).exit,
    ).toBe(0);
  });

  test.each(['validate', 'list agents', 'list mcp', 'graph'])(
    'without a framework %s says so',
    async (words) => {
      mkdirSync(join(at.root, 'empty'));
      const env = { KRCI_AI_PROJECT_DIR: 'empty' };
      const { exit, stderr, stdout } = await krci(words, { env });
      expect([exit, stdout]).toEqual([6, '']);
      expect(stderr).toContain('.krci-ai: there is no such folder');
      expect(stderr).toContain('krci-ai install');
      put('empty/.krci-ai', 'x');
      expect((await krci(words, { env })).stderr).toContain('it is a file');
    },
  );

  test('whose framework is a link is not read', async () => {
    mkdirSync(join(at.root, 'other'));
    symlinkSync(join(at.root, '.krci-ai'), join(at.root, 'other/.krci-ai'));
    const { exit, json } = await krci('validate --json', { cwd: join(at.root, 'other') });
    expect([exit, (json?.['detail'] as { code?: string } | undefined)?.code]).toEqual([
      6,
      'framework_missing',
    ]);
  });
});

describe('list', () => {
  test('shows what an agent is called, and cuts a long description between letters', async () => {
    put('.krci-ai/agents/wick.yaml', AGENT.replace('Keeps the lamps', 'Größe — ключ'));
    const wide = await krci('list agents', { width: 140 });
    expect(wide.stdout).toContain('each night and each fog\n');
    const { stdout } = await krci('list agents');
    expect(stdout.split('\n')).toEqual([
      'Found 2 agent(s)',
      '',
      'AGENT  NAME         LEVEL  ROLE         DESCRIPTION',
      'lamp   Ada Lantern  4      Lamp Keeper  Keeps the lamps of the harbour lit and reported...',
      'wick   Ada Lantern  4      Lamp Keeper  Größe — ключ of the harbour lit and reported, e...',
      '',
    ]);
  });

  test('leaves out what a narrow terminal has no room for, and names what cannot be read', async () => {
    put('.krci-ai/agents/wick.yaml', 'agent: [\n');
    const { stdout } = await krci('list agents', { width: 50 });
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(50);
    expect(stdout).toMatch(/^wick +cannot be read/mu);
    expect(stdout).not.toContain('DESCRIPTION');
  });

  test('counts one thing as one', async () => {
    expect((await krci('list tasks')).stdout).toContain('Found 1 task\n');
  });

  test('with -v shows what it reaches, None for nothing', async () => {
    const { stdout } = await krci('list agents -v');
    expect(stdout).toContain(
      '  TASKS\n    trim.md\n  TEMPLATES\n    None\n  DATA FILES\n    oils.md\n',
    );
  });

  test('shows assets and who needs them', async () => {
    put('.krci-ai/tasks/trim.md', TASK.replace('data:', 'mcp_servers: [harbour]\n  data:'));
    expect((await krci('list tasks --json')).json).toMatchObject({
      count: 1,
      tasks: [{ name: 'trim.md', title: 'Trim', agents: ['lamp'], present: true }],
    });
    expect((await krci('list mcp --json')).json).toMatchObject({
      mcp_servers: [{ name: 'harbour', used_by: ['trim.md'] }],
    });
    expect((await krci('list data -v')).stdout).toContain('oils.md  trim.md');
    expect((await krci('list skills')).stdout).toBe('Found 0 skills\n\n');
    expect((await krci('list templates --json')).json).toMatchObject({
      ok: true,
      count: 0,
      templates: [],
    });
  });

  test('alone names what it lists', async () => {
    const { exit, stdout } = await krci('list');
    expect(exit).toBe(6);
    for (const word of ['agents', 'tasks', 'templates', 'data', 'skills', 'mcp'])
      expect(stdout).toContain(`krci-ai list ${word}`);
  });
});

describe('graph', () => {
  test('is Mermaid, DOT or JSON, of all or of some agents', async () => {
    expect((await krci('graph')).stdout).toStartWith(
      'flowchart LR\n  subgraph agents["Agents"]\n    n0["lamp"]\n',
    );
    expect((await krci('graph --format dot')).stdout).toContain(
      '".krci-ai/tasks/trim.md" -> ".krci-ai/data/oils.md";',
    );
    const { json } = await krci('graph --agent LAMP --json');
    expect((json?.['nodes'] as { name: string }[] | undefined)?.map(({ name }) => name)).toEqual([
      'lamp',
      'trim.md',
      'oils.md',
    ]);
    expect((await krci('graph --format json')).json?.['edges']).toHaveLength(2);
    expect((await krci('graph --agent lam')).stderr).toContain('did you mean lamp');
    expect((await krci('graph --format png')).exit).toBe(6);
  });
});

describe('the program', () => {
  test('shows its commands when nothing is asked', async () => {
    const { exit, stdout } = await krci('');
    expect(exit).toBe(0);
    for (const word of ['validate', 'list agents', 'graph', 'version', 'completion'])
      expect(stdout).toContain(word);
  });

  test('tells its version in the keys that scripts read', async () => {
    const { json } = await krci('version -o json', { version: '1.2.3' });
    expect(Object.keys(json ?? {})).toEqual(
      expect.arrayContaining([
        'version',
        'commit',
        'date',
        'built_by',
        'framework',
        'go_version',
        'platform',
      ]),
    );
    expect((await krci('version -o yaml', { version: '1.2.3' })).stdout).toStartWith(
      'krci-ai 1.2.3\n',
    );
    expect((await krci('--version', { version: '1.2.3' })).stdout).toBe('krci-ai 1.2.3\n');
    expect((await krci('version --json', { version: '1.2.3' })).json).toMatchObject({
      ok: true,
      version: '1.2.3',
    });
  });

  test('calls itself by its own name where it shares a command, and a flag as it was written', async () => {
    const { stdout } = await krci('completion --help');
    expect(stdout).toContain('krci-ai completion bash');
    expect(stdout).not.toMatch(/\bgait\b/u);
    expect((await krci('install --levl 2')).stdout).toContain('there is no flag --levl');
  });

  test('names every command in its help', async () => {
    const { stdout } = await krci('--help');
    for (const path of Object.keys(AGENT_COMMANDS)) expect(stdout).toContain(`  ${path} `);
  });

  test('explains each command and gives an example that begins with its name', async () => {
    for (const words of ['validate', 'list agents', 'list tasks', 'graph', 'version']) {
      expect((await krci(`${words} --help`)).stdout).toContain(`Example:\n  krci-ai ${words}`);
    }
    expect((await krci('validate --help')).stdout).toContain('-q, --quiet');
  });

  test('completes commands and flags', async () => {
    const { stdout } = await krci('completion bash');
    expect(stdout).toContain("'list agents') flags='--verbose --json --help --explain --debug' ;;");
  });
});
