import type { Json, JsonObject } from '@gait/canon';
import { decodeIntent } from '../intent/decode-intent.ts';
import type { Intent } from '../intent/intent-record.ts';

/** A small intent that can be judged, with some members replaced. */
export function plainIntent(members: JsonObject = {}, context: JsonObject = {}): Intent {
  const json: Json = {
    tool_name: 'tool.x',
    args: { path: '/repo/app/a.txt' },
    targets: [],
    ...members,
    context: { identity: 'alice', workspace: '/repo/app', risk_class: 'low', ...context },
  };
  return decodeIntent(json);
}
