import type { JsonObject } from '@gait/canon';
import type { SeenTool, ToolFault } from '../tools/seen-tool.ts';

/** One call of a tool that a client wants. */
export interface AskedCall {
  readonly tool: string;
  readonly args: JsonObject;
  /** True once nobody waits for the answer: no approval is used up for it. */
  readonly isCancelled: () => boolean;
}

/** How a call ended, for the record. */
export interface CallEnd {
  readonly outcome: 'success' | 'failure' | 'unknown';
  /** What the server answered, as text; `''`: nothing. */
  readonly result: string;
}

/** What the gate says of a call. */
export type CallRuling =
  | { readonly allowed: true; readonly ended: (end: CallEnd) => void }
  | { readonly allowed: false; readonly reason: string; readonly codes: readonly string[] };

/** What a relay needs of the world. */
export interface RelayPorts {
  /** Sends one message, without its line break. In order; must not throw. */
  readonly toClient: (frame: Uint8Array | string) => void;
  readonly toServer: (frame: Uint8Array | string) => void;
  /**
   * Decides a call and records it. Never rejects: whatever keeps a call from being decided is a
   * ruling. A tool that is withheld is recorded, and never allowed.
   */
  readonly decide: (call: AskedCall, fault: ToolFault | undefined) => Promise<CallRuling>;
  /** Looks at a list of tools, remembers it, and says which of them are not handed on. */
  readonly see: (tools: readonly (SeenTool | undefined)[]) => ReadonlyMap<string, ToolFault>;
  /** Whether a tool that was withheld still is: a person may have trusted it meanwhile. */
  readonly recheck: (tool: SeenTool) => ToolFault | undefined;
  readonly warn: (text: string) => void;
  /** A text that no client can know beforehand. */
  readonly secret: string;
}

/** The relay between one client and one server. */
export interface Relay {
  readonly fromClient: (line: Uint8Array) => void;
  /** A line of the client that could not be read at all. */
  readonly clientFault: (why: 'oversized' | 'truncated') => void;
  readonly fromServer: (line: Uint8Array) => void;
  readonly serverFault: (why: 'oversized' | 'truncated') => void;
  /** The server is gone: whoever waits is told. */
  readonly serverEnded: () => void;
  /** The client is gone: nothing that is being decided may go on. */
  readonly clientEnded: () => void;
  /** Settles when nothing is being decided any more. */
  readonly idle: () => Promise<void>;
}
