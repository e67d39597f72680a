import type { Json } from '@gait/canon';
import type { WaitingCall } from '@gait/gate';
import type { Environment } from '../children/child-environment.ts';
import { hideSecrets, isSecretName } from '../regress/hide-secrets.ts';
import { mapTexts } from './map-texts.ts';

/** Shorter values of a secret's name are words that would be blotted out everywhere. */
const SHORTEST = 6;

/**
 * How secrets are taken out of texts that tell of a call: those of a known shape, those of this
 * environment, and what stands under a secret's name in what the call was given.
 *
 * @param given arguments or a whole intent
 */
export function secretsHider(given: Json, env: Environment): (text: string) => string {
  const named = new Set<string>();
  mapTexts(given, (text, name) => {
    if (text.length >= SHORTEST && isSecretName(name)) named.add(text);
    return text;
  });
  return (text) => {
    let shown = text;
    for (const secret of named) shown = shown.replaceAll(secret, '***');
    return hideSecrets(shown, env);
  };
}

/**
 * A waiting call without the secrets that can be known in it: in what is called, in what it would
 * do, in what the rules say. Names, digests, the project and its policy stay: they are how the call
 * is found. What it shows of the intent has another digest then, and says so.
 */
export function hideWaitingSecrets(call: WaitingCall, env: Environment): WaitingCall {
  const intent = call.intent as Json;
  const hide = secretsHider(intent, env);
  const shown = mapTexts(intent, hide);
  const all = (texts: readonly string[] | null | undefined): string[] => (texts ?? []).map(hide);
  return {
    ...call,
    tool: hide(call.tool),
    session_id: hide(call.session_id),
    rules: all(call.rules),
    reason_codes: all(call.reason_codes),
    effects: all(call.effects),
    held: all(call.held),
    intent: shown,
    redacted: call.redacted || shown !== intent,
  };
}
