import { expect, test } from 'bun:test';
import { isCodedError, sha256Hex } from '@gait/canon';
import { authorizeRequest, type Admission, type RequestHeaders } from './authorize-request.ts';

const OWNER = { identity: 'owner', workspace: '/home' };
const ALICE = { identity: 'alice', workspace: '/repo' };
const SOCKET: Admission = {
  socketCaller: OWNER,
  tokens: [{ sha256: sha256Hex('right'), caller: ALICE }],
};

function asked(headers: RequestHeaders, hosts?: ReadonlySet<string>): string {
  try {
    return authorizeRequest(headers, SOCKET, hosts).identity;
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
}

test('over the socket its owner calls, or whom a token names', () => {
  expect(asked({})).toBe('owner');
  expect(asked({ authorization: 'Bearer right' })).toBe('alice');
});

test('a wrong token is nobody, not the owner of the socket', () => {
  for (const authorization of ['Bearer wrong', 'Bearer ', 'Basic right', 'right', '']) {
    expect(asked({ authorization })).toBe('request_unauthorized');
  }
});

test('web pages and other names of this server are refused before any token counts', () => {
  const authorization = 'Bearer right';
  expect(asked({ authorization, origin: 'null' })).toBe('request_origin');
  const hosts = new Set(['localhost:1']);
  expect(asked({ authorization, host: 'evil.example:1' }, hosts)).toBe('request_host');
  expect(asked({ authorization }, hosts)).toBe('request_host');
  expect(asked({ authorization, host: 'LOCALHOST:1' }, hosts)).toBe('alice');
});
