import type { ShellDialect } from '../hook-message.ts';

/**
 * Where a tool's input holds what a call is about. The values of fields are keys of the input;
 * a key that begins with `?` may be missing. Plain data, so that nothing is built at the start.
 */
export type CallShape =
  | {
      readonly as: 'shell';
      readonly command: string;
      readonly folder?: string;
      /** Where the tool's name says so; otherwise what the tool's shell speaks on this machine. */
      readonly dialect?: ShellDialect;
    }
  /** `command` is a text, a list of texts, or of `{command, args}`. */
  | { readonly as: 'shells'; readonly command: string }
  | { readonly as: 'read'; readonly path: string }
  /** A list of paths, or of objects with a path under this key. */
  | { readonly as: 'reads'; readonly paths: string; readonly path: string }
  | { readonly as: 'write'; readonly path: string; readonly content: string }
  | { readonly as: 'edit'; readonly path: string; readonly from: string; readonly to: string }
  | {
      readonly as: 'edits';
      readonly path: string;
      readonly list: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly as: 'delete'; readonly path: string }
  | { readonly as: 'patch'; readonly patch: string }
  | { readonly as: 'search'; readonly folder: string; readonly pattern: string }
  | { readonly as: 'fetch'; readonly url: string }
  /** A list of objects with a URL under this key. */
  | { readonly as: 'fetches'; readonly list: string; readonly url: string }
  /** Addresses stand somewhere in a text. */
  | { readonly as: 'fetch_text'; readonly text: string }
  | { readonly as: 'web_search'; readonly query: string }
  | { readonly as: 'mcp_resources'; readonly server: string; readonly tool: string }
  | { readonly as: 'agent'; readonly name: string; readonly prompt: string }
  | { readonly as: 'internal' }
  | { readonly as: 'other' };

/** The tools of one AI coding tool by name, with every name that its versions had. */
export type CallTable = Readonly<Record<string, CallShape>>;

export const INTERNAL: CallShape = { as: 'internal' };
export const OTHER: CallShape = { as: 'other' };
