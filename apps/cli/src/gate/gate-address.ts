import { join } from 'node:path';
import { CodedError } from '@gait/canon';
import type { GateAddress } from '@gait/boundary';
import { readWhole, stateHome } from '@gait/local';
import type { Context } from '../context.ts';

/** Flags that say where to listen. */
export interface ListenFlags {
  readonly listen: string;
  readonly 'tls-cert': string;
  readonly 'tls-key': string;
}

/**
 * Reads `unix:PATH` or `HOST:PORT`; without one the socket of this user.
 *
 * @throws CodedError `flag_invalid`, those of `readWhole`.
 */
export function gateAddress(context: Context, flags: ListenFlags): GateAddress {
  const text = flags.listen.trim();
  if (text === '') return { kind: 'socket', path: defaultSocket(context) };
  if (text.startsWith('unix:')) return { kind: 'socket', path: context.resolve(text.slice(5)) };
  const found = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+)):(\d{1,5})$/u.exec(text);
  const port = Number(found?.[3]);
  if (found === null || port > 65_535) {
    throw new CodedError('flag_invalid', `cannot listen on ${JSON.stringify(text)}`, {
      hint: 'write unix:PATH, 127.0.0.1:PORT or [::1]:PORT',
      where: { field: '--listen' },
    });
  }
  return { kind: 'tcp', host: found[1] ?? found[2] ?? '', port, tls: tlsOf(context, flags) };
}

/** In the folder of the session where there is one: it goes away with it. */
function defaultSocket(context: Context): string {
  const runtime = context.env['XDG_RUNTIME_DIR'] ?? '';
  return runtime.startsWith('/')
    ? join(runtime, 'gait', 'gate.sock')
    : join(stateHome(context), 'gate.sock');
}

function tlsOf(context: Context, flags: ListenFlags): { cert: string; key: string } | undefined {
  const { 'tls-cert': cert, 'tls-key': key } = flags;
  if (cert === '' && key === '') return undefined;
  if (cert === '' || key === '') {
    throw new CodedError('flag_invalid', '--tls-cert and --tls-key belong together', {
      hint: 'give both, as PEM files',
    });
  }
  const read = (path: string): string => new TextDecoder().decode(readWhole(context.resolve(path)));
  return { cert: read(cert), key: read(key) };
}
