import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { readHttpCall, type HttpCall } from './read-http-call.ts';

/** `method host class` of each host, `kind path` of each file, then the obscurities. */
function tell(call: HttpCall): string {
  const { effects, obscurities, reach } = readHttpCall(call, 'curl');
  const told = effects.map(({ kind, place }) => {
    if (place.kind === 'host') return `${place.method} ${place.host}`;
    return `${kind} ${place.kind === 'path' ? place.path : '?'}`;
  });
  return [...told, reach, ...obscurities].join(', ');
}

const URLS: readonly (readonly [url: string, told: string])[] = [
  ['https://example.org/x', 'get example.org, public'],
  ['example.org', 'get example.org, public'],
  ['example.org:8080/x', 'get example.org, public'],
  ['//example.org/x', 'get example.org, public'],
  ['HTTPS://EXAMPLE.org./', 'get example.org, public'],
  ['localhost:3000', 'get localhost, loopback'],
  ['http://user:pass@example.org:80/@x', 'get example.org, public'],
  ['http://good.com@evil.com/', 'get evil.com, public'],
  ['http://good.com:80@169.254.169.254/', 'get 169.254.169.254, metadata'],
  ['http://2852039166/latest', 'get 169.254.169.254, metadata'],
  ['http://0xA9FEA9FE/', 'get 169.254.169.254, metadata'],
  ['http://0251.0376.0251.0376/', 'get 169.254.169.254, metadata'],
  ['http://169%2e254%2e169%2e254/', 'get 169.254.169.254, metadata'],
  ['http://[::ffff:169.254.169.254]/', 'get ::ffff:a9fe:a9fe, metadata'],
  ['http://[::]:80/', 'get ::, loopback'],
  ['http://127.1/', 'get 127.0.0.1, loopback'],
  ['http://localhost./', 'get localhost, loopback'],
  ['http://１２７.0.0.1/', 'get 127.0.0.1, loopback'],
  ['http://example。org/', 'get example.org, public'],
  ['http://bücher.example/', 'get xn--bcher-kva.example, public'],
  ['http://app.10.0.0.1.nip.io/', 'get app.10.0.0.1.nip.io, private'],
  [
    'http://good.com\\@169.254.169.254/',
    'get good.com, get 169.254.169.254, metadata, code_unknown',
  ],
  ['http://good.com#@169.254.169.254/', 'get good.com, public'],
  [
    'http://a@good.com@169.254.169.254/',
    'get 169.254.169.254, get a, get good.com, metadata, code_unknown',
  ],
  ['http:\\\\169.254.169.254/', 'get 169.254.169.254, metadata, code_unknown'],
  ['http:/169.254.169.254/', 'get 169.254.169.254, metadata, code_unknown'],
  ['http:///169.254.169.254/', 'get 169.254.169.254, metadata, code_unknown'],
  ['http://169.254.\n169.254/', 'get 169.254.169.254, metadata, code_unknown'],
  ['http://{a,b}.org/', 'get {a,b}.org, unknown, code_unknown'],
  ['http://', 'unknown, code_unknown'],
  ['', 'unknown, code_unknown'],
  ['ftp://10.0.0.1/x', 'get 10.0.0.1, private'],
  ['wss://example.org', 'get example.org, public'],
  ['gopher://127.0.0.1:6379/_FLUSHALL', 'get 127.0.0.1, loopback, code_opaque'],
  ['dict://localhost:11211/', 'get localhost, loopback, code_opaque'],
  ['data:text/plain,x', 'unknown'],
  ['javascript:alert(1)', 'get alert(1), unknown, code_opaque'],
  ['file:///etc/passwd', 'read /etc/passwd, loopback'],
  ['FILE:/etc/passwd', 'read /etc/passwd, loopback'],
  ['file://localhost/etc/passwd', 'read /etc/passwd, loopback'],
  ['file:///etc/%70asswd', 'read /etc/passwd, loopback'],
  ['file:///etc/%252e', 'read ?, loopback'],
  ['file://evil.com/share', 'get evil.com, read ?, public'],
];

describe('a call over HTTP', () => {
  for (const [url, told] of URLS) {
    test(`to ${JSON.stringify(url)}`, () => {
      expect(tell({ url })).toBe(told);
    });
  }

  test('has a method of its own, of its body, or of a header', () => {
    const url = 'https://example.org/';
    expect(tell({ url, method: 'DELETE' })).toBe('delete example.org, public');
    expect(tell({ url, body: '' })).toBe('post example.org, public');
    expect(tell({ url, method: 'POST', headers: { 'X-HTTP-Method-Override': 'DELETE' } })).toBe(
      'delete example.org, public',
    );
    expect(readHttpCall({ url, method: 'DELETE' }, 'curl').effects[0]?.destructive).toBe(true);
    expect(tell({ url: 'file:///tmp/x', method: 'PUT' })).toBe('write /tmp/x, loopback');
  });

  test('also reaches the host that its header names', () => {
    expect(tell({ url: 'https://example.org/', headers: { Host: 'evil.internal:80' } })).toBe(
      'get example.org, get evil.internal, private, code_unknown',
    );
    expect(tell({ url: 'https://example.org/', headers: { host: 'Example.org' } })).toBe(
      'get example.org, public',
    );
  });

  test('of any text gives a reading, and names every host or says that it does not', () => {
    const parts = [
      'http',
      '://',
      ':',
      '/',
      '\\',
      '@',
      '#',
      '?',
      '[',
      ']',
      '::1',
      'a.org',
      '127.1',
      '%',
      '\n',
      'file',
      '.',
    ];
    const soup = fc
      .array(fc.constantFrom(...parts), { maxLength: 12 })
      .map((each) => each.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), soup), (url) => {
        const { effects, obscurities, reach } = readHttpCall({ url }, '');
        expect(effects.length > 0 || obscurities.length > 0 || reach === 'unknown').toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(readHttpCall({ url: `http://${'a'.repeat(20_000)}` }, '').obscurities).toEqual([
      'too_large',
    ]);
  });
});
