import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import { REAL_NETWORK } from '../transports/bounded-fetch.ts';
import { fetchReleaseIndex } from './fetch-release-index.ts';

const servers: Server[] = [];

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<URL> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.json`);
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function codeOf(url: URL, timeoutMs = 2000): Promise<string> {
  try {
    await fetchReleaseIndex({ url, timeoutMs, network: REAL_NETWORK });
    return 'nothing';
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
}

describe('a release index', () => {
  test('comes over http from this machine, its signatures from beside it', async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.end(request.url === '/index.json' ? 'index' : 'signatures');
    });
    const fetched = await fetchReleaseIndex({ url, timeoutMs: 2000, network: REAL_NETWORK });
    expect(Buffer.from(fetched.index).toString()).toBe('index');
    expect(Buffer.from(fetched.signatures).toString()).toBe('signatures');
    expect(asked).toEqual(['/index.json', '/index.json.sig.json']);
  });

  test('comes from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gait-index-'));
    writeFileSync(join(folder, 'i.json'), 'index');
    writeFileSync(join(folder, 'i.json.sig.json'), 'signatures');
    const url = pathToFileURL(join(folder, 'i.json'));
    const fetched = await fetchReleaseIndex({ url, timeoutMs: 1, network: REAL_NETWORK });
    expect(Buffer.from(fetched.signatures).toString()).toBe('signatures');
    rmSync(folder, { recursive: true });
    expect(await codeOf(url)).toBe('file_missing');
  });

  test('without signatures beside it is told as unsigned, wherever it lies', async () => {
    const bare = await serve((request, response) => {
      if (request.url !== '/index.json') response.writeHead(404);
      response.end('index');
    });
    expect(await codeOf(bare)).toBe('release_index_signature');
    const folder = mkdtempSync(join(tmpdir(), 'gait-index-'));
    writeFileSync(join(folder, 'i.json'), 'index');
    expect(await codeOf(pathToFileURL(join(folder, 'i.json')))).toBe('release_index_signature');
    rmSync(folder, { recursive: true });
  });

  test('is unreachable where nobody listens, the answer is no 200, or it takes too long', async () => {
    const silent = await serve(() => undefined);
    expect(await codeOf(silent, 100)).toBe('release_index_unreachable');
    const missing = await serve((_, response) => void response.writeHead(404).end());
    expect(await codeOf(missing)).toBe('release_index_unreachable');
    const closed = await serve((_, response) => void response.destroy());
    expect(await codeOf(closed)).toBe('release_index_unreachable');
    expect(await codeOf(new URL('http://127.0.0.1:1/index.json'))).toBe(
      'release_index_unreachable',
    );
  });

  test('stops when it is too large, also when it does not say so', async () => {
    const url = await serve((_, response) => {
      for (let i = 0; i < 40; i++) response.write('x'.repeat(64 * 1024));
      response.end();
    });
    expect(await codeOf(url)).toBe('pack_source_too_large');
  });

  test('may move on its host and not to another, nor round in a circle', async () => {
    const moved = await serve((request, response) => {
      if (request.url?.startsWith('/new') === true) response.end('ok');
      else response.writeHead(302, { location: `/new${request.url}` }).end();
    });
    expect(await codeOf(moved)).toBe('nothing');
    const away = await serve((_, response) => {
      response.writeHead(302, { location: moved.href }).end();
    });
    expect(await codeOf(away)).toBe('pack_source_redirect');
    const circle = await serve((request, response) => {
      response.writeHead(301, { location: request.url ?? '' }).end();
    });
    expect(await codeOf(circle)).toBe('pack_source_redirect');
  });

  test('never comes without encryption from elsewhere', async () => {
    expect(await codeOf(new URL('http://releases.example.com/i.json'))).toBe('pack_source_unsafe');
    expect(await codeOf(new URL('ftp://releases.example.com/i.json'))).toBe('pack_source_unsafe');
  });

  test('goes through the proxy of the environment', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    servers.push(proxy);
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((done) => void proxy.listen(0, '127.0.0.1', done));
    const { port } = proxy.address() as AddressInfo;
    const code = `import { fetchReleaseIndex } from ${JSON.stringify(join(import.meta.dirname, 'fetch-release-index.ts'))};
      import { REAL_NETWORK } from ${JSON.stringify(join(import.meta.dirname, '../transports/bounded-fetch.ts'))};
      const url = new URL('https://releases.example.com/i.json');
      await fetchReleaseIndex({ url, timeoutMs: 5000, network: REAL_NETWORK }).catch((error) => console.log(error.code));`;
    const child = Bun.spawn([process.execPath, '-e', code], {
      env: { PATH: process.env['PATH'] ?? '', HTTPS_PROXY: `http://127.0.0.1:${port}` },
      stdout: 'pipe',
    });
    expect((await new Response(child.stdout).text()).trim()).toBe('release_index_unreachable');
    expect(asked).toEqual(['releases.example.com:443']);
  });
});
