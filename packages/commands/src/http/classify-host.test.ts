import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { classifyHost, type HostClass } from './classify-host.ts';

const TABLE: Readonly<Record<HostClass, readonly string[]>> = {
  metadata: [
    ...[
      '169.254.169.254',
      '2852039166',
      '0xA9FEA9FE',
      '0xa9.0xfe.0xa9.0xfe',
      '0251.0376.0251.0376',
    ],
    ...['0251.254.0xa9.254', '169.254.43518', '169.16689662', '00000251.00000376.000251.0376'],
    ...[
      '[::ffff:169.254.169.254]',
      '[::ffff:a9fe:a9fe]',
      '::ffff:a9fe:a9fe',
      '[0:0:0:0:0:ffff:a9fe:a9fe]',
    ],
    ...[
      '[64:ff9b::169.254.169.254]',
      '[2002:a9fe:a9fe::1]',
      '[::169.254.169.254]',
      '[::ffff:0:a9fe:a9fe]',
    ],
    ...['169.254.169.254.', '169.254.169.254..', '169%2e254%2e169%2e254', '%31%36%39.254.169.254'],
    ...[
      '169%252e254.169.254',
      '１６９.254.169.254',
      '169。254。169。254',
      '169．254.169｡254',
      '①⑥⑨.254.169.254',
    ],
    ...[
      '169.254.169\u00AD.254',
      '169.254.170.2',
      '100.100.100.200',
      '192.0.0.192',
      '168.63.129.16',
    ],
    ...['[fd00:ec2::254]', '[FD00:EC2:0:0::254]', '[fd20:ce::254]', '[fd00:ec2::254%25eth0]'],
    ...['metadata.google.internal', 'METADATA.google.internal.', 'metadata', 'instance-data'],
    ...[
      'ⓜetadata.google.internal',
      '169.254.169.254.nip.io',
      'x.169-254-169-254.sslip.io',
      'a9fea9fe.nip.io',
    ],
  ],
  loopback: [
    ...[
      '127.0.0.1',
      '127.1',
      '127.0.1',
      '127.255.255.254',
      '2130706433',
      '0x7f000001',
      '017700000001',
    ],
    ...[
      '0x7f.1',
      '0177.1',
      '0',
      '0.0.0.0',
      '0x0',
      '[::1]',
      '[::]',
      '::1',
      '[0:0:0:0:0:0:0:1]',
      '[::127.0.0.1]',
    ],
    ...[
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      'localhost',
      'LOCALHOST',
      'localhost.',
      'a.localhost',
    ],
    ...['localhost.localdomain', 'localtest.me', 'x.localtest.me', 'lvh.me', '127.0.0.1.nip.io'],
    ...['7f000001.nip.io', 'ⓛocalhost', 'loc\u200Balhost', '%6cocalhost', '--1.sslip.io'],
  ],
  private: [
    ...[
      '10.0.0.1',
      '10.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '192.168.257',
      '167772161',
    ],
    ...[
      '012.0.0.1',
      '010.0.0.1',
      '169.254.1.1',
      '100.64.0.1',
      '100.127.1.1',
      '224.0.0.1',
      '198.18.0.1',
    ],
    ...['[fc00::1]', '[fd12::1]', '[fe80::1]', '[fe80::1%25eth0]', '[ff02::1]', '[fec0::1]'],
    ...[
      '[::ffff:10.0.0.1]',
      '10.0.0.1.nip.io',
      'a.10-0-0-1.sslip.io',
      'db',
      'redis',
      'host.docker.internal',
    ],
    ...[
      'kubernetes.default.svc',
      'x.cluster.local',
      'printer.local',
      'nas.lan',
      'git.corp',
      'router.home.arpa',
    ],
  ],
  public: [
    ...[
      'example.org',
      'EXAMPLE.org.',
      '8.8.8.8',
      '134744072',
      '1.1',
      '172.32.0.1',
      '192.167.0.1',
      '100.128.0.1',
    ],
    ...[
      '[2606:4700::1111]',
      '[::ffff:8.8.8.8]',
      'xn--bcher-kva.example',
      'bücher.example',
      'a_b.example.org',
    ],
    ...[
      '127.0.0.1.example.org',
      'localhost.example.org',
      'internal.example.org',
      '8.8.8.8.nip.io',
      'nip.io.example.org',
    ],
  ],
  unknown: [
    ...[
      '',
      '.',
      '256.1.1.1',
      '1.2.3.4.5',
      '127.0.0.1.1',
      '4294967296',
      'a b',
      'a..b',
      '[::1',
      '::1]x',
      '[zz::1]',
    ],
    ...[
      '%',
      '%ff',
      'nip.io',
      'a.nip.io',
      '[2001:0:1::1]',
      '[4000::1]',
      '255.255.255.255',
      'a{b,c}.org',
      'a/b',
      'a:80',
    ],
    ...['*', '$HOST', 'x.0x7f', 'a'.repeat(2000)],
  ],
};

describe('a host', () => {
  for (const [expected, hosts] of Object.entries(TABLE)) {
    for (const host of hosts) {
      test(`${host.slice(0, 60)} is ${expected}`, () => {
        expect(classifyHost(host)).toBe(expected as HostClass);
      });
    }
  }

  test('is classified like the address that the platform makes of it, or more strictly', () => {
    const part = fc.oneof(
      fc.integer({ min: 0, max: 255 }).map(String),
      fc.integer({ min: 0, max: 255 }).map((value) => `0x${value.toString(16)}`),
      fc.integer({ min: 0, max: 255 }).map((value) => `0${value.toString(8)}`),
      fc.integer({ min: 0, max: 70_000 }).map(String),
    );
    const strictness = ['public', 'unknown', 'loopback', 'private', 'metadata'];
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const host = parts.join('.');
        let known: string;
        try {
          known = new URL(`http://${host}/`).hostname;
        } catch {
          return;
        }
        expect(strictness.indexOf(classifyHost(host))).toBeGreaterThanOrEqual(
          strictness.indexOf(classifyHost(known)),
        );
      }),
    );
  });

  test('of any text has a class', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        expect(Object.keys(TABLE)).toContain(classifyHost(text));
      }),
    );
  });

  test('in other letters is what it is in plain ones', () => {
    const wide = (text: string): string =>
      [...text].map((char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0)).join('');
    for (const host of [...TABLE.metadata, ...TABLE.loopback].filter((each) =>
      /^[0-9a-z.]+$/.test(each),
    )) {
      expect(classifyHost(wide(host))).toBe(classifyHost(host));
    }
  });
});
