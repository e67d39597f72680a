import { sha256Hex, trimSpace } from '@gait/canon';

/**
 * The id that ties an answer to its command line: the first 24 hex digits of SHA-256 over the
 * trimmed arguments, program name in front, joined by U+001F. The program's name and not its
 * path, so that the same command has the same id on every machine.
 */
export function correlationId(argv: readonly string[]): string {
  return sha256Hex(argv.map(trimSpace).join('\u001f')).slice(0, 24);
}
