import { expect, test } from 'bun:test';
import { ZERO_TIME } from '@gait/canon';
import { plainIntent } from '../testing/plain-intent.ts';
import { fillAgentIdentity } from './fill-agent-identity.ts';

const DIGEST = 'a'.repeat(64);
const KNOWN = { manifestDigest: DIGEST, publisher: 'acme', source: 'registry' };
const NOTHING = { manifestDigest: '', publisher: 'acme', source: 'registry' };
const CLAIM = {
  owner: 'team',
  manifest_digest: 'b'.repeat(64),
  publisher: 'mallory',
  source: 'mallory',
};
const filled = (agents: typeof KNOWN, claim?: typeof CLAIM) =>
  fillAgentIdentity(plainIntent({}, claim === undefined ? {} : { agent_identity: claim }), agents)
    .context.agent_identity;

test('what the gate knows of the agent stands in place of what the caller claims', () => {
  expect(filled(KNOWN, CLAIM)).toMatchObject({
    owner: 'team',
    manifest_digest: DIGEST,
    publisher: 'acme',
    source: 'registry',
  });
});

test('where the gate knows nothing, a claimed digest, publisher and source count for nothing', () => {
  expect(filled(NOTHING, CLAIM)).toMatchObject({
    owner: 'team',
    manifest_digest: '',
    publisher: '',
    source: '',
  });
});

test('an agent of which nothing is said gets an identity only where something is known', () => {
  expect(filled(NOTHING)).toBeNull();
  expect(filled(KNOWN)).toMatchObject({
    owner: '',
    manifest_digest: DIGEST,
    publisher: 'acme',
    expires_at: ZERO_TIME,
    revoked: false,
  });
});
