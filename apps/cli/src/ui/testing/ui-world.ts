import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePrivateKey, type SigningKey } from '@gait/canon';
import { HOOK_ROWS, readHookMessage } from '@gait/harness';
import { openApprovalInbox } from '@gait/local';
import { createPaint } from '../../paint.ts';
import type { Context } from '../../context.ts';
import { answerHook } from '../../hook/answer-hook.ts';
import { contextForTest, runInProcess } from '../../testing.ts';
import { serveUi, type ServedUi } from '../serve-ui.ts';
import { openDesk, type UiDesk } from '../ui-desk.ts';

/** What came back over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is sent; without `headers` those of a browser that has the session. */
export interface WireRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A project with an approver, and the page that is served for it. */
export class UiWorld {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'gait-ui-')));
  readonly repo = join(this.root, 'repo');
  readonly home = join(this.root, 'home');
  /** Everything that the terminal was told. */
  terminal = '';
  cookie = '';
  /** Nanoseconds that the clock was moved. */
  later = 0n;
  readonly context: Context;
  desk!: UiDesk;
  served!: ServedUi;
  private calls = 0;

  constructor() {
    mkdirSync(join(this.repo, '.git'), { recursive: true });
    mkdirSync(this.home);
    const { context } = contextForTest([], {
      cwd: this.repo,
      home: this.home,
      env: { USER: 'bob', GAIT_APPROVAL_WAIT: '0s' },
      now: () => BigInt(Date.now()) * 1_000_000n + this.later,
    });
    this.context = context;
  }

  /** Sets the project up, serves the page, opens its link. */
  async start(): Promise<this> {
    const world = { cwd: this.repo, home: this.home, env: { USER: 'bob' }, now: this.context.now };
    await runInProcess(['init', '--template', 'coding-agent', '--approver', 'alice'], world);
    await runInProcess(['trust', '.gait.yaml'], world);
    const paint = createPaint({ colour: false, width: undefined });
    this.desk = openDesk(this.context, {
      project: this.repo,
      signing: { approver: '', reason: 'looked_at', ttl: 3_600_000_000_000n },
      tell: (lines) => (this.terminal += `${paint.render(lines)}\n`),
    });
    this.served = serveUi(this.desk);
    const opened = await this.ask({ path: this.desk.access.linkPath, headers: {} });
    this.cookie = (opened.headers['set-cookie'] ?? '').split(';')[0] ?? '';
    return this;
  }

  get base(): string {
    return this.desk.access.base;
  }

  get host(): string {
    return `127.0.0.1:${this.served.port}`;
  }

  /** A tool asks for something that needs a person. @returns the id under which it waits */
  async wait(tool: string, input: object, more: object = {}): Promise<string> {
    const before = new Set(this.waiting());
    const read = readHookMessage('claude', {
      session_id: 's1',
      cwd: this.repo,
      hook_event_name: 'PreToolUse',
      permission_mode: 'default',
      tool_name: tool,
      tool_input: input,
      tool_use_id: `call_${(this.calls += 1)}`,
      ...more,
    });
    if (!read.ok) throw new Error(read.detail);
    const clock = { started: performance.now(), isLate: () => false };
    await answerHook(this.context, HOOK_ROWS.claude, read.message, clock);
    const fresh = this.waiting().filter((id) => !before.has(id));
    if (fresh.length !== 1) throw new Error(`${fresh.length} calls wait`);
    return fresh[0] ?? '';
  }

  /** A write that the policy holds. */
  waitForWrite(name: string, content = 'on: push\n'): Promise<string> {
    return this.wait('Write', { file_path: join(this.repo, '.github', name), content });
  }

  /** The key of the gate, which signs what it asks. */
  gateKey(): SigningKey {
    const file = join(this.home, '.config/gait/keys/gait_private.key');
    return parsePrivateKey(readFileSync(file, 'utf8'));
  }

  waiting(): readonly string[] {
    return openApprovalInbox(this.context)
      .waiting()
      .calls.map(({ request_id: id }) => id);
  }

  /** The code that the terminal showed last. */
  code(): string {
    const all = [...this.terminal.matchAll(/code to (?:approve|deny) it: (\d{3}) (\d{3})/gu)];
    const [, first = '', second = ''] = all.at(-1) ?? [];
    return first + second;
  }

  /** Headers of a form that a browser sends from our own page. */
  formHeaders(changes: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
    return {
      cookie: this.cookie,
      origin: `http://${this.host}`,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
      ...changes,
    };
  }

  get(path: string): Promise<WireAnswer> {
    return this.ask({ path: `${this.base}${path}` });
  }

  /** Sends one of our forms. */
  post(path: string, fields: Readonly<Record<string, string>>): Promise<WireAnswer> {
    return this.ask({
      method: 'POST',
      path: `${this.base}${path}`,
      headers: this.formHeaders(),
      body: new URLSearchParams({ form: this.desk.access.formToken, ...fields }).toString(),
    });
  }

  /** Byte for byte: no client tidies the path or the host. */
  ask({ method = 'GET', path, headers, body = '' }: WireRequest): Promise<WireAnswer> {
    const all: Record<string, string> = {
      host: this.host,
      connection: 'close',
      ...(headers ?? { cookie: this.cookie }),
      ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    return new Promise((done, fail) => {
      let text = '';
      const socket = connect(this.served.port, '127.0.0.1', () =>
        socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`),
      );
      socket.on('data', (bytes) => (text += bytes.toString('utf8')));
      socket.on('error', fail);
      socket.on('close', () => done(readAnswer(text)));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.served.stop();
    rmSync(this.root, { recursive: true, force: true });
  }
}

function readAnswer(text: string): WireAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
  });
  return {
    status: Number(first.split(' ')[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
  };
}
