import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseVersion } from '@gait/agents';
import { CodedError, isCodedError, isJsonObject, parseJson, type JsonObject } from '@gait/canon';
import { configHome, readWhole } from '@gait/local';
import { channelOf, CHANNELS, type Channel } from '@gait/registry';
import type { Context } from '../context.ts';

/** Where newer versions are looked for. */
export interface UpdateSettings {
  readonly index: URL | undefined;
  /** Absolute path of the public key that the index must be signed with. */
  readonly key: string | undefined;
  readonly channel: Channel;
}

/** What the command line says; empty texts say nothing. */
export interface UpdateFlags {
  readonly index: string;
  readonly 'index-key': string;
  readonly channel: string;
}

const FIELDS = ['index', 'key', 'channel'];
const LARGEST = 64 * 1024;

/**
 * The user's own settings. Never those of a repository: who writes there would choose whom we ask and
 * whom we believe.
 */
export function updateSettingsFile(context: Context): string {
  return join(configHome(context), 'updates.json');
}

/**
 * Flags, then the environment, then the user's file. Without a channel it is that of this version.
 *
 * @throws CodedError `flag_invalid`, `config_unknown_field`, `config_field_type`, those of files and JSON
 */
export function updateSettings(context: Context, flags: UpdateFlags): UpdateSettings {
  const file = readSettings(updateSettingsFile(context));
  const pick = (flag: string, variable: string, field: string): string =>
    flag || context.env[variable] || textOf(file, field);
  const index = pick(flags.index, 'KRCI_AI_RELEASE_INDEX', 'index');
  const key = pick(flags['index-key'], 'KRCI_AI_RELEASE_KEY', 'key');
  const channel = pick(flags.channel, 'KRCI_AI_CHANNEL', 'channel');
  return {
    index: index === '' ? undefined : addressOf(context, index),
    key: key === '' ? undefined : context.resolve(key),
    channel: channel === '' ? ownChannel(context.version) : channelNamed(channel),
  };
}

function readSettings(path: string): JsonObject {
  let bytes: Uint8Array;
  try {
    bytes = readWhole(path, { maxBytes: LARGEST });
  } catch (error) {
    if (isCodedError(error) && error.code === 'file_missing') return {};
    throw error;
  }
  const settings = parseJson(bytes, { where: { file: path } });
  const unknown = isJsonObject(settings)
    ? Object.keys(settings).find((field) => !FIELDS.includes(field))
    : 'no object';
  if (isJsonObject(settings) && unknown === undefined) return settings;
  throw new CodedError('config_unknown_field', `${path}: ${unknown ?? ''}`, {
    hint: `known: ${FIELDS.join(', ')}`,
    where: { file: path },
  });
}

function textOf(settings: JsonObject, field: string): string {
  const value = settings[field] ?? '';
  if (typeof value === 'string') return value;
  throw new CodedError('config_field_type', `updates.json: ${field} is no text`, {
    hint: 'put it between quotes',
  });
}

/** An address, or a path. */
function addressOf(context: Context, text: string): URL {
  if (!/^[a-z][a-z0-9+.-]+:/iu.test(text)) return pathToFileURL(context.resolve(text));
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^(?:https?|file):$/u.test(url.protocol) && url.username === '')
    return url;
  throw new CodedError('flag_invalid', `no address of a release index: ${text}`, {
    hint: 'https://…, file://… or a path',
    where: { field: '--index' },
  });
}

function channelNamed(text: string): Channel {
  const channel = CHANNELS.find((known) => known === text);
  if (channel !== undefined) return channel;
  throw new CodedError('flag_invalid', `unknown channel: ${text}`, {
    hint: `one of ${CHANNELS.join(', ')}`,
    where: { field: '--channel' },
  });
}

function ownChannel(version: string): Channel {
  const parsed = parseVersion(version);
  return parsed === undefined ? 'stable' : channelOf(parsed);
}
