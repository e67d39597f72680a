import { expect, test } from 'bun:test';
import { SealedSecret } from './sealed-secret.ts';
import { everyForm, SECRET } from './testing/broker-world.ts';

test('a secret is shown to nobody who does not ask for it', () => {
  const secret = new SealedSecret(SECRET);
  expect(secret.reveal()).toBe(SECRET);
  expect(String(secret)).toBe('[sealed secret]');
  const error = new Error(`with ${secret as unknown as string}`, { cause: { secret } });
  const kept: unknown[] = [
    secret,
    { secret },
    [secret],
    new Map([['s', secret]]),
    { ...secret },
    Object.assign({}, secret),
    structuredClone({ ...secret }),
    error,
    `a${secret as unknown as string}`,
    [secret].join(','),
  ];
  for (const value of kept) expect(everyForm(value)).not.toContain(SECRET);
  expect(Reflect.ownKeys(secret)).toEqual([]);
});
