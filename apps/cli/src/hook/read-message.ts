import { CodedError, parseJson, type Json } from '@gait/canon';

/** Longer messages hold no call that a person could look at. */
const MOST_BYTES = 16 * 1024 * 1024;
const MARK = [0xef, 0xbb, 0xbf];

/**
 * Reads what a coding tool writes to its hook: one JSON document, perhaps behind a byte order mark.
 * Of two members of one name the tool may take the one that nobody judged, so both are refused.
 *
 * @throws CodedError `hook_message_too_large`, `json_*` (bad UTF-8, syntax, depth, duplicate keys)
 */
export async function readMessage(stream: AsyncIterable<Uint8Array>): Promise<Json> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) {
      throw new CodedError(
        'hook_message_too_large',
        `the message has more than ${MOST_BYTES} bytes`,
        {
          hint: 'let the tool send less in one call',
        },
      );
    }
    chunks.push(chunk);
  }
  const bytes = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
  const marked = MARK.every((byte, at) => bytes[at] === byte);
  return parseJson(marked ? bytes.subarray(MARK.length) : bytes, {
    where: { file: 'the message' },
  });
}
