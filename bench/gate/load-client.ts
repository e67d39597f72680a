/**
 * A load generator: keep-alive HTTP/1.1 connections that each send the next request when the
 * answer to the last has come. load-client.ts LOAD.json OUTPUT.json. Both servers are asked by
 * this program; it shares their processors.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { percentilesOf } from '../measure.ts';

/** What is asked of whom. */
export interface Load {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bodies in turn, and what the answer to each must contain. */
  readonly asks: readonly { readonly body: string; readonly expect: string }[];
  readonly connections: number;
  readonly warmMs: number;
  readonly timedMs: number;
}

const [file = 'load.json', output = 'served.json'] = process.argv.slice(2);
const load = JSON.parse(readFileSync(file, 'utf8')) as Load;
const requests = load.asks.map(({ body, expect }) => ({ bytes: requestOf(body), expect }));

function requestOf(body: string): Buffer {
  const headers = { ...load.headers, host: `127.0.0.1:${load.port}` };
  return Buffer.from(
    [
      `POST ${load.path} HTTP/1.1`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

let took: number[] = [];
let asked = 0;
let stopped = false;
const ended = Promise.withResolvers<never>();

/** The text of a whole answer, or undefined while some of it is still to come. */
function answerOf(text: string): string | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const length = /content-length: *(\d+)/iu.exec(text.slice(0, head))?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${text.slice(0, head)}`);
  return text.length < head + 4 + Number(length) ? undefined : text;
}

async function connect(): Promise<void> {
  let received = '';
  let sentAt = 0;
  let expected = '';
  await Bun.connect({
    hostname: '127.0.0.1',
    port: load.port,
    socket: {
      open: ask,
      data(socket, bytes) {
        received += bytes.toString('latin1');
        const answer = answerOf(received);
        if (answer === undefined) return;
        took.push(Bun.nanoseconds() - sentAt);
        if (!answer.startsWith('HTTP/1.1 200') || !answer.includes(expected)) {
          ended.reject(new Error(`no ${expected} in ${answer}`));
          return;
        }
        received = '';
        if (!stopped) ask(socket);
      },
      close() {
        if (!stopped) ended.reject(new Error('the server closed a connection'));
      },
    },
  });

  function ask(socket: { write: (bytes: Uint8Array) => number }): void {
    asked += 1;
    const next = requests[asked % requests.length];
    if (next === undefined) throw new Error('nothing to ask');
    expected = next.expect;
    sentAt = Bun.nanoseconds();
    if (socket.write(next.bytes) !== next.bytes.byteLength) throw new Error('a short write');
  }
}

for (let connection = 0; connection < load.connections; connection += 1) await connect();
await Promise.race([Bun.sleep(load.warmMs), ended.promise]);
took = [];
const started = performance.now();
await Promise.race([Bun.sleep(load.timedMs), ended.promise]);
const seconds = (performance.now() - started) / 1000;
const { p50, p99 } = percentilesOf(Float64Array.from(took));
const rate = took.length / seconds;
stopped = true;
writeFileSync(output, `${JSON.stringify({ rate, p50, p99 }, null, 2)}\n`);
process.exit(0);
