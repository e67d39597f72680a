import { describe, expect, test } from 'bun:test';
import { hideSecrets } from './hide-secrets.ts';

const env = {
  API_TOKEN: 'tok-123456',
  DB_PASSWORD: 'hunter2hunter2',
  MY_SECRET: 'abc',
  PATH: '/usr/bin:/bin',
  LONGER_TOKEN: 'tok-123456-and-more',
};

describe('what is shown of a command’s output', () => {
  test('has no values of variables with a secret’s name', () => {
    expect(hideSecrets('using tok-123456, hunter2hunter2 in /usr/bin:/bin', env)).toBe(
      'using ***, *** in /usr/bin:/bin',
    );
  });

  test('does not show the rest of a secret that begins with another', () => {
    expect(hideSecrets('tok-123456-and-more', env)).toBe('***');
  });

  test('keeps values too short to be told from words', () => {
    expect(hideSecrets('abc', env)).toBe('abc');
  });

  test.each([
    ['an API key', 'key sk-abcdefghijklmnopqrstu end', 'key *** end'],
    ['a GitHub token', `ghp_${'a1'.repeat(18)}`, '***'],
    ['an AWS key id', 'AKIAABCDEFGHIJKLMNOP', '***'],
    ['a bearer token', 'Authorization: Bearer abcdefgh12345', 'Authorization: Bearer ***'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def', '***'],
    ['a password in an address', 'postgres://user:p4ssw0rd@host/db', 'postgres://user:***@host/db'],
    [
      'a private key',
      '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nafter',
      '***\nafter',
    ],
    ['a token in an address', 'https://h/?a=1&token=abc12345&b=2', 'https://h/?a=1&token=***&b=2'],
    ['a variable in front of a command', 'PGPASSWORD=hunter2 psql', 'PGPASSWORD=*** psql'],
    ['the value of an option', 'login --password hunter2 x', 'login --password *** x'],
    ['the value of a longer option', 'x --auth-token=abcd1234', 'x --auth-token=***'],
    ['what curl signs in with', 'curl -u bob:hunter2 h', 'curl -u bob:*** h'],
    ['a header of its own', "-H 'X-Api-Key: abc123456'", "-H 'X-Api-Key: ***'"],
    [
      'a header with a scheme',
      '"Authorization": "token abc123456"',
      '"Authorization": "token ***"',
    ],
    ['a private key that was cut', '-----BEGIN RSA PRIVATE KEY-----\nMIIE', '***'],
  ])('has no %s', (_, text, shown) => {
    expect(hideSecrets(text, {})).toBe(shown);
  });

  test.each([
    'const token = readToken();',
    'password: string',
    'TOKEN=$OTHER curl h',
    'TOKEN="$(cat f)" x',
    'x --password-file ./pw',
    'x --token $TOKEN',
    'docker run -u root image',
    'https://h/path?page=token',
    'set a cookie: yes',
  ])('shows what is no secret: %j', (text) => {
    expect(hideSecrets(text, {})).toBe(text);
  });

  test('is looked at in time that grows with its length', () => {
    const started = performance.now();
    hideSecrets('://'.repeat(100_000), env);
    hideSecrets(`bearer ${'a'.repeat(300_000)}`, env);
    hideSecrets('-----BEGIN PRIVATE KEY-----'.repeat(10_000), env);
    for (const part of ['?token=', 'A_TOKEN=', ' --a-b-token ', ' -u a:', 'cookie: ', 'token-'])
      hideSecrets(part.repeat(40_000), env);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
