import { expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import { envBroker } from './env-broker.ts';
import { ask, everyForm, issued, request, SECRET, world } from './testing/broker-world.ts';

const NAME = 'GAIT_BROKER_TOKEN_VAULT_APP';

test('the variable named for the reference is the credential, described by its companions', async () => {
  const { receipt, secret } = await issued(
    envBroker(
      world({
        [NAME]: ` ${SECRET} `,
        [`${NAME}_ISSUED_AT`]: '2026-06-03T11:59:00Z',
        [`${NAME}_EXPIRES_AT`]: '2026-06-03T12:09:00Z',
        [`${NAME}_SCOPE`]: 'Read, admin',
        [`${NAME}_SOURCE`]: 'AWS_STS',
        [`${NAME}_ACCESS_TYPE`]: 'JIT',
        [`${NAME}_ISSUER`]: 'Sts',
        [`${NAME}_SUBJECT`]: 'bot',
        [`${NAME}_RUN_BINDING`]: 'run_1',
      }),
    ),
  );
  expect(secret?.reveal()).toBe(SECRET);
  expect(receipt).toMatchObject({
    issuedBy: 'env',
    source: 'aws_sts',
    accessType: 'jit',
    issuer: 'Sts',
    subject: 'bot',
    owner: 'alice',
    scope: ['read', 'admin'],
    credentialRef: `env:${NAME}:${sha256Hex(SECRET).slice(0, 16)}`,
    targetBinding: request().targetBinding,
    runBinding: 'run_1',
    issuedAt: '2026-06-03T11:59:00Z',
    expiresAt: '2026-06-03T12:09:00Z',
    ttlSeconds: 600,
    stated: new Set(['scope', 'run_binding', 'ttl']),
  });
  expect(everyForm({ receipt, secret })).not.toContain(SECRET);
});

test('under strict no part of a hash of the secret is given away, and nothing is filled in', async () => {
  const { receipt } = await issued(envBroker(world({ [NAME]: 'abc' }, 'strict')));
  expect(receipt).toMatchObject({
    credentialRef: `env:${NAME}`,
    scope: [],
    targetBinding: '',
    subject: '',
    stated: new Set(),
    proof: 'typed',
  });
});

test('companions that cannot be read count as not given', async () => {
  const { receipt } = await issued(
    envBroker(
      world({
        [NAME]: SECRET,
        [`${NAME}_EXPIRES_AT`]: 'tomorrow',
        [`${NAME}_TTL_SECONDS`]: '-5',
      }),
    ),
  );
  expect(receipt).toMatchObject({ expiresAt: '0001-01-01T00:00:00Z', ttlSeconds: 0 });
});

test('a variable that is not set or empty gives nothing; the tool names it without a reference', async () => {
  expect(await ask(envBroker(world({ [NAME]: '  ' })))).toBe('broker_unavailable');
  const { receipt } = await issued(
    envBroker(world({ VEC_TOOL_WRITE: SECRET }), 'VEC_'),
    request({ reference: '' }),
  );
  expect(receipt.credentialRef).toStartWith('env:VEC_TOOL_WRITE:');
});

test('a companion that repeats the secret is refused', async () => {
  const env = { [NAME]: SECRET, [`${NAME}_ISSUER`]: `by ${SECRET}` };
  expect(await ask(envBroker(world(env)))).toBe('broker_receipt_secret');
});
