import type {
  HookEvent,
  HookFault,
  HookFaultCode,
  HookMessage,
  HookReading,
  ShellDialect,
} from './hook-message.ts';
import type { HookDialect, HookHarnessId } from './hook-row.ts';
import { HOOK_ROWS } from './hook-rows.ts';
import { readCall } from './calls/read-call.ts';
import { DIALECT_KEYS, type DialectKeys } from './dialect-keys.ts';
import { asFields, fieldOf, firstField, isAbsent, present, type Fields } from './read-fields.ts';
import { readOutcome } from './read-outcome.ts';

/** What reading may know of the machine. */
export interface HookMachine {
  /** Shells of several tools speak something else on Windows. */
  readonly windows: boolean;
}

/**
 * Reads what a tool told a hook. Never throws, whatever the value is: an agent chooses much of it.
 *
 * @param harness the tool, as the hook was installed for it
 * @param value the parsed message: strict JSON, no key twice
 * @returns the message, or why there is none. Whoever gets a fault denies the call
 */
export function readHookMessage(
  harness: HookHarnessId,
  value: unknown,
  machine: HookMachine = { windows: false },
): HookReading {
  const row = HOOK_ROWS[harness];
  if (row.dialect === undefined) {
    return fault('hook_dialect_unknown', `${row.title} starts no hooks that are known`);
  }
  const fields = asFields(value);
  if (fields === undefined) return fault('hook_not_object', 'the message is not a JSON object');
  const keys = DIALECT_KEYS[row.dialect];
  const eventName = textUnder(fields, keys.event, true);
  if (typeof eventName !== 'string') {
    return eventName ?? fault('hook_field_missing', 'no event is named');
  }
  const event = eventOf(harness, eventName);
  if (event === undefined) {
    return fault('hook_event_unknown', `${row.title} has no event ${quote(eventName)} for a hook`);
  }
  const read = readEvent(
    row.dialect,
    keys,
    event,
    fields,
    machine.windows ? row.windowsShell : 'sh',
  );
  if ('ok' in read) return { ...read, event };
  const head = readHead(keys, fields, event === 'before_call');
  if ('ok' in head) return { ...head, event };
  return { ok: true, message: { harness, eventName, ...head, ...read } as HookMessage };
}

/** The event that a tool means by a name. */
export function eventOf(harness: HookHarnessId, eventName: string): HookEvent | undefined {
  const entries = Object.entries(HOOK_ROWS[harness].events) as [HookEvent, readonly string[]][];
  return entries.find(([, names]) => names.includes(eventName))?.[0];
}

type Unnamed = Omit<HookFault, 'event'>;

function readHead(keys: DialectKeys, fields: Fields, strict: boolean): object | Unnamed {
  const head: Record<string, string> = {};
  for (const [name, from] of [
    ['sessionId', keys.sessionId],
    ['folder', keys.folder],
    ['mode', keys.mode],
    ['agentId', keys.agentId],
    ['transcript', keys.transcript],
    ['version', keys.version],
    ['model', keys.model],
  ] as const) {
    const required = strict && keys.required.includes(name);
    const value = textUnder(fields, from, required);
    if (typeof value === 'object') return value;
    if (value !== undefined && value !== '') head[name] = value;
  }
  return head;
}

function readEvent(
  dialect: HookDialect,
  keys: DialectKeys,
  event: HookEvent,
  fields: Fields,
  shell: ShellDialect,
): object | Unnamed {
  if (event === 'session_start' || event === 'session_end') {
    const reason = textUnder(fields, keys.reason, false);
    return typeof reason === 'object' ? reason : { event, ...present({ reason }) };
  }
  if (event === 'prompt') {
    const text = textUnder(fields, keys.prompt, true);
    return typeof text === 'object' ? text : { event, text };
  }
  const part = readCallPart(dialect, keys, fields, shell);
  if ('ok' in part || event === 'before_call') return { event, ...part };
  return { event, ...part, outcome: readOutcome(dialect, fields) };
}

/** What stands in a message about a call, before and after it. */
function readCallPart(
  dialect: HookDialect,
  keys: DialectKeys,
  fields: Fields,
  shell: ShellDialect,
): object | Unnamed {
  const tool = textUnder(fields, keys.tool, true);
  if (typeof tool !== 'string') return tool ?? fault('hook_field_missing', 'no tool is named');
  if (tool === '') return fault('hook_field_type', 'the name of the tool is empty');
  const callId = textUnder(fields, keys.callId, false);
  if (typeof callId === 'object') return callId;
  const input = valueUnder(fields, keys.input);
  if (asFields(input) === undefined) {
    return isAbsent(input)
      ? fault('hook_field_missing', 'no input of the tool')
      : fault('hook_field_type', 'the input of the tool is not an object');
  }
  const call = readCall(dialect, tool, input, shell, fields);
  if (call === undefined) {
    return fault('hook_input_unread', `${quote(tool)} does not take such an input`);
  }
  return { tool, input, call, ...present({ callId: callId === '' ? undefined : callId }) };
}

/** A text under the first of the places that the message has, or why it is none. */
function textUnder(
  fields: Fields,
  places: readonly string[],
  required: boolean,
): string | undefined | Unnamed {
  const value = valueUnder(fields, places);
  if (typeof value === 'string') return value;
  if (!isAbsent(value)) return fault('hook_field_type', `${places[0] ?? ''} is not a text`);
  return required ? fault('hook_field_missing', `${places[0] ?? ''} is missing`) : undefined;
}

/** A value under `a` or `a.b`. */
function valueUnder(fields: Fields, places: readonly string[]): unknown {
  for (const place of places) {
    const [first = '', second] = place.split('.');
    const value = fieldOf(fields, first);
    if (isAbsent(value)) continue;
    if (second === undefined) return value;
    const inner = asFields(value);
    const found = inner === undefined ? undefined : firstField(inner, [second]);
    if (!isAbsent(found)) return found;
  }
  return undefined;
}

function fault(code: HookFaultCode, detail: string): Unnamed & { readonly ok: false } {
  return { ok: false, code, detail };
}

/** A name from the message, short and without what a terminal would obey. */
function quote(text: string): string {
  return JSON.stringify(text.slice(0, 64));
}
