import {
  ENCODINGS,
  readTokenSettings,
  SETTINGS_FILE,
  type Encoding,
  type FileTree,
  type TokenSettings,
} from '@gait/agents';
import { CodedError, decodeUtf8 } from '@gait/canon';

/** The settings of a project for counting, from its tree. Errors: those of `readTokenSettings`. */
export function tokenSettingsOf(tree: FileTree): TokenSettings {
  return readTokenSettings(settingsText(tree));
}

/**
 * The text of a project's settings; undefined where it has none.
 *
 * @throws CodedError `file_not_regular`, `text_encoding`
 */
export function settingsText(tree: FileTree): string | undefined {
  const there = tree.entries.get(SETTINGS_FILE);
  const bytes = tree.read(SETTINGS_FILE);
  // A budget that cannot be read is no budget that is kept.
  if (bytes === undefined && there !== undefined) {
    throw new CodedError('file_not_regular', `${SETTINGS_FILE} cannot be read`, {
      hint: 'it must be a plain file',
      where: { file: SETTINGS_FILE },
    });
  }
  return bytes === undefined ? undefined : decodeUtf8(bytes, { file: SETTINGS_FILE });
}

/** The encoding that a flag names, or the project's. */
export function encodingOf(flag: string, settings: TokenSettings): Encoding {
  if (flag === '') return settings.encoding;
  const found = ENCODINGS.find((known) => known === flag);
  if (found !== undefined) return found;
  throw new CodedError('flag_invalid', `unknown encoding: ${flag}`, {
    hint: `one of ${ENCODINGS.join(', ')}`,
    where: { field: '--encoding' },
  });
}

/** The number of a `--max-tokens`: 0 is none. */
export function maxTokensOf(flag: number): number | undefined {
  if (flag >= 0) return flag === 0 ? undefined : flag;
  throw new CodedError('flag_invalid', '--max-tokens is below 0', {
    hint: 'name the most tokens that are allowed',
    where: { field: '--max-tokens' },
  });
}
