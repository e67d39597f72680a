import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { UiWorld } from './testing/ui-world.ts';

/** What strangers send to the page: each is refused, and tells nothing. */
let world: UiWorld;
let id = '';
beforeAll(async () => {
  world = await new UiWorld().start();
  id = await world.waitForWrite('ci.yml');
});
afterAll(async () => await world[Symbol.asyncDispose]());

describe('the link', () => {
  test('sets a cookie that scripts and other sites do not get, for a path that nobody guesses', async () => {
    await using fresh = await new UiWorld().start();
    const { linkPath } = fresh.desk.access;
    const again = await fresh.ask({ path: linkPath, headers: {} });
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body).not.toContain(fresh.base);
    expect((await fresh.get('/')).status).toBe(200);
  });

  test('opens with the headers of a safe session', async () => {
    await using fresh = new UiWorld();
    await fresh.start();
    expect(fresh.base).toMatch(/^\/s\/[\w-]{43}$/u);
    const access = fresh.desk.access;
    expect(access.admits(fresh.cookie)).toBe(true);
    expect(access.admits(`theme=dark; ${fresh.cookie.split('=')[0]}=other; ${fresh.cookie}`)).toBe(
      true,
    );
    expect(access.admits(fresh.cookie.slice(0, -1))).toBe(false);
    expect(access.admits(null)).toBe(false);
  });

  test('is too old after five minutes, and the session after twelve hours', async () => {
    await using fresh = await new UiWorld().start();
    fresh.later = 13n * 3600n * 1_000_000_000n;
    expect((await fresh.get('/')).status).toBe(403);
    const { createAccess } = await import('./ui-access.ts');
    let now = 0n;
    const late = createAccess({ now: () => now, randomBytes: fresh.context.randomBytes });
    now = 5n * 60n * 1_000_000_000n + 1n;
    expect(late.open(late.linkPath)).toBeUndefined();
    now = 0n;
    expect(late.open(late.linkPath)).toMatch(/; Path=\/s\/[\w-]{43}; HttpOnly; SameSite=Strict$/u);
    expect(late.open(late.linkPath)).toBeUndefined();
  });

  test('is not used up by a wrong one', async () => {
    const { createAccess } = await import('./ui-access.ts');
    const access = createAccess({ now: () => 0n, randomBytes: world.context.randomBytes });
    expect(access.open('/open/x')).toBeUndefined();
    expect(access.open(`${access.linkPath}/`)).toBeUndefined();
    expect(access.open(access.linkPath)).toBeDefined();
  });
});

describe('a request is refused', () => {
  const session = (more: Record<string, string> = {}) => ({ cookie: world.cookie, ...more });

  test.each([
    [
      'of another name of this machine (DNS rebinding)',
      () => ({ host: `evil.example:${world.served.port}` }),
    ],
    ['of another port', () => ({ host: '127.0.0.1:1' })],
    ['without a port', () => ({ host: '127.0.0.1' })],
    [
      'of a name that begins like ours',
      () => ({ host: `localhost.evil.example:${world.served.port}` }),
    ],
    ['of an address of all interfaces', () => ({ host: `0.0.0.0:${world.served.port}` })],
    ['of another origin', () => ({ origin: 'https://evil.example' })],
    ['of an origin that is hidden', () => ({ origin: 'null' })],
    ['of another port of this machine', () => ({ origin: 'http://127.0.0.1:1' })],
    ['of our other name', () => ({ origin: `http://localhost:${world.served.port}` })],
    ['that another site makes', () => ({ 'sec-fetch-site': 'cross-site' })],
    [
      'that another port makes, which browsers call the same site',
      () => ({ 'sec-fetch-site': 'same-site' }),
    ],
  ])('%s', async (_, headers) => {
    const answer = await world.ask({ path: `${world.base}/`, headers: session(headers()) });
    expect(answer.status).toBe(403);
    expect(answer.body).toStartWith('refused: ');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('without a cookie, with another, and below another path: with one and the same answer', async () => {
    const answers = await Promise.all([
      world.ask({ path: `${world.base}/`, headers: {} }),
      world.ask({ path: `${world.base}/calls/${id}`, headers: { cookie: 'gait_ui_00000000=x' } }),
      world.ask({ path: '/', headers: session() }),
      world.ask({ path: `${world.base}x/`, headers: session() }),
      world.ask({ path: `/s/${'A'.repeat(43)}/`, headers: session() }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers[0]?.body).not.toContain('Write');
  });

  test('with another method', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE']) {
      const { status, body } = await world.ask({
        method,
        path: `${world.base}/`,
        headers: session(),
      });
      expect([method, status >= 400]).toEqual([method, true]);
      expect(body).not.toContain('Write');
    }
  });

  test.each([
    '/../../../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/calls/../../x',
    '/calls/..%2f..%2fkeys',
    '/calls/aaaaaaaaaaaa%00',
    '/page.css/../../../package.json',
    '//evil.example/',
    '/calls/AAAAAAAAAAAA',
    '/calls/0123456789abcdef',
  ])('with a path that leads elsewhere: %s', async (path) => {
    const { status, body } = await world.get(path);
    expect([403, 404]).toContain(status);
    expect(body).not.toContain('root:');
  });

  test('for a project that is no project of this machine', async () => {
    for (const path of ['sessions', 'decisions', 'coverage']) {
      for (const project of ['/etc', '../..', '0000000000000000', '%00']) {
        const { status, body } = await world.get(`/${path}?project=${project}`);
        expect([path, project, status]).toEqual([path, project, 400]);
        expect(body).toContain('no such project');
      }
    }
  });
});

describe('a form is refused', () => {
  const path = () => `${world.base}/calls/${id}/answer`;
  const body = (token: string) =>
    new URLSearchParams({ form: token, answer: 'approve' }).toString();
  const isUnanswered = () => world.desk.answers.open(id) === undefined;

  test.each([
    ['without a session', () => world.formHeaders({ cookie: '' })],
    ['without an origin', () => without(world.formHeaders(), 'origin')],
    ['from another origin', () => world.formHeaders({ origin: 'http://evil.example' })],
    ['typed into the address bar', () => world.formHeaders({ 'sec-fetch-site': 'none' })],
    ['from another port', () => world.formHeaders({ 'sec-fetch-site': 'same-site' })],
  ])('%s', async (_, headers) => {
    const token = world.desk.access.formToken;
    const answer = await world.ask({
      method: 'POST',
      path: path(),
      headers: headers(),
      body: body(token),
    });
    expect(answer.status).toBe(403);
    expect(isUnanswered()).toBe(true);
  });

  test('without the token of the session, or with another', async () => {
    for (const token of ['', 'x', world.desk.access.formToken.slice(1), world.cookie]) {
      const answer = await world.ask({
        method: 'POST',
        path: path(),
        headers: world.formHeaders(),
        body: body(token),
      });
      expect(answer.status).toBe(403);
    }
    expect(isUnanswered()).toBe(true);
  });

  test('that is too long, told in its length or not, or is no form', async () => {
    const token = world.desk.access.formToken;
    const long = `${body(token)}&more=${'x'.repeat(5000)}`;
    const told = await world.ask({
      method: 'POST',
      path: path(),
      headers: world.formHeaders(),
      body: long,
    });
    expect(told.status).toBe(413);
    const chunk = `${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`;
    const chunked = world.formHeaders({ 'transfer-encoding': 'chunked' });
    const untold = await askRaw(path(), chunked, chunk);
    expect(untold).toBe(413);
    const json = world.formHeaders({ 'content-type': 'application/json' });
    const other = await world.ask({
      method: 'POST',
      path: path(),
      headers: json,
      body: body(token),
    });
    expect(other.status).toBe(413);
    expect(isUnanswered()).toBe(true);
  });

  test('when it is sent as an address', async () => {
    const token = world.desk.access.formToken;
    const { status } = await world.get(`/calls/${id}/answer?form=${token}&answer=approve`);
    expect(status).toBe(404);
    expect(isUnanswered()).toBe(true);
  });

  async function askRaw(
    at: string,
    headers: Readonly<Record<string, string>>,
    raw: string,
  ): Promise<number> {
    const { connect } = await import('node:net');
    const lines = Object.entries({ host: world.host, connection: 'close', ...headers });
    return await new Promise((done) => {
      let text = '';
      const socket = connect(world.served.port, '127.0.0.1', () =>
        socket.write(
          `POST ${at} HTTP/1.1\r\n${lines.map(([n, v]) => `${n}: ${v}`).join('\r\n')}\r\n\r\n${raw}`,
        ),
      );
      socket.on('data', (bytes) => (text += bytes.toString('utf8')));
      socket.on('error', () => done(0));
      socket.on('close', () => done(Number(text.split(' ')[1] ?? 0)));
    });
  }
});

test('every answer forbids foreign scripts, frames and copies', async () => {
  const paths = [
    '/',
    `/calls/${id}`,
    '/sessions',
    '/decisions',
    '/coverage',
    '/page.js',
    '/page.css',
    '/nothing',
  ];
  for (const path of paths) {
    const { headers } = await world.get(path);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('same-origin');
  }
});

function without(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}
