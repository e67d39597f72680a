import { describe, expect, test } from 'bun:test';
import { readCommand } from '@gait/commands';
import { targetsOfCommand } from './effect-targets.ts';

const PROJECT = '/w/shop';

/** Targets of a command that concern private files. */
function targets(text: string): readonly string[] {
  const reading = readCommand(text, {
    dialect: 'sh',
    folder: PROJECT,
    project: PROJECT,
    home: '/homes/ada',
    variables: new Map(),
    readText: () => undefined,
  });
  return targetsOfCommand(reading, text, PROJECT)
    .filter(({ value }) => /\.env$|\.ssh/u.test(value))
    .map(({ operation, endpoint_class: of, value }) => `${operation} ${of} ${value}`);
}

describe('a private file that an option names is read', () => {
  test.each([
    'jq -n --rawfile x .env $x',
    'node --env-file=.env -p process.env',
    'node --env-file .env -p process.env',
    'date -f .env',
    'python3 -m tokenize ./.env',
    'grep -rn KEY --include=.env .',
    'tar xOf x.tar ./.env',
    `yq -n 'load_str(".env")'`,
    'git show HEAD:.env',
    'git commit -F .env',
    'gh api -F body=@.env /x',
    'X=v; jq -n --rawfile x .en$X .',
  ])('%s', (text) => {
    expect(targets(text)).toContain('read fs.read /w/shop/.env');
  });

  test('wherever it lies', () => {
    expect(targets('date -f ~/.ssh/config')).toEqual(['read fs.read /homes/ada/.ssh/config']);
    expect(targets('cd src && date -f ../.env')).toEqual(['read fs.read /w/shop/.env']);
  });
});

describe('a name is no content', () => {
  test.each([
    'ls -l .env',
    '[[ -f .env ]]',
    'stat .env',
    'wc -l .env',
    'git status .env',
    'git ls-files .env',
    'git check-ignore .env',
  ])('%s', (text) => {
    expect(targets(text)).toEqual(['stat other /w/shop/.env']);
  });

  test.each(['test -f .env', '[ -e .env ]'])('%s touches nothing', (text) => {
    expect(targets(text)).toEqual([]);
  });

  test('what git takes in is guarded as a file that is changed', () => {
    expect(targets('git add .env')).toEqual(['write fs.write /w/shop/.env']);
  });

  test('what also shows it reads it', () => {
    expect(targets('cat .env')).toEqual(['read fs.read /w/shop/.env']);
    expect(targets('ls .env; cat .env')).toEqual([
      'stat other /w/shop/.env',
      'read fs.read /w/shop/.env',
    ]);
    expect(targets('git status .env; git diff .env')).toContain('read fs.read /w/shop/.env');
    expect(targets('wc --files0-from=.env')).toContain('read fs.read /w/shop/.env');
  });
});

describe('data is no file', () => {
  test.each([
    'git commit -m .env',
    'echo .env',
    'jq .env package.json',
    'grep -n .env README.md',
    'find . -name .env',
    'tar czf x.tgz --exclude .env src',
  ])('%s', (text) => {
    expect(targets(text).filter((target) => target.startsWith('read'))).toEqual([]);
  });
});
