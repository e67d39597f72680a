import type { HookFault } from './hook-message.ts';

/** No honest call is longer; a file that is written whole may be large. */
export const MAX_HOOK_BYTES = 16 * 1024 * 1024;

/**
 * The text of what a tool wrote to a hook's standard input, without the byte order mark that may
 * lead it (Cursor writes one). A second mark, bytes that are no UTF-8 and too many bytes are
 * faults. Parsing is for whoever has a strict reader of JSON: this room has none.
 */
export function decodeHookBytes(
  bytes: Uint8Array,
): { readonly ok: true; readonly text: string } | HookFault {
  if (bytes.length > MAX_HOOK_BYTES) {
    return { ok: false, code: 'hook_too_large', detail: `more than ${MAX_HOOK_BYTES} bytes` };
  }
  let text: string;
  try {
    // `ignoreBOM` keeps the mark in the text, so that a second one is seen.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { ok: false, code: 'hook_not_utf8', detail: 'the message is not UTF-8' };
  }
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.startsWith('\uFEFF')) {
    return { ok: false, code: 'hook_marks', detail: 'the message begins with several marks' };
  }
  return { ok: true, text: body };
}
