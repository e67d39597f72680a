import { describe, expect, test } from 'bun:test';
import type { Effect, EffectKind, Place } from '@gait/commands';
import { targetsOfCommand } from './effect-targets.ts';
import { privateNamesMet } from './private-names.ts';

const PROJECT = '/w/shop';

/** Operation and class of what one effect becomes. */
function targets(kind: EffectKind, place: Place, destructive = false): readonly string[] {
  const effect: Effect = { kind, place, program: 'x', destructive };
  const reading = { effects: [effect], obscurities: [], programs: ['x'], runs: [] };
  return targetsOfCommand(reading, 'text', PROJECT).map(
    ({ value, operation, endpoint_class: of }) => `${operation} ${of} ${value}`,
  );
}

const path = (at: string, reach: 'file' | 'tree' | 'pattern' | 'workspace' = 'file'): Place => ({
  kind: 'path',
  path: at,
  reach,
});

describe('what a command throws away', () => {
  test.each([
    ['/w/shop/a.ts', 'file'],
    ['/w/shop/dist', 'tree'],
    ['/w/shop/package-lock.json', 'tree'],
    ['/w/shop/src/*.log', 'pattern'],
    ['/tmp/x', 'tree'],
    ['/tmp/x/y', 'file'],
  ] as const)('%s (%s) is as free as a write', (at, reach) => {
    expect(targets('delete', path(at, reach), true)).toEqual([`discard fs.write ${at}`]);
  });

  test.each([
    ['/w/shop/src', 'tree'],
    ['/w/shop', 'tree'],
    ['/w/shop/*', 'pattern'],
    ['/tmp', 'tree'],
    ['/tmp/*', 'pattern'],
    ['/tmp/.X11-unix', 'tree'],
    ['/w/shop/.git/x', 'file'],
  ] as const)('%s (%s) is a deletion', (at, reach) => {
    expect(targets('delete', path(at, reach), true)).toContain(`delete fs.delete ${at}`);
  });
});

describe('a build', () => {
  test('works in the project', () => {
    expect(targets('write', path('/w/shop/sub', 'workspace'))).toEqual([' fs.write /w/shop/sub']);
  });

  test('elsewhere runs the code of somebody else', () => {
    expect(targets('write', path('/tmp/x', 'workspace'))).toEqual(['exec proc.exec /tmp/x']);
  });
});

describe('what is sent to this machine', () => {
  const url = (at: string, host = 'localhost', method = 'post'): Place => ({
    kind: 'host',
    host,
    url: at,
    method,
  });

  test('goes to the server of the project', () => {
    expect(targets('network', url('http://localhost:3000/api'))).toEqual([
      'local_send net.http http://localhost:3000/api',
    ]);
  });

  test.each([[url('http://localhost:2375/containers/create')], [url('http://localhost:9200/x')]])(
    'is an upload where somebody listens who may do anything',
    (place) => {
      expect(targets('network', place)[0]).toStartWith('post net.http');
    },
  );

  test('is an upload on other machines, and a deletion everywhere', () => {
    expect(targets('network', url('http://a.example/', 'a.example'))).toEqual([
      'post net.http http://a.example/',
    ]);
    expect(targets('network', url('http://localhost/x', 'localhost', 'delete'))).toEqual([
      'delete net.http http://localhost/x',
    ]);
  });
});

test('containers of the project are its own, other services are not', () => {
  const service = (name: string): Place => ({
    kind: 'service',
    service: name,
    name: 'api',
    operation: 'up',
  });
  expect(targets('write', service('compose'))).toEqual(['up other compose:api']);
  expect(targets('write', service('docker'))).toEqual(['up proc.exec docker:api']);
});

describe('a pattern', () => {
  test.each([
    ['/w/.??v', ['/w/.env']],
    ['/w/.en[v]', ['/w/.env']],
    ['/h/.s*/id_*', ['/h/.s*/id_rsa', '/h/.s*/id_ed25519', '/h/.s*/id_ecdsa']],
    ['/etc/pass?d', ['/etc/passwd']],
  ])('%s meets guarded names', (pattern, names) => {
    expect(privateNamesMet(pattern)).toEqual(expect.arrayContaining(names));
  });

  test.each([['/w/src/*'], ['/w/src/*.ts'], ['/w/tests/[a-z]*.py'], ['/w/a?b'], ['/w/data/*.csv']])(
    '%s meets none',
    (pattern) => {
      expect(privateNamesMet(pattern)).toEqual([]);
    },
  );

  test('names as many as it meets, but never without end', () => {
    expect(privateNamesMet(`/w${'/.*'.repeat(40)}`).length).toBeLessThanOrEqual(64);
  });
});
