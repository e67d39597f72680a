import { expect, test } from 'bun:test';
import { isIpv6 } from './ipv6.ts';

test.each([
  '::',
  '::1',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7::',
  '::ffff:1.2.3.4',
  'fe80::1%x',
  'A::b',
])('%s is an IPv6 address', (text) => {
  expect(isIpv6(text)).toBe(true);
});

test.each([
  ...['', ':', ':::', '1', '1.2.3.4', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '::1:2:3:4:5:6:7:8'],
  ...['1::2::3', '12345::', '::g', ':1::', '1:', '::1%', '::01.2.3.4', '::1.2.3', '1.2.3.4::'],
  ...['::1.2.3.256', '%::1'],
])('%s is not', (text) => {
  expect(isIpv6(text)).toBe(false);
});
