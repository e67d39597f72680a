import { describe, expect, test } from 'bun:test';
import type { CommandReading, Effect } from '@gait/commands';
import { prepareIntent } from '@gait/gate';
import { buildIntent, type HookCall } from './build-intent.ts';

const PROJECT = '/w/shop';

const call = (of: HookCall['call'], input: HookCall['input'] = {}): HookCall => ({
  harness: 'claude',
  sessionId: 's1',
  callId: 'c1',
  tool: 'Tool',
  input,
  folder: '',
  call: of,
});

const effect = (given: Partial<Effect> & Pick<Effect, 'kind' | 'place'>): Effect => ({
  program: 'x',
  destructive: false,
  ...given,
});

const file = (path: string) => ({ kind: 'path', path, reach: 'file' }) as const;

function build(asked: HookCall, reading: Partial<CommandReading> = {}, files = '') {
  const { intent } = buildIntent(asked, {
    project: PROJECT,
    identity: 'claude@alice',
    producerVersion: '0',
    now: 1_767_225_600_000_000_000n,
    readCommand: () => ({ effects: [], obscurities: [], programs: [], runs: [], ...reading }),
    filesRead: () => files,
  });
  return intent;
}

const shell = (text: string) =>
  call({ kind: 'shell', commands: [text], dialect: 'sh' }, { command: text });

const targetsOf = (intent: ReturnType<typeof build>) =>
  (intent.targets ?? []).map((target) => [
    target.kind,
    target.operation,
    target.endpoint_class,
    target.value,
  ]);

describe('a call of a file tool', () => {
  test.each([
    [
      'reads',
      { kind: 'file_read', paths: ['a.ts', '/etc/hosts'] },
      [
        ['path', 'read', 'fs.read', '/w/shop/a.ts'],
        ['path', 'read', 'fs.read', '/etc/hosts'],
      ],
    ],
    [
      'writes',
      { kind: 'file_write', path: 'a.ts', content: 'x' },
      [['path', 'write', 'fs.write', '/w/shop/a.ts']],
    ],
    [
      'takes one file of the project away',
      { kind: 'file_delete', path: 'a.ts' },
      [['path', 'discard', 'fs.write', '/w/shop/a.ts']],
    ],
    [
      'deletes a file elsewhere',
      { kind: 'file_delete', path: '/etc/hosts' },
      [['path', 'delete', 'fs.delete', '/etc/hosts']],
    ],
    [
      'searches below its folder',
      { kind: 'search', folder: 'src' },
      [['path', 'search', 'fs.read', '/w/shop/src']],
    ],
    [
      'names no path: its folder is meant',
      { kind: 'file_read', paths: [''] },
      [['path', 'read', 'fs.read', PROJECT]],
    ],
  ] as const)('%s', (_, of, targets) => {
    expect(targetsOf(build(call(of as HookCall['call'])))).toEqual(targets as never);
  });

  test('keeps a home folder for the gate to read', () => {
    const [target] = targetsOf(build(call({ kind: 'file_read', paths: ['~/.ssh/id_rsa'] })));
    expect(target?.[3]).toBe('~/.ssh/id_rsa');
  });

  test('of a patch writes and moves each of its files', () => {
    const of: HookCall['call'] = {
      kind: 'file_patch',
      patch: '',
      changes: [
        { kind: 'update', path: 'a', movedTo: '/tmp/b' },
        { kind: 'delete', path: '.git/config' },
      ],
    };
    expect(targetsOf(build(call(of)))).toEqual([
      ['path', 'write', 'fs.write', '/w/shop/a'],
      ['path', 'write', 'fs.write', '/tmp/b'],
      ['path', 'delete', 'fs.delete', '/w/shop/.git/config'],
    ]);
  });
});

describe('a shell call', () => {
  test('becomes what its effects name', () => {
    const intent = build(shell('cat a'), {
      effects: [effect({ kind: 'read', place: file('/w/shop/a') })],
    });
    expect(intent.script).toBeNull();
    expect(intent.tool_name).toBe('shell.exec');
    expect(targetsOf(intent)).toEqual([['path', 'read', 'fs.read', '/w/shop/a']]);
    expect(intent.context.risk_class).toBe('low');
  });

  test('without any effect only looks', () => {
    expect(targetsOf(build(shell('true')))).toEqual([['path', 'stat', 'fs.read', PROJECT]]);
  });

  test('that was not understood is one program besides', () => {
    const intent = build(shell('x $(y)'), {
      effects: [effect({ kind: 'read', place: file('/w/shop/a') })],
      obscurities: ['code_unknown'],
    });
    expect(targetsOf(intent)).toContainEqual(['other', 'exec', 'proc.exec', 'x $(y)']);
    expect(intent.context.risk_class).toBe('high');
  });

  test('that touches things of several kinds is a script, so that each is judged by itself', () => {
    const intent = build(shell('curl x > a'), {
      effects: [
        effect({ kind: 'write', place: file('/w/shop/a') }),
        effect({
          kind: 'network',
          place: { kind: 'host', host: 'x', url: 'http://x/', method: 'get' },
        }),
      ],
    });
    const steps = intent.script?.steps ?? [];
    expect(
      steps.map(({ tool_name: tool, args, targets }) => [tool, args, targets?.length]),
    ).toEqual([
      ['shell.exec', { command: 'curl x > a', gait: { folder: '/w/shop' } }, 1],
      ['shell.exec', { command: 'curl x > a', gait: { folder: '/w/shop' } }, 1],
    ]);
    expect(prepareIntent(intent, { profile: 'strict' }).intent.targets).toHaveLength(2);
  });

  test.each([
    ['a file that nobody knows', { kind: 'write', place: { kind: 'unknown_path' } }],
    ['an unknown program', { kind: 'execute', place: { kind: 'program', name: 'x' } }],
    ['more rights', { kind: 'privilege', place: { kind: 'program', name: 'sudo' } }],
    [
      'a host that nobody knows',
      { kind: 'network', place: { kind: 'host', host: '', method: 'get' } },
    ],
    [
      'a change of a cluster',
      {
        kind: 'delete',
        place: { kind: 'service', service: 'kubernetes', name: 'ns/a', operation: 'delete' },
      },
    ],
    [
      'a push by force',
      {
        kind: 'network',
        place: { kind: 'repo', name: 'origin', operation: 'force_push' },
        destructive: true,
      },
    ],
  ] as const)('with %s is a program that runs', (_, given) => {
    const intent = build(shell('x'), { effects: [effect(given as never)] });
    expect((intent.targets ?? []).map((target) => target.endpoint_class)).toEqual(['proc.exec']);
  });

  test('that deletes a folder deletes, and one that a build made is thrown away', () => {
    const remove = (path: string, reach: 'tree' | 'pattern' | 'file') =>
      targetsOf(
        build(shell('rm'), {
          effects: [
            effect({ kind: 'delete', place: { kind: 'path', path, reach }, destructive: true }),
          ],
        }),
      )[0]?.[2];
    expect(remove('/w/shop/src', 'tree')).toBe('fs.delete');
    expect(remove('/w/shop', 'tree')).toBe('fs.delete');
    expect(remove('/w/shop/*', 'pattern')).toBe('fs.delete');
    expect(remove('/w/shop/.git/hooks', 'file')).toBe('fs.delete');
    expect(remove('/w/shopping/dist', 'tree')).toBe('fs.delete');
    expect(remove('/w/shop/dist', 'tree')).toBe('fs.write');
    expect(remove('/w/shop/packages/a/node_modules', 'tree')).toBe('fs.write');
    expect(remove('/w/shop/*.log', 'pattern')).toBe('fs.write');
    expect(remove('/w/shop/src/old.ts', 'file')).toBe('fs.write');
  });
});

describe('every other call', () => {
  const one = (of: HookCall['call']) => {
    const intent = build(call(of));
    return [intent.tool_name, ...(targetsOf(intent)[0]?.slice(0, 3) ?? [])];
  };

  test.each([
    [{ kind: 'internal' }, ['agent.note', 'other', 'use', 'other']],
    [{ kind: 'agent' }, ['agent.delegate', 'other', 'use', 'other']],
    [{ kind: 'web_search', query: 'x' }, ['web.search', 'other', 'search', 'other']],
    [{ kind: 'fetch', urls: ['https://x/'] }, ['web.fetch', 'url', 'get', 'net.http']],
    [{ kind: 'fetch', urls: [] }, ['web.fetch', 'other', 'exec', 'proc.exec']],
    [{ kind: 'other' }, ['claude.Tool', 'other', 'exec', 'proc.exec']],
  ] as const)('%j has its name and target', (of, expected) => {
    expect(one(of as HookCall['call'])).toEqual([...expected]);
  });

  test('of an MCP server names the server and what its arguments say', () => {
    const mcp = (tool: string, args: object) => {
      const intent = build(call({ kind: 'mcp', server: 'files', tool, args }));
      return [intent.tool_name, ...targetsOf(intent).map(([, , of, value]) => `${of} ${value}`)];
    };
    expect(mcp('echo', { message: 'hi' })).toEqual(['mcp.files.echo', 'other mcp:files']);
    expect(mcp('read_file', { path: '/etc/hosts' })).toEqual([
      'mcp.files.read_file',
      'other mcp:files',
      'fs.read /etc/hosts',
    ]);
    expect(mcp('write_file', { path: 'a/b', content: 'x' })).toContain('fs.write /w/shop/a/b');
    expect(mcp('run_command', { command: 'x' })).toContain('proc.exec mcp:files');
    expect(mcp('get', { url: 'https://x/y' })).toContain('net.http https://x/y');
  });

  const digest = (asked: HookCall, files = '') =>
    prepareIntent(build(asked, {}, files), { profile: 'strict' }).intentDigest;

  test('has the same digest when it comes again, in another session too', () => {
    const asked = call({ kind: 'file_read', paths: ['a'] });
    expect(digest({ ...asked, callId: 'other' })).toBe(digest(asked));
    expect(digest({ ...asked, sessionId: 's2' })).toBe(digest(asked));
    expect(digest({ ...asked, harness: 'codex' })).not.toBe(digest(asked));
  });

  test.each([
    ['a command', shell('deploy')],
    ['an MCP tool', call({ kind: 'mcp', server: 's', tool: 't', args: {} })],
    ['an unknown tool', call({ kind: 'other' })],
  ])('%s has another digest in another folder', (_, asked) => {
    expect(digest({ ...asked, folder: '/w/shop/prod' })).not.toBe(digest(asked));
    expect(build({ ...asked, folder: '/w/shop/prod' }).args?.['gait']).toMatchObject({
      folder: '/w/shop/prod',
    });
  });

  test('a command has another digest when what it runs says something else', () => {
    expect(digest(shell('./run.sh'), 'a')).not.toBe(digest(shell('./run.sh'), 'b'));
    expect(digest(shell('./run.sh'), 'a')).not.toBe(digest(shell('./run.sh')));
  });

  test('an argument by the name of our facts hides neither', () => {
    const asked = (gait: string) => ({ ...call({ kind: 'other' }), input: { gait } });
    expect(digest(asked('x'))).not.toBe(digest(asked('y')));
    expect(build(asked('x')).args).toMatchObject({ gait: 'x', gait_: { folder: '/w/shop' } });
  });
});
