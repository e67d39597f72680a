/** One message of a coding tool, as the process that the tool started hands it on. One line of JSON. */
export interface WarmRequest {
  readonly harness: string;
  /** Absolute. */
  readonly project: string;
  /** The tool's process. */
  readonly parent: number;
  /** When the tool asked, milliseconds since 1970. */
  readonly askedAt: number;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the tool wrote to the hook, byte for byte. */
  readonly message: string;
}

/** What the warm gate says, one line of JSON each. */
export type WarmReply =
  /** At once: it is at it, and will have answered within so many milliseconds. */
  | { readonly kind: 'begun'; readonly withinMs: number }
  | {
      readonly kind: 'answer';
      readonly stdout: string;
      readonly stderr: string;
      readonly exitCode: number;
    }
  /** Something went wrong: whoever asks decides himself. */
  | { readonly kind: 'cold' };

/** Reads what came over the socket. @returns undefined for anything else */
export function readReply(line: string): WarmReply | undefined {
  const reply = readObject(line);
  switch (reply?.['kind']) {
    case 'begun':
      return typeof reply['withinMs'] === 'number' ? (reply as WarmReply) : undefined;
    case 'answer': {
      const { stdout, stderr, exitCode } = reply;
      const isWhole =
        typeof stdout === 'string' && typeof stderr === 'string' && Number.isInteger(exitCode);
      return isWhole ? (reply as WarmReply) : undefined;
    }
    case 'cold':
      return { kind: 'cold' };
    default:
      return undefined;
  }
}

/** Reads what was asked. @returns undefined for anything else */
export function readRequest(line: string): WarmRequest | undefined {
  const request = readObject(line);
  if (request === undefined) return undefined;
  const { harness, project, parent, askedAt, home, env, message } = request;
  const texts = [harness, project, home, message];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  if (!Number.isInteger(parent) || !Number.isFinite(askedAt)) return undefined;
  if (typeof env !== 'object' || env === null || Array.isArray(env)) return undefined;
  if (!Object.values(env).every((value) => typeof value === 'string')) return undefined;
  return request as unknown as WarmRequest;
}

function readObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
