import { expect, test } from 'bun:test';
import { inferEndpointDomain } from '../intent/infer-endpoint.ts';
import { plainDomain } from './plain-domain.ts';

const domainOf = (kind: string, value: string): string | undefined =>
  plainDomain(kind, value, inferEndpointDomain(kind, value));

test.each([
  ['url', 'https://good.com/a?b#c', 'good.com'],
  ['url', 'HTTPS://user@GOOD.com:8443/', 'good.com'],
  ['url', 'https://good.com./x', 'good.com'],
  ['url', 'https://xn--bcher-kva.example/', 'xn--bcher-kva.example'],
  ['url', 'https://127.0.0.1:80/', '127.0.0.1'],
  ['url', 'https://[::1]:80/', '::1'],
  ['url', 'ssh://git@Good.com/repo', 'good.com'],
  ['url', 'https://good.com/\\evil.com', 'good.com'],
  ['host', 'good.com', 'good.com'],
  ['host', 'good.com.:443/x', 'good.com'],
  ['host', 'http://good.com/x', 'good.com'],
  ['host', 'local_name:8080', 'local_name'],
])('the %s %j goes to %j', (kind, value, domain) => {
  expect(domainOf(kind, value)).toBe(domain);
});

test.each([
  ['url', 'https:evil.com/x'],
  ['url', 'https:\\\\evil.com/x'],
  ['url', 'https:///evil.com'],
  ['url', 'https://evil.com\\@good.com/'],
  ['url', 'http:\\evil.com'],
  ['url', 'http:/evil.com'],
  ['url', 'https://evil.com\t/x'],
  ['url', 'https://ev%69l.com/'],
  ['url', 'https://b\u00fccher.example/'],
  ['url', 'https://\uff45vil.com/'],
  ['url', 'https://evil.com../'],
  ['url', 'https://./'],
  ['url', 'https://0x7f.1/'],
  ['url', 'https://2130706433/'],
  ['url', 'https://127.0.0.1./'],
  ['url', 'ssh://0x7f.1/'],
  ['url', 'https://[0:0:0:0:0:0:0:1]/'],
  ['url', 'https://[::ffff:7f00:1]/'],
  ['url', 'https://[fe80::1%25eth0]/'],
  ['url', 'https://evil.com:99999/'],
  ['url', 'evil.com/x'],
  ['url', '//evil.com/x'],
  ['url', 'file:///etc/passwd'],
  ['host', 'good.com:x@evil.com'],
  ['host', 'good.com@evil.com'],
  ['host', 'good.com\\evil.com'],
  ['host', 'http:\\evil.com'],
  ['host', 'http:/evil.com'],
  ['host', 'https:evil.com'],
  ['host', 'HTTPS://evil.com'],
  ['host', '0x7f.1'],
  ['host', '/evil.com'],
  ['host', '::1'],
])('nobody can be sure where the %s %j goes', (kind, value) => {
  expect(domainOf(kind, value)).toBeUndefined();
});
