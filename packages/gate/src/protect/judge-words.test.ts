import { describe, expect, test } from 'bun:test';
import { judgeWords } from './judge-words.ts';
import { indexProtected } from './protected-index.ts';
import type { PathResolver, ProtectedKind, ProtectedPlace } from './protected-set.ts';
import type { SpokenWords } from './spoken-words.ts';

const place = (
  path: string,
  kind: ProtectedKind,
  more: Partial<ProtectedPlace> = {},
): ProtectedPlace => ({ path, kind, tree: false, secret: false, ...more });
const KEY = place('/home/me/.config/gait/keys', 'key', { secret: true, tree: true });
const INDEX = indexProtected({
  project: '/repo',
  places: [
    place('/repo/.gait.yaml', 'policy'),
    place('/repo/.gait', 'gait_folder', { tree: true }),
    KEY,
    place('/home/me/.config/gait', 'config_home', { tree: true }),
  ],
  names: [
    { names: ['.gait.yaml'], kind: 'policy', secret: false },
    { names: ['.tool', 'settings.json'], kind: 'tool_settings', secret: false },
    { names: ['tool.json'], kind: 'tool_settings', secret: false },
    { names: ['*_private.key'], kind: 'key', secret: true },
  ],
  variables: new Map([['HOME', '/home/me']]),
});
/** A machine with a link to the policy. */
const resolve: PathResolver = (path) => ({
  path: path === '/repo/link' ? '/repo/.gait.yaml' : path,
  same: undefined,
});

function judge(text: string, more: Partial<SpokenWords> = {}): readonly string[] {
  const [program = '', ...words] = text.split(' ').map((word) => word.replaceAll('_B_', ' '));
  const run = { program, folders: ['/repo'], words, variables: [], named: [], ...more };
  return judgeWords([run], { index: INDEX, resolve, bases: ['/repo'] }).map((code) =>
    code.replace('self_protection_', ''),
  );
}

describe('a word that names what the gate stands on', () => {
  test.each([
    ['x .gait.yaml', 'policy'],
    ['x -o .gait.yaml', 'policy'],
    ['x -o.gait.yaml', 'policy'],
    ['x -cvo/repo/.gait.yaml', 'policy'],
    ['x --out=.gait.yaml', 'policy'],
    ['x --report xml:.gait.yaml', 'policy'],
    ['x -o type=local,dest=.gait/x', 'gait_folder'],
    ['x -w %output{.gait.yaml}', 'policy'],
    ['x -w %output{.gait.yaml}_B_{}', 'policy'],
    ['x @.gait.yaml', 'policy'],
    ['x a=b=c=.gait.yaml', 'policy'],
    ['x {"file":".gait.yaml"}', 'policy'],
    ['x .ga{it,x}.yaml', 'policy'],
    ['x .gai?.yaml', 'policy'],
    ['x **/.gait.yaml', 'policy'],
    ['x .gait/**', 'gait_folder'],
    ['x $HOME/.config/gait/policy.yaml', 'config_home'],
    ['x --to=~/.config/gait/x', 'config_home'],
    ['x src/../.gait/x', 'gait_folder'],
    ['x https://../.gait.yaml', 'policy'],
    ['x link', 'policy'],
    ['x .tool/**', 'tool_settings'],
    ['x --into .tool', 'tool_settings'],
    ['x dest=.tool', 'tool_settings'],
    ['git log --output=.gait.yaml', 'policy'],
    ['git commit --output .gait.yaml', 'policy'],
    ['gait pack build --out .gait.yaml', 'policy'],
    ['./cat .gait.yaml', 'policy'],
  ])('%s', (text, code) => {
    expect(judge(text)).toEqual([code]);
  });

  test('in a folder that the command went to', () => {
    expect(judge('x ../.gait.yaml', { folders: ['/repo/src'] })).toEqual(['policy']);
  });

  test('behind more marks than are cut one by one', () => {
    const pieces = Array.from({ length: 40 }, (_, i) => `k${i}=v`).join(',');
    expect(judge(`x ${pieces},dest=.gait.yaml`)).toEqual(['policy']);
  });

  test('in a variable, whatever the program is said to read', () => {
    const variables = ['.gait.yaml'];
    expect(judge('x', { variables })).toEqual(['policy']);
    expect(judge('x .gait.yaml', { variables, named: ['/repo/.gait.yaml'] })).toEqual(['policy']);
  });
});

describe('what the table says of a word', () => {
  const named = ['/repo/.gait.yaml'];

  test('explains it', () => {
    expect(judge('x .gait.yaml', { named })).toEqual([]);
    expect(judge('x --from=.gait.yaml', { named })).toEqual([]);
  });

  test('explains no second word with the same file', () => {
    expect(judge('x .gait.yaml -o .gait.yaml', { named })).toEqual(['policy']);
    expect(judge('x .gait.yaml -o ./.gait.yaml', { named })).toEqual(['policy']);
  });

  test('explains a whole folder of the gate only to what copies', () => {
    expect(judge('x .gait', { named: ['/repo/.gait'] })).toEqual(['gait_folder']);
    expect(judge('tar cf x.tar .gait', { named: ['/repo/.gait'] })).toEqual([]);
  });

  test.each(['-o', '--report', '--output-file', '--log'])(
    'explains nothing behind %s',
    (option) => {
      expect(judge(`x ${option} .gait.yaml`, { named })).toEqual(['policy']);
      expect(judge(`x ${option}=.gait.yaml`, { named })).toEqual(['policy']);
    },
  );

  test('explains no key', () => {
    const key = '/home/me/.config/gait/keys/k';
    expect(judge(`x ${key}`, { named: [key] })).toEqual(['private_key_read']);
  });
});

describe('a private key is shown by nothing', () => {
  test.each([
    'date -f ~/.config/gait/keys/a_private.key',
    'date --file=~/.config/gait/keys/a_private.key',
    'jq -n --rawfile x ~/.config/gait/keys/a_private.key $x',
    'cat a_private.key',
    'git show HEAD:keys/a_private.key',
    'x --env-file=~/.config/gait/keys/a',
    'tar cf x.tar ~/.config',
    'grep -r x ~/.config',
    'x ~/.config/gait/keys/*',
  ])('%s', (text) => {
    expect(judge(text)).toEqual(['private_key_read']);
  });

  test.each([
    'ls -l ~/.config/gait/keys/a_private.key',
    'test -f ~/.config/gait/keys/a_private.key',
    'date -d tomorrow',
    'x --prefix=~/.local',
    'split -l 10 x part-*',
  ])('not %s', (text) => {
    expect(judge(text)).toEqual([]);
  });
});

describe('data stays data', () => {
  test.each([
    'git commit -m edit_B_.gait.yaml',
    'git commit -m .gait.yaml',
    'git commit --message=edit_B_.gait.yaml',
    'gh pr create --title .gait.yaml --body x',
    'git add .gait.yaml',
    'git diff -- .gait.yaml',
    'git show HEAD:.gait.yaml',
    'echo .gait.yaml',
    'grep -n .gait.yaml x',
    'grep -n x .gait.yaml',
    'grep -rne .gait.yaml src',
    'sed s#a#.gait.yaml# x',
    'jq .gait.yaml x.json',
    'find . -name .gait.yaml',
    'x --exclude=.gait',
    'x --exclude .gait',
    'x --ignore-pattern=.gait',
    'x a_B_text_B_about_B_.gait.yaml',
    'x see:_B_.gait.yaml',
    'x **/*.json',
    'x *',
    'x src/**/*.{ts,json}',
    'x *.json',
    'x https://host.example/main/.gait.yaml',
    'x .tool',
    'x .',
    'curl -d {"file":".gait.yaml"} http://localhost',
    'gait policy validate .gait.yaml',
    'gait regress add --from .gait/x.zip',
    'x --spec tests/gait.yaml',
  ])('%s', (text) => {
    expect(judge(text)).toEqual([]);
  });
});

describe('however much a command says', () => {
  test('more parts than anybody writes are blocked', () => {
    expect(judge(`x ${'a '.repeat(21_000)}`)).toEqual(['command']);
  });

  test.each(['=', ',', '/', '*', '{', '{a,', '.', '@a', '-', '$HOME', '"', '../', '~'])(
    'a long run of %p is judged in time',
    (piece) => {
      const started = performance.now();
      judge(`x ${piece.repeat(60_000)} ${`${piece.repeat(40)} `.repeat(300)}`);
      // Far above what it takes, far below what something quadratic would.
      expect(performance.now() - started).toBeLessThan(5_000);
    },
  );
});
