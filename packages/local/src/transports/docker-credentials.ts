import { isAbsolute, join } from 'node:path';
import { CodedError, isCodedError, isJsonObject, parseJson, type JsonObject } from '@gait/canon';
import { runChild } from '../children/run-child.ts';
import type { Environment } from '../children/child-environment.ts';
import { isThere } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';

/** Where credentials are looked for. */
export interface CredentialSurroundings {
  readonly env: Environment;
  readonly home: string;
}

/** What a host is told. */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly secret: string }
  /** An identity token, which the token service exchanges. */
  | { readonly kind: 'refresh'; readonly secret: string };

const HELPER = /^[a-z0-9][a-z0-9-]{0,63}$/;
const TIME_LIMIT_MS = 30_000;

/**
 * Credentials for a host from the configuration of docker (`$DOCKER_CONFIG/config.json`, else
 * `~/.docker/config.json`): from its credential helpers, which are the platform's keychain
 * (osxkeychain, wincred, secretservice, pass), else from its `auths`. Undefined: there are none.
 *
 * @throws CodedError `pack_credentials`; no message holds a secret or what a helper printed
 */
export async function findCredentials(
  host: string,
  at: CredentialSurroundings,
): Promise<Credentials | undefined> {
  const config = readConfig(at);
  if (config === undefined) return undefined;
  for (const key of keysOf(host)) {
    const helper = helperFor(config, key);
    const found = helper === undefined ? fromAuths(config, key) : await askHelper(helper, key, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Spellings of one host in such a file, the usual first. */
function keysOf(host: string): readonly string[] {
  const hub = host === 'registry-1.docker.io' || host === 'docker.io';
  return hub ? ['https://index.docker.io/v1/'] : [host, `https://${host}`];
}

function readConfig({ env, home }: CredentialSurroundings): JsonObject | undefined {
  const named = env['DOCKER_CONFIG'] ?? '';
  const folder = isAbsolute(named) ? named : join(home, '.docker');
  const file = join(folder, 'config.json');
  if (!isAbsolute(file) || !isThere(file)) return undefined;
  try {
    const value = parseJson(readWhole(file, { maxBytes: 1024 * 1024 }), { maxDepth: 16 });
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (!isCodedError(error) || error.facts.reported === 'io_failure') throw error;
    throw problem(`${file} cannot be read`);
  }
}

function helperFor(config: JsonObject, key: string): string | undefined {
  const helpers = config['credHelpers'];
  const own = isJsonObject(helpers) && Object.hasOwn(helpers, key) ? helpers[key] : undefined;
  const name = own ?? config['credsStore'];
  if (name === undefined || name === '') return undefined;
  // The name becomes part of a program's: nothing that leads out of the search path.
  if (typeof name === 'string' && HELPER.test(name)) return name;
  throw problem('a credential helper has an impossible name');
}

async function askHelper(
  name: string,
  key: string,
  at: CredentialSurroundings,
): Promise<Credentials | undefined> {
  // A folder named relatively could be the repository that somebody else filled.
  const separator = (at.env['PATH'] ?? '').includes(';') ? ';' : ':';
  const path = (at.env['PATH'] ?? '').split(separator).filter((part) => isAbsolute(part));
  const result = await runChild({
    argv: [`docker-credential-${name}`, 'get'],
    env: { ...at.env, PATH: path.join(separator) },
    cwd: at.home,
    input: key,
    timeoutMs: TIME_LIMIT_MS,
    maxOutputBytes: 64 * 1024,
  }).catch((error: unknown) => {
    if (isCodedError(error) && error.code === 'child_start') {
      throw problem(`docker-credential-${name} is not installed`);
    }
    throw error;
  });
  const text = new TextDecoder().decode(result.stdout);
  // The one way in which helpers say that they know nothing.
  if (/credentials not found/iu.test(text)) return undefined;
  if (result.exitCode !== 0) throw problem(`docker-credential-${name} failed`);
  const answer = readAnswer(text, name);
  const { Username: username, Secret: secret } = answer;
  if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') {
    throw problem(`docker-credential-${name} gave no name and secret`);
  }
  return username === '<token>'
    ? { kind: 'refresh', secret }
    : { kind: 'password', username, secret };
}

function readAnswer(text: string, name: string): JsonObject {
  try {
    const value = parseJson(text, { maxDepth: 4 });
    if (isJsonObject(value)) return value;
  } catch {
    // The fault would quote a line with the secret in it.
  }
  throw problem(`docker-credential-${name} gave no JSON`);
}

function fromAuths(config: JsonObject, key: string): Credentials | undefined {
  const auths = config['auths'];
  const entry = isJsonObject(auths) && Object.hasOwn(auths, key) ? auths[key] : undefined;
  if (!isJsonObject(entry)) return undefined;
  const { identitytoken: token, auth } = entry;
  if (typeof token === 'string' && token !== '') return { kind: 'refresh', secret: token };
  if (typeof auth !== 'string' || auth === '') return undefined;
  const [username = '', ...secret] = Buffer.from(auth, 'base64').toString('utf8').split(':');
  return { kind: 'password', username, secret: secret.join(':') };
}

/** `Authorization` of HTTP Basic. */
export function basicAuthorization(username: string, secret: string): string {
  return `Basic ${Buffer.from(`${username}:${secret}`, 'utf8').toString('base64')}`;
}

function problem(message: string): CodedError {
  return new CodedError('pack_credentials', message, {
    hint: 'log in again with docker login, or repair the configuration of docker',
  });
}
